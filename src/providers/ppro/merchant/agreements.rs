//! Agreements: asked for before every charge under them, and revoked when the customer wants it
//! (DH/api-object-payment-agreement).

use crate::providers::shop::{self, Answer, Form, Order};

use super::drafts::{self, told};
use super::{Shop, Task, customers, text, words};

impl Shop {
    /// The back office charges a customer anew, without them; the question is answered when that is done.
    pub(super) fn bill(&mut self, visit: u64, form: &Form) {
        let (customer, amount, order) = (form.get("customer"), form.get("amount"), form.get("order"));
        let Some(agreement) = self.agreement_of(customer) else { return self.tell(visit, 409, "There is no agreement.") };
        self.orders.entry(order.to_owned()).or_insert_with(|| Order::new(order, customer, amount));
        let order = order.to_owned();
        if self.faults.has("shop_agreement_not_asked") {
            return self.bill_under(&order, &agreement, visit);
        }
        let draft = drafts::status(self, "agreement_status", &[("agreement_id", &agreement)]);
        self.send(draft, shop::Task::House(Task::Bill { order, agreement, visit }));
    }

    /// Charges under an agreement that is active.
    pub(super) fn may_bill(&mut self, order: &str, agreement: &str, visit: u64, answer: &Answer) {
        match answer {
            Answer::Said(said) if text(told(said, "status")) == "ACTIVE" => self.bill_under(order, agreement, visit),
            _ => self.tell(visit, 409, "The agreement is not active."),
        }
    }

    fn bill_under(&mut self, order: &str, agreement: &str, visit: u64) {
        let draft = drafts::agreement_charge(self, order, agreement);
        self.charge_by(order, draft, visit);
    }

    /// The customer ends the agreement of an order.
    pub(super) fn revoke(&mut self, visit: u64, order: &str) {
        let Some(agreement) = self.orders.get(order).and_then(agreement_in) else {
            return self.tell(visit, 404, "There is no agreement.");
        };
        let draft = drafts::revocation(self, &agreement);
        self.send(draft, shop::Task::House(Task::Revoked { order: order.to_owned(), visit }));
    }

    /// Shows what became of that.
    pub(super) fn revoked(&mut self, order: &str, visit: u64, answer: &Answer) {
        match answer {
            Answer::Said(_) => self.redirect(visit, self.order_url(order)),
            _ => self.tell(visit, 502, "The subscription could not be cancelled. Please try again."),
        }
    }

    /// The agreement that a customer gave.
    fn agreement_of(&self, customer: &str) -> Option<String> {
        self.orders.values().filter(|order| order.customer == customer).find_map(agreement_in)
    }
}

/// The agreement that an order began.
pub(super) fn agreement_in(order: &super::Order) -> Option<String> {
    let mut begun = order.charges.iter().rev().filter(|_| customers::subscribes(order));
    begun.find_map(|charge| Some(words::agreement_id(charge).to_owned()).filter(|id| !id.is_empty()))
}
