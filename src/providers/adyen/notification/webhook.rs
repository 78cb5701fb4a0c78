//! A webhook on its way: headers and body as they are delivered (OASWH; OASTOK).

use jiff::Timestamp;
use serde_json::{Value, json};

use super::hmac::{HmacKey, PROTOCOL, SIGNATURE_HEADER, SIGNATURE_MEMBER};
use crate::core::http::Headers;

/// A webhook, signed.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// Its event code or its type.
    pub kind: String,
    /// The reference of the payment or the modification that it is about.
    pub about: String,
    /// Beside the usual ones.
    pub headers: Headers,
    /// The bytes that are delivered, and signed where the headers carry the signature.
    pub body: Vec<u8>,
}

/// The one item of a standard webhook.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// What happened, e.g. `CAPTURE`.
    pub event: &'a str,
    /// The reference of the payment, or of the modification.
    pub psp_reference: &'a str,
    /// The payment's reference, where it is about a modification.
    pub original_reference: Option<&'a str>,
    /// The merchant's account.
    pub merchant_account: &'a str,
    /// The merchant's reference of the payment.
    pub merchant_reference: &'a str,
    /// `{"currency": .., "value": ..}`.
    pub amount: &'a Value,
    /// Written as a text.
    pub success: bool,
    /// Why it failed.
    pub reason: Option<&'a str>,
    /// A further member of `additionalData`, which no signature protects.
    pub additional: Option<(&'a str, &'a str)>,
}

/// What happened to a stored payment method.
#[derive(Debug, Clone, Copy)]
pub struct TokenEvent<'a> {
    /// The type, e.g. `recurring.token.created`.
    pub kind: &'a str,
    /// The reference of the payment with which it was stored.
    pub event_id: &'a str,
    /// The merchant's account.
    pub merchant_account: &'a str,
    /// Who pays, in the merchant's words.
    pub shopper_reference: &'a str,
    /// Pays from now on.
    pub stored_payment_method_id: &'a str,
}

impl Item<'_> {
    /// The standard webhook of this item; without a key it is not signed.
    pub fn deliver(&self, key: Option<&HmacKey>, now: Timestamp) -> Webhook {
        let mut body = self.document(now);
        let item = &mut body["notificationItems"][0]["NotificationRequestItem"];
        if let Some(key) = key {
            item["additionalData"][SIGNATURE_MEMBER] = json!(key.sign_item(item));
        }
        let (kind, about) = (self.event.to_owned(), self.psp_reference.to_owned());
        Webhook { kind, about, headers: Headers::default(), body: body.to_string().into_bytes() }
    }

    /// Its body, not signed.
    pub fn document(&self, now: Timestamp) -> Value {
        let mut item = json!({
            "pspReference": self.psp_reference,
            "merchantAccountCode": self.merchant_account,
            "merchantReference": self.merchant_reference,
            "amount": self.amount,
            "eventCode": self.event,
            "eventDate": date(now),
            "success": if self.success { "true" } else { "false" },
            "paymentMethod": "amazonpay",
            "additionalData": {},
        });
        for (name, value) in [("originalReference", self.original_reference), ("reason", self.reason)] {
            if let Some(value) = value {
                item[name] = json!(value);
            }
        }
        if let Some((name, value)) = self.additional {
            item["additionalData"][name] = json!(value);
        }
        json!({ "live": "false", "notificationItems": [{ "NotificationRequestItem": item }] })
    }
}

impl TokenEvent<'_> {
    /// Its body.
    pub fn document(&self, now: Timestamp) -> Value {
        let mut body = json!({
            "createdAt": date(now),
            "environment": "test",
            "eventId": self.event_id,
            "type": self.kind,
            "data": {
                "merchantAccount": self.merchant_account,
                "shopperReference": self.shopper_reference,
                "storedPaymentMethodId": self.stored_payment_method_id,
                "type": "amazonpay",
            },
        });
        // Of one that is disabled nothing else is told.
        if let Some((_, operation)) = self.kind.rsplit_once('.').filter(|(_, operation)| *operation != "disabled") {
            body["data"]["operation"] = json!(operation);
        }
        body
    }

    /// The webhook; without a key it is not signed.
    pub fn deliver(&self, key: Option<&HmacKey>, now: Timestamp) -> Webhook {
        let (kind, body) = (self.kind.to_owned(), self.document(now).to_string().into_bytes());
        let mut headers = Headers::default();
        if let Some(key) = key {
            headers.set(SIGNATURE_HEADER, key.sign_body(&body));
            headers.set(PROTOCOL.0, PROTOCOL.1);
        }
        Webhook { kind, about: self.event_id.to_owned(), headers, body }
    }
}

/// A point in time as webhooks print it, e.g. `2026-01-02T03:04:05+00:00`.
fn date(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> HmacKey {
        HmacKey::parse(&"0f".repeat(32)).unwrap()
    }

    #[test]
    fn an_item_is_delivered_alone_and_signed() {
        let amount = json!({ "currency": "EUR", "value": 250 });
        let item = Item {
            event: "REFUND",
            psp_reference: "R1",
            original_reference: Some("P1"),
            merchant_account: "Shop",
            merchant_reference: "order:1",
            amount: &amount,
            success: false,
            reason: Some("why not"),
            additional: None,
        };
        let webhook = item.deliver(Some(&key()), Timestamp::UNIX_EPOCH);
        let body: Value = serde_json::from_slice(&webhook.body).unwrap();
        let sent = &body["notificationItems"][0]["NotificationRequestItem"];
        assert_eq!(
            (&body["live"], &sent["success"], &sent["eventDate"]),
            (&json!("false"), &json!("false"), &json!("1970-01-01T00:00:00+00:00"))
        );
        assert_eq!(key().verify_item(sent), Ok(()));
        let bare: Value = serde_json::from_slice(&item.deliver(None, Timestamp::UNIX_EPOCH).body).unwrap();
        assert!(key().verify_item(&bare["notificationItems"][0]["NotificationRequestItem"]).is_err());
    }

    #[test]
    fn a_stored_method_is_told_over_signed_bytes() {
        let told = TokenEvent {
            kind: "recurring.token.created",
            event_id: "P1",
            merchant_account: "Shop",
            shopper_reference: "s-1",
            stored_payment_method_id: "T1",
        };
        let webhook = told.deliver(Some(&key()), Timestamp::UNIX_EPOCH);
        assert_eq!(key().verify_body(&webhook.body, webhook.headers.get(SIGNATURE_HEADER)), Ok(()));
        let pretty = serde_json::to_vec_pretty(&serde_json::from_slice::<Value>(&webhook.body).unwrap()).unwrap();
        assert!(key().verify_body(&pretty, webhook.headers.get(SIGNATURE_HEADER)).is_err());
        assert_eq!((webhook.kind.as_str(), webhook.about.as_str()), ("recurring.token.created", "P1"));
    }
}
