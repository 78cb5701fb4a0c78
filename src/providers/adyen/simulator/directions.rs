//! Stage directions: what happens on the provider's side and no request asks for. Each names an operation that was accepted,
//! with its answer: `{"operation": .., "answer": {..}, "sent": {..}}`.

use jiff::Timestamp;
use serde_json::Value;

use crate::ledger::{Charge, Reference, State};
use crate::providers::adyen::notification::hmac::HmacKey;
use crate::providers::adyen::notification::webhook::TokenEvent;
use crate::providers::adyen::{auth, currencies};
use crate::providers::direction::read;

use super::outbox::Told;
use super::responder::Responder;

impl Responder {
    /// Carries out a direction; the error says why not.
    pub(super) fn carry_out(&mut self, direction: &str, argument: &Value, now: Timestamp) -> Result<Value, String> {
        if let Some(told) = self.stage(direction, argument, now)? {
            return Ok(told);
        }
        let named = argument["answer"]["pspReference"].as_str().ok_or("the answer names no pspReference");
        match direction {
            "notifications" => return Ok(self.notifications()),
            "notification" => return self.notify(&read(argument)?, now),
            "approved" => self.decide(named?, State::Approved, now).map(drop)?,
            "declined" => self.decide(named?, State::Declined, now).map(drop)?,
            "abandoned" => self.abandon(named?, now)?,
            "settled" => self.settle(named?, now)?,
            "failed" => self.fail_refund("REFUND_FAILED", named?, now)?,
            "reversed" => self.fail_refund("REFUNDED_REVERSED", named?, now)?,
            "busy" => self.busy = true,
            _ => return Err("there is no such direction".to_owned()),
        }
        Ok(Value::Object(Default::default()))
    }

    /// The shopper did not finish: the offer is closed, and nothing was authorised.
    pub(super) fn abandon(&mut self, psp_reference: &str, now: Timestamp) -> Result<(), String> {
        let reference = Reference::Provider(psp_reference);
        self.ledger.settle_charge(reference, State::Declined, now).map_err(|error| error.to_string())?;
        let charge = self.charge(psp_reference, now)?;
        self.tell_payment("OFFER_CLOSED", &charge, None, now);
        Ok(())
    }

    /// The money of a payment arrived; only now a payment method that is to be stored is told.
    pub(super) fn settle(&mut self, psp_reference: &str, now: Timestamp) -> Result<(), String> {
        let charge = self.charge(psp_reference, now)?;
        if charge.state != State::Approved {
            return Err("the payment is not authorised".to_owned());
        }
        let Some(shopper) = self.open.get_mut(psp_reference).and_then(|open| open.stores.take()) else { return Ok(()) };
        let id = self.token(16);
        self.stored.insert(id.clone(), shopper.clone());
        if let Some(open) = self.open.get_mut(psp_reference) {
            open.stored = Some((shopper.clone(), id.clone()));
        }
        let has = |fault: &str| self.faults.has(fault);
        let told = TokenEvent {
            kind: "recurring.token.created",
            event_id: if has("token_webhook_other_event") { "0000000000000000" } else { psp_reference },
            merchant_account: self.credentials.get("merchant_account"),
            shopper_reference: if has("token_webhook_other_shopper") { "another" } else { &shopper },
            stored_payment_method_id: if has("token_webhook_without_id") { "" } else { &id },
        };
        let webhook = told.deliver(HmacKey::parse(auth::tokenisation_key(&self.credentials)).ok().as_ref(), now);
        if !has("token_webhook_missing") {
            self.outbox.push(webhook);
        }
        Ok(())
    }

    /// A refund that had succeeded did not arrive after all.
    pub(super) fn fail_refund(&mut self, event: &str, psp_reference: &str, now: Timestamp) -> Result<(), String> {
        let reference = Reference::Provider(psp_reference);
        let refund = self.ledger.find_refund(reference).map_err(|error| error.to_string())?.clone();
        self.ledger.reverse_refund(reference, now).map_err(|error| error.to_string())?;
        let charge = self.charge(&refund.charge, now)?;
        let amount = currencies::write(refund.amount);
        // The event itself succeeded (OASWH, sample).
        let told = Told { event, psp_reference, amount: Some(&amount), failure: None, additional: None };
        self.tell_modification(&told, &charge, now);
        Ok(())
    }

    pub(super) fn charge(&mut self, psp_reference: &str, now: Timestamp) -> Result<Charge, String> {
        self.ledger.find_charge(Reference::Provider(psp_reference), now).cloned().map_err(|error| error.to_string())
    }
}
