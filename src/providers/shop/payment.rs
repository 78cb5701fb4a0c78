//! Paying: one charge per try, sent only after the customer was shown what they consent to.

use percent_encoding::percent_decode_str;

use crate::core::member;
use crate::providers::{Draft, Endpoint};
use crate::signing::encoding::encoded;

use super::answer::Answer;
use super::dialect::{Access, Dialect, Meaning, Question};
use super::engine::{Shop, Task};
use super::form::Form;
use super::order::Order;
use super::transaction::{Key, Kind, Standing, Transaction, Waiting};

impl<D: Dialect> Shop<D> {
    /// Takes the form of the checkout page. However often it comes, there is one charge for each time the page was shown.
    pub(super) fn pay(&mut self, visit: u64, form: &Form) {
        let (id, customer, amount) = (form.get("order"), form.get("customer"), form.get("amount"));
        let checkout = self.checkout_url(id, customer, amount);
        let Some(order) = self.orders.get_mut(id).filter(|order| order.is_of(customer, amount)) else {
            return self.redirect(visit, checkout);
        };
        let tries = order.charges.len();
        let repeated = form.get("attempt").parse().is_ok_and(|attempt: usize| attempt < tries);
        let open = !matches!(order.standing(), None | Some(Standing::Failed));
        if (repeated || open || order.cash) && !self.faults.has("shop_double_charge") {
            return self.join(visit, id);
        }
        let granted = order.offer.as_ref().is_some_and(|offer| D::access(offer) == Access::Granted);
        match form.get("method") {
            method if method == D::OPTION.1 && granted => self.charge(id, form, Some(visit)),
            "cash_on_delivery" => {
                order.cash = true;
                self.redirect(visit, self.order_url(id));
            }
            _ => self.redirect(visit, checkout),
        }
    }

    /// A form that came again has the answer of the first one.
    fn join(&mut self, visit: u64, id: &str) {
        let Some(order) = self.orders.get_mut(id) else { return };
        match order.charges.last_mut().filter(|charge| !charge.waiting.is_empty()) {
            Some(charge) => charge.waiting.push(Waiting::Payer(visit)),
            None => self.send_on(visit, id),
        }
    }

    /// Charges an order, under a new id for every try.
    pub(super) fn charge(&mut self, id: &str, form: &Form, visit: Option<u64>) {
        let mut draft = D::pay(self, id, form);
        let Some(order) = self.orders.get(id) else { return };
        if let Some(first) = order.charges.first().filter(|_| self.faults.has("shop_charge_id_reused")) {
            member::set(&mut draft.members, D::id_member(Kind::Charge, draft.endpoint), first.id.as_str().into());
        }
        self.book_charge(id, draft, visit.map(Waiting::Payer));
    }

    /// Charges an order by a message of the house's own, for example under an agreement; `visit` is shown the order then.
    pub fn charge_by(&mut self, id: &str, draft: Draft, visit: u64) {
        self.book_charge(id, draft, Some(Waiting::Onlooker(visit)));
    }

    fn book_charge(&mut self, id: &str, draft: Draft, waiting: Option<Waiting>) {
        let amount = self.orders.get(id).map(Order::total).unwrap_or_default();
        let charge = Transaction::new(Kind::Charge, D::id_member(Kind::Charge, draft.endpoint), draft, amount, self.now);
        self.begin(id, charge, waiting);
    }

    /// Books a charge or a refund, and sends it.
    pub(super) fn begin(&mut self, order: &str, mut transaction: Transaction, waiting: Option<Waiting>) {
        let key = Key { order: order.to_owned(), kind: transaction.kind, id: transaction.id.clone() };
        let Some(order) = self.orders.get_mut(order) else { return };
        transaction.waiting.extend(waiting);
        order.transactions(key.kind).push(transaction);
        self.make(&key);
    }

