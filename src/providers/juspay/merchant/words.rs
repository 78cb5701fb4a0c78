//! The messages of a payment and a refund, and how their answers are read (Juspay's order status and refund pages).

use rust_decimal::Decimal;
use serde_json::Value;

use crate::core::http::is_https_url;
use crate::core::money;
use crate::providers::juspay::auth::ROUTING_ID;
use crate::providers::juspay::messages::{EMI_REFERENCE, REFERENCE};
use crate::providers::juspay::statuses::{AUTO_REFUNDED, CHARGED, FAILED, NOT_FOUND, ORDER_STATUSES};
use crate::providers::juspay::{endpoints, errors, messages};
use crate::providers::shop::{Form, Key, Kind, Meaning, Question, Standing, Task, Transaction};
use crate::providers::{Draft, Endpoint, Refusal, Slot};

use super::offer::PLAN;
use super::{Order, Shop, text};

/// The fault by which payments are refunded, whatever became of them.
pub(super) const BLIND: &str = "shop_payments_refunded_blindly";
/// The same amount again within this many seconds is taken for the same refund.
const APART: i64 = 5;
/// An order is refunded for this many days.
const REFUNDABLE: i64 = 365;

/// The member that holds the merchant's id.
pub(super) fn id_member(kind: Kind) -> &'static str {
    match kind {
        Kind::Charge => "order_id",
        Kind::Refund => "unique_request_id",
    }
}

impl Shop {
    /// A message about a customer: every call for them names the same routing id.
    pub(super) fn message(&self, endpoint: &'static Endpoint, customer: &str, slots: &[Slot<'_>]) -> Draft {
        let token = self.house.customers.get(customer).map_or(customer, String::as_str);
        let slots: Vec<_> = [Slot::Customer(token)].into_iter().chain(slots.iter().copied()).collect();
        self.draft(endpoint, &slots)
    }

    /// The shop's order that this charge pays.
    fn order_of(&self, charge: &Transaction) -> Option<&Order> {
        self.orders.values().find(|order| order.charges.iter().any(|one| one.id == charge.id))
    }

    /// A message about the order of an earlier one.
    fn about(&self, endpoint: &'static Endpoint, earlier: &Draft, slots: &[Slot<'_>]) -> Draft {
        let slot = Slot::Earlier { by: "", sent: earlier, answer: &Value::Null };
        let slots: Vec<_> = [slot].into_iter().chain(slots.iter().copied()).collect();
        let mut draft = self.draft(endpoint, &slots);
        if let Some(id) = earlier.headers.get(ROUTING_ID) {
            draft.headers.set(ROUTING_ID, id);
        }
        draft
    }
}

/// A payment begins with a session for the order's amount.
pub(super) fn pay(shop: &Shop, id: &str, form: &Form) -> Draft {
    let (customer, amount) = shop.orders.get(id).map_or(("", ""), |order| (&order.customer, &order.amount));
    let mut draft = shop.message(endpoints::named("session"), customer, &[Slot::Amount(amount)]);
    if form.get(PLAN.0) == PLAN.1 && draft.members.contains_key(REFERENCE) {
        draft.members.insert(REFERENCE.to_owned(), EMI_REFERENCE.into());
    }
    draft
}

/// When the session is there, the linked wallet pays it; once.
pub(super) fn next(shop: &Shop, session: &Transaction, answered: &Endpoint, told: &Value) -> Option<Draft> {
    let again = shop.faults.has("shop_payment_repeated") && text(&told["txn_id"]).ends_with("-1");
    if !["session", "order_update"].contains(&answered.name) && !again {
        return None;
    }
    let order = shop.order_of(session)?;
    if answered.name == "session" && shop.faults.has("shop_order_updated_in_paise") {
        let paise = (order.total() * Decimal::ONE_HUNDRED).normalize().to_string();
        return Some(shop.about(endpoints::named("order_update"), &session.draft, &[Slot::Amount(&paise)]));
    }
    if messages::customer(shop.house.customers.get(&order.customer)?).1.is_empty() {
        return None;
    }
    let earlier = Slot::Earlier { by: "", sent: &session.draft, answer: &Value::Null };
    Some(shop.message(endpoints::named("txn"), &order.customer, &[earlier]))
}

/// Gives this amount back, under a new id each time: a refund that failed is over.
pub(super) fn refund(shop: &Shop, charge: &Transaction, amount: &str) -> Draft {
    if shop.faults.has(BLIND) {
        return refund_of_payment(shop, charge, amount);
    }
    let mut draft = shop.about(endpoints::named("refund"), &charge.draft, &[Slot::Amount(amount)]);
    let earlier = shop.order_of(charge).map(|order| order.refunds.as_slice()).unwrap_or_default();
    let same = earlier.iter().find(|refund| money::decimal(amount) == Ok(refund.amount));
    let first = earlier.first().filter(|_| shop.faults.has("shop_refund_id_reused"));
    if let Some(reused) = first.or(same.filter(|_| shop.faults.has("shop_refund_id_of_amount"))) {
        draft.members.insert(id_member(Kind::Refund).to_owned(), reused.id.as_str().into());
    }
    draft
}

