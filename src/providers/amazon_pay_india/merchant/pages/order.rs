//! The page of an order: how its payment and its last refund stand, in words that exclude each other.

use maud::{Markup, html};

use super::super::order::Order;
use super::super::transaction::Standing;
use super::statement::statement;
use super::{BUTTON, page};
use crate::core::http::Response;
use crate::providers::Faults;

/// The page of an order; `again` is where a failed payment is tried again.
pub fn order(order: &Order, again: &str, statement_url: Option<&str>, faults: &Faults) -> Response {
    let content = html! {
        p { "Order " (order.id) ": " strong { "₹" (order.amount) } }
        (payment(order, again, faults))
        @if order.shipped > 0 {
            p { "Shipped " (order.shipped) @if order.shipped == 1 { " time" } @else { " times" } }
        }
        @if let Some(refund) = order.refunds.last() {
            p { (refund_words(refund.standing, faults)) ": ₹" (refund.amount()) }
        }
        @if let Some(url) = statement_url { (statement(url, faults)) }
    };
    page(200, "Your order", &content, faults)
}

fn payment(order: &Order, again: &str, faults: &Faults) -> Markup {
    let standing = match order.standing() {
        Some(Standing::Pending) if faults.has("shop_pending_shown_as_paid") => Some(Standing::Done),
        Some(Standing::Pending) if faults.has("shop_pending_shown_as_failed") => Some(Standing::Failed),
        standing => standing,
    };
    match standing {
        Some(Standing::Done) => html! { (headline("Payment successful", "#14532d")) },
        Some(Standing::Pending) => html! {
            (headline("Payment pending", "#7a4100"))
            p { "Amazon has not decided yet. This page will know as soon as it has." }
        },
        Some(Standing::Failed) => html! {
            @if !faults.has("shop_failure_silent") {
                (headline("Payment failed", "#b42318"))
                p { "No money was taken." }
            }
            @if !faults.has("shop_failure_without_retry") { a href=(again) style=(BUTTON) { "Try again" } }
        },
        None if order.cash => html! {
            (headline("Payment pending", "#7a4100"))
            p { "Please have the amount ready at the door." }
        },
        None => html! { p { "Nothing was charged yet." } a href=(again) style=(BUTTON) { "Go to checkout" } },
    }
}

fn headline(text: &str, colour: &str) -> Markup {
    html! { p role="status" style={ "font-size:1.25rem;font-weight:600;color:" (colour) } { (text) } }
}

fn refund_words(standing: Standing, faults: &Faults) -> &'static str {
    match standing {
        Standing::Pending if faults.has("shop_refund_done_at_once") => "Refund done",
        Standing::Pending => "Refund pending",
        Standing::Done => "Refund done",
        Standing::Failed => "Refund failed",
    }
}
