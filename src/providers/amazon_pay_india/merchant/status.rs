//! What became of a charge or a refund: the provider's status is asked until it is final, and nothing else decides.

use crate::core::http::{Headers, Response};
use crate::providers::Slot;
use serde_json::Value;

use super::gateway::Answer;
use super::pages;
use super::shop::{Errand, Shop, Task};
use super::transaction::{CHARGE, Key, Standing, Waiting};

impl Shop {
    /// Asks for the status.
    pub(super) fn ask(&mut self, key: &Key) {
        let Some(transaction) = self.orders.get_mut(&key.order).and_then(|order| order.transaction(key)) else { return };
        let slot = Slot::Earlier { by: "", sent: &transaction.draft, answer: &Value::Null };
        let draft = self.gateway.draft(key.words.ask, &[slot], &self.faults);
        self.send(Errand { draft, customer: None, renewed: false, task: Task::Ask(key.clone()) });
    }

    /// Reads a status. One that tells of another id, amount or currency is not about this order, and decides nothing.
    pub(super) fn told(&mut self, key: &Key, answer: Answer) {
        let compared = !self.faults.has("shop_status_not_compared");
        let Some(order) = self.orders.get_mut(&key.order) else { return };
        let total = order.total();
        let Some(transaction) = order.transaction(key) else { return };
        let expected = if key.words.kind == CHARGE.kind { total } else { transaction.amount() };
        match answer {
            Answer::Said(told) => {
                transaction.known = true;
                let standing = if compared { key.words.standing(&told, &key.id, expected) } else { key.words.status(&told) };
                self.conclude(key, standing);
            }
            // The provider never got it: it is sent again, under the same id.
            Answer::Refused(refusal) if refusal.code == key.words.unknown && !transaction.known => self.make(key),
            Answer::Refused(_) | Answer::Silence => self.watch(key),
        }
    }

    /// Books how a transaction stands. What is final stays so; the goods are sent once.
    pub(super) fn conclude(&mut self, key: &Key, standing: Standing) {
        let Some(order) = self.orders.get_mut(&key.order) else { return };
        let Some(transaction) = order.transaction(key) else { return };
        if transaction.standing == Standing::Pending {
            transaction.standing = standing;
        }
        let standing = transaction.standing;
        if key.words.kind == CHARGE.kind {
            match standing {
                Standing::Done if order.shipped == 0 => order.shipped = 1,
                // The next try begins with a new offer.
                Standing::Failed => order.offer = None,
                _ => {}
            }
        }
        self.watch(key);
    }

    /// Tells those who wait how it stands, and looks again later when that is not final.
    pub(super) fn watch(&mut self, key: &Key) {
        let constant = self.faults.has("shop_polling_constant");
        let Some(transaction) = self.orders.get_mut(&key.order).and_then(|order| order.transaction(key)) else { return };
        let waiting = std::mem::take(&mut transaction.waiting);
        let next = if self.faults.has("shop_pending_not_polled") { None } else { transaction.next_look(self.now, constant) };
        if let Some(after) = next {
            self.wake(key.clone(), after);
        }
        for who in waiting {
            match who {
                Waiting::Payer(visit) => self.send_on(visit, &key.order),
                Waiting::Onlooker(visit) => self.redirect(visit, self.order_url(&key.order)),
                Waiting::Notifier(visit) => self.reply(visit, received()),
            }
        }
    }

    /// Looks at a transaction whose time has come.
    pub(super) fn look(&mut self, timer: u64) {
        let Some(key) = self.timers.remove(&timer) else { return };
        let Some(transaction) = self.orders.get_mut(&key.order).and_then(|order| order.transaction(&key)) else { return };
        transaction.watched = false;
        if transaction.standing == Standing::Pending {
            self.ask(&key);
        }
    }

    /// A customer comes back from Amazon. What the address says is not believed; the status is asked.
    pub(super) fn come_back(&mut self, visit: u64, id: &str) {
        let url = self.order_url(id);
        let charge = self.orders.get_mut(id).and_then(|order| order.charges.last_mut());
        let Some(charge) = charge.filter(|charge| charge.standing == Standing::Pending) else {
            return self.redirect(visit, url);
        };
        charge.waiting.push(Waiting::Onlooker(visit));
        let key = Key { order: id.to_owned(), words: &CHARGE, id: charge.id.clone() };
        if self.faults.has("shop_paid_on_return") { self.conclude(&key, Standing::Done) } else { self.ask(&key) }
    }

    /// Shows an order.
    pub(super) fn show_order(&mut self, visit: u64, id: &str) {
        let page = match self.orders.get(id) {
            Some(order) => {
                let again = self.checkout_url(id, &order.customer, &order.amount);
                pages::order(order, &again, self.statement_after_paying(order).as_deref(), &self.faults)
            }
            None => pages::notice(404, "There is no such order.", &self.faults),
        };
        self.reply(visit, page);
    }
}

/// What the notification service is told.
pub(super) fn received() -> Response {
    Response { status: 200, headers: Headers::default(), body: Vec::new() }
}
