//! POST /payments and POST /payments/details: what becomes of a payment.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::core::member;
use crate::ledger::{Charge, Reference, State};
use crate::providers::FINISHING;
use crate::providers::adyen::errors::{INVALID_FIELD, INVALID_METHOD};
use crate::providers::adyen::results::{self, Duty};
use crate::providers::adyen::{auth, currencies};

use super::answer::{Outcome, success};
use super::outbox::Told;
use super::personas::{self, Persona, TABLE};
use super::responder::Responder;

/// What a payment has that is prepared for native 3D Secure (OAS71).
const NATIVE: &[&str] = &["browserInfo", "authenticationData.threeDSRequestData.nativeThreeDS"];

/// A payment that its answer leaves open, or that stores how it was paid.
#[derive(Default)]
pub(super) struct Open {
    /// What the shopper's browser brings back from the action.
    pub(super) outcome: Option<String>,
    /// The shopper for whom the payment method is stored when the payment is settled.
    pub(super) stores: Option<String>,
    /// The payment method that was stored with it, or that pays it: its shopper and its id.
    pub(super) stored: Option<(String, String)>,
    /// Where the shopper comes back to.
    pub(super) return_url: String,
    /// What becomes of it after the action, where that is not success.
    pub(super) end: Option<&'static Persona>,
}

impl Responder {
    /// Answers a payment that is well-formed.
    pub(super) fn payment(&mut self, members: &Map<String, Value>, now: Timestamp) -> Outcome {
        let persona = self.payer(members).ok_or(&INVALID_METHOD)?;
        let amount = members.get("amount").and_then(currencies::read).ok_or(&INVALID_FIELD)?;
        let state = match (persona.result, persona.refusal) {
            ("Authorised", _) => State::Approved,
            (_, Some(_)) => State::Declined,
            (_, None) => State::Pending,
        };
        let psp_reference = self.psp_reference();
        let mut charge = Charge::new(&psp_reference, &psp_reference, amount, state, now);
        charge.held = self.credentials.get("capture") != auth::AUTOMATIC;
        charge.note = members.get("reference").and_then(Value::as_str).map(str::to_owned);
        self.ledger.charge(charge.clone()).map_err(|_| &INVALID_FIELD)?;
        let waits = results::find(persona.result).is_some_and(|result| result.duty == Duty::CarryOutAction);
        let action = waits.then(|| self.action(persona.result));
        let stores = members.get("storePaymentMethod") == Some(&json!(true));
        let shopper = members.get("shopperReference").and_then(Value::as_str).filter(|_| stores);
        let outcome = action.as_ref().map(|(_, outcome)| outcome.clone());
        let return_url = members.get("returnUrl").and_then(Value::as_str).unwrap_or_default().to_owned();
        let method = member::of(members, "paymentMethod.storedPaymentMethodId").and_then(Value::as_str);
        let stored = method.and_then(|method| Some((self.stored.get(method)?.clone(), method.to_owned())));
        let stores = shopper.map(str::to_owned);
        self.open.insert(psp_reference, Open { outcome, stores, stored, return_url, ..Open::default() });
        if state != State::Pending {
            self.tell_decision(&charge, persona.refusal.map(|(reason, _)| reason), now);
        }
        let told = self.describe(&charge, persona, action.map(|(action, _)| action));
        if persona.result == "Refused" && self.faults.has("refusal_as_422") {
            return success(422, &refused(told));
        }
        success(200, &told)
    }

    /// Answers what the shopper brought back from an action: the payment is authorised, unless it was directed otherwise.
    pub(super) fn payment_details(&mut self, members: &Map<String, Value>, now: Timestamp) -> Outcome {
        let brought = ["details.redirectResult", "details.threeDSResult"];
        let brought = brought.iter().find_map(|name| member::of(members, name)?.as_str()).ok_or(&INVALID_FIELD)?;
        let found = self.open.iter().find(|(_, open)| open.outcome.as_deref() == Some(brought));
        let psp_reference = found.map(|(psp_reference, _)| psp_reference.clone()).ok_or(&INVALID_FIELD)?;
        let end = self.open.get(&psp_reference).and_then(|open| open.end).unwrap_or(&TABLE[0]);
        let state = if end.refusal.is_some() { State::Declined } else { State::Approved };
        let charge = self.decide(&psp_reference, state, now).map_err(|_| &INVALID_FIELD)?;
        success(200, &self.describe(&charge, end, None))
    }

    /// Ends a payment that was left open, and tells of it.
    pub(super) fn decide(&mut self, psp_reference: &str, state: State, now: Timestamp) -> Result<Charge, String> {
        let reference = Reference::Provider(psp_reference);
        self.ledger.settle_charge(reference, state, now).map_err(|error| error.to_string())?;
        let charge = self.ledger.find_charge(reference, now).map_err(|error| error.to_string())?.clone();
        self.tell_decision(&charge, (state == State::Declined).then_some("Refused"), now);
        Ok(charge)
    }

