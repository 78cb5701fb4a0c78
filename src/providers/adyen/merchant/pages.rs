//! Adyen's part of the pages: the consent to store a payment method, and what a shopper reads of a payment's end (SEED; REFUSAL).

use maud::{Markup, PreEscaped, html};
use serde_json::Value;

use crate::providers::adyen::results::Duty;
use crate::providers::shop::pages::{BUTTON, words};
use crate::providers::shop::{Standing, Transaction};

use super::{Order, Shop, stored, text, words};

/// What a shopper ticks (docs.adyen.com/online-payments/tokenization: who charges, how much and how often, or that it varies).
const CONSENT: &str = "Store this payment method, so that Signoff's Shop may charge it for later orders. Amounts and dates vary.";

/// The box to tick, which nobody ticks for the shopper.
pub(super) fn terms(shop: &Shop) -> Markup {
    let ticked = shop.faults.has("shop_consent_ticked");
    html! {
        @if shop.faults.has("shop_key_at_checkout") { (key(shop)) }
        p {
            input type="checkbox" name="store" value="yes" id="store" checked[ticked];
            " " label for="store" { (CONSENT) }
        }
    }
}

/// What else stands on an order's page: what is left to do, and what the customer stored.
pub(super) fn aftermath(shop: &Shop, order: &Order) -> Markup {
    let waiting = order.charges.last().filter(|charge| charge.standing == Standing::Pending);
    let count = stored::count(shop, &order.customer);
    html! {
        @if let Some(charge) = waiting { (challenge(shop, order, charge)) }
        @if count > 0 { p { "Stored payment methods: " (count) } }
        @if shop.faults.has("shop_key_in_page") { (key(shop)) }
    }
}

/// What must stand on no page.
fn key(shop: &Shop) -> Markup {
    html! { script type="application/json" { (PreEscaped(Value::from(shop.gateway.credentials.get("api_key")).to_string())) } }
}

/// 3D Secure. In place of the bank's own page stands one button that brings its outcome.
fn challenge(shop: &Shop, order: &Order, charge: &Transaction) -> Markup {
    let action = &charge.told["action"];
    html! {
        @if action["type"] == "threeDS2" && !shop.faults.has("shop_challenge_ignored") {
            form method="post" action={ (shop.own_url) "/return" } {
                input type="hidden" name="order" value=(order.id);
                input type="hidden" name="threeDSResult" value=(text(&action["token"]));
                button type="submit" style=(BUTTON) { "Go to your bank" }
            }
        }
    }
}

/// What a failed payment asks of the shopper. Why it was refused is for the merchant's log.
pub(super) fn failure(shop: &Shop, order: &Order) -> Markup {
    let Some(charge) = order.charges.last() else { return html! {} };
    let reason = text(&charge.told["refusalReason"]);
    let shown = shop.faults.has("shop_refusal_reason_shown") && !reason.is_empty();
    html! {
        (words(asked(&charge.told, shop.house.closed.contains(&charge.id))))
        @if shown { (words(reason)) }
    }
}

fn asked(told: &Value, closed: bool) -> &'static str {
    match words::duty(told) {
        _ if closed => "The time to pay is over. No money was taken.",
        Some(Duty::AskToContinue) => "You left before the end. Do you want to continue, or to choose another payment method?",
        Some(Duty::OfferAnotherCard) => "Please choose another card or another payment method.",
        _ => "There was an error. No money was taken.",
    }
}
