//! The messages that the shop sends (SEED1; OA-charges, OA-agreements). Each has an idempotency key of its own, which stays the same
//! when the message is sent again.

use serde_json::{Value, json};

use crate::core::clock::printed;
use crate::core::member;
use crate::providers::merchant::{NOTIFICATIONS, PUBLIC_URL};
use crate::providers::ppro::auth::{self, IDEMPOTENCY_KEY};
use crate::providers::ppro::endpoints;
use crate::providers::shop::Transaction;
use crate::providers::{Draft, Slot};
use crate::signing::encoding::encoded;

use super::{Shop, words};

/// A one-time charge.
pub(super) fn charge(shop: &Shop, order: &str) -> Draft {
    let mut draft = drafted(shop, "charge", &[Slot::Amount(amount(shop, order))]);
    add_ways(&mut draft, order);
    finished(shop, draft)
}

/// An agreement, with its first payment.
pub(super) fn agreement(shop: &Shop, order: &str) -> Draft {
    let mut draft = drafted(shop, "agreement", &[Slot::Amount(amount(shop, order))]);
    add_ways(&mut draft, order);
    let first = [("merchantPaymentChargeReference", json!(shop.gateway.ids.next("p"))), ("initiator", json!("CONSUMER"))];
    for (name, value) in first {
        member::set(&mut draft.members, &format!("initialPaymentCharge.{name}"), value);
    }
    member::set(&mut draft.members, "frequency", json!({ "type": "MONTHLY", "interval": 1 }));
    member::set(&mut draft.members, "startDate", json!(printed(shop.now)));
    finished(shop, draft)
}

/// A charge under an agreement, without the consumer.
pub(super) fn agreement_charge(shop: &Shop, order: &str, agreement: &str) -> Draft {
    let mut draft = drafted(shop, "agreement_charge", &[Slot::Amount(amount(shop, order))]);
    draft.members.insert("agreement_id".to_owned(), json!(agreement));
    if shop.faults.has("shop_cycle_key_reused") {
        draft.headers.set(IDEMPOTENCY_KEY, auth::idempotency_key(agreement));
    }
    finished(shop, draft)
}

/// Gives this amount of a charge back.
pub(super) fn refund(shop: &Shop, charge: &Transaction, amount: &str) -> Draft {
    let mut draft = about_charge(shop, "refund", charge, &[Slot::Amount(amount)]);
    if let Some(key) = charge.draft.headers.get(IDEMPOTENCY_KEY).filter(|_| shop.faults.has("shop_refund_key_reused")) {
        draft.headers.set(IDEMPOTENCY_KEY, key);
    }
    draft
}

/// Takes again what was captured already; only a fault does.
pub(super) fn capture(shop: &Shop, charge: &Transaction) -> Draft {
    about_charge(shop, "capture", charge, &[Slot::Amount(&charge.amount.to_string())])
}

/// Asks how a charge or a refund stands.
pub(super) fn status(shop: &Shop, operation: &str, ids: &[(&str, &str)]) -> Draft {
    let mut draft = shop.draft(endpoints::named(operation), &[]);
    draft.members.extend(ids.iter().map(|(name, id)| ((*name).to_owned(), json!(id))));
    draft
}

/// Ends an agreement.
pub(super) fn revocation(shop: &Shop, agreement: &str) -> Draft {
    let mut draft = drafted(shop, "revocation", &[]);
    draft.members.insert("agreement_id".to_owned(), json!(agreement));
    finished(shop, draft)
}

fn about_charge(shop: &Shop, operation: &str, charge: &Transaction, slots: &[Slot<'_>]) -> Draft {
    let mut draft = drafted(shop, operation, slots);
    draft.members.insert("charge_id".to_owned(), json!(words::charge_id(charge)));
    finished(shop, draft)
}

fn drafted(shop: &Shop, operation: &str, slots: &[Slot<'_>]) -> Draft {
    let mut draft = shop.unfinished(endpoints::named(operation), slots);
    draft.headers.set(IDEMPOTENCY_KEY, auth::idempotency_key(&shop.gateway.ids.next("k")));
    draft
}

/// Where the consumer comes back to, and where PPRO tells what became of the payment.
fn add_ways(draft: &mut Draft, order: &str) {
    let return_url = format!("{PUBLIC_URL}/return?order={}", encoded(order));
    member::set(&mut draft.members, "authenticationSettings.0.settings.returnUrl", json!(return_url));
    member::set(&mut draft.members, "webhooksUrl", json!(format!("{PUBLIC_URL}{NOTIFICATIONS}")));
    member::set(&mut draft.members, "labels", json!({ "order": order }));
}

/// What planted faults change is changed last.
fn finished(shop: &Shop, mut draft: Draft) -> Draft {
    shop.spoil(&mut draft);
    draft
}

fn amount<'a>(shop: &'a Shop, order: &str) -> &'a str {
    shop.orders.get(order).map_or("", |order| &order.amount)
}

/// The merchant's id within a message of this operation.
pub(super) fn id_member(operation: &str) -> &'static str {
    match operation {
        "agreement" => "initialPaymentCharge.merchantPaymentChargeReference",
        "refund" => "merchantRefundReference",
        _ => "merchantPaymentChargeReference",
    }
}

/// What an answer says, as far as it is known; null for anything else.
pub(super) fn told<'a>(answer: &'a Value, name: &str) -> &'a Value {
    member::at(answer, name).unwrap_or(&Value::Null)
}
