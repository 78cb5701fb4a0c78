//! PPRO's part of the pages: the terms of a subscription, and the way to end it.

use maud::{Markup, html};

use crate::providers::shop::Standing;
use crate::providers::shop::pages::{BUTTON, note};

use super::drafts::told;
use super::{Order, Shop, agreements, customers, text};

/// Below the option's name.
pub(super) fn details(_: &Shop, _: &Order) -> Markup {
    note("You confirm the payment at Amazon.")
}

/// What a customer agrees to, before they are sent to Amazon.
pub(super) fn terms(shop: &Shop, order: &Order) -> Markup {
    if !customers::subscribes(order) || shop.faults.has("shop_terms_missing") {
        return html! {};
    }
    let end = if shop.faults.has("shop_end_not_told") {
        ""
    } else {
        " You can cancel the subscription at any time on the page of your order."
    };
    html! {
        p { "You pay " (customers::sign(&order.customer)) (order.amount) " today and then every month." (end) }
    }
}

/// What else stands on the page of an order.
pub(super) fn aftermath(shop: &Shop, order: &Order) -> Markup {
    html! {
        @if agreements::agreement_in(order).is_some() && order.standing() == Some(Standing::Done) {
            form method="post" action={ (shop.own_url) "/revoke?order=" (order.id) } {
                button type="submit" style=(BUTTON) { "Cancel subscription" }
            }
        }
        (indiscretion(shop, order))
    }
}

/// A failure is told in the shop's own words. Only faults say more.
fn indiscretion(shop: &Shop, order: &Order) -> Markup {
    let failed = order.charges.last().filter(|charge| charge.standing == Standing::Failed);
    let why = |name: &str| failed.map_or("", |charge| text(told(&charge.told, name)));
    let suspicion = match why("failure.failureCode") {
        "SUS_FRAUD" => "The payment looks like fraud.",
        "SUS_LOST" => "The card was reported as lost.",
        "SUS_STOLEN" => "The card was reported as stolen.",
        _ => "",
    };
    html! {
        @if shop.faults.has("shop_suspicion_shown") && !suspicion.is_empty() { p { (suspicion) } }
        @if shop.faults.has("shop_failure_message_shown") { p { (why("failure.failureMessage")) } }
    }
}
