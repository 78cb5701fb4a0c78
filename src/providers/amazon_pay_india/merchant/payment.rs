//! Paying: one charge per try, sent only after the customer was shown what they consent to.

use crate::core::http::is_https_url;
use crate::providers::Slot;
use crate::signing::encoding::encoded;

use super::gateway::Answer;
use super::order::{Offer, Order};
use super::shop::{Errand, Form, Shop, Task};
use super::transaction::{CHARGE, Key, Standing, Transaction, Waiting, text};

/// Where the fault sends a customer who has nothing left to do.
const NEEDLESS_PAGE: &str = "https://amazonpay.amazon.in/thank-you";

impl Shop {
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
        let eligible = matches!(order.offer, Some(Offer::Eligible { .. }));
        match form.get("method") {
            "amazon_pay_later" if eligible => self.charge(id, Some(visit)),
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

    /// Charges an order, under a new chargeId for every try.
    pub(super) fn charge(&mut self, id: &str, visit: Option<u64>) {
        let Some(order) = self.orders.get_mut(id) else { return };
        let mut draft = self.gateway.draft(CHARGE.make, &[Slot::Amount(&order.amount)], &self.faults);
        if let Some(first) = order.charges.first().filter(|_| self.faults.has("shop_charge_id_reused")) {
            draft.members.insert(CHARGE.id.to_owned(), first.id.as_str().into());
        }
        let mut charge = Transaction::new(&CHARGE, draft, self.now);
        charge.waiting.extend(visit.map(Waiting::Payer));
        let key = Key { order: id.to_owned(), words: &CHARGE, id: charge.id.clone() };
        order.charges.push(charge);
        self.make(&key);
    }

    /// Sends a charge or a refund; again when the provider never got it, under the same id.
    pub(super) fn make(&mut self, key: &Key) {
        let Some(order) = self.orders.get_mut(&key.order) else { return };
        let customer = Some(order.customer.clone()).filter(|_| key.words.kind == CHARGE.kind);
        let Some(transaction) = order.transaction(key) else { return };
        let draft = transaction.draft.clone();
        let errand = Errand { draft, customer, renewed: false, task: Task::Make(key.clone()) };
        if errand.customer.is_some() { self.send_with_token(errand) } else { self.send(errand) }
    }

    /// Reads the answer to a charge or a refund. It acknowledges; whether money moved is for the status to say.
    pub(super) fn made(&mut self, key: &Key, answer: Answer) {
        let believed = self.faults.has("shop_paid_without_status");
        let Some(transaction) = self.orders.get_mut(&key.order).and_then(|order| order.transaction(key)) else { return };
        match answer {
            Answer::Said(told) => {
                transaction.known = true;
                transaction.pay_url = Some(text(&told["amazonPayUrl"]).to_owned()).filter(|url| is_https_url(url));
                match key.words.status(&told) {
                    Standing::Pending => self.watch(key),
                    Standing::Done if believed => self.conclude(key, Standing::Done),
                    Standing::Done | Standing::Failed => self.ask(key),
                }
            }
            Answer::Refused(refusal) if refusal.code == key.words.duplicate => {
                transaction.known = true;
                self.ask(key);
            }
            Answer::Refused(_) => self.conclude(key, Standing::Failed),
            Answer::Silence => self.watch(key),
        }
    }

    /// Sends a customer who pays to where they go on: to Amazon as long as it wants something of them, else to their order.
    pub(super) fn send_on(&mut self, visit: u64, id: &str) {
        let Some(order) = self.orders.get(id) else { return };
        let location = match (order.standing(), pay_url(order)) {
            (Some(Standing::Done), _) if self.faults.has("shop_captured_sent_away") => NEEDLESS_PAGE.to_owned(),
            (Some(Standing::Pending), Some(_)) if self.faults.has("shop_pay_url_ignored") => self.order_url(id),
            (Some(Standing::Pending), Some(url)) if self.faults.has("shop_pay_url_altered") => format!("{url}?from=shop"),
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

fn pay_url(order: &Order) -> Option<&str> {
    order.charges.last().and_then(|charge| charge.pay_url.as_deref())
}
