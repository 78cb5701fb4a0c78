//! Charges: how they are made and listed, and what time does to them.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::core::member;
use crate::ledger::{Charge, Reference, State};
use crate::providers::ppro::errors::Failure;
use crate::providers::ppro::limits::{AUTHENTICATION_WINDOW, METHOD};
use crate::providers::ppro::messages::return_url;

use super::checks;
use super::payment::{Ending, Payment, money};
use super::refusal::Refusal;
use super::responder::{Call, Responder, SETTLEMENT};

/// The amount of a charge that named none, where a fault lets it pass.
const FALLBACK: i64 = 1000;

impl Responder {
    /// Answers POST of a charge: it waits for its consumer, or failed at once.
    pub(super) fn create_charge(&mut self, call: &Call) -> Result<Value, Refusal> {
        let asked = call.asked.as_object().cloned().unwrap_or_default();
        let failure = checks::limits(&asked, checks::amount(&call.asked), &self.faults);
        let id = self.add_charge(asked, None, failure, true, call.now);
        let mut answer = self.describe_charge(&id, call.now);
        if self.faults.has("charge_without_id") {
            answer["id"] = Value::Null;
        }
        if self.faults.has("amounts_as_text") {
            answer["authorizations"][0]["amount"] = json!(answer["authorizations"][0]["amount"].to_string());
        }
        if self.faults.has("redirect_missing") {
            answer["authenticationMethods"] = json!([]);
        } else if self.faults.has("redirect_over_http") && answer["status"] == "AUTHENTICATION_PENDING" {
            answer["authenticationMethods"][0]["details"]["requestUrl"] = json!(format!("http://amazon.example/pay/{id}"));
        }
        Ok(answer)
    }

    /// Puts a new charge into the books and tells of it; its id.
    pub(super) fn add_charge(
        &mut self,
        asked: Map<String, Value>,
        agreement: Option<String>,
        failure: Option<&'static Failure>,
        waits: bool,
        now: Timestamp,
    ) -> String {
        let long = if self.faults.has("long_charge_id") { "X" } else { "" };
        let id = format!("{}{long}", self.new_id("charge"));
        let cents = member::of(&asked, "amount.value").and_then(Value::as_i64).filter(|cents| *cents > 0).unwrap_or(FALLBACK);
        let payment = Payment {
            id: id.clone(),
            authorization: self.new_id("authz"),
            asked,
            agreement,
            cents,
            created: now,
            updated: now,
            ending: failure.map(Ending::Failed),
            captures: Vec::new(),
            voids: Vec::new(),
            refunds: Vec::new(),
        };
        if let Some(amount) = money(cents, payment.currency()).filter(|_| failure.is_none()) {
            let mut charge = Charge::new(&id, &id, amount, State::Pending, now);
            charge.held = payment.is_held() && !self.faults.has("held_charge_captured");
            charge.expires = now.checked_add(AUTHENTICATION_WINDOW).ok().filter(|_| waits && !self.faults.has("never_discarded"));
            // The id is new and the amount positive: the books take it.
            let _ = self.ledger.charge(charge);
        }
        self.payments.push(payment);
        match failure {
            Some(_) => self.tell_charge(&id, "PAYMENT_CHARGE_AUTHORIZATION_FAILED", None, now),
            None if waits => self.tell_charge(&id, "PAYMENT_CHARGE_AUTHENTICATION_PENDING", None, now),
            None => self.approve_charge(&id, now),
        }
        id
    }

    /// The money is there: it is captured at once, or held for the merchant's captures.
    pub(super) fn approve_charge(&mut self, id: &str, now: Timestamp) {
        if self.ledger.settle_charge(Reference::Provider(id), State::Approved, now).is_err() {
            return;
        }
        self.touch(id, now);
        self.tell_charge(id, "PAYMENT_CHARGE_AUTHORIZATION_SUCCEEDED", None, now);
        let held = self.ledger.find_charge(Reference::Provider(id), now).is_ok_and(|charge| charge.held);
        let cents = self.payment(id).map_or(0, |payment| payment.cents);
        if !held {
            self.add_capture(id, cents, &Map::new(), now);
        }
    }