    /// Tells of a payment that is decided; one that captures itself is captured at once.
    fn tell_decision(&mut self, charge: &Charge, failure: Option<&str>, now: Timestamp) {
        self.tell_payment("AUTHORISATION", charge, failure, now);
        if failure.is_none() && !charge.held {
            let psp_reference = self.psp_reference();
            let told = Told { event: "CAPTURE", psp_reference: &psp_reference, amount: None, failure, additional: None };
            self.tell_modification(&told, charge, now);
        }
    }

    /// Who pays: the holder of Amazon's token or, without the shopper, the one for whom the payment method was stored.
    fn payer(&self, members: &Map<String, Value>) -> Option<&'static Persona> {
        let text = |name: &str| member::of(members, name).and_then(Value::as_str);
        let Some(stored) = text("paymentMethod.storedPaymentMethodId") else {
            let token = text("paymentMethod.amazonPayToken").or_else(|| text("paymentMethod.checkoutSessionId"))?;
            return self.tokens.get(token).copied().or_else(|| self.guest(members));
        };
        let holder = self.stored.get(stored);
        let unknown = holder.is_none() && !self.faults.has("unknown_token_accepted");
        let anothers = holder.is_some_and(|holder| Some(holder.as_str()) != text("shopperReference"));
        let refused = unknown || (anothers && !self.faults.has("token_of_anyone_accepted"));
        (!refused).then_some(&TABLE[0])
    }

    /// The shopper whom a merchant under test is told to have. Who did not prepare for native 3D Secure is sent to a page for it.
    fn guest(&self, members: &Map<String, Value>) -> Option<&'static Persona> {
        let prepared = NATIVE.iter().any(|name| member::of(members, name).is_some_and(|value| !value.is_null()));
        let guest = self.staged.guest?;
        match guest.result {
            "IdentifyShopper" | "ChallengeShopper" if !prepared => personas::with_result("RedirectShopper"),
            _ => Some(guest),
        }
    }

    /// What the shopper's browser has to do, and what it brings back.
    fn action(&mut self, result: &str) -> (Value, String) {
        let data = self.token(40);
        let mut action = match result {
            "RedirectShopper" => json!({
                "type": "redirect",
                "url": format!("https://checkoutshopper-test.adyen.com/checkoutshopper/checkoutPaymentRedirect?{FINISHING}&redirectData={data}"),
                "method": "GET",
                "paymentMethodType": "amazonpay",
            }),
            _ => json!({
                "type": "threeDS2",
                "subtype": if result == "IdentifyShopper" { "fingerprint" } else { "challenge" },
                "token": data,
                "paymentData": self.token(40),
                "authorisationToken": self.token(40),
                "paymentMethodType": "amazonpay",
            }),
        };
        if let Some(action) = action.as_object_mut().filter(|_| self.faults.has("action_incomplete")) {
            action.shift_remove("url");
            action.shift_remove("token");
        }
        (action, data)
    }

    fn describe(&self, charge: &Charge, persona: &Persona, action: Option<Value>) -> Value {
        let has = |fault: &str| self.faults.has(fault);
        let authorised = persona.result == "Authorised";
        let result = if authorised && has("unknown_result") { "Approved" } else { persona.result };
        let psp_reference = if has("reference_malformed") { &charge.id[1..] } else { &charge.id };
        let mut amount = currencies::write(charge.amount);
        if has("payment_amount_wrong") {
            amount["value"] = json!(1);
        }
        let reference = charge.note.clone().filter(|_| !has("merchant_reference_wrong"));
        let mut body = json!({
            "pspReference": psp_reference,
            "resultCode": result,
            "merchantReference": reference.unwrap_or_else(|| "another".to_owned()),
            "amount": amount,
        });
        if authorised {
            body["paymentMethod"] = json!({ "type": "amazonpay" });
        }
        if let Some((reason, code)) = persona.refusal.filter(|_| !has("refusal_without_reason")) {
            body["refusalReason"] = json!(reason);
            body["refusalReasonCode"] = json!(code);
        }
        if let Some(action) = action.filter(|_| !has("action_missing")) {
            body["action"] = action;
        } else if authorised && has("authorised_with_action") {
            body["action"] = json!({ "type": "await" });
        }
        body
    }
}

/// An answer under the fault `refusal_as_422`: an error that holds the result.
fn refused(mut told: Value) -> Value {
    for (name, value) in [("status", json!(422)), ("errorCode", json!("905")), ("errorType", json!("validation"))] {
        told[name] = value;
    }
    told["message"] = json!("Payment refused");
    told
}
