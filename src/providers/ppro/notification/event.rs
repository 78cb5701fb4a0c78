//! One event: its envelope and its data.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::signature::{self, CURRENT, DEPRECATED};
use crate::core::clock::printed;
use crate::core::http::Headers;

/// The published types that the simulator sends.
pub const TYPES: &[&str] = &[
    "PAYMENT_CHARGE_AUTHENTICATION_PENDING",
    "PAYMENT_CHARGE_DISCARDED",
    "PAYMENT_CHARGE_AUTHORIZATION_SUCCEEDED",
    "PAYMENT_CHARGE_AUTHORIZATION_FAILED",
    "PAYMENT_CHARGE_CAPTURE_SUCCEEDED",
    "PAYMENT_CHARGE_CAPTURE_FAILED",
    "PAYMENT_CHARGE_VOID_SUCCEEDED",
    "PAYMENT_CHARGE_VOID_FAILED",
    "PAYMENT_CHARGE_REFUND_SUCCEEDED",
    "PAYMENT_CHARGE_REFUND_PENDING",
    "PAYMENT_CHARGE_REFUND_FAILED",
    "PAYMENT_AGREEMENT_AUTHENTICATION_PENDING",
    "PAYMENT_AGREEMENT_ACTIVE",
    "PAYMENT_AGREEMENT_FAILED",
    "PAYMENT_AGREEMENT_REVOKED_BY_CONSUMER",
    "PAYMENT_AGREEMENT_REVOKED_BY_MERCHANT",
];

/// The members of an event's data (OA-webhooks), as far as events of these types have them.
pub const MEMBERS_OF_DATA: &[&str] = &[
    "paymentChargeId",
    "paymentChargeStatus",
    "paymentAgreementId",
    "paymentAgreementStatus",
    "paymentMethod",
    "merchantId",
    "merchantPaymentChargeReference",
    "merchantPaymentAgreementReference",
    "merchantRefundReference",
    "type",
    "amount",
    "captureId",
    "refundId",
    "discardType",
    "failure",
];

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A charge: its id and status stand as `paymentChargeId` and `paymentChargeStatus`.
    Charge,
    /// An agreement, likewise.
    Agreement,
}

/// One event, not yet signed.
#[derive(Debug, Clone)]
pub struct Event {
    /// The event's own id: a receiver knows a repeated one by it.
    pub id: String,
    /// One of [`TYPES`].
    pub kind: &'static str,
    /// What it is about.
    pub subject: Subject,
    /// The id of the charge or agreement.
    pub about: String,
    /// Its status.
    pub status: String,
    /// When it happened.
    pub at: Timestamp,
    /// What else is told: merchant, references, amount, sub-resources.
    pub more: Map<String, Value>,
}

impl Event {
    /// The event as it is sent.
    pub fn body(&self) -> Value {
        let (id, status) = match self.subject {
            Subject::Charge => ("paymentChargeId", "paymentChargeStatus"),
            Subject::Agreement => ("paymentAgreementId", "paymentAgreementStatus"),
        };
        let mut data = json!({ id: self.about, status: self.status, "type": self.kind });
        if let Some(data) = data.as_object_mut() {
            data.extend(self.more.clone());
        }
        json!({
            "specversion": "1.0.2",
            "type": self.kind,
            "source": "https://www.ppro.com",
            "datacontenttype": "application/json",
            "id": self.id,
            "subject": self.about,
            "time": printed(self.at),
            "data": data,
        })
    }

    /// The headers of its delivery at `now`, for a body of these bytes.
    pub fn headers(body: &[u8], secret: &str, now: Timestamp) -> Headers {
        let signed = [(CURRENT, signature::current(secret, now, body)), (DEPRECATED, signature::deprecated(secret, body))];
        [("content-type", "application/json".to_owned())].into_iter().chain(signed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_names_what_it_is_about_twice() {
        let event = Event {
            id: "e1".to_owned(),
            kind: "PAYMENT_CHARGE_CAPTURE_SUCCEEDED",
            subject: Subject::Charge,
            about: "charge_1".to_owned(),
            status: "CAPTURED".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            more: Map::new(),
        };
        let body = event.body();
        assert_eq!((&body["subject"], &body["data"]["paymentChargeId"]), (&json!("charge_1"), &json!("charge_1")));
        assert_eq!(
            (&body["time"], &body["data"]["paymentChargeStatus"]),
            (&json!("1970-01-01T00:00:00.000Z"), &json!("CAPTURED"))
        );
        let agreement = Event { subject: Subject::Agreement, ..event }.body();
        assert_eq!(agreement["data"]["paymentAgreementId"], "charge_1");
    }
}
