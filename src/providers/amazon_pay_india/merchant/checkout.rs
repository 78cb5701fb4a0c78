//! The checkout: the provider is asked about this customer and this amount, and what it says is shown as it stands.

use serde_json::Value;

use crate::core::http::is_https_url;
use crate::core::money::Money;
use crate::providers::{Cause, Slot};
use rust_decimal::Decimal;

use super::gateway::Answer;
use super::order::{Offer, Order};
use super::pages;
use super::shop::{Errand, Form, Shop, Task};
use super::transaction::{CHARGE, Standing, text};

/// The provider is not asked about less than one rupee (AP/section9/test_cases).
const LEAST: Decimal = Decimal::ONE;

impl Shop {
    /// Shows the checkout page of an order.
    pub(super) fn open_checkout(&mut self, visit: u64, form: &Form) {
        let (id, customer, amount) = (form.get("order"), form.get("customer"), form.get("amount"));
        if let Err(why) = self.take_order(id, customer, amount) {
            return self.reply(visit, pages::notice(400, why, &self.faults));
        }
        let Some(order) = self.orders.get_mut(id) else { return };
        if order.cash || matches!(order.standing(), Some(Standing::Pending | Standing::Done)) {
            return self.redirect(visit, self.order_url(id));
        }
        order.offer = None;
        if order.total() < LEAST {
            return self.show_checkout(visit, id, Offer::TooSmall);
        }
        if !self.wallet.contains_key(customer) {
            return self.show_checkout(visit, id, Offer::Unlinked);
        }
        if self.faults.has("shop_status_of_unknown_id") {
            self.ask_for_unknown();
        }
        let draft = self.gateway.draft("instruments", &[Slot::Amount(amount)], &self.faults);
        let task = Task::Offer { order: id.to_owned(), visit };
        self.send_with_token(Errand { draft, customer: Some(customer.to_owned()), renewed: false, task });
    }

    /// Takes an order, or finds it again. A real shop takes it from its own books, and the customer from their session.
    fn take_order(&mut self, id: &str, customer: &str, amount: &str) -> Result<(), &'static str> {
        let valid = Money::parse(amount, "INR").is_ok_and(|money| money.amount > Decimal::ZERO);
        if id.is_empty() || customer.is_empty() || !valid {
            return Err("An order needs an id, a customer, and an amount in rupees with at most two decimals.");
        }
        let order = self.orders.entry(id.to_owned()).or_insert_with(|| Order::new(id, customer, amount));
        if order.is_of(customer, amount) {
            return Ok(());
        }
        if order.cash || !order.charges.is_empty() {
            return Err("This order is another customer's, or of another amount.");
        }
        *order = Order::new(id, customer, amount);
        Ok(())
    }

    /// Shows what the provider said.
    pub(super) fn offered(&mut self, id: &str, visit: u64, answer: &Answer) {
        let offer = match answer {
            Answer::Said(told) => read_offer(&told["amazonPayLater"]),
            Answer::Refused(refusal) if refusal.cause == Cause::Token => Offer::LinkLost,
            Answer::Refused(_) | Answer::Silence => Offer::Unavailable,
        };
        self.show_checkout(visit, id, offer);
    }

    fn show_checkout(&mut self, visit: u64, id: &str, offer: Offer) {
        let Some(order) = self.orders.get_mut(id) else { return };
        if let Offer::Eligible { statement, .. } = &offer {
            self.first_statements.entry(order.customer.clone()).or_insert_with(|| statement.clone());
        }
        order.offer = Some(offer);
        let Some(order) = self.orders.get(id) else { return };
        let page = pages::checkout(order, self.statement_before_paying(order).as_deref(), &self.own_url, &self.faults);
        self.reply(visit, page);
        if self.faults.has("shop_charge_on_view") {
            self.charge(id, None);
        }
    }

    fn ask_for_unknown(&mut self) {
        let mut draft = self.gateway.draft(CHARGE.ask, &[], &self.faults);
        draft.members.insert("txnId".to_owned(), self.gateway.ids.next("never").into());
        self.send(Errand { draft, customer: None, renewed: false, task: Task::Nothing });
    }
}

/// Reads the object `amazonPayLater`. Without a statement there is no consent, and so nothing to offer.
fn read_offer(told: &Value) -> Offer {
    let (credit, statement) = (text(&told["availableCredit"]), text(&told["keyFactStatementUrl"]));
    match told["enabled"] {
        Value::Bool(true) if is_https_url(statement) => {
            Offer::Eligible { credit: credit.to_owned(), statement: statement.to_owned() }
        }
        Value::Bool(false) => {
            let (code, reason) = (text(&told["ineligibilityCode"]), text(&told["ineligibilityReason"]));
            Offer::Ineligible { code: code.to_owned(), reason: reason.to_owned() }
        }
        _ => Offer::Unavailable,
    }
}
