//! Giving money back: only of an order that is paid, and never more than was paid.

use rust_decimal::Decimal;
use serde_json::Value;

use crate::core::money::Money;
use crate::providers::Slot;

use super::pages;
use super::shop::{Form, Shop};
use super::transaction::{Key, REFUND, Standing, Transaction, Waiting};

impl Shop {
    /// The back office asks for a refund.
    pub(super) fn refund(&mut self, visit: u64, form: &Form) {
        let (id, amount) = (form.get("order"), form.get("amount"));
        if let Err(why) = self.may_refund(id, amount) {
            return self.reply(visit, pages::notice(409, why, &self.faults));
        }
        let Some(order) = self.orders.get_mut(id) else { return };
        let paid = order.charges.iter().find(|charge| charge.standing == Standing::Done).or(order.charges.last());
        let Some(charge) = paid else { return };
        let earlier = Slot::Earlier { by: "", sent: &charge.draft, answer: &Value::Null };
        let draft = self.gateway.draft(REFUND.make, &[Slot::Amount(amount), earlier], &self.faults);
        let mut refund = Transaction::new(&REFUND, draft, self.now);
        refund.waiting.push(Waiting::Onlooker(visit));
        let key = Key { order: id.to_owned(), words: &REFUND, id: refund.id.clone() };
        order.refunds.push(refund);
        self.make(&key);
    }

    fn may_refund(&self, id: &str, amount: &str) -> Result<(), &'static str> {
        let order = self.orders.get(id).filter(|order| !order.charges.is_empty()).ok_or("There is no such charged order.")?;
        let amount = Money::parse(amount, "INR").map_err(|_| "The amount is not one in rupees.")?.amount;
        if amount <= Decimal::ZERO {
            return Err("The amount is not above zero.");
        }
        if order.standing() != Some(Standing::Done) && !self.faults.has("shop_refund_of_failed") {
            return Err("The order is not paid.");
        }
        if amount > order.refundable() && !self.faults.has("shop_refund_beyond_charge") {
            return Err("The amount is more than what is left of the payment.");
        }
        Ok(())
    }
}
