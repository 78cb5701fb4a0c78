//! What is offered: Juspay is asked about this customer and this amount, and what Amazon says of them is shown in the texts of
//! Juspay's own page (SEED0: "Handling In-eligible Cases").

use jiff::SignedDuration;
use maud::{Markup, html};
use serde_json::Value;

use crate::core::http::is_https_url;
use crate::providers::juspay::endpoints;
use crate::providers::juspay::ineligibility::{FALLBACK, INELIGIBILITIES};
use crate::providers::juspay::messages::{self, EMI_REFERENCE};
use crate::providers::shop::pages::{BUTTON, note};
use crate::providers::shop::{Access, Answer, Errand, Inquiry, Task};
use crate::providers::{Faults, Slot};
use crate::signing::encoding::encoded;

use super::{Juspay, LINK, Order, Shop, text};

/// What is said of a customer who has yet to link their account.
const LINKING_REQUIRED: &str = "linking_required";
/// The field with which a customer chooses to pay in instalments, and its value.
pub(super) const PLAN: (&str, &str) = ("plan", "emi");

/// So long a fault waits until it asks about a customer.
const LATE: SignedDuration = SignedDuration::from_secs(2);

/// What Juspay says of this customer and this amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Offer {
    /// They may pay.
    Eligible {
        /// In rupees.
        credit: String,
        /// This customer's Key Fact Statement.
        statement: String,
        /// They may pay in instalments, too; none before that was asked.
        emi: Option<bool>,
    },
    /// They may not; Amazon's words.
    Ineligible(String),
    /// They have to link their account first.
    Unlinked,
    /// Nobody says.
    Unavailable,
}

impl Offer {
    /// What it means for the customer.
    pub(super) fn access(&self) -> Access {
        match self {
            Self::Eligible { .. } => Access::Granted,
            Self::Ineligible(_) => Access::Denied,
            _ => Access::Open,
        }
    }

    /// Reads an eligibility. Without a statement there is no consent, and so nothing to offer.
    fn read(told: &Value) -> Self {
        let (entry, reason) = (messages::eligibility(told), |entry: &Value| text(&entry["gateway_error_message"]).to_owned());
        match (entry["is_eligible"].as_bool(), text(&entry["gateway_error_code"]), text(&entry["kfs_link"])) {
            (Some(true), LINKING_REQUIRED, _) => Self::Unlinked,
            (Some(true), _, statement) if is_https_url(statement) => {
                let statement = statement.to_owned();
                Self::Eligible { credit: entry["balance"].to_string(), statement, emi: None }
            }
            (Some(false), ..) => Self::Ineligible(reason(entry)),
            _ => Self::Unavailable,
        }
    }
}

/// Juspay is asked before anything is shown.
pub(super) fn inquire(shop: &mut Shop, id: &str) -> Inquiry<Offer> {
    let late = shop.faults.has("shop_eligibility_asked_late");
    if late {
        shop.later(id.to_owned(), LATE);
    }
    if late || shop.faults.has("shop_eligibility_not_asked") {
        let statement = "https://amazonpay.amazon.in/v1/render-kfs?payload=none&iv=none&authToken=none".to_owned();
        return Inquiry::Known(Offer::Eligible { credit: "0".to_owned(), statement, emi: None });
    }
    inquiry(shop, id)
}

fn inquiry(shop: &Shop, id: &str) -> Inquiry<Offer> {
    match shop.orders.get(id) {
        Some(order) => {
            Inquiry::Ask(shop.message(endpoints::named("eligibility"), &order.customer, &[Slot::Amount(&order.amount)]))
        }
        None => Inquiry::Known(Offer::Unavailable),
    }
}

/// Asks about a customer who was offered the option already.
pub(super) fn ask_late(shop: &mut Shop, id: &str) {
    if let Inquiry::Ask(draft) = inquiry(shop, id) {
        shop.send(draft, Task::Nothing);
    }
}

/// Passes an answer on; where a customer may pay, it is asked first whether they may pay in instalments.
pub(super) fn answered(shop: &mut Shop, mut errand: Errand<Juspay>, answer: Answer) {
    let Task::Offer { order, .. } = &errand.task else {
        return shop.settle(errand.draft.endpoint, errand.task, answer);
    };
    let of_instalments = errand.draft.members.get("gateway_reference_id").is_some_and(|name| name == EMI_REFERENCE);
    if let (Answer::Said(told), false) = (&answer, of_instalments) {
        let offer = Offer::read(told);
        if offer.access() == Access::Granted {
            shop.house.offers.insert(order.clone(), offer);
            errand.draft.members.insert("gateway_reference_id".to_owned(), EMI_REFERENCE.into());
            return shop.transmit(errand);
        }
    }
    shop.settle(errand.draft.endpoint, errand.task, answer);
}

