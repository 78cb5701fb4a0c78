//! What is offered: Amazon is asked about this customer and this amount, and what it says is shown as it stands
//! (AP/section1/gui_guidelines).

use maud::{Markup, html};
use rust_decimal::Decimal;
use serde_json::Value;

use crate::core::http::is_https_url;
use crate::providers::amazon_pay_india::endpoints;
use crate::providers::shop::pages::{BUTTON, note};
use crate::providers::shop::{Access, Answer, Inquiry};
use crate::providers::{Cause, Faults, Slot};
use crate::signing::encoding::encoded;

use super::{LINK_ACCOUNT, Order, Shop, defects, text};

/// Amazon is not asked about less than one rupee (AP/section9/test_cases).
const LEAST: Decimal = Decimal::ONE;

/// What a merchant who knows better than Amazon tells its customers.
const PARAPHRASES: &[(&str, &str)] = &[
    ("APL_UNREGISTERED_ACCOUNT", "Please register with Amazon Pay Later first."),
    ("APL_KYC_EXPIRED", "Please renew your KYC in the Amazon app."),
    ("APL_UNAVAILABLE", "This payment method is not available right now."),
    ("APL_ONE_MONTH_INSTALLMENT_UNAVAILABLE", "This payment method is not available right now."),
    ("APL_STANDING_INSTRUCTION_EXCEEDED", "Your order is beyond your standing instructions."),
    ("APL_INSUFFICIENT_CREDIT", "You do not have enough credit."),
];

/// What Amazon says of this customer and this amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Offer {
    /// They may pay.
    Eligible {
        /// As Amazon prints it.
        credit: String,
        /// This customer's Key Fact Statement.
        statement: String,
    },
    /// They may not.
    Ineligible {
        /// Amazon's code.
        code: String,
        /// Amazon's words, to be shown as they stand.
        reason: String,
    },
    /// They have not linked their account.
    Unlinked,
    /// Their link is not accepted any more.
    LinkLost,
    /// Amazon does not say.
    Unavailable,
    /// Amazon takes no amount so small.
    TooSmall,
}

impl Offer {
    /// What it means for the customer.
    pub(super) fn access(&self) -> Access {
        match self {
            Self::Eligible { .. } => Access::Granted,
            Self::Ineligible { .. } => Access::Denied,
            _ => Access::Open,
        }
    }

    /// Reads the object `amazonPayLater`. Without a statement there is no consent, and so nothing to offer.
    fn read(told: &Value) -> Self {
        let (credit, statement) = (text(&told["availableCredit"]), text(&told["keyFactStatementUrl"]));
        match told["enabled"] {
            Value::Bool(true) if is_https_url(statement) => {
                Self::Eligible { credit: credit.to_owned(), statement: statement.to_owned() }
            }
            Value::Bool(false) => {
                let (code, reason) = (text(&told["ineligibilityCode"]), text(&told["ineligibilityReason"]));
                Self::Ineligible { code: code.to_owned(), reason: reason.to_owned() }
            }
            _ => Self::Unavailable,
        }
    }
}

/// Amazon is asked about whoever has linked their account.
pub(super) fn inquire(shop: &Shop, id: &str) -> Inquiry<Offer> {
    let Some(order) = shop.orders.get(id) else { return Inquiry::Known(Offer::Unavailable) };
    if order.total() < LEAST {
        return Inquiry::Known(Offer::TooSmall);
    }
    if !shop.house.wallet.contains_key(&order.customer) {
        return Inquiry::Known(Offer::Unlinked);
    }
    let mut draft = shop.draft(endpoints::named("instruments"), &[Slot::Amount(&order.amount)]);
    defects::post_instruments(&mut draft, &shop.faults);
    Inquiry::Ask(draft)
}

/// Reads what Amazon said.
pub(super) fn offered(shop: &mut Shop, id: &str, answer: &Answer) -> Offer {
    let offer = match answer {
        Answer::Said(told) => Offer::read(&told["amazonPayLater"]),
        Answer::Refused(refusal) if refusal.cause == Cause::Token => Offer::LinkLost,
        Answer::Refused(_) | Answer::Silence => Offer::Unavailable,
    };
    if let (Offer::Eligible { statement, .. }, Some(order)) = (&offer, shop.orders.get(id)) {
        shop.house.first_statements.entry(order.customer.clone()).or_insert_with(|| statement.clone());
    }
    offer
}

/// What Amazon said, or what keeps it from saying anything.
pub(super) fn details(shop: &Shop, order: &Order) -> Markup {
    let faults = &shop.faults;
    let link = link_account(order, &shop.own_url, faults);
    let refused = !faults.has("shop_relink_not_offered");
    match order.offer.as_ref().unwrap_or(&Offer::Unavailable) {
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

/// Amazon's reason, word for word, whatever its code.
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

fn link_account(order: &Order, own_url: &str, faults: &Faults) -> Markup {
    let target = format!("{own_url}/link?customer={}", encoded(&order.customer));
    let target = if faults.has("shop_link_account_dead") { "#".to_owned() } else { target };
    html! {
        @if !faults.has("shop_link_account_missing") { a href=(target) style=(BUTTON) { (LINK_ACCOUNT) } }
    }
}
