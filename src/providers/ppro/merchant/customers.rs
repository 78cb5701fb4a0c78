//! Who pays, and with what in the cart: a real shop takes both from its own books.

use crate::core::money;
use crate::providers::ppro::limits::{COUNTRY, CURRENCY, LEAST, MOST};
use crate::providers::shop::Access;

use super::{Order, Shop};

/// The customers of the reference merchant: one who may pay, the same with a subscription in the cart, one of another country,
/// and one whose cart is in another currency.
pub const SHOPPERS: &[&str] = &["eligible", "subscriber", "abroad", "other_currency"];

/// What the shop offers for an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offer {
    /// One payment.
    Once,
    /// An agreement, with its first payment.
    Subscription,
    /// Amazon Pay is not for this customer, or not for this cart.
    Nothing,
}

impl Offer {
    pub(super) fn access(self) -> Access {
        if self == Self::Nothing { Access::Absent } else { Access::Granted }
    }
}

/// What Amazon Pay is offered for: consumers in the US, carts in US dollars, from 0.50 to 20,000.00 (DH/amazon-pay).
pub(super) fn offer(shop: &Shop, id: &str) -> Offer {
    let Some(order) = shop.orders.get(id) else { return Offer::Nothing };
    let cents = money::decimal(&order.amount).unwrap_or_default() * rust_decimal::Decimal::ONE_HUNDRED;
    let within = (LEAST.into()..=MOST.into()).contains(&cents) || shop.faults.has("shop_offered_beyond_limits");
    let here = country(&order.customer) == COUNTRY || shop.faults.has("shop_offered_abroad");
    let ours = currency(&order.customer) == CURRENCY || shop.faults.has("shop_offered_in_other_currency");
    match order.customer.as_str() {
        _ if !(within && here && ours) => Offer::Nothing,
        "subscriber" => Offer::Subscription,
        _ => Offer::Once,
    }
}

/// True for an order that is a subscription.
pub(super) fn subscribes(order: &Order) -> bool {
    order.customer == "subscriber"
}

/// Where a customer lives.
fn country(customer: &str) -> &'static str {
    if customer == "abroad" { "DE" } else { COUNTRY }
}

/// What a customer's cart is in.
fn currency(customer: &str) -> &'static str {
    if customer == "other_currency" { "EUR" } else { CURRENCY }
}

/// The sign before an amount of a customer's.
pub(super) fn sign(customer: &str) -> &'static str {
    if currency(customer) == CURRENCY { "$" } else { "€" }
}