/// Gives this amount of the payment itself back; only a fault does.
fn refund_of_payment(shop: &Shop, charge: &Transaction, amount: &str) -> Draft {
    let mut draft = shop.about(endpoints::named("txn_refund"), &charge.draft, &[Slot::Amount(amount)]);
    draft.members.insert("txn_id".to_owned(), charge.told["txn_id"].clone());
    draft
}

/// What follows when a payment ended: nothing, but of a fault.
pub(super) fn concluded(shop: &mut Shop, key: &Key) {
    let order = shop.orders.get(&key.order).filter(|_| shop.faults.has(BLIND) && key.kind == Kind::Charge);
    let charge = order.and_then(|order| order.charges.iter().find(|charge| charge.id == key.id));
    if let Some(charge) = charge.filter(|charge| charge.standing == Standing::Failed && charge.told["txn_id"].is_string()) {
        let draft = refund_of_payment(shop, charge, &charge.amount.to_string());
        shop.send(draft, Task::Nothing);
    }
}

/// What Juspay does not give back.
pub(super) fn refusal_to_refund(shop: &Shop, charge: &Transaction, amount: Decimal) -> Option<String> {
    let has = |fault| shop.faults.has(fault);
    let age = |transaction: &Transaction| shop.now.duration_since(transaction.made).as_secs();
    let earlier = shop.order_of(charge).map(|order| order.refunds.as_slice()).unwrap_or_default();
    let old = age(charge) > REFUNDABLE * 24 * 3600;
    let repeated = earlier.iter().any(|refund| refund.amount == amount && age(refund) <= APART);
    match () {
        () if amount < Decimal::ONE && !has("shop_refund_below_rupee") => Some("A refund starts at ₹1.".to_owned()),
        () if old && !has("shop_refund_of_old_order") => Some("The order is too old to be refunded.".to_owned()),
        () if repeated && !has("shop_refund_repeated_at_once") && !has(BLIND) => {
            Some("This refund was asked for just now.".to_owned())
        }
        () => None,
    }
}

/// The order tells how its payment and its refunds stand.
pub(super) fn question(shop: &Shop, transaction: &Transaction) -> Question {
    let refunded = shop.orders.values().find(|order| order.refunds.iter().any(|refund| refund.id == transaction.id));
    let earlier = refunded.and_then(Order::payment).unwrap_or(transaction);
    Question::Status(shop.about(endpoints::named("order_status"), &earlier.draft, &[]))
}

/// Where the transaction that is told of stands.
pub(super) fn standing(transaction: &Transaction, told: &Value) -> Standing {
    match transaction.kind {
        Kind::Charge => of_order(text(&told["status"])),
        Kind::Refund => match entry(transaction, told).map(|refund| text(&refund["status"])) {
            Some("SUCCESS") => Standing::Done,
            Some("FAILURE") => Standing::Failed,
            // A person at Juspay decides on one in MANUAL_REVIEW: it is waited for, and never sent again.
            _ => Standing::Pending,
        },
    }
}

/// Where an order of that status stands: paid, failed, or neither.
pub(super) fn of_order(status: &str) -> Standing {
    let precedence = |name: &str| ORDER_STATUSES.iter().find(|known| known.name == name).map(|known| known.precedence);
    match status {
        _ if status == CHARGED.name => Standing::Done,
        _ if status == AUTO_REFUNDED.name || precedence(status) == Some(FAILED.precedence) => Standing::Failed,
        _ => Standing::Pending,
    }
}

/// True when a status is that of this transaction: its id, its amount, its currency.
pub(super) fn concerns(transaction: &Transaction, told: &Value) -> bool {
    let (subject, id) = match transaction.kind {
        Kind::Charge => (Some(told), "order_id"),
        Kind::Refund => (entry(transaction, told), "unique_request_id"),
    };
    let same =
        |subject: &Value| text(&subject[id]) == transaction.id && money::told(&subject["amount"]) == Some(transaction.amount);
    subject.is_some_and(same) && told["currency"] == "INR"
}

/// A refund in its order.
fn entry<'a>(refund: &Transaction, order: &'a Value) -> Option<&'a Value> {
    order["refunds"].as_array()?.iter().find(|entry| text(&entry["unique_request_id"]) == refund.id)
}

/// What a refusal means for a transaction.
pub(super) fn meaning(refusal: &Refusal) -> Meaning {
    match refusal.code.as_str() {
        code if code == NOT_FOUND.name => Meaning::Unknown,
        code if code == errors::DUPLICATE.code => Meaning::Known,
        _ => Meaning::Final,
    }
}

/// Where the customer confirms a payment.
pub(super) fn pay_url(told: &Value) -> Option<String> {
    Some(text(&told["payment"]["authentication"]["url"]).to_owned()).filter(|url| is_https_url(url))
}

/// Why a payment failed; empty when nobody said.
pub(super) fn failure(charge: &Transaction) -> &str {
    text(&charge.told["txn_detail"]["error_message"])
}
