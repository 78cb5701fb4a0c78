//! Webhooks: each is checked by its current signature over its bytes, and is then a reason to read what it is about
//! (DH/webhooks). What the merchant does not know is acknowledged and ignored.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::core::http::Request;
use crate::providers::ppro::notification::{CURRENT, DEPRECATED, SignatureError, verify_current, verify_deprecated};
use crate::providers::shop::{Kind, News, Receipt, Standing};

use super::drafts::told;
use super::{Shop, defects, text};

/// So old may a signature be; PPRO publishes no tolerance.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// Takes a message.
pub(super) fn receive(shop: &mut Shop, request: &Request) -> Receipt {
    let event = serde_json::from_slice::<Value>(&request.body);
    if !is_genuine(shop, request) {
        return shop.refuse(|shop| event.map_or(Receipt::Idle, |event| read(shop, &event)));
    }
    let Ok(event) = event else { return Receipt::Refused(400) };
    if shop.faults.has("shop_event_members_refused") && defects::is_strange_event(&event) {
        return Receipt::Refused(400);
    }
    if shop.faults.has("shop_late_notification_refused") && is_late(&event, shop.now) {
        return Receipt::Refused(400);
    }
    read(shop, &event)
}

fn is_genuine(shop: &Shop, request: &Request) -> bool {
    let secret = shop.gateway.credentials.get("webhook_secret");
    let header = |name: &str| request.headers.get(name).unwrap_or_default();
    let old = || verify_deprecated(secret, header(DEPRECATED), &request.body).is_ok();
    match verify_current(secret, header(CURRENT), &request.body, shop.now, TOLERANCE) {
        _ if shop.faults.has("shop_notification_unverified") => true,
        Ok(()) => true,
        Err(SignatureError::Stale) => shop.faults.has("shop_notification_age_ignored"),
        Err(_) if shop.faults.has("shop_signature_cut_accepted") => defects::begins_right(secret, header(CURRENT), &request.body),
        Err(_) => shop.faults.has("shop_old_signature_enough") && old(),
    }
}

/// What an event says of a charge or a refund; one about an agreement moves no money, and the agreement is asked for before it
/// is used.
fn read(shop: &Shop, event: &Value) -> Receipt {
    let kind = text(told(event, "type"));
    let of_charge = |name: &str| text(told(event, &format!("data.{name}"))).to_owned();
    let news = |kind: Kind, id: String, claim: Standing| News { kind, id, claim, decides: false, reopens: false };
    let charge = |claim: Standing| news(Kind::Charge, of_charge("paymentChargeId"), claim);
    let refund = |claim: Standing| news(Kind::Refund, of_charge("refundId"), claim);
    let found = match kind {
        "PAYMENT_CHARGE_AUTHENTICATION_PENDING" if shop.faults.has("shop_older_event_believed") => {
            News { reopens: true, decides: true, ..charge(Standing::Pending) }
        }
        "PAYMENT_CHARGE_AUTHORIZATION_SUCCEEDED" if shop.faults.has("shop_authorised_taken_as_paid") => {
            News { decides: true, ..charge(Standing::Done) }
        }
        "PAYMENT_AGREEMENT_ACTIVE" if shop.faults.has("shop_shipped_on_agreement") => {
            let id = text(told(event, "data.paymentAgreementId")).to_owned();
            News { decides: true, ..news(Kind::Charge, id, Standing::Done) }
        }
        "PAYMENT_CHARGE_CAPTURE_SUCCEEDED" if shop.faults.has("shop_event_amount_ignored") => {
            News { decides: true, ..charge(Standing::Done) }
        }
        "PAYMENT_CHARGE_CAPTURE_SUCCEEDED" => charge(Standing::Done),
        "PAYMENT_CHARGE_AUTHENTICATION_PENDING" | "PAYMENT_CHARGE_AUTHORIZATION_SUCCEEDED" => charge(Standing::Pending),
        "PAYMENT_CHARGE_AUTHORIZATION_FAILED" | "PAYMENT_CHARGE_CAPTURE_FAILED" | "PAYMENT_CHARGE_DISCARDED" => {
            charge(Standing::Failed)
        }
        "PAYMENT_CHARGE_REFUND_SUCCEEDED" => refund(Standing::Done),
        "PAYMENT_CHARGE_REFUND_PENDING" => refund(Standing::Pending),
        "PAYMENT_CHARGE_REFUND_FAILED" => News { reopens: true, ..refund(Standing::Failed) },
        _ if shop.faults.has("shop_unknown_event_refused") => return Receipt::Refused(400),
        _ => return Receipt::Idle,
    };
    Receipt::Genuine(found)
}

fn is_late(event: &Value, now: Timestamp) -> bool {
    let at = text(told(event, "time")).parse::<Timestamp>();
    at.is_ok_and(|at| now.duration_since(at) > SignedDuration::from_hours(24))
}
