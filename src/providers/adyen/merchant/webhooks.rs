//! Webhooks: each is checked by its signature before anything reads it, and then decides (SEED; HMACDOC; HANDLE). The signature
//! of a standard one covers eight fields, and only these decide about money.

use serde_json::Value;

use crate::core::http::Request;
use crate::core::json;
use crate::providers::adyen::currencies;
use crate::providers::adyen::notification::hmac::{HmacKey, SIGNATURE_HEADER, SIGNATURE_MEMBER};
use crate::providers::shop::{Key, Kind, News, Receipt, Standing, Transaction};

use super::{Order, Shop, payment, stored, text};

/// Takes a webhook.
pub(super) fn receive(shop: &mut Shop, request: &Request) -> Receipt {
    // What reads bodies by their kind reads no other.
    if !request.headers.get("content-type").is_some_and(|kind| kind.starts_with("application/json")) {
        return Receipt::Refused(415);
    }
    let signature = request.headers.get(SIGNATURE_HEADER);
    let is_of_body = |key: &HmacKey| key.verify_body(&signed_bytes(shop, &request.body), signature).is_ok();
    let keys = match shop.gateway.credentials.get("tokenisation_hmac_key") {
        "" => keys(shop),
        own => vec![own],
    };
    if signature.is_some() && !is_signed(shop, &keys, is_of_body) {
        return Receipt::Refused(401);
    }
    let Ok(members) = json::object(&request.body) else { return Receipt::Refused(400) };
    let body = Value::Object(members);
    match body["notificationItems"][0].get("NotificationRequestItem") {
        Some(item) if !is_genuine(shop, item) => Receipt::Refused(401),
        Some(item) => read_item(shop, item, text(&body["live"])),
        None if signature.is_some() || shop.faults.has("shop_webhook_unverified") => {
            read_token(shop, &body);
            Receipt::Idle
        }
        None => Receipt::Refused(401),
    }
}

/// True for a webhook about a capture, whose work takes its time.
pub(super) fn is_of_capture(request: &Request) -> bool {
    let body = json::object(&request.body).map(Value::Object).unwrap_or_default();
    body["notificationItems"][0]["NotificationRequestItem"]["eventCode"] == "CAPTURE"
}

/// What only a fault does: a webhook that makes the payment captured is answered when that is done.
pub(super) fn capture_first(shop: &mut Shop, visit: u64, receipt: Receipt) -> Receipt {
    if !matches!(receipt, Receipt::Genuine(_)) {
        return receipt;
    }
    let before = shop.house.captures.len();
    shop.take(NOBODY, receipt);
    if shop.house.captures.len() == before {
        return Receipt::Idle;
    }
    shop.house.unanswered.push(visit);
    Receipt::Later
}

/// Nobody waits for an answer to this question.
const NOBODY: u64 = u64::MAX;

/// The bytes as they came; a fault writes them anew.
fn signed_bytes(shop: &Shop, body: &[u8]) -> Vec<u8> {
    let anew = || Some(Value::Object(json::object(body).ok()?).to_string().into_bytes());
    if shop.faults.has("shop_hmac_over_rewritten_body") { anew().unwrap_or_default() } else { body.to_vec() }
}

fn is_genuine(shop: &Shop, item: &Value) -> bool {
    let unsigned = item["additionalData"][SIGNATURE_MEMBER].as_str().is_none_or(str::is_empty);
    if shop.faults.has("shop_signature_optional") && unsigned {
        return true;
    }
    let mut item = item.clone();
    if shop.faults.has("shop_hmac_escaped") {
        item["merchantReference"] = text(&item["merchantReference"]).replace('\\', "\\\\").replace(':', "\\:").into();
    }
    is_signed(shop, &keys(shop), |key| key.verify_item(&item).is_ok())
}

/// The keys of the account's webhooks: the newest, and the one before it while a key is replaced (HMACDOC).
fn keys(shop: &Shop) -> Vec<&str> {
    let before = (!shop.faults.has("shop_previous_key_refused")).then_some("previous_hmac_key");
    ["hmac_key"].into_iter().chain(before).map(|name| shop.gateway.credentials.get(name)).collect()
}

fn is_signed(shop: &Shop, keys: &[&str], check: impl Fn(&HmacKey) -> bool) -> bool {
    let mut known = keys.iter().filter_map(|key| HmacKey::parse(key).ok());
    shop.faults.has("shop_webhook_unverified") || known.any(|key| check(&key))
}

