//! Post Charge, and Get Status of a charge.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::core::clock::printed;
use crate::core::money::Money;
use crate::ledger::{Charge, LedgerError, Reference, State};
use crate::providers::FINISHING;
use crate::providers::amazon_pay_india::auth;

use super::arguments::Arguments;
use super::personas::{Ending, Persona};
use super::random;
use super::refusal::{Refusal, booked, refuse, unbooked};
use super::responder::Responder;

impl Responder {
    /// Answers Post Charge.
    pub(super) fn charge(&mut self, arguments: &Arguments, now: Timestamp) -> Result<Value, Refusal> {
        let persona = self.customers.holder(arguments.text("accessToken"), now, &self.faults)?;
        let safelisted = auth::safelisted(&self.credentials).any(|url| url == arguments.text("callbackUrl"));
        if !safelisted && !self.faults.has("callback_ignored") {
            return Err(refuse("InvalidCallbackUrl"));
        }
        let amount = arguments.money()?;
        let state = self.decide(persona, amount)?;
        let mut charge = Charge::new(arguments.text("chargeId"), random::charge_id(&mut self.rng), amount, state, now);
        charge.expires = expiry(arguments.text("timeoutInSecs"), now);
        charge.note = arguments.given("customData").map(str::to_owned);
        booked(self.ledger.charge(charge.clone()), &self.faults)?;
        self.scenes.booked(&charge.id, &charge.provider_id);
        let mut members = self.acknowledge(&charge);
        if self.faults.has("merchant_mismatch_ignored") {
            members.insert("merchantId".into(), json!(arguments.text("merchantId")));
        }
        Ok(Value::Object(members))
    }

    /// Answers Get Status on the path of charges; a refund is found there too (AP/section8/get_status_api).
    pub(super) fn charge_status(&mut self, arguments: &Arguments, now: Timestamp) -> Result<Value, Refusal> {
        let reference = arguments.reference("txnIdType", "txnId");
        if matches!(reference, Reference::Provider(_)) && self.faults.has("amazon_id_not_found") {
            return Err(refuse("InvalidChargeId"));
        }
        let Ok(charge) = self.ledger.find_charge(reference, now).cloned() else {
            return self.refund_status(arguments).map_err(|_| unbooked(LedgerError::UnknownCharge));
        };
        let again = self.faults.has("status_changes_after_capture") && !self.asked.insert(charge.id.clone());
        let mut members = self.describe_charge(&charge);
        if again && charge.state == State::Approved {
            members.insert("status".into(), json!("Declined"));
        }
        if charge.state == State::Declined && self.faults.has("declined_captured_later") {
            members.insert("status".into(), json!("CaptureApproved"));
        }
        if self.faults.has("status_of_another_amount") {
            members.insert("requestedAmount".into(), json!("1.00"));
        }
        members.extend(self.directions.misreported.clone());
        Ok(Value::Object(members))
    }

    /// How a charge of this customer ends.
    fn decide(&self, persona: &Persona, amount: Money) -> Result<State, Refusal> {
        if let Some(refusal) = self.directions.refusal {
            return Err(refusal);
        }
        let ending = if self.faults.has(persona.let_through_by) { Ending::Captured } else { persona.charge };
        let beyond = amount.amount > self.credit().0 && !self.faults.has("limit_ignored");
        match ending {
            Ending::Refused(code) => Err(refuse(code)),
            Ending::Declined => Ok(State::Declined),
            Ending::Captured | Ending::Pending if beyond => Err(refuse("InsufficientFunds")),
            Ending::Pending => Ok(State::Pending),
            Ending::Captured if self.faults.has("charge_left_pending") => Ok(State::Pending),
            Ending::Captured => Ok(State::Approved),
        }
    }

    /// The answer to Post Charge: the charge, and where the customer goes if it is pending.
    fn acknowledge(&self, charge: &Charge) -> Map<String, Value> {
        let mut members = self.describe_charge(charge);
        if self.faults.has("charge_echo_wrong") {
            members.insert("merchantId".into(), json!("A00ANOTHER0000"));
        }
        if charge.state == State::Approved && self.faults.has("unknown_charge_status") {
            members.insert("status".into(), json!("Success"));
        }
        if self.faults.has("amazon_charge_id_missing") {
            members.shift_remove("amazonChargeId");
        }
        if charge.state == State::Pending && !self.faults.has("pay_url_missing") {
            let url = format!("https://amazonpay-sandbox.amazon.in/pay/{}?{FINISHING}", charge.provider_id);
            members.insert("amazonPayUrl".into(), json!(url));
        }
        members
    }

    fn describe_charge(&self, charge: &Charge) -> Map<String, Value> {
        let approved = if charge.state == State::Approved { charge.amount.amount.to_string() } else { "0.00".to_owned() };
        let status = match charge.state {
            State::Approved => "CaptureApproved",
            State::Pending => "CapturePending",
            State::Declined => "Declined",
        };
        let members = [
            ("merchantId", json!(self.credentials.get("merchant_id"))),
            ("chargeId", json!(charge.id)),
            ("amazonChargeId", json!(charge.provider_id)),
            ("requestedAmount", json!(charge.amount.amount.to_string())),
            ("approvedAmount", json!(approved)),
            ("currencyCode", json!(charge.amount.currency.code())),
            ("status", json!(status)),
            ("customData", json!(charge.note)),
            ("createTime", json!(printed(charge.created))),
            ("updateTime", json!(printed(charge.updated))),
        ];
        members.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

fn expiry(seconds: &str, now: Timestamp) -> Option<Timestamp> {
    now.checked_add(SignedDuration::from_secs(seconds.parse().ok()?)).ok()
}
