//! What became of a charge or a refund: the provider is asked until its answer is final, and nothing else decides.

use super::answer::Answer;
use super::dialect::{Dialect, Meaning, Question, Return};
use super::engine::{Shop, Task, Timer};
use super::form::Form;
use super::transaction::{Key, Kind, Standing, Transaction, Waiting};

impl<D: Dialect> Shop<D> {
    /// Asks for the status, as the provider wants to be asked.
    pub(super) fn ask(&mut self, key: &Key) {
        let Some(transaction) = self.look_up(key) else { return };
        match D::question(self, transaction) {
            Question::Status(draft) => self.send(draft, Task::Ask(key.clone())),
            Question::Again => self.make(key),
            Question::Never => self.watch(key),
        }
    }

    /// Reads a status. One that tells of another id, amount or currency is not about this order, and decides nothing.
    pub(super) fn told(&mut self, key: &Key, answer: Answer) {
        let compared = !self.faults.has("shop_status_not_compared");
        let done_anyway = key.kind == Kind::Refund && self.faults.has("shop_declined_refund_done");
        let Some(transaction) = self.transaction(key) else { return };
        match answer {
            Answer::Said(told) => {
                transaction.known = true;
                let same = !compared || D::concerns(transaction, &told);
                let standing = match D::standing(transaction, &told) {
                    _ if !same => Standing::Pending,
                    Standing::Failed if done_anyway => Standing::Done,
                    standing => standing,
                };
                if same {
                    transaction.told = told;
                }
                self.conclude(key, standing);
            }
            // The provider never got it: it is sent again, under the same id.
            Answer::Refused(refusal) if !transaction.known && D::meaning(key.kind, &refusal) == Meaning::Unknown => {
                self.make(key);
            }
            Answer::Refused(_) | Answer::Silence => self.watch(key),
        }
    }

    /// Books how a transaction stands. What is final stays so; the goods are sent once.
    pub(super) fn conclude(&mut self, key: &Key, standing: Standing) {
        let Some(order) = self.orders.get_mut(&key.order) else { return };
        let Some(transaction) = order.transaction(key) else { return };
        let became_final = transaction.standing == Standing::Pending && standing != Standing::Pending;
        if transaction.standing == Standing::Pending {
            transaction.standing = standing;
        }
        let standing = transaction.standing;
        match standing {
            Standing::Done if key.kind == Kind::Charge && order.shipped == 0 => order.shipped = 1,
            // The next try begins with a new offer; what was sent for money that went back is called back.
            Standing::Failed if key.kind == Kind::Charge => {
                order.offer = None;
                order.shipped = 0;
            }
            _ => {}
        }
        if became_final {
            D::concluded(self, key);
        }
        self.watch(key);
    }

    /// Tells those who wait how it stands, and looks again later when that is not final.
    pub(super) fn watch(&mut self, key: &Key) {
        let (now, constant) = (self.now, self.faults.has("shop_polling_constant"));
        let Some(transaction) = self.look_up(key) else { return };
        let asks = !matches!(D::question(self, transaction), Question::Never) && !self.faults.has("shop_pending_not_polled");
        let Some(transaction) = self.transaction(key) else { return };
        let (waiting, standing) = (std::mem::take(&mut transaction.waiting), transaction.standing);
        let patience = D::patience(&transaction.draft);
        if let Some(after) = asks.then(|| transaction.next_look(now, patience, constant)).flatten() {
            self.wake(key.clone(), after);
        }
        for who in waiting {
            match who {
                Waiting::Payer(visit) => self.send_on(visit, &key.order),
                Waiting::Onlooker(visit) => self.redirect(visit, self.order_url(&key.order)),
                Waiting::Notifier(visit) => self.acknowledge(visit, if standing == Standing::Pending { 500 } else { 200 }),
            }
        }
    }

    /// Looks at a transaction whose time has come.
    pub(super) fn look(&mut self, timer: u64) {
        let key = match self.timers.remove(&timer) {
            Some(Timer::Look(key)) => key,
            Some(Timer::House(task)) => return D::due(self, task),
            None => return,
        };
        let Some(transaction) = self.transaction(&key) else { return };
        transaction.watched = false;
        if transaction.standing == Standing::Pending {
            self.ask(&key);
        }
    }

    /// A customer comes back from the provider. What the address says is not believed; the provider is asked.
    pub(super) fn come_back(&mut self, visit: u64, form: &Form) {
        let (id, confirmation) = match D::came_back(self, form) {
            Return::Ask(id) => (id, None),
            Return::Confirm(id, draft) => (id, Some(draft)),
            Return::Refuse => return self.tell(visit, 400, "This is not the way back to an order."),
        };
        let url = self.order_url(&id);
        let charge = self.orders.get_mut(&id).and_then(|order| order.charges.last_mut());
        let Some(charge) = charge.filter(|charge| charge.standing == Standing::Pending) else {
            return self.redirect(visit, url);
        };
        charge.waiting.push(Waiting::Onlooker(visit));
        let key = Key { order: id, kind: Kind::Charge, id: charge.id.clone() };
        match confirmation {
            _ if self.faults.has("shop_paid_on_return") => self.conclude(&key, Standing::Done),
            Some(draft) => self.send(draft, Task::Ask(key)),
            None => self.ask(&key),
        }
    }

    /// Shows an order.
    pub(super) fn show_order(&mut self, visit: u64, id: &str) {
        let Some(order) = self.orders.get(id) else { return self.tell(visit, 404, "There is no such order.") };
        let again = self.checkout_url(id, &order.customer, &order.amount);
        let page = self.order_page(order, &again);
        self.reply(visit, page);
    }

    /// The transaction of that key, to change it.
    pub(super) fn transaction(&mut self, key: &Key) -> Option<&mut Transaction> {
        self.orders.get_mut(&key.order)?.transaction(key)
    }

    /// The transaction of that key.
    pub(super) fn look_up(&self, key: &Key) -> Option<&Transaction> {
        let order = self.orders.get(&key.order)?;
        let transactions = if key.kind == Kind::Charge { &order.charges } else { &order.refunds };
        transactions.iter().rev().find(|transaction| transaction.id == key.id)
    }
}
