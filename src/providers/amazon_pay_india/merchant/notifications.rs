//! Notifications come by Amazon's notification service, signed with a certificate that is fetched once. None decides anything by
//! itself.

use crate::core::http::{Request, Response};
use crate::providers::amazon_pay_india::notification::{self, COMPLETED, Notice, NotificationError, SnsMessage};
use crate::providers::shop::{Kind, News, Receipt, Standing};

use super::{Shop, Task};

/// Takes a message. It arrives as text/plain, whatever it is (AP/section5/using_instant_payment_notification).
pub(super) fn receive(shop: &mut Shop, visit: u64, request: &Request) -> Receipt {
    let kind = request.headers.get("content-type").unwrap_or_default();
    if shop.faults.has("shop_notification_json_only") && !kind.starts_with("application/json") {
        return Receipt::Refused(415);
    }
    let Ok(message) = SnsMessage::read(&request.body) else { return Receipt::Refused(400) };
    if shop.faults.has("shop_notification_unverified") {
        return read(&message);
    }
    let anywhere = shop.faults.has("shop_notification_certificate_anywhere");
    // The shop's own setting, because tests have a certificate of their own; a live shop asks `is_amazons_certificate`.
    if message.signing_cert_url != shop.house.certificate_url && !anywhere {
        return Receipt::Refused(403);
    }
    match shop.house.certificate.take().filter(|_| !anywhere) {
        Some(certificate) => check(shop, &message, certificate),
        None => {
            shop.fetch(Request::new("GET", &message.signing_cert_url), Task::Certificate { visit, message });
            Receipt::Later
        }
    }
}

/// Checks a message with a certificate that was just fetched.
pub(super) fn check_with(shop: &mut Shop, message: &SnsMessage, answer: Result<Response, String>) -> Receipt {
    match answer {
        Ok(certificate) if certificate.is_success() => check(shop, message, certificate.body),
        // The service sends it again later.
        _ => Receipt::Refused(503),
    }
}

fn check(shop: &mut Shop, message: &SnsMessage, certificate: Vec<u8>) -> Receipt {
    let checked = message.verify(&certificate);
    if checked == Err(NotificationError::Certificate) {
        // What was fetched is none; the service sends the message again later.
        return Receipt::Refused(503);
    }
    shop.house.certificate = Some(certificate);
    match checked {
        Ok(()) => read(message),
        Err(_) => Receipt::Refused(403),
    }
}

/// Each message is a reason to ask for the status of what it names.
fn read(message: &SnsMessage) -> Receipt {
    let Ok(notice) = Notice::read(&message.message) else { return Receipt::Idle };
    let kind = match notice.kind {
        notification::Kind::Charge => Kind::Charge,
        notification::Kind::Refund => Kind::Refund,
    };
    let claim = if notice.state == COMPLETED { Standing::Done } else { Standing::Pending };
    Receipt::Genuine(News { kind, id: notice.id, claim, decides: false, reopens: false })
}
