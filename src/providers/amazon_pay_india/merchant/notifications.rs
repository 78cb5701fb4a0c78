//! Notifications: each is a reason to ask for the status, once its signature is checked; none decides anything by itself. So a
//! message that comes twice, late or in another order changes nothing.

use crate::core::http::{Headers, Request, Response};
use crate::providers::amazon_pay_india::notification::{COMPLETED, Kind, Notice, NotificationError, SnsMessage};

use super::order::Order;
use super::shop::Shop;
use super::status::received;
use super::transaction::{CHARGE, Key, REFUND, Standing, Waiting};

impl Shop {
    /// Takes a message. It arrives as text/plain, whatever it is (AP/section5/using_instant_payment_notification).
    pub(super) fn receive(&mut self, visit: u64, request: &Request) {
        let kind = request.headers.get("content-type").unwrap_or_default();
        if self.faults.has("shop_notification_refused") {
            return self.reply(visit, status(500));
        }
        if self.faults.has("shop_notification_json_only") && !kind.starts_with("application/json") {
            return self.reply(visit, status(415));
        }
        let Ok(message) = SnsMessage::read(&request.body) else { return self.reply(visit, status(400)) };
        if self.faults.has("shop_notification_unverified") {
            return self.act_on(visit, &message);
        }
        let anywhere = self.faults.has("shop_notification_certificate_anywhere");
        // The shop's own setting, because tests have a certificate of their own; a live shop asks `is_amazons_certificate`.
        if message.signing_cert_url != self.certificate_url && !anywhere {
            return self.reply(visit, status(403));
        }
        match self.certificate.take().filter(|_| !anywhere) {
            Some(certificate) => self.check(visit, &message, certificate),
            None => {
                let url = message.signing_cert_url.clone();
                self.fetch_certificate(visit, &url, message);
            }
        }
    }

    /// Checks a message with a certificate that was just fetched.
    pub(super) fn check_with(&mut self, visit: u64, message: &SnsMessage, answer: Result<Response, String>) {
        match answer {
            Ok(certificate) if certificate.is_success() => self.check(visit, message, certificate.body),
            // The service sends it again later.
            _ => self.reply(visit, status(503)),
        }
    }

    fn check(&mut self, visit: u64, message: &SnsMessage, certificate: Vec<u8>) {
        let checked = message.verify(&certificate);
        if checked == Err(NotificationError::Certificate) {
            // What was fetched is none; the service sends the message again later.
            return self.reply(visit, status(503));
        }
        self.certificate = Some(certificate);
        match checked {
            Ok(()) => self.act_on(visit, message),
            Err(_) => self.reply(visit, status(403)),
        }
    }

    /// Asks for the status of the transaction that a message names; it is acknowledged when the answer is there.
    fn act_on(&mut self, visit: u64, message: &SnsMessage) {
        let Ok(notice) = Notice::read(&message.message) else { return self.reply(visit, received()) };
        let ignored = match notice.kind {
            Kind::Charge => self.faults.has("shop_charge_notification_ignored"),
            Kind::Refund => self.faults.has("shop_refund_notification_ignored"),
        };
        let Some(key) = self.named(&notice).filter(|_| !ignored) else { return self.reply(visit, received()) };
        let counted = self.faults.has("shop_notification_counted_twice");
        let Some(order) = self.orders.get_mut(&key.order) else { return };
        let Some(transaction) = order.transaction(&key) else { return };
        let standing = transaction.standing;
        if standing != Standing::Pending {
            if counted && standing == Standing::Done && notice.kind == Kind::Charge {
                order.shipped += 1;
            }
            return self.reply(visit, received());
        }
        transaction.waiting.push(Waiting::Notifier(visit));
        let believed = self.faults.has("shop_paid_on_notification") && notice.state == COMPLETED;
        if believed { self.conclude(&key, Standing::Done) } else { self.ask(&key) }
    }

    fn named(&self, notice: &Notice) -> Option<Key> {
        let words = if notice.kind == Kind::Charge { &CHARGE } else { &REFUND };
        let of = |order: &Order| match notice.kind {
            Kind::Charge => order.charges.iter().any(|charge| charge.id == notice.id),
            Kind::Refund => order.refunds.iter().any(|refund| refund.id == notice.id),
        };
        let order = self.orders.values().find(|order| of(order))?;
        Some(Key { order: order.id.clone(), words, id: notice.id.clone() })
    }
}

fn status(status: u16) -> Response {
    Response { status, headers: Headers::default(), body: Vec::new() }
}
