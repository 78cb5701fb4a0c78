//! What the merchant is told: kept in an outbox, or composed when a direction asks for it. What is told follows from the books;
//! what is forged claims that the order is paid.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::refusal::Refusal;
use super::render::refund_status;
use super::responder::{Responder, text};
use super::transaction::event;
use crate::core::http::Request;
use crate::core::random::hex;
use crate::ledger::Reference;
use crate::providers::Credentials;
use crate::providers::juspay::auth::AUTHORIZATION;
use crate::providers::juspay::notification;
use crate::providers::juspay::statuses::{CHARGED, FAILED, OrderStatus};

/// Which notification is wanted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    about: About,
    /// The order or the refund; the latest one if left out.
    id: Option<String>,
    /// The name of the event, where it is not the one that follows from the books.
    event: Option<String>,
    forged: Option<Variant>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum About {
    Charge,
    Refund,
}

/// How a delivery differs from a usual one.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Variant {
    /// With another password.
    OtherKey,
    /// With another user name.
    #[serde(rename = "of_another_user")]
    OtherUser,
    /// Without credentials.
    Unsigned,
    /// Genuine, and of an API version that writes numbers and flags as texts.
    #[serde(rename = "of_an_older_version")]
    Older,
    /// Genuine, with members that no page tells of.
    #[serde(rename = "of_a_later_version")]
    Extended,
}

impl Responder {
    /// Puts a notification of the order as it stands now into the outbox.
    pub(super) fn tell(&mut self, event: &str, order_id: &str, now: Timestamp) -> Result<(), Refusal> {
        let order = self.describe(order_id, now)?;
        let about = [order_id.to_owned(), order["id"].as_str().unwrap_or_default().to_owned()];
        let own = text(&self.order(order_id)?.sent, "metadata.webhook_url").to_owned();
        let url = if own.is_empty() { self.credentials.get("webhook_url").to_owned() } else { own };
        let message = self.deliver(event, order, now, &url, &self.credentials.clone());
        let body: Value = serde_json::from_slice(&message.body).unwrap_or_default();
        self.outbox.push(json!({ "kind": event, "about": about, "url": url, "headers": headers(&message), "body": body }));
        Ok(())
    }

    fn deliver(&mut self, event: &str, order: Value, now: Timestamp, url: &str, account: &Credentials) -> Request {
        let id = format!("evt_V2_{}", hex(&mut self.rng, 32));
        notification::compose(event, &id, order, now, url, account)
    }

    /// A new message: headers and body of its delivery.
    pub(super) fn notify(&mut self, Wanted { about, id, event: named, forged }: Wanted, now: Timestamp) -> Result<Value, String> {
        let (order_id, status) = self.subject(about, id.as_deref())?;
        let mut order = self.describe(&order_id, now).map_err(|_| "there is no such order".to_owned())?;
        let event = named.unwrap_or_else(|| event_of(about, status).to_owned());
        let mut account = self.credentials.clone();
        match forged {
            Some(Variant::OtherKey | Variant::OtherUser | Variant::Unsigned) => show(&mut order, &CHARGED),
            Some(Variant::Older) => order = as_texts(&order),
            Some(Variant::Extended) => order["not_published_yet"] = json!({ "of": ["juspay", 1, true, null] }),
            None if event == "ORDER_FAILED" => show(&mut order, &FAILED),
            None => {}
        }
        if forged == Some(Variant::OtherKey) {
            account.set("webhook_password", "not-the-password");
        }
        if forged == Some(Variant::OtherUser) {
            account.set("webhook_username", "nottheuser");
        }
        let mut message = self.deliver(&event, order, now, "http://merchant.invalid/", &account);
        if forged == Some(Variant::Unsigned) {
            message.headers.remove(AUTHORIZATION);
        }
        Ok(json!({ "headers": headers(&message), "body": String::from_utf8_lossy(&message.body) }))
    }

    /// The order that a notification is about, and how the order or its refund stands.
    fn subject(&mut self, about: About, id: Option<&str>) -> Result<(String, &'static str), String> {
        let missing = |_| "there is no such order".to_owned();
        if about == About::Charge {
            let id = self.order_named(id)?;
            let status = self.order(&id).map_err(missing)?.status().name;
            return Ok((id, status));
        }
        let id = self.refund_named(id)?;
        let refund = self.ledger.find_refund(Reference::Merchant(&id)).map_err(|error| error.to_string())?.clone();
        let order = self.order(&refund.charge).map_err(missing)?;
        Ok((refund.charge.clone(), refund_status(order, &refund)))
    }
}

/// The published event of a state.
fn event_of(about: About, status: &str) -> &'static str {
    match (about, status) {
        (About::Charge, status) => event(status),
        (About::Refund, "SUCCESS") => "ORDER_REFUNDED",
        (About::Refund, "FAILURE") => "ORDER_REFUND_FAILED",
        (About::Refund, "MANUAL_REVIEW") => "REFUND_MANUAL_REVIEW_NEEDED",
        (About::Refund, _) => "REFUND_INITIATED",
    }
}

/// Lets an order claim this state.
fn show(order: &mut Value, status: &OrderStatus) {
    order["status"] = json!(status.name);
    order["status_id"] = json!(status.id);
}

/// Numbers and flags as texts, at any depth.
fn as_texts(value: &Value) -> Value {
    match value {
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), as_texts(value))).collect(),
        Value::Array(elements) => elements.iter().map(as_texts).collect(),
        Value::Number(_) | Value::Bool(_) => json!(value.to_string()),
        _ => value.clone(),
    }
}

fn headers(message: &Request) -> Map<String, Value> {
    message.headers.iter().map(|(name, value)| (name.to_owned(), json!(value))).collect()
}
