//! Notifications: each is checked by its provider's signature, and then a reason to ask, or a decision where the provider says
//! so. What is final stays so; a message that comes twice, late or in another order changes nothing.

use crate::core::http::Request;

use super::dialect::{Dialect, News, Receipt};
use super::engine::Shop;
use super::transaction::{Key, Kind, Standing, Waiting};

impl<D: Dialect> Shop<D> {
    /// Takes a message.
    pub(super) fn receive(&mut self, visit: u64, request: &Request) {
        if self.faults.has("shop_notification_refused") {
            return self.acknowledge(visit, 500);
        }
        let receipt = D::receive(self, visit, request);
        self.take(visit, receipt);
    }

    /// Does what follows from a message; a house calls it that had to look something up first.
    pub fn take(&mut self, visit: u64, receipt: Receipt) {
        match receipt {
            Receipt::Refused(status) => self.acknowledge(visit, status),
            Receipt::Idle => self.acknowledge(visit, 200),
            Receipt::Genuine(news) => self.learn(visit, &news),
            Receipt::Later => {}
        }
    }

    /// Acts on a message that is genuine; it is acknowledged before.
    fn learn(&mut self, visit: u64, news: &News) {
        let ignored = match news.kind {
            Kind::Charge => self.faults.has("shop_charge_notification_ignored"),
            Kind::Refund => self.faults.has("shop_refund_notification_ignored"),
        };
        let Some(key) = self.named(news).filter(|_| !ignored) else { return self.acknowledge(visit, 200) };
        let (counted, late) =
            (self.faults.has("shop_notification_counted_twice"), self.faults.has("shop_notification_answered_late"));
        let Some(order) = self.orders.get_mut(&key.order) else { return };
        let Some(transaction) = order.transaction(&key) else { return };
        if news.reopens {
            transaction.standing = Standing::Pending;
        }
        let standing = transaction.standing;
        if standing != Standing::Pending {
            if counted && standing == Standing::Done && news.kind == Kind::Charge {
                order.shipped += 1;
            }
            return self.acknowledge(visit, 200);
        }
        if late {
            transaction.waiting.push(Waiting::Notifier(visit));
        } else {
            self.acknowledge(visit, 200);
        }
        let believed = self.faults.has("shop_paid_on_notification") && news.claim == Standing::Done;
        if believed || news.decides { self.conclude(&key, news.claim) } else { self.ask(&key) }
    }

    /// Refuses a message that its provider did not send; what it says is looked at by a fault only.
    pub fn refuse(&mut self, said: impl FnOnce(&mut Self) -> Receipt) -> Receipt {
        if self.faults.has("shop_forgery_believed")
            && let Receipt::Genuine(news) = said(self)
            && let Some(key) = self.named(&news).filter(|_| news.claim == Standing::Done)
        {
            self.conclude(&key, Standing::Done);
        }
        Receipt::Refused(401)
    }

    fn named(&self, news: &News) -> Option<Key> {
        self.orders.values().find_map(|order| {
            let transactions = if news.kind == Kind::Charge { &order.charges } else { &order.refunds };
            let found = transactions.iter().rev().find(|transaction| D::is_named(transaction, &news.id))?;
            Some(Key { order: order.id.clone(), kind: news.kind, id: found.id.clone() })
        })
    }
}
