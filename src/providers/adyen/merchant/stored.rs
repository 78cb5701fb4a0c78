//! Stored payment methods: kept once a webhook tells of them, charged without the shopper, and given up when they are disabled
//! (SEED; OASTOK).

use serde_json::json;

use crate::core::member;
use crate::core::money::Money;
use crate::providers::Slot;
use crate::providers::adyen::endpoints;
use crate::providers::shop::{Dialect, Form, Order};

use super::payment::{complete, shopper_reference};
use super::{Adyen, Shop};

/// Keeps a stored payment method of a shopper, once.
pub(super) fn keep(shop: &mut Shop, shopper: &str, id: &str) {
    let twice = shop.faults.has("shop_token_stored_twice");
    let stored = shop.house.stored.entry(shopper.to_owned()).or_default();
    if twice || !stored.iter().any(|known| known == id) {
        stored.push(id.to_owned());
    }
}

/// Gives a stored payment method up.
pub(super) fn give_up(shop: &mut Shop, shopper: &str, id: &str) {
    if shop.faults.has("shop_disabled_token_used") {
        return;
    }
    if let Some(stored) = shop.house.stored.get_mut(shopper) {
        stored.retain(|known| known != id);
    }
}

/// The back office charges a customer anew, without them.
pub(super) fn charge(shop: &mut Shop, visit: u64, form: &Form) {
    let (id, customer, amount) = (form.get("order"), form.get("customer"), form.get("amount"));
    let shopper = shopper_reference(shop, customer);
    let stored = shop.house.stored.get(&shopper).and_then(|stored| stored.last()).cloned();
    let Some(stored) = stored.filter(|_| Money::parse(amount, Adyen::CURRENCY).is_ok() && !shop.orders.contains_key(id)) else {
        return shop.tell(visit, 409, "There is no payment method to charge for this order.");
    };
    shop.orders.insert(id.to_owned(), Order::new(id, customer, amount));
    let mut draft = shop.unfinished(endpoints::named("token_payment"), &[Slot::Amount(amount)]);
    complete(shop, &mut draft, id, customer);
    member::set(&mut draft.members, "paymentMethod.storedPaymentMethodId", json!(stored));
    shop.spoil(&mut draft);
    shop.charge_by(id, draft, visit);
}

/// How many payment methods a customer stored.
pub(super) fn count(shop: &Shop, customer: &str) -> usize {
    shop.house.stored.get(&shopper_reference(shop, customer)).map_or(0, Vec::len)
}
