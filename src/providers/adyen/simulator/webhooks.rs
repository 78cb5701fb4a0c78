//! Webhooks as Adyen would send them to a merchant under test now: what they tell follows from the books, unless it is directed
//! otherwise. A forged one is changed after it was signed, or signed with another key.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::core::member;
use crate::ledger::State;
use crate::providers::adyen::notification::hmac::{HmacKey, PROTOCOL, SIGNATURE_HEADER, SIGNATURE_MEMBER};
use crate::providers::adyen::notification::webhook::{Item, TokenEvent};
use crate::providers::adyen::{auth, currencies};

use super::responder::Responder;

/// Which webhook is wanted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    about: About,
    /// Adyen's reference of the payment or the refund; the latest one if left out.
    id: Option<String>,
    /// An event code or a type; what the books say if left out.
    event: Option<String>,
    /// Fields that are set before it is signed; `live` is one of the whole message.
    #[serde(default)]
    with: Map<String, Value>,
    forged: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum About {
    Charge,
    Refund,
}

/// What a forger changes of an item that is signed: the forgery, the field, and what it may say then; the first of these that it
/// did not say before.
const ALTERED: &[(&str, &str, &[&str])] = &[
    ("altered_psp_reference", "pspReference", &["ANOTHERREFERENCE"]),
    ("altered_original_reference", "originalReference", &["ANOTHERREFERENCE"]),
    ("altered_merchant_account", "merchantAccountCode", &["AnotherShopCOM"]),
    ("altered_merchant_reference", "merchantReference", &["another-order"]),
    ("altered_amount_value", "amount.value", &["1"]),
    ("altered_amount_currency", "amount.currency", &["USD", "EUR"]),
    ("altered_event_code", "eventCode", &["OFFER_CLOSED"]),
    ("altered_success", "success", &["false"]),
];

/// What anybody can change of an item without a trace: the fields that are not signed.
const UNSIGNED: &[(&str, &str)] =
    &[("reason", ""), ("eventDate", "2099-01-01T00:00:00+00:00"), ("additionalData.authResult", "AUTHORISED")];

/// What else is unusual about a message that has its usual key.
const KEPT: &[&str] = &[
    "altered",
    "unsigned",
    "signed_with_nothing",
    "signed_with_a_number",
    "signed_too_short",
    "written_with_spaces",
    "changed_where_nothing_is_signed",
];

impl Responder {
    /// A new message: headers and body of its delivery.
    ///
    /// Dates have seconds, and decide which of two is the later one: each is later than the one before.
    pub(super) fn notify(&mut self, wanted: &Wanted, now: Timestamp) -> Result<Value, String> {
        let next = self.dated.checked_add(SignedDuration::from_secs(1)).unwrap_or(now);
        self.dated = next.max(now);
        match &wanted.event {
            Some(event) if event.starts_with("recurring.token.") => self.notify_of_token(wanted, event),
            event => self.notify_of_money(wanted, event.as_deref(), now),
        }
    }

    fn notify_of_money(&mut self, wanted: &Wanted, event: Option<&str>, now: Timestamp) -> Result<Value, String> {
        let (own, refund) = (self.psp_reference(), wanted.about == About::Refund);
        let refund = if refund { Some(self.latest_refund(wanted.id.as_deref())?) } else { None };
        let charge = match (&refund, &wanted.id) {
            (Some(refund), _) => self.charge(&refund.charge, now)?,
            (None, Some(id)) => self.charge(id, now)?,
            (None, None) => self.latest(|_| true)?,
        };
        let usual = if refund.is_some() { "REFUND" } else { "AUTHORISATION" };
        let event = event.unwrap_or(usual);
        let state = refund.as_ref().map_or(charge.state, |refund| refund.state);
        // What is about the payment itself has its reference; a modification has one of its own.
        let of_payment = matches!(event, "AUTHORISATION" | "OFFER_CLOSED");
        let capture = self.capture_of(&charge.id);
        let modification = refund.as_ref().map(|refund| refund.provider_id.as_str()).or(capture.as_deref());
        let reference = modification.unwrap_or(&own);
        let amount = currencies::write(refund.as_ref().map_or(charge.amount, |refund| refund.amount));
        let success = event != usual || state == State::Approved;
        let item = Item {
            event,
            psp_reference: if of_payment { &charge.id } else { reference },
            original_reference: (!of_payment).then_some(charge.id.as_str()),
            merchant_account: self.credentials.get("merchant_account"),
            merchant_reference: charge.note.as_deref().unwrap_or_default(),
            amount: &amount,
            success,
            reason: (!success).then_some("Refused"),
            additional: None,
        };
        let sealed = item.document(self.dated);
        self.seal(sealed, wanted)
    }

    /// The reference of a payment's capture, as it was answered to the merchant.
    fn capture_of(&self, payment: &str) -> Option<String> {
        let original = "notificationItems.0.NotificationRequestItem.originalReference";
        let of_payment = |body: &Value| member::at(body, original).is_some_and(|original| *original == *payment);
        let captures = self.outbox.iter().rev().filter(|webhook| webhook.kind == "CAPTURE");
        let mut own = captures.filter(|webhook| serde_json::from_slice(&webhook.body).is_ok_and(|body| of_payment(&body)));
        own.next().map(|webhook| webhook.about.clone())
    }

