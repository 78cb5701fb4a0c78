//! What is done to a charge and what is read of it: captures, voids, confirmations, and their lists.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::ledger::{LedgerError, Reference, State};

use super::checks;
use super::describe::part;
use super::payment::{Ending, Part, money};
use super::refusal::{Refusal, bad_request, failure, not_found};
use super::responder::{Call, Responder};

impl Responder {
    /// Answers an operation on a charge. An unknown one is not found by a GET; for anything else the request is wrong.
    pub(super) fn operate(&mut self, call: &Call) -> Result<Value, Refusal> {
        let id = call.parameter("charge_id");
        if self.payment(id).is_none() {
            let get = call.endpoint.method == "GET" && !self.faults.has("unknown_charge_as_400");
            let message = "Payment charge not found";
            return match call.endpoint.name {
                "refund" if self.faults.has("unknown_charge_refunded") => {
                    let refund = self.new_id("refund");
                    Ok(part(&self.new_part(refund, call), "Refund", "PENDING"))
                }
                _ => Err(if get { not_found(message) } else { bad_request(message) }),
            };
        }
        match call.endpoint.name {
            "confirmation" => self.confirm(id, call.now),
            "capture" => self.capture(id, call),
            "void" => self.void(id, call),
            "refund" => self.refund(id, call),
            "authorization_list" => self.list(id, "authorizations", call.now),
            "capture_list" => self.list(id, "captures", call.now),
            "void_list" => self.list(id, "voids", call.now),
            "refund_list" => self.list(id, "refunds", call.now),
            "capture_status" => self.pick(id, "captures", call.parameter("capture_id"), call.now),
            "void_status" => self.pick(id, "voids", call.parameter("void_id"), call.now),
            "refund_status" => self.pick(id, "refunds", call.parameter("refund_id"), call.now),
            _ => Ok(self.read_charge(id, call.now)),
        }
    }

    /// Only the consumer can finish a redirect; whatever the merchant confirms, the charge goes on waiting.
    fn confirm(&mut self, id: &str, now: Timestamp) -> Result<Value, Refusal> {
        if self.describe_charge(id, now)["status"] != "AUTHENTICATION_PENDING" {
            return Err(bad_request("The payment charge waits for nobody"));
        }
        if self.faults.has("confirmation_captures") {
            self.approve_charge(id, now);
        }
        Ok(self.describe_charge(id, now)["authorizations"][0].clone())
    }

    fn capture(&mut self, id: &str, call: &Call) -> Result<Value, Refusal> {
        let (cents, now) = (checks::amount(&call.asked).unwrap_or_default(), call.now);
        let reference = Reference::Provider(id);
        let held = self.ledger.find_charge(reference, now).is_ok_and(|charge| charge.held);
        let waits = self.describe_charge(id, now)["status"] == "AUTHENTICATION_PENDING";
        if waits && !held && self.faults.has("unconfirmed_captured") {
            self.approve_charge(id, now);
            return Ok(self.describe_charge(id, now)["captures"][0].clone());
        }
        let amount = self.payment(id).and_then(|payment| money(cents, payment.currency()));
        let taken = amount.map_or(Err(LedgerError::NotPositive), |amount| self.ledger.capture(reference, amount, now));
        let asked = call.asked.as_object().cloned().unwrap_or_default();
        match taken {
            Ok(()) => {}
            Err(LedgerError::ExcessCapture) if held && !self.faults.has("excess_capture_accepted") => {
                let mut capture = Part::new(self.new_id("capture"), cents, &asked, now);
                capture.failure = Some(failure("EXCEEDS_AUTHORIZED_AMOUNT"));
                let answer = part(&capture, "Capture", "FAILED");
                self.tell_charge(id, "PAYMENT_CHARGE_CAPTURE_FAILED", Some(&answer), now);
                return Ok(answer);
            }
            Err(LedgerError::ExcessCapture) if held || self.faults.has("automatic_capture_repeated") => {}
            Err(_) => return Err(bad_request("The payment charge cannot be captured in this state")),
        }
        Ok(self.add_capture(id, cents, &asked, now))
    }

    /// Keeps a capture and tells of it.
    pub(super) fn add_capture(&mut self, id: &str, cents: i64, asked: &Map<String, Value>, now: Timestamp) -> Value {
        let capture = Part::new(self.new_id("capture"), cents, asked, now);
        let answer = part(&capture, "Capture", "CAPTURED");
        if let Some(payment) = self.payments.iter_mut().find(|payment| payment.id == id) {
            payment.captures.push(capture);
            payment.updated = now;
        }
        self.tell_charge(id, "PAYMENT_CHARGE_CAPTURE_SUCCEEDED", Some(&answer), now);
        answer
    }

    /// Lets go of money that is held; what was captured is given back by a refund.
    fn void(&mut self, id: &str, call: &Call) -> Result<Value, Refusal> {
        let (cents, now) = (checks::amount(&call.asked).unwrap_or_default(), call.now);
        let asked = call.asked.as_object().cloned().unwrap_or_default();
        let reference = Reference::Provider(id);
        let charge = self.ledger.find_charge(reference, now).map_err(|_| bad_request("The payment charge came to nothing"))?;
        let approved = charge.state == State::Approved;
        let mut void = Part::new(self.new_id("void"), cents, &asked, now);
        if approved && self.payment(id).is_some_and(|payment| cents > payment.cents) {
            void.failure = Some(failure("EXCEEDS_AUTHORIZED_AMOUNT"));
            let answer = part(&void, "Void", "FAILED");
            self.tell_charge(id, "PAYMENT_CHARGE_VOID_FAILED", Some(&answer), now);
            return Ok(answer);
        }
        let let_go = approved && (self.ledger.cancel(reference, now).is_ok() || self.faults.has("captured_void_accepted"));
        if !let_go {
            return Err(bad_request("The payment charge cannot be voided in this state"));
        }
        let answer = part(&void, "Void", "VOIDED");
        if let Some(payment) = self.payments.iter_mut().find(|payment| payment.id == id) {
            payment.voids.push(void);
        }
        self.end_charge(id, Ending::Voided, now);
        self.tell_charge(id, "PAYMENT_CHARGE_VOID_SUCCEEDED", Some(&answer), now);
        Ok(answer)
    }

    pub(super) fn new_part(&self, id: String, call: &Call) -> Part {
        let asked = call.asked.as_object().cloned().unwrap_or_default();
        Part::new(id, checks::amount(&call.asked).unwrap_or_default(), &asked, call.now)
    }

    /// The parts of one kind.
    fn list(&self, id: &str, parts: &str, now: Timestamp) -> Result<Value, Refusal> {
        Ok(json!({ "data": self.describe_charge(id, now)[parts], "_links": {} }))
    }

    /// One part.
    fn pick(&self, id: &str, parts: &str, part_id: &str, now: Timestamp) -> Result<Value, Refusal> {
        let charge = self.describe_charge(id, now);
        let mut found = charge[parts].as_array().into_iter().flatten();
        let mut part = found.find(|part| part["id"] == part_id).cloned().ok_or_else(|| not_found("Operation not found"))?;
        if parts == "refunds" && self.faults.has("unknown_refund_status") {
            part["status"] = json!("SETTLED");
        }
        Ok(part)
    }
}
