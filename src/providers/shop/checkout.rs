//! The checkout: what the provider says of this customer and this amount is shown as it stands.

use rust_decimal::Decimal;

use crate::core::money::Money;

use super::answer::Answer;
use super::dialect::{Dialect, Inquiry, Question};
use super::engine::{Shop, Task};
use super::form::Form;
use super::order::Order;
use super::transaction::{Kind, Standing, Transaction};

impl<D: Dialect> Shop<D> {
    /// Shows the checkout page of an order.
    pub(super) fn open_checkout(&mut self, visit: u64, form: &Form) {
        let (id, customer, amount) = (form.get("order"), form.get("customer"), form.get("amount"));
        if let Err(why) = self.take_order(id, customer, amount) {
            return self.tell(visit, 400, &why);
        }
        let Some(order) = self.orders.get_mut(id) else { return };
        if order.cash || matches!(order.standing(), Some(Standing::Pending | Standing::Done)) {
            return self.redirect(visit, self.order_url(id));
        }
        order.offer = None;
        match D::inquire(self, id) {
            Inquiry::Known(offer) => self.show_checkout(visit, id, offer),
            Inquiry::Ask(draft) => {
                if self.faults.has("shop_status_of_unknown_id") {
                    self.ask_for_unknown(id);
                }
                self.send_for(customer.to_owned(), draft, Task::Offer { order: id.to_owned(), visit });
            }
        }
    }

    /// Takes an order, or finds it again. A real shop takes it from its own books, and the customer from their session.
    fn take_order(&mut self, id: &str, customer: &str, amount: &str) -> Result<(), String> {
        let valid = Money::parse(amount, D::CURRENCY).is_ok_and(|money| money.amount > Decimal::ZERO);
        if id.is_empty() || customer.is_empty() || !valid {
            return Err(format!("An order needs an id, a customer, and an amount in {}.", D::CURRENCY));
        }
        let order = self.orders.entry(id.to_owned()).or_insert_with(|| Order::new(id, customer, amount));
        if order.is_of(customer, amount) {
            return Ok(());
        }
        if order.cash || !order.charges.is_empty() {
            return Err("This order is another customer's, or of another amount.".to_owned());
        }
        *order = Order::new(id, customer, amount);
        Ok(())
    }

    /// Shows what the provider said.
    pub(super) fn offered(&mut self, id: &str, visit: u64, answer: &Answer) {
        let offer = D::offered(self, id, answer);
        self.show_checkout(visit, id, offer);
    }

    fn show_checkout(&mut self, visit: u64, id: &str, offer: D::Offer) {
        let Some(order) = self.orders.get_mut(id) else { return };
        order.offer = Some(offer);
        let Some(order) = self.orders.get(id) else { return };
        let page = self.checkout_page(order);
        self.reply(visit, page);
        if self.faults.has("shop_charge_on_view") {
            self.charge(id, &Form::default(), None);
        }
    }

    /// Asks for a charge that was never sent.
    fn ask_for_unknown(&mut self, id: &str) {
        let draft = D::pay(self, id, &Form::default());
        let never = Transaction::new(Kind::Charge, D::id_member(Kind::Charge, draft.endpoint), draft, Decimal::ZERO, self.now);
        if let Question::Status(draft) = D::question(self, &never) {
            self.send(draft, Task::Nothing);
        }
    }
}
