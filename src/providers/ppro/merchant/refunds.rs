//! Refunds: for six months, and tried again only after the time that PPRO asks for (DH/amazon-pay; CODES).

use jiff::SignedDuration;

use crate::providers::ppro::limits;
use crate::providers::shop::{Key, Kind, Standing, Transaction};

use super::drafts::told;
use super::{Shop, Task, text};

/// So often is a refund of an order tried.
const TRIES: usize = 4;

/// Why PPRO takes no refund of this charge any more.
pub(super) fn refusal(shop: &Shop, charge: &Transaction) -> Option<String> {
    let late = !limits::refundable(charge.made, shop.now) && !shop.faults.has("shop_refund_after_six_months");
    late.then(|| "The payment is older than six months.".to_owned())
}

impl Shop {
    /// Sets another try where PPRO says that there may be one.
    pub(super) fn plan_refund(&mut self, key: &Key) {
        let Some(order) = self.orders.get(&key.order).filter(|order| order.refunds.len() < TRIES) else { return };
        let last = order.refunds.iter().rev().find(|refund| refund.id == key.id);
        let Some(refund) = last.filter(|refund| refund.standing == Standing::Failed) else { return };
        let wait = match text(told(&refund.told, "failure.failureCode")) {
            "RETRY_REFUND_LATER" | "REFUND_BLOCKED_TEMPORARILY" if self.faults.has("shop_refund_retried_at_once") => {
                SignedDuration::from_mins(1)
            }
            "RETRY_REFUND_LATER" => SignedDuration::from_mins(20),
            "REFUND_BLOCKED_TEMPORARILY" => SignedDuration::from_hours(25),
            _ => return,
        };
        let task = Task::Refund { order: key.order.clone(), amount: refund.amount };
        self.later(task, wait);
    }

    /// Does what follows from the end of a charge or a refund.
    pub(super) fn follow(&mut self, key: &Key) {
        if key.kind == Kind::Refund {
            return self.plan_refund(key);
        }
        self.follow_falsely(key);
    }
}
