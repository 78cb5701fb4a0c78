//! Charges, agreements and what was done to them, as the API prints them (OA-charges, OA-agreements).

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::core::clock::printed;
use crate::core::id::base36;
use crate::ledger::{Reference, State};
use crate::providers::FINISHING;
use crate::providers::ppro::limits::COUNTRY;

use super::payment::{Ending, Part, Payment};
use super::refusal;
use super::responder::Responder;

impl Responder {
    /// A charge as it stands. It has no amount of its own: that is its authorization's.
    pub(super) fn describe_charge(&self, id: &str, now: Timestamp) -> Value {
        let Some(payment) = self.payment(id) else { return Value::Null };
        let status = self.charge_status(payment);
        let currency = if self.faults.has("currency_wrong") { "EUR" } else { payment.currency() };
        let mut told = json!({
            "id": payment.id,
            "paymentMethod": payment.asked.get("paymentMethod"),
            "paymentMedium": "ECOMMERCE",
            "initiator": payment.text("initiator").unwrap_or("CONSUMER"),
            "currency": currency,
            "country": payment.text("consumer.country").unwrap_or(COUNTRY),
            "status": status,
            "authorizations": [self.describe_authorization(payment, status)],
            "captures": self.parts(&payment.captures, "Capture", |_| "CAPTURED"),
            "refunds": self.parts(&payment.refunds, "Refund", |refund| self.refund_status(refund)),
            "voids": self.parts(&payment.voids, "Void", |_| "VOIDED"),
            "discards": self.discards(payment),
            "createdAt": self.time(payment.created),
            "updatedAt": self.time(payment.updated.max(payment.created).min(now)),
            "_links": {},
        });
        if let Some(agreement) = payment.agreement.as_ref().filter(|_| !self.faults.has("initial_charge_unlinked")) {
            told["agreementId"] = json!(agreement);
        }
        if status == "AUTHENTICATION_PENDING" {
            told["authenticationMethods"] = self.redirect(&payment.id);
        }
        if let Some(Ending::Failed(failure)) = payment.ending {
            told["failure"] = refusal::describe(failure);
        }
        for name in ["consumer", "order", "labels"] {
            if let Some(value) = payment.asked.get(name) {
                told[name] = value.clone();
            }
        }
        if self.faults.has("captures_left_out") {
            told["captures"] = json!([]);
        }
        told
    }

    /// A charge as it is read by the merchant: here faults bend what is seen.
    pub(super) fn read_charge(&mut self, id: &str, now: Timestamp) -> Value {
        let mut told = self.describe_charge(id, now);
        let status = told["status"].as_str().unwrap_or_default().to_owned();
        let again = !self.asked.insert(format!("{id} {status}"));
        if let Some(told) = told.as_object_mut().filter(|_| self.faults.has("failure_missing")) {
            told.shift_remove("failure");
        }
        let given_back = told["refunds"].as_array().is_some_and(|refunds| !refunds.is_empty());
        let bent = match status.as_str() {
            "DISCARDED" if again && self.faults.has("discarded_revives") => "AUTHENTICATION_PENDING",
            "CAPTURED" if given_back && self.faults.has("captured_goes_back") => "AUTHENTICATION_PENDING",
            "CAPTURED" if again && self.faults.has("captured_turns_pending") => "CAPTURE_PENDING",
            "REFUNDED" if self.faults.has("unknown_charge_status") => "REFUND_SETTLED",
            _ => return told,
        };
        told["status"] = json!(bent);
        told
    }

