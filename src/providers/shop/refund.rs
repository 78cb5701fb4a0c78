//! Giving money back: only of an order that is paid, and never more than was paid.

use rust_decimal::Decimal;

use crate::core::money::Money;

use super::dialect::Dialect;
use super::engine::Shop;
use super::form::Form;
use super::transaction::{Kind, Standing, Transaction, Waiting};

impl<D: Dialect> Shop<D> {
    /// The back office asks for a refund.
    pub(super) fn refund(&mut self, visit: u64, form: &Form) {
        let (id, text) = (form.get("order"), form.get("amount"));
        let amount = match self.may_refund(id, text) {
            Ok(amount) => amount,
            Err(why) => return self.tell(visit, 409, &why),
        };
        let Some(charge) = self.orders.get(id).and_then(|order| order.payment()) else { return };
        match D::refusal_to_refund(self, charge, amount) {
            Some(why) => self.tell(visit, 409, &why),
            None => self.give_back(id, text, amount, Some(Waiting::Onlooker(visit))),
        }
    }

    /// Tries a refund that failed again, as a message of its own; nobody waits for it.
    pub fn refund_again(&mut self, id: &str, amount: Decimal) {
        self.give_back(id, &amount.to_string(), amount, None);
    }

    fn give_back(&mut self, id: &str, text: &str, amount: Decimal, waiting: Option<Waiting>) {
        let Some(charge) = self.orders.get(id).and_then(|order| order.payment()) else { return };
        let draft = D::refund(self, charge, text);
        let refund = Transaction::new(Kind::Refund, D::id_member(Kind::Refund, draft.endpoint), draft, amount, self.now);
        self.begin(id, refund, waiting);
    }

    fn may_refund(&self, id: &str, amount: &str) -> Result<Decimal, String> {
        let order = self.orders.get(id).filter(|order| !order.charges.is_empty()).ok_or("There is no such charged order.")?;
        let amount = Money::parse(amount, D::CURRENCY).map_err(|_| format!("The amount is not one in {}.", D::CURRENCY))?.amount;
        let counts = |standing| match standing {
            Standing::Failed => false,
            Standing::Pending => !self.faults.has("shop_pending_refunds_forgotten"),
            Standing::Done => !self.faults.has("shop_refunds_done_not_counted"),
        };
        let why = match () {
            () if amount <= Decimal::ZERO => "The amount is not above zero.",
            () if order.standing() != Some(Standing::Done) && !self.faults.has("shop_refund_of_failed") => {
                "The order is not paid."
            }
            () if amount > order.refundable(counts) && !self.faults.has("shop_refund_beyond_charge") => {
                "The amount is more than what is left of the payment."
            }
            () => return Ok(amount),
        };
        Err(why.to_owned())
    }
}