/// Reads what Juspay said: of instalments, where it was asked about these.
pub(super) fn offered(shop: &mut Shop, id: &str, answer: &Answer) -> Offer {
    let said = match answer {
        Answer::Said(told) => Offer::read(told),
        Answer::Refused(_) | Answer::Silence => Offer::Unavailable,
    };
    let offer = match shop.house.offers.remove(id) {
        Some(Offer::Eligible { credit, statement, .. }) => {
            let emi = said.access() == Access::Granted || shop.faults.has("shop_emi_for_all");
            Offer::Eligible { credit, statement, emi: Some(emi) }
        }
        _ => said,
    };
    if let (Offer::Eligible { statement, .. }, Some(order)) = (&offer, shop.orders.get(id)) {
        shop.house.first_statements.entry(order.customer.clone()).or_insert_with(|| statement.clone());
    }
    offer
}

/// What Amazon said, in the texts of Juspay's page.
pub(super) fn details(shop: &Shop, order: &Order) -> Markup {
    let faults = &shop.faults;
    match order.offer.as_ref().unwrap_or(&Offer::Unavailable) {
        Offer::Eligible { credit, .. } => html! {
            (self::credit(credit, faults))
            @if faults.has("shop_link_account_for_linked") { (link(order, &shop.own_url)) }
        },
        Offer::Ineligible(reason) => html! { (self::reason(reason, faults)) },
        Offer::Unlinked if faults.has("shop_linking_shown_as_error") => note(&format!("Error: {LINKING_REQUIRED}")),
        Offer::Unlinked => html! {
            (note("Link your Amazon account to see your credit."))
            @if !faults.has("shop_link_account_missing") { (link(order, &shop.own_url)) }
        },
        Offer::Unavailable => note("Amazon Pay Later does not answer. Please try again in a moment."),
    }
}

fn credit(amount: &str, faults: &Faults) -> Markup {
    let amount = if faults.has("shop_credit_fixed") { "50000" } else { amount };
    html! {
        @if !faults.has("shop_credit_missing") { p style="margin:.25rem 0 0 1.6rem" { "Available credit: ₹" (amount) } }
    }
}

/// A choice between the option and the button: all at once, or in instalments.
pub(super) fn instalments(order: &Order) -> Markup {
    let Some(Offer::Eligible { emi: Some(possible), .. }) = &order.offer else { return html! {} };
    html! {
        p {
            input type="checkbox" name=(PLAN.0) value=(PLAN.1) id="emi" disabled[!*possible];
            " " label for="emi" { "Pay in EMIs" }
        }
    }
}

/// The text of Juspay's page for what Amazon said; anything that none of the others stands for has the same.
fn reason(said: &str, faults: &Faults) -> Markup {
    let known = INELIGIBILITIES.iter().find(|case| case.gateway_message == said).map(|case| case.shown);
    let text = match known {
        None if faults.has("shop_reason_for_unknown_generic") => "Something went wrong",
        Some(shown) if shown != FALLBACK && faults.has("shop_reason_paraphrased") => "You cannot use this method right now.",
        _ => known.unwrap_or(FALLBACK),
    };
    html! {
        @if !faults.has("shop_reason_missing") { p class="reason" style="margin:.25rem 0 0 1.6rem;color:#b42318" { (text) } }
    }
}

fn link(order: &Order, own_url: &str) -> Markup {
    let target = format!("{own_url}/link?customer={}", encoded(&order.customer));
    html! { a href=(target) style=(BUTTON) { (LINK) } }
}

impl Shop {
    /// The address of the statement that the checkout page shows: whoever may pay sees theirs before.
    pub(super) fn statement_before_paying(&self, order: &Order) -> Option<String> {
        let has = |fault| self.faults.has(fault);
        match &order.offer {
            _ if has("shop_statement_missing") || has("shop_statement_after_paying") => None,
            Some(Offer::Eligible { .. }) if has("shop_statement_cached") => {
                self.house.first_statements.get(&order.customer).cloned()
            }
            Some(Offer::Eligible { statement, .. }) => Some(statement.clone()),
            _ => None,
        }
    }

    /// The address of the statement that the order's page shows: none.
    pub(super) fn statement_after_paying(&self, order: &Order) -> Option<String> {
        let late = self.faults.has("shop_statement_after_paying");
        late.then(|| self.house.first_statements.get(&order.customer).cloned()).flatten()
    }
}
