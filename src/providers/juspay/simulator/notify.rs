//! What the merchant was told, kept in an outbox.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::refusal::Refusal;
use super::responder::{Responder, text};
use crate::core::random::hex;
use crate::providers::juspay::notification;

impl Responder {
    /// Puts a notification of the order as it stands now into the outbox.
    pub(super) fn tell(&mut self, event: &str, order_id: &str, now: Timestamp) -> Result<(), Refusal> {
        let order = self.describe(order_id, now)?;
        let id = format!("evt_V2_{}", hex(&mut self.rng, 32));
        let about = [order_id.to_owned(), order["id"].as_str().unwrap_or_default().to_owned()];
        let own = text(&self.order(order_id)?.sent, "metadata.webhook_url").to_owned();
        let url = if own.is_empty() { self.credentials.get("webhook_url").to_owned() } else { own };
        let message = notification::compose(event, &id, order, now, &url, &self.credentials);
        let headers: Map<_, _> = message.headers.iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
        let body: Value = serde_json::from_slice(&message.body).unwrap_or_default();
        self.outbox.push(json!({ "kind": event, "about": about, "url": url, "headers": headers, "body": body }));
        Ok(())
    }
}
