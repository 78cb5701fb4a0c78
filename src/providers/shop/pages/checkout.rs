//! The checkout page: the provider's option in its own section, with what the provider said of it.

use maud::{Markup, html};

use super::super::dialect::{Access, Dialect};
use super::super::engine::Shop;
use super::super::order::Order;
use super::BUTTON;
use crate::core::http::Response;

const SECTION: &str = "margin:0 0 1rem;padding:.75rem 1rem 1rem;border:1px solid #d0d5dd;border-radius:8px";
const HEADING: &str = "margin:0 0 .5rem;font-size:1.1rem";

impl<D: Dialect> Shop<D> {
    /// The checkout page of an order.
    pub(crate) fn checkout_page(&self, order: &Order<D::Offer>) -> Response {
        let access = order.offer.as_ref().map_or(Access::Open, D::access);
        let has = |fault| self.faults.has(fault);
        let hidden = access == Access::Absent || access == Access::Denied && has("shop_ineligible_hidden_option");
        let option = if hidden {
            html! {}
        } else {
            self.option(order, access)
        };
        let (_, method, heading) = D::OPTION;
        let outside = has("shop_outside_section");
        let content = html! {
            p { "Order " (order.id) ": " strong { (D::sign(order)) (order.amount) } }
            form method="post" action={ (self.own_url) "/pay" } {
                input type="hidden" name="customer" value=(order.customer);
                input type="hidden" name="amount" value=(order.amount);
                input type="hidden" name="order" value=(order.id);
                input type="hidden" name="attempt" value=(order.charges.len());
                @if !outside && access != Access::Absent { (section(&dashed(method), heading, &option)) }
                (section("other-methods", "Other methods", &html! { @if outside { (option) } (cash_on_delivery()) }))
                (D::terms(self, order))
                button type="submit" style=(BUTTON) disabled[access == Access::Granted && has("shop_pay_disabled")] {
                    "Pay " (D::sign(order)) (order.amount)
                }
            }
        };
        self.page(200, "Checkout", &content)
    }

    /// The option: greyed out and not to be chosen unless the customer may pay with it.
    fn option(&self, order: &Order<D::Offer>, access: Access) -> Markup {
        let has = |fault| self.faults.has(fault);
        let selectable = access == Access::Granted || access == Access::Denied && has("shop_ineligible_selectable");
        let (name, method, _) = D::OPTION;
        let (first, last) = name.rsplit_once(' ').unwrap_or((name, ""));
        let label = if has("shop_label_wrong") { format!("{first}{last}") } else { name.to_owned() };
        let colour = if access == Access::Granted { "color:#1d2939" } else { "color:#667085" };
        let id = dashed(method);
        html! {
            div style=(colour) {
                input type="radio" name="method" value=(method) id=(id) disabled[!selectable];
                " " label for=(id) { (label) }
                @if !has("shop_logo_missing") {
                    " " img src=(logo(D::BRAND.0)) alt=(D::BRAND.0) width="96" height="24" style="vertical-align:middle";
                }
                (D::details(self, order))
            }
        }
    }
}

/// Drawn here: the real one comes from the provider.
fn logo(brand: &str) -> String {
    let text = brand.to_lowercase();
    format!(
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 96 24'%3E%3Ctext x='0' y='17' \
         font-family='sans-serif' font-size='15' font-weight='700' fill='%23232f3e'%3E{text}%3C/text%3E%3C/svg%3E"
    )
}

fn dashed(method: &str) -> String {
    method.replace('_', "-")
}

fn section(id: &str, heading: &str, content: &Markup) -> Markup {
    let id = format!("section-{id}");
    html! {
        section aria-labelledby=(id) style=(SECTION) {
            h2 id=(id) style=(HEADING) { (heading) }
            (content)
        }
    }
}

fn cash_on_delivery() -> Markup {
    html! {
        div {
            input type="radio" name="method" value="cash_on_delivery" id="cash-on-delivery" required;
            " " label for="cash-on-delivery" { "Cash on delivery" }
        }
    }
}
