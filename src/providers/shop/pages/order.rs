//! The page of an order: how its payment and its last refund stand, in words that exclude each other.

use maud::{Markup, html};

use super::super::dialect::Dialect;
use super::super::engine::Shop;
use super::super::order::Order;
use super::super::transaction::Standing;
use super::BUTTON;
use crate::core::http::Response;

impl<D: Dialect> Shop<D> {
    /// The page of an order; `again` is where a failed payment is tried again.
    pub(crate) fn order_page(&self, order: &Order<D::Offer>, again: &str) -> Response {
        let content = html! {
            p { "Order " (order.id) ": " strong { (D::sign(order)) (order.amount) } }
            (self.payment(order, again))
            @if order.shipped > 0 {
                p { "Shipped " (order.shipped) @if order.shipped == 1 { " time" } @else { " times" } }
            }
            @if let Some(refund) = order.refunds.last() {
                p { (self.refund_words(refund.standing)) ": " (D::sign(order)) (refund.amount) }
            }
            (D::aftermath(self, order))
        };
        self.page(200, "Your order", &content)
    }

    /// The page that sends a customer on by a form: nothing is charged before they are back.
    pub(crate) fn leaving_page(&self, address: &str) -> Response {
        let form = html! {
            form method="post" action=(address) {
                button type="submit" style=(BUTTON) { "Go to " (D::BRAND.1) }
            }
        };
        self.page(200, "Almost there", &form)
    }

    fn payment(&self, order: &Order<D::Offer>, again: &str) -> Markup {
        let has = |fault| self.faults.has(fault);
        let standing = match order.standing() {
            Some(Standing::Pending) if has("shop_pending_shown_as_paid") => Some(Standing::Done),
            Some(Standing::Pending) if has("shop_pending_shown_as_failed") => Some(Standing::Failed),
            standing => standing,
        };
        match standing {
            Some(Standing::Done) => html! { (headline("Payment successful", "#14532d")) },
            Some(Standing::Pending) => html! {
                (headline("Payment pending", "#7a4100"))
                p { (D::BRAND.1) " has not decided yet. This page will know as soon as it has." }
            },
            Some(Standing::Failed) => html! {
                @if !has("shop_failure_silent") {
                    (headline("Payment failed", "#b42318"))
                    (D::failure(self, order))
                }
                @if !has("shop_failure_without_retry") { a href=(again) style=(BUTTON) { "Try again" } }
            },
            None if order.cash => html! {
                (headline("Payment pending", "#7a4100"))
                p { "Please have the amount ready at the door." }
            },
            None => html! { p { "Nothing was charged yet." } a href=(again) style=(BUTTON) { "Go to checkout" } },
        }
    }

    fn refund_words(&self, standing: Standing) -> &'static str {
        match standing {
            Standing::Pending if self.faults.has("shop_refund_done_at_once") => "Refund done",
            Standing::Pending => "Refund pending",
            Standing::Done => "Refund done",
            Standing::Failed => "Refund failed",
        }
    }
}

fn headline(text: &str, colour: &str) -> Markup {
    html! { p role="status" style={ "font-size:1.25rem;font-weight:600;color:" (colour) } { (text) } }
}
