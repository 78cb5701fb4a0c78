//! What the account's merchant is told, in the order in which it happened.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::ledger::Charge;
use crate::providers::adyen::currencies;
use crate::providers::adyen::notification::Webhook;
use crate::providers::adyen::notification::hmac::HmacKey;
use crate::providers::adyen::notification::webhook::Item;

use super::responder::Responder;

/// Where the account's webhooks go, as it is set in the Customer Area.
const WEBHOOKS: &str = "https://shop.example/webhooks";

/// What became of a modification.
pub(super) struct Told<'a> {
    /// Its event code.
    pub(super) event: &'a str,
    /// Its own reference.
    pub(super) psp_reference: &'a str,
    /// Its amount; none for that of the payment.
    pub(super) amount: Option<&'a Value>,
    /// Why it failed; none when it succeeded.
    pub(super) failure: Option<&'a str>,
    /// A further member of `additionalData`.
    pub(super) additional: Option<(&'a str, &'a str)>,
}

impl Responder {
    /// Tells of the payment itself, e.g. AUTHORISATION.
    pub(super) fn tell_payment(&mut self, event: &str, charge: &Charge, failure: Option<&str>, now: Timestamp) {
        let told = Told { event, psp_reference: &charge.id, amount: None, failure, additional: None };
        self.tell(&told, charge, None, now);
    }

    /// Tells of a modification of the payment.
    pub(super) fn tell_modification(&mut self, told: &Told<'_>, charge: &Charge, now: Timestamp) {
        self.tell(told, charge, Some(&charge.id), now);
    }

    fn tell(&mut self, told: &Told<'_>, charge: &Charge, original: Option<&str>, now: Timestamp) {
        let whole = currencies::write(charge.amount);
        let item = Item {
            event: told.event,
            psp_reference: told.psp_reference,
            original_reference: original,
            merchant_account: self.credentials.get("merchant_account"),
            merchant_reference: charge.note.as_deref().unwrap_or_default(),
            amount: told.amount.unwrap_or(&whole),
            success: told.failure.is_none(),
            reason: told.failure,
            additional: told.additional,
        };
        // An account without a key has webhooks without a signature.
        let key = HmacKey::parse(self.credentials.get("hmac_key")).ok();
        let webhook = item.deliver(key.as_ref(), now);
        self.outbox.push(webhook);
    }

    /// All that was told, newest last.
    pub(super) fn notifications(&self) -> Value {
        self.outbox.iter().map(shown).collect()
    }
}

fn shown(webhook: &Webhook) -> Value {
    let headers: Map<_, _> = webhook.headers.iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
    let body: Value = serde_json::from_slice(&webhook.body).unwrap_or_default();
    json!({ "kind": webhook.kind, "about": [webhook.about], "url": WEBHOOKS, "headers": headers, "body": body })
}