    /// The status of a charge, from its ending and the books.
    fn charge_status(&self, payment: &Payment) -> &'static str {
        match payment.ending {
            Some(Ending::Failed(_)) => return "FAILED",
            Some(Ending::Discarded { .. }) => return "DISCARDED",
            Some(Ending::Voided) => return "VOIDED",
            None => {}
        }
        let Some(charge) = self.ledger.latest_charge(|charge| charge.id == payment.id) else { return "FAILED" };
        let (captured, refunded) = (charge.captured(), charge.refunded());
        let settled = payment.refunds.iter().all(|refund| self.refund_status(refund) != "PENDING");
        match charge.state {
            State::Pending => "AUTHENTICATION_PENDING",
            State::Declined => "DISCARDED",
            State::Approved if captured.is_zero() => "CAPTURE_PENDING",
            State::Approved if refunded == captured && settled => "REFUNDED",
            State::Approved => "CAPTURED",
        }
    }

    fn describe_authorization(&self, payment: &Payment, status: &str) -> Value {
        let authorized = match status {
            "AUTHENTICATION_PENDING" => "AUTHENTICATION_PENDING",
            "FAILED" | "DISCARDED" => "FAILED",
            _ => "AUTHORIZED",
        };
        json!({
            "id": payment.authorization,
            "amount": payment.cents,
            "status": authorized,
            "createdAt": self.time(payment.created),
            "updatedAt": self.time(payment.updated),
        })
    }

    fn parts(&self, parts: &[Part], kind: &str, status: impl Fn(&Part) -> &'static str) -> Vec<Value> {
        parts.iter().map(|one| part(one, kind, status(one))).collect()
    }

    fn refund_status(&self, refund: &Part) -> &'static str {
        let booked = self.ledger.find_refund(Reference::Provider(&refund.id)).map(|booked| booked.state);
        match (refund.failure, booked) {
            (Some(_), _) | (_, Ok(State::Declined)) => "FAILED",
            (None, Ok(State::Pending)) => "PENDING",
            (None, _) => "REFUNDED",
        }
    }

    fn discards(&self, payment: &Payment) -> Vec<Value> {
        let Some(Ending::Discarded { id }) = payment.ending else { return Vec::new() };
        let wrong = self.faults.has("discard_type_wrong");
        let kind = if wrong { "MERCHANT_INITIATED_DISCARD" } else { "AUTHENTICATION_TIMEOUT" };
        let at = self.time(payment.updated);
        vec![json!({ "id": format!("discard_{}", base36(id)), "type": kind, "status": "DISCARDED", "createdAt": at })]
    }

    /// An agreement as it stands.
    pub(super) fn describe_agreement(&self, id: &str) -> Value {
        let Some(agreement) = self.agreements.iter().find(|agreement| agreement.id == id) else { return Value::Null };
        let mut told = json!({
            "id": agreement.id,
            "status": agreement.status,
            "paymentMethod": agreement.asked.get("paymentMethod"),
            "createdAt": self.time(agreement.created),
            "updatedAt": self.time(agreement.updated),
            "_links": {},
        });
        for name in ["description", "frequency", "startDate", "endDate", "consumer", "merchantPaymentAgreementReference"] {
            if let Some(value) = agreement.asked.get(name) {
                told[name] = value.clone();
            }
        }
        let start = agreement.asked.get("startDate").and_then(Value::as_str).and_then(|text| text.parse::<Timestamp>().ok());
        if let Some(later) = start.filter(|_| self.faults.has("start_date_shifted")) {
            told["startDate"] = json!(later.checked_add(SignedDuration::from_hours(1)).unwrap_or(later).to_string());
        }
        if let Some(initial) = &agreement.initial {
            told["initialPaymentChargeId"] = json!(initial);
        }
        if let Some(failure) = agreement.failure {
            told["failure"] = refusal::describe(failure);
        }
        if agreement.status == "AUTHENTICATION_PENDING" {
            told["authenticationMethods"] = self.redirect(&agreement.id);
        }
        let revoked = agreement.revocations.iter().map(|one| json!({ "id": one.id, "revocationStatus": "REVOKED" }));
        told["revocations"] = revoked.collect();
        told
    }

    /// Where the consumer goes, and how.
    fn redirect(&self, id: &str) -> Value {
        let url = format!("https://amazon.example/pay/{id}?{FINISHING}");
        json!([{ "type": "REDIRECT", "details": { "requestUrl": url, "requestMethod": self.script.redirect.method() } }])
    }

    fn time(&self, at: Timestamp) -> String {
        if self.faults.has("seconds_without_milliseconds") { at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string() } else { printed(at) }
    }
}

/// A capture, void or refund; `kind` is the word in the name of its reference.
pub(super) fn part(part: &Part, kind: &str, status: &str) -> Value {
    let mut told = Map::new();
    let reference = format!("merchant{kind}Reference");
    let members = [
        ("id", json!(part.id)),
        ("amount", json!(part.cents)),
        ("status", json!(status)),
        ("createdAt", json!(printed(part.created))),
        ("updatedAt", json!(printed(part.updated))),
    ];
    told.extend(members.map(|(name, value)| (name.to_owned(), value)));
    for name in [reference.as_str(), "refundReason", "labels"] {
        if let Some(value) = part.asked.get(name) {
            told.insert(name.to_owned(), value.clone());
        }
    }
    if let Some(failure) = part.failure {
        told.insert("failure".to_owned(), refusal::describe(failure));
    }
    Value::Object(told)
}
