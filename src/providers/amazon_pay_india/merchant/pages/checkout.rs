//! The checkout page (AP/section1/gui_guidelines): Amazon Pay Later in its own section, with what the provider said of it.

use maud::{Markup, html};

use super::super::order::{Offer, Order};
use super::statement::statement;
use super::{BUTTON, page};
use crate::core::http::Response;
use crate::providers::Faults;
use crate::providers::amazon_pay_india::merchant::{LINK_ACCOUNT, OPTION};
use crate::signing::encoding::encoded;

const SECTION: &str = "margin:0 0 1rem;padding:.75rem 1rem 1rem;border:1px solid #d0d5dd;border-radius:8px";
const HEADING: &str = "margin:0 0 .5rem;font-size:1.1rem";
/// Drawn here: the real one comes from the provider.
const LOGO: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 96 24'%3E%3Ctext x='0' y='17' \
                    font-family='sans-serif' font-size='15' font-weight='700' fill='%23232f3e'%3Eamazon pay%3C/text%3E%3C/svg%3E";

/// What a merchant who knows better than the provider tells its customers.
const PARAPHRASES: &[(&str, &str)] = &[
    ("APL_UNREGISTERED_ACCOUNT", "Please register with Amazon Pay Later first."),
    ("APL_KYC_EXPIRED", "Please renew your KYC in the Amazon app."),
    ("APL_UNAVAILABLE", "This payment method is not available right now."),
    ("APL_ONE_MONTH_INSTALLMENT_UNAVAILABLE", "This payment method is not available right now."),
    ("APL_STANDING_INSTRUCTION_EXCEEDED", "Your order is beyond your standing instructions."),
    ("APL_INSUFFICIENT_CREDIT", "You do not have enough credit."),
];

/// The checkout page of an order; `statement_url` is the customer's Key Fact Statement when there is something to consent to.
pub fn checkout(order: &Order, statement_url: Option<&str>, own_url: &str, faults: &Faults) -> Response {
    let offer = order.offer.as_ref().unwrap_or(&Offer::Unavailable);
    let eligible = matches!(offer, Offer::Eligible { .. });
    let hidden = matches!(offer, Offer::Ineligible { .. }) && faults.has("shop_ineligible_hidden_option");
    let option = if hidden {
        html! {}
    } else {
        pay_later(order, offer, own_url, faults)
    };
    let outside = faults.has("shop_outside_section");
    let content = html! {
        p { "Order " (order.id) ": " strong { "₹" (order.amount) } }
        form method="post" action={ (own_url) "/pay" } {
            input type="hidden" name="customer" value=(order.customer);
            input type="hidden" name="amount" value=(order.amount);
            input type="hidden" name="order" value=(order.id);
            input type="hidden" name="attempt" value=(order.charges.len());
            @if !outside { (section("pay-later", "Pay Later", &option)) }
            (section("other-methods", "Other methods", &html! { @if outside { (option) } (cash_on_delivery()) }))
            @if let Some(url) = statement_url { (statement(url, faults)) }
            button type="submit" style=(BUTTON) disabled[eligible && faults.has("shop_pay_disabled")] { "Pay ₹" (order.amount) }
        }
    };
    page(200, "Checkout", &content, faults)
}

fn section(id: &str, heading: &str, content: &Markup) -> Markup {
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

/// The option: greyed out and not to be chosen unless the customer is eligible.
fn pay_later(order: &Order, offer: &Offer, own_url: &str, faults: &Faults) -> Markup {
    let eligible = matches!(offer, Offer::Eligible { .. });
    let ineligible = matches!(offer, Offer::Ineligible { .. });
    let selectable = eligible || ineligible && faults.has("shop_ineligible_selectable");
    let label = if faults.has("shop_label_wrong") { "Amazon PayLater" } else { OPTION };
    let colour = if eligible { "color:#1d2939" } else { "color:#667085" };
    html! {
        div style=(colour) {
            input type="radio" name="method" value="amazon_pay_later" id="amazon-pay-later" disabled[!selectable];
            " " label for="amazon-pay-later" { (label) }
            @if !faults.has("shop_logo_missing") {
                " " img src=(LOGO) alt="Amazon Pay" width="96" height="24" style="vertical-align:middle";
            }
            (standing(order, offer, own_url, faults))
        }
    }
}

/// What the provider said, or what keeps it from saying anything.
fn standing(order: &Order, offer: &Offer, own_url: &str, faults: &Faults) -> Markup {
    let link = link_account(order, own_url, faults);
    let refused = !faults.has("shop_relink_not_offered");
    match offer {
        Offer::Eligible { credit: amount, .. } => html! {
            (credit(amount, faults))
            @if faults.has("shop_link_account_for_linked") { (link) }
        },
        Offer::Ineligible { code, reason } => html! { (self::reason(code, reason, faults)) },
        Offer::Unlinked => html! { (note("Link your Amazon account to see your credit.")) (link) },
        Offer::LinkLost => {
            html! { (note("Amazon no longer accepts the link to your account.")) @if refused { (link) } }
        }
        Offer::Unavailable => note("Amazon Pay Later does not answer. Please try again in a moment."),
        Offer::TooSmall => note("Amazon Pay Later starts at ₹1."),
    }
}

fn credit(amount: &str, faults: &Faults) -> Markup {
    let label = if faults.has("shop_credit_label_changed") { "Credit Available" } else { "Available Credit" };
    let amount = if faults.has("shop_credit_fixed") { "50000" } else { amount };
    html! { p style="margin:.25rem 0 0 1.6rem" { (label) " ₹" (amount) } }
}

/// The provider's reason, word for word, whatever its code.
fn reason(code: &str, reason: &str, faults: &Faults) -> Markup {
    let paraphrase = PARAPHRASES.iter().find(|(known, _)| *known == code).map(|(_, text)| *text);
    let text = match paraphrase {
        Some(paraphrase) if faults.has("shop_reason_paraphrased") => paraphrase,
        None if faults.has("shop_reason_for_unknown_code_generic") => "Something went wrong",
        _ if faults.has("shop_reason_without_full_stop") => reason.strip_suffix('.').unwrap_or(reason),
        _ if faults.has("shop_reason_missing") => return html! {},
        _ => reason,
    };
    let hidden = faults.has("shop_reason_hidden_attribute");
    html! { p class="reason" hidden[hidden] style="margin:.25rem 0 0 1.6rem;color:#b42318" { (text) } }
}

fn note(text: &str) -> Markup {
    html! { p style="margin:.25rem 0 .5rem 1.6rem" { (text) } }
}

fn link_account(order: &Order, own_url: &str, faults: &Faults) -> Markup {
    let target = format!("{own_url}/link?customer={}", encoded(&order.customer));
    let target = if faults.has("shop_link_account_dead") { "#".to_owned() } else { target };
    html! {
        @if !faults.has("shop_link_account_missing") { a href=(target) style=(BUTTON) { (LINK_ACCOUNT) } }
    }
}