    /// Sets what is directed, signs, and forges.
    fn seal(&self, mut body: Value, wanted: &Wanted) -> Result<Value, String> {
        let forged = wanted.forged.as_deref().unwrap_or_default();
        let mut live = body["live"].clone();
        let item = body["notificationItems"][0]["NotificationRequestItem"].as_object_mut().ok_or("there is no item")?;
        for (name, value) in &wanted.with {
            match name.as_str() {
                "live" if live == *value => return Err(unchanged(name)),
                "live" => live = value.clone(),
                _ => change(item, name, std::slice::from_ref(value))?,
            }
        }
        let signature = self.key(self.credentials.get("hmac_key"), forged)?.sign_item(&Value::Object(item.clone()));
        let signature = match forged {
            "unsigned" => Value::Null,
            "signed_with_nothing" => json!(""),
            "signed_with_a_number" => json!(7),
            "signed_too_short" => json!(&signature[..20]),
            _ => json!(signature),
        };
        member::set(item, &format!("additionalData.{SIGNATURE_MEMBER}"), signature);
        if forged == "unsigned" {
            member::remove(item, &format!("additionalData.{SIGNATURE_MEMBER}"));
        }
        match ALTERED.iter().find(|(name, ..)| *name == forged) {
            Some((_, name, values)) => change(item, name, values)?,
            None if forged == "changed_where_nothing_is_signed" => {
                UNSIGNED.iter().for_each(|(name, value)| member::set(item, name, json!(value)));
            }
            None => {}
        }
        body["live"] = live;
        Ok(json!({ "headers": { "content-type": "application/json; charset=utf-8" }, "body": body.to_string() }))
    }

    /// The key with which a message is signed whose usual one this is; the error says that there is no such forgery.
    fn key(&self, usual: &str, forged: &str) -> Result<HmacKey, String> {
        let read = |text: &str| HmacKey::parse(text).map_err(|error| error.to_string());
        match forged {
            _ if usual.is_empty() => Err("the account has no hmac_key".to_owned()),
            "other_key" => read(&anothers(usual)),
            "signed_with_the_previous_key" => match self.credentials.get("previous_hmac_key") {
                "" => Err("the account has no previous_hmac_key".to_owned()),
                same if same.eq_ignore_ascii_case(usual) => Err("previous_hmac_key is the same key as hmac_key".to_owned()),
                previous => read(previous),
            },
            other if other.is_empty() || KEPT.contains(&other) || ALTERED.iter().any(|(name, ..)| *name == other) => read(usual),
            other => Err(format!("there is no forgery {other:?}")),
        }
    }

    /// A message about the payment method that was stored with a payment; its bytes are signed.
    fn notify_of_token(&mut self, wanted: &Wanted, event: &str) -> Result<Value, String> {
        let payment = match &wanted.id {
            Some(id) => id.clone(),
            None => self.latest(|_| true)?.id,
        };
        let stored = self.open.get(&payment).and_then(|open| open.stored.clone());
        let (shopper, id) = stored.ok_or("no payment method was stored with this payment")?;
        let told = TokenEvent {
            kind: event,
            event_id: &payment,
            merchant_account: self.credentials.get("merchant_account"),
            shopper_reference: &shopper,
            stored_payment_method_id: &id,
        };
        let (document, forged) = (told.document(self.dated), wanted.forged.as_deref().unwrap_or_default());
        let spaced = forged == "written_with_spaces";
        let body = if spaced { format!("{document:#}\n") } else { document.to_string() };
        let signature = self.key(auth::tokenisation_key(&self.credentials), forged)?.sign_body(body.as_bytes());
        let body = if forged == "altered" { body.replace(&id, "ANOTHERSTOREDONE") } else { body };
        Ok(
            json!({ "headers": { SIGNATURE_HEADER: signature, PROTOCOL.0: PROTOCOL.1, "content-type": "application/json" }, "body": body }),
        )
    }
}

/// A key that is certainly not this one: every digit is another.
fn anothers(key: &str) -> String {
    key.chars().map(|digit| if digit == '0' { '1' } else { '0' }).collect()
}

/// Sets a field to the first value that changes it; a number stays one. A message that says what it said before would prove
/// nothing.
fn change<V: Clone + Into<Value>>(item: &mut Map<String, Value>, name: &str, values: &[V]) -> Result<(), String> {
    let before = member::of(item, name).cloned();
    let is_number = before.as_ref().is_some_and(Value::is_number);
    let as_before = |value: Value| {
        let number = value.as_str().and_then(|text| text.parse::<i64>().ok()).filter(|_| is_number);
        number.map_or(value, Value::from)
    };
    let mut values = values.iter().map(|value| as_before(value.clone().into()));
    let value = values.find(|value| before.as_ref() != Some(value)).ok_or_else(|| unchanged(name))?;
    member::set(item, name, value);
    Ok(())
}

/// Why a message is not sent that would be no other than the usual one.
fn unchanged(name: &str) -> String {
    format!("{name} says so already")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_changed_says_something_else_than_before() {
        let mut item = Map::new();
        item.insert("amount".to_owned(), json!({ "currency": "USD", "value": 1 }));
        assert_eq!(change(&mut item, "amount.currency", &["USD", "EUR"]), Ok(()));
        assert_eq!(change(&mut item, "amount.value", &["1"]), Err("amount.value says so already".to_owned()));
        assert_eq!(change(&mut item, "amount.value", &["2"]), Ok(()));
        assert_eq!(Value::Object(item), json!({ "amount": { "currency": "EUR", "value": 2 } }));
    }
}