    /// Sends a charge or a refund; again when the provider never got it, under the same id.
    pub(super) fn make(&mut self, key: &Key) {
        let Some(transaction) = self.transaction(key) else { return };
        let draft = transaction.draft.clone();
        self.send_part(key, draft);
    }

    fn send_part(&mut self, key: &Key, draft: Draft) {
        let customer = self.orders.get(&key.order).map(|order| order.customer.clone());
        match customer.filter(|_| key.kind == Kind::Charge) {
            Some(customer) => self.send_for(customer, draft, Task::Make(key.clone())),
            None => self.send(draft, Task::Make(key.clone())),
        }
    }

    /// Reads the answer to a charge or a refund. It acknowledges; whether money moved is for the status to say, where there is
    /// one.
    pub(super) fn made(&mut self, key: &Key, answered: &Endpoint, answer: Answer) {
        let believed = self.faults.has(match key.kind {
            Kind::Charge => "shop_paid_without_status",
            Kind::Refund => "shop_refund_done_without_status",
        });
        let Some(transaction) = self.transaction(key) else { return };
        match answer {
            Answer::Said(told) => {
                transaction.known = true;
                transaction.pay_url = D::pay_url(&told);
                transaction.told = told;
                let standing = D::standing(transaction, &transaction.told);
                let Some(transaction) = self.look_up(key) else { return };
                if let Some(draft) = D::next(self, transaction, answered, &transaction.told) {
                    return self.send_part(key, draft);
                }
                let asks = matches!(D::question(self, transaction), Question::Status(_));
                match standing {
                    Standing::Pending => self.watch(key),
                    Standing::Done if believed => self.conclude(key, Standing::Done),
                    Standing::Done | Standing::Failed if asks => self.ask(key),
                    standing => self.conclude(key, standing),
                }
            }
            Answer::Refused(refusal) if D::meaning(key.kind, &refusal) == Meaning::Known => {
                transaction.known = true;
                self.ask(key);
            }
            Answer::Refused(_) => self.conclude(key, Standing::Failed),
            Answer::Silence => self.watch(key),
        }
    }

    /// Sends a customer who pays to where they go on: to the provider as long as it wants something of them, else to their
    /// order.
    pub(super) fn send_on(&mut self, visit: u64, id: &str) {
        let Some(order) = self.orders.get(id) else { return };
        let charge = order.charges.last();
        let is_posted = charge.is_some_and(|charge| D::is_posted(self, &charge.told));
        let pay_url = charge.and_then(|charge| charge.pay_url.as_deref());
        let location = match (order.standing(), pay_url) {
            (Some(Standing::Done), _) if self.faults.has("shop_captured_sent_away") => D::NEEDLESS_PAGE.to_owned(),
            (Some(Standing::Pending), Some(_)) if self.faults.has("shop_pay_url_ignored") => self.order_url(id),
            (Some(Standing::Pending), Some(url)) if self.faults.has("shop_pay_url_altered") => format!("{url}&from=shop"),
            (Some(Standing::Pending), Some(url)) if self.faults.has("shop_pay_url_cut") => {
                url.split('?').next().unwrap_or_default().to_owned()
            }
            (Some(Standing::Pending), Some(url)) if self.faults.has("shop_pay_url_decoded") => {
                percent_decode_str(url).decode_utf8_lossy().into_owned()
            }
            (Some(Standing::Pending), Some(url)) if is_posted => {
                let page = self.leaving_page(url);
                return self.reply(visit, page);
            }
            (Some(Standing::Pending), Some(url)) => url.to_owned(),
            _ => self.order_url(id),
        };
        self.redirect(visit, location);
    }

    /// The address of the checkout page.
    pub(super) fn checkout_url(&self, order: &str, customer: &str, amount: &str) -> String {
        let (customer, amount, order) = (encoded(customer), encoded(amount), encoded(order));
        format!("{}/pay?customer={customer}&amount={amount}&order={order}", self.own_url)
    }
}