/// Reads a standard webhook. Most event codes are nothing to this shop, and new ones come without notice.
fn read_item(shop: &mut Shop, item: &Value, live: &str) -> Receipt {
    if live == "true" && !shop.faults.has("shop_live_ignored") {
        // This shop is one of the test environment.
        return Receipt::Idle;
    }
    let (event, reference) = (text(&item["eventCode"]), text(&item["pspReference"]));
    let is_known = matches!(event, "AUTHORISATION" | "OFFER_CLOSED" | "CAPTURE" | "CAPTURE_FAILED" | "REFUND")
        || matches!(event, "REFUND_FAILED" | "REFUNDED_REVERSED" | "CANCELLATION" | "TECHNICAL_CANCEL" | "CANCEL_OR_REFUND");
    if !is_known && shop.faults.has("shop_unknown_event_refused") {
        return Receipt::Refused(400);
    }
    let date = text(&item["eventDate"]);
    if is_late(shop, event, reference, date) {
        if shop.faults.has("shop_captures_again") && event == "AUTHORISATION" {
            captures_again(shop, reference, text(&item["merchantReference"]));
        }
        return if shop.faults.has("shop_duplicate_refused") { Receipt::Refused(409) } else { Receipt::Idle };
    }
    let comes_again = shop.house.heard.contains_key(&(event.to_owned(), reference.to_owned()));
    if comes_again && shop.faults.has("shop_duplicates_told_by_date") && event == "AUTHORISATION" {
        captures_again(shop, reference, text(&item["merchantReference"]));
    }
    let success = match &item["success"] {
        success if shop.faults.has("shop_success_truthy") => !text(success).is_empty(),
        _ if shop.faults.has("shop_reason_decides") => text(&item["reason"]).is_empty(),
        success => success == "true",
    };
    let receipt = match event {
        "AUTHORISATION" | "OFFER_CLOSED" | "CAPTURE_FAILED" => of_payment(shop, event, success, item),
        "REFUND" | "REFUND_FAILED" | "REFUNDED_REVERSED" => of_refund(shop, event, success, reference),
        _ => Receipt::Idle,
    };
    if matches!(receipt, Receipt::Genuine(_)) {
        shop.house.heard.insert((event.to_owned(), reference.to_owned()), date.to_owned());
    }
    receipt
}

/// What only a fault does: the payment is captured once more.
fn captures_again(shop: &mut Shop, reference: &str, id: &str) {
    shop.house.captures.remove(reference);
    let of = |order: &&Order| order.charges.iter().any(|charge| charge.id == id);
    if let Some(order) = shop.orders.values().find(of).map(|order| order.id.clone()) {
        payment::capture(shop, &Key { order, kind: Kind::Charge, id: id.to_owned() });
    }
}

/// True for one that came before, and for one that is older than what came before it.
fn is_late(shop: &Shop, event: &str, reference: &str, date: &str) -> bool {
    let counts = shop.faults.has("shop_notification_counted_twice") || shop.faults.has("shop_last_delivery_counts");
    let known = shop.house.heard.get(&(event.to_owned(), reference.to_owned()));
    !counts && known.is_some_and(|known| date <= known.as_str())
}

/// What is told of a payment: by the merchant's reference, which is signed.
fn of_payment(shop: &mut Shop, event: &str, success: bool, item: &Value) -> Receipt {
    let id = text(&item["merchantReference"]).to_owned();
    let Some(charge) = charge(shop, &id) else { return Receipt::Idle };
    let asked = charge.draft.members.get("amount").and_then(currencies::read);
    let same = asked.is_some() && currencies::read(&item["amount"]) == asked;
    let standing = charge.standing;
    let has = |fault| shop.faults.has(fault);
    let (claim, reopens) = match event {
        "AUTHORISATION" if success && !same && !has("shop_event_amount_ignored") => return Receipt::Idle,
        // What was closed and is authorised all the same is paid.
        "AUTHORISATION" if success => (Standing::Done, standing == Standing::Failed && !has("shop_closed_stays_closed")),
        "OFFER_CLOSED" if !success || has("shop_closed_offer_ignored") => return Receipt::Idle,
        // What was authorised stays so.
        "AUTHORISATION" | "OFFER_CLOSED" if standing == Standing::Done && !has("shop_last_delivery_counts") => {
            return Receipt::Idle;
        }
        "AUTHORISATION" | "OFFER_CLOSED" => (Standing::Failed, has("shop_last_delivery_counts")),
        _ if has("shop_capture_failed_ignored") => return Receipt::Idle,
        // The money did not come: the order is nobody's success any more.
        _ => (Standing::Pending, true),
    };
    if event == "OFFER_CLOSED" && standing == Standing::Pending {
        shop.house.closed.insert(id.clone());
    }
    let payment = if event == "CAPTURE_FAILED" { "originalReference" } else { "pspReference" };
    shop.house.payments.insert(id.clone(), text(&item[payment]).to_owned());
    Receipt::Genuine(News { kind: Kind::Charge, id, claim, decides: true, reopens })
}

/// What is told of a refund: by its own reference.
fn of_refund(shop: &Shop, event: &str, success: bool, reference: &str) -> Receipt {
    let failed = event != "REFUND";
    if failed && shop.faults.has("shop_refund_failed_ignored") {
        return Receipt::Idle;
    }
    let claim = if success && !failed { Standing::Done } else { Standing::Failed };
    Receipt::Genuine(News { kind: Kind::Refund, id: reference.to_owned(), claim, decides: true, reopens: failed })
}

/// Reads a webhook about a stored payment method (OASTOK).
fn read_token(shop: &mut Shop, body: &Value) {
    let (shopper, id) = (text(&body["data"]["shopperReference"]), text(&body["data"]["storedPaymentMethodId"]));
    match text(&body["type"]) {
        "recurring.token.created" | "recurring.token.alreadyExisting" => stored::keep(shop, shopper, id),
        "recurring.token.disabled" => stored::give_up(shop, shopper, id),
        _ => {}
    }
}

fn charge<'s>(shop: &'s Shop, id: &str) -> Option<&'s Transaction> {
    shop.orders.values().flat_map(|order| &order.charges).find(|charge| charge.id == id)
}
