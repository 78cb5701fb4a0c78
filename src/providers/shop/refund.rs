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
        let draft = D::refund(self, charge, text);
        let refund = Transaction::new(Kind::Refund, D::id_member(Kind::Refund), draft, amount, self.now);
        self.begin(id, refund, Some(Waiting::Onlooker(visit)));
    }

    fn may_refund(&self, id: &str, amount: &str) -> Result<Decimal, String> {
        let order = self.orders.get(id).filter(|order| !order.charges.is_empty()).ok_or("There is no such charged order.")?;
        let amount = Money::parse(amount, D::CURRENCY).map_err(|_| format!("The amount is not one in {}.", D::CURRENCY))?.amount;
        let why = match () {
            () if amount <= Decimal::ZERO => "The amount is not above zero.",
            () if order.standing() != Some(Standing::Done) && !self.faults.has("shop_refund_of_failed") => {
                "The order is not paid."
            }
            () if amount > order.refundable() && !self.faults.has("shop_refund_beyond_charge") => {
                "The amount is more than what is left of the payment."
            }
            () => return D::bars_refund(self, order, amount).map_or(Ok(amount), Err),
        };
        Err(why.to_owned())
    }
}
