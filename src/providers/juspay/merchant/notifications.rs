//! Notifications carry the credentials that the merchant set for its address; each is a reason to ask for the order, and none
//! decides (Juspay's page on webhooks).

use serde_json::Value;

use crate::core::http::Request;
use crate::providers::juspay::auth::{AUTHORIZATION, read_basic};
use crate::providers::juspay::notification;
use crate::providers::shop::{Kind, News, Receipt, Standing, Transaction};

use super::words::{BLIND, of_order, standing};
use super::{Shop, text};

/// Events about the order itself, beside those about its refunds.
const REFUNDS: &[&str] = &["REFUND_INITIATED", "ORDER_REFUNDED", "ORDER_REFUND_FAILED", "REFUND_MANUAL_REVIEW_NEEDED"];
/// Events after which the money is, or will be, the customer's again.
const GIVEN_BACK: &[&str] = &["AUTO_REFUND_INITIATED", "AUTO_REFUND_SUCCEEDED", "AUTO_REFUND_FAILED"];
/// Events about an order's payment.
const PAYMENTS: &[&str] = &["ORDER_SUCCEEDED", "ORDER_FAILED", "ORDER_AUTHORIZED", "TXN_CREATED", "TXN_CHARGED", "TXN_FAILED"];

/// Takes a message.
pub(super) fn receive(shop: &mut Shop, request: &Request) -> Receipt {
    let message = serde_json::from_slice::<Value>(&request.body);
    let genuine = notification::is_genuine(request, &shop.gateway.credentials) || has_password(shop, request);
    if !genuine && shop.faults.has("shop_forgery_acknowledged") {
        return Receipt::Idle;
    }
    if !genuine && !shop.faults.has("shop_notification_unverified") {
        return shop.refuse(|shop| message.map_or(Receipt::Idle, |message| read(shop, &message)));
    }
    message.map_or(Receipt::Refused(400), |message| read(shop, &message))
}

/// True when a message carries the right password, whoever sends it; only a fault takes that for enough.
fn has_password(shop: &Shop, request: &Request) -> bool {
    let given = request.headers.get(AUTHORIZATION).and_then(read_basic);
    let password = shop.gateway.credentials.get("webhook_password");
    given.is_some_and(|(_, secret)| secret == password) && shop.faults.has("shop_notification_user_ignored")
}

/// What a message says.
fn read(shop: &mut Shop, message: &Value) -> Receipt {
    let has = |fault| shop.faults.has(fault);
    let (event, order) = (text(&message["event_name"]), &message["content"]["order"]);
    let id = text(&order["order_id"]).to_owned();
    if order["amount"].is_string() && has("shop_notification_numbers_only") {
        return Receipt::Refused(400);
    }
    let of_charge =
        |claim, reopens, decides| Receipt::Genuine(News { kind: Kind::Charge, id: id.clone(), claim, decides, reopens });
    match event {
        "ORDER_FAILED" if has("shop_late_failure_believed") => of_charge(Standing::Failed, true, true),
        "ORDER_REFUND_FAILED" | "REFUND_MANUAL_REVIEW_NEEDED" if has("shop_refund_trouble_ignored") => Receipt::Idle,
        "ORDER_REFUND_FAILED" | "REFUND_MANUAL_REVIEW_NEEDED" if has("shop_refund_trouble_for_all") => fail_all(shop, &id),
        event if REFUNDS.contains(&event) => of_refund(shop, &id, order),
        event if GIVEN_BACK.contains(&event) && !has("shop_auto_refund_ignored") => of_charge(Standing::Failed, true, false),
        event if PAYMENTS.contains(&event) => of_charge(of_order(text(&order["status"])), false, false),
        // Juspay may tell of more than is published today.
        _ if has("shop_unknown_event_refused") => Receipt::Refused(400),
        _ => Receipt::Idle,
    }
}

/// Takes trouble with one refund of an order for the end of all that are open; only a fault does.
fn fail_all(shop: &mut Shop, id: &str) -> Receipt {
    let order = shop.orders.values_mut().find(|order| order.charges.iter().any(|charge| charge.id == id));
    let refunds = order.into_iter().flat_map(|order| &mut order.refunds);
    let open = refunds.filter(|refund| refund.standing == Standing::Pending);
    open.for_each(|refund| refund.standing = Standing::Failed);
    Receipt::Idle
}

/// The order lists all its refunds; the event is about the first of ours that it says more of than we know.
fn of_refund(shop: &mut Shop, id: &str, told: &Value) -> Receipt {
    let Some(order) = shop.orders.values_mut().find(|order| order.charges.iter().any(|charge| charge.id == id)) else {
        return Receipt::Idle;
    };
    let is_open = |refund: &&mut Transaction| refund.standing == Standing::Pending;
    let told_of = |refund: &Transaction| standing(refund, told);
    if shop.faults.has("shop_refund_news_for_all") {
        let claim = order.refunds.iter().map(told_of).find(|claim| *claim != Standing::Pending);
        order.refunds.iter_mut().filter(is_open).for_each(|refund| refund.standing = claim.unwrap_or(refund.standing));
    }
    let sends_again = shop.faults.has("shop_review_sent_again") || shop.faults.has(BLIND);
    if sends_again && told["refunds"].to_string().contains("MANUAL_REVIEW") {
        let (id, again) = (order.id.clone(), order.refunds.last().map(|refund| refund.amount));
        again.into_iter().for_each(|amount| shop.refund_again(&id, amount));
        return Receipt::Idle;
    }
    let open = || order.refunds.iter().filter(|refund| refund.standing == Standing::Pending);
    let Some(refund) = open().find(|refund| told_of(refund) != Standing::Pending).or_else(|| order.refunds.last()) else {
        return Receipt::Idle;
    };
    let news = News { kind: Kind::Refund, id: refund.id.clone(), claim: told_of(refund), decides: false, reopens: false };
    Receipt::Genuine(news)
}