    /// The charge ends without money.
    pub(super) fn end_charge(&mut self, id: &str, ending: Ending, now: Timestamp) {
        let _ = self.ledger.settle_charge(Reference::Provider(id), State::Declined, now);
        if let Some(payment) = self.payments.iter_mut().find(|payment| payment.id == id) {
            payment.ending = Some(ending);
            payment.updated = now;
        }
        let kind = match ending {
            Ending::Failed(_) => "PAYMENT_CHARGE_AUTHORIZATION_FAILED",
            Ending::Discarded { .. } => "PAYMENT_CHARGE_DISCARDED",
            Ending::Voided => return,
        };
        self.tell_charge(id, kind, None, now);
    }

    /// Answers the list of charges.
    pub(super) fn list_charges(&mut self, call: &Call) -> Value {
        let wanted = |name: &str| call.asked.get(name).and_then(Value::as_str);
        let (reference, agreement) = (wanted("merchantPaymentChargeReference"), wanted("agreementId"));
        let fits = |payment: &&Payment| {
            reference.is_none_or(|reference| payment.text("merchantPaymentChargeReference") == Some(reference))
                && agreement.is_none_or(|agreement| payment.agreement.as_deref() == Some(agreement))
        };
        let found = self.payments.iter().filter(fits).map(|payment| payment.id.clone());
        let ids: Vec<_> = found.filter(|_| !self.faults.has("reference_not_found")).collect();
        let data: Vec<_> = ids.iter().map(|id| self.describe_charge(id, call.now)).collect();
        json!({ "data": data, "_links": {} })
    }

    /// What time does: charges that nobody confirmed are discarded, agreements fail, refunds are settled.
    pub(super) fn sweep(&mut self, now: Timestamp) {
        let open: Vec<_> =
            self.payments.iter().filter(|payment| payment.ending.is_none()).map(|payment| payment.id.clone()).collect();
        for id in open {
            let charge = self.ledger.find_charge(Reference::Provider(&id), now);
            if let Some(at) = charge.ok().filter(|charge| charge.state == State::Declined).map(|charge| charge.updated) {
                let discard = self.rng.u64(..);
                self.end_charge(&id, Ending::Discarded { id: discard }, at);
            }
        }
        self.sweep_agreements(now);
        let due = |created: Timestamp| now.duration_since(created) >= SETTLEMENT && !self.faults.has("refund_stays_pending");
        let refunds = self.payments.iter().flat_map(|payment| payment.refunds.iter().map(move |refund| (payment, refund)));
        let due: Vec<_> = refunds
            .filter(|(_, refund)| due(refund.created))
            .map(|(payment, refund)| (payment.id.clone(), refund.id.clone()))
            .collect();
        for (charge, refund) in due {
            self.settle_refund(&charge, &refund, None, now);
        }
    }

    pub(super) fn payment(&self, id: &str) -> Option<&Payment> {
        self.payments.iter().find(|payment| payment.id == id)
    }

    pub(super) fn touch(&mut self, id: &str, now: Timestamp) {
        if let Some(payment) = self.payments.iter_mut().find(|payment| payment.id == id) {
            payment.updated = now;
        }
    }

    /// Sends the consumer of a charge, or of the agreement that it begins, back to the shop.
    pub(super) fn return_consumer(&mut self, id: &str, cancelled: bool) {
        let asked = self.payment(id).map(|payment| payment.asked.clone()).unwrap_or_default();
        if return_url(&asked).is_some() && asked.get("paymentMethod").is_some_and(|method| method == METHOD) {
            self.send_back(id, &asked, cancelled);
        }
    }
}
