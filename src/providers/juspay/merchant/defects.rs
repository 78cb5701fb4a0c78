//! How planted faults change what is sent to the provider. An integrator has no such file.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::core::http::Request;
use crate::core::money;
use crate::providers::juspay::auth::{AUTHORIZATION, MERCHANT_ID, ROUTING_ID, VERSION, bare};
use crate::providers::juspay::messages::REFERENCE;
use crate::providers::shop::{Answer, Defect, Errand, Kind, Task};
use crate::providers::{Draft, Faults};

use super::{Juspay, Shop, text};

/// Fault, operation, member, and what becomes of it.
pub(super) const MEMBERS: &[Defect] = &[
    ("shop_eligibility_without_amount", "eligibility", "amount", |_| None),
    ("shop_eligibility_amount_differs", "eligibility", "amount", |_| Some(json!("1.00"))),
    ("shop_eligibility_below_rupee", "eligibility", "amount", |_| Some(json!("0.50"))),
    ("shop_order_id_too_long", "session", "order_id", |id| Some(json!(format!("{:x<21}", text(id))))),
    ("shop_amount_as_number", "session", "amount", |amount| serde_json::from_str(text(amount)).ok()),
    ("shop_amount_three_decimals", "session", "amount", |amount| Some(json!(format!("{:.3}", decimal(amount))))),
    ("shop_amount_in_paise", "session", "amount", |amount| {
        Some(json!((decimal(amount) * Decimal::ONE_HUNDRED).normalize().to_string()))
    }),
    ("shop_return_url_with_query", "session", "return_url", |url| Some(json!(format!("{}?shop=1", text(url))))),
    ("shop_return_url_not_https", "session", "return_url", |url| Some(json!(text(url).replacen("https:", "http:", 1)))),
    ("shop_phone_with_country_code", "session", "customer_phone", |phone| Some(json!(format!("+91{}", text(phone))))),
    ("shop_email_ends_with_dot", "session", "customer_email", |_| Some(json!("buyer.@shop.example"))),
    ("shop_reference_missing", "session", REFERENCE, |_| None),
    ("shop_currency_foreign", "session", "currency", |_| Some(json!("USD"))),
    ("shop_session_member_missing", "session", "payment_page_client_id", |_| None),
    ("shop_client_id_empty", "session", "payment_page_client_id", |_| Some(json!(""))),
    ("shop_action_unlisted", "session", "action", |_| Some(json!("pay"))),
    ("shop_wallet_token_missing", "txn", "direct_wallet_token", |_| None),
    ("shop_method_of_wallet", "txn", "payment_method", |_| Some(json!("AMAZONPAY"))),
    ("shop_refund_without_amount", "refund", "amount", |_| None),
    ("shop_refund_id_with_specials", "refund", "unique_request_id", |id| Some(json!(format!("{}/*", text(id))))),
    ("shop_refund_id_long", "refund", "unique_request_id", |id| Some(json!(format!("{:x<30}", text(id))))),
    ("shop_refund_id_too_long", "refund", "unique_request_id", |id| Some(json!(format!("{:x<260}", text(id))))),
];

/// Fault and the header that is left out.
const MISSING: &[(&str, &str)] = &[("shop_merchant_id_missing", MERCHANT_ID), ("shop_routing_id_missing", ROUTING_ID)];

/// Changes the headers of a request that is about to be sent.
pub(super) fn spoil(draft: &Draft, request: &mut Request, key: &str, faults: &Faults) {
    for (_, header) in MISSING.iter().filter(|(fault, _)| faults.has(fault)) {
        request.headers.remove(header);
    }
    let about_refund = draft.endpoint.name == "refund";
    if faults.has("shop_version_no_date") {
        request.headers.set(VERSION, "2023-04-1");
    }
    if faults.has("shop_refund_version_missing") && about_refund {
        request.headers.remove(VERSION);
    }
    if faults.has("shop_routing_id_changes") && draft.endpoint.name == "order_status" {
        request.headers.set(ROUTING_ID, text(&draft.members["order_id"]));
    }
    if faults.has("shop_key_without_colon") {
        request.headers.set(AUTHORIZATION, bare(key));
    }
}

/// Reads a status of more than the order costs as if it told what the order costs.
pub(super) fn misread(shop: &Shop, errand: &Errand<Juspay>, answer: &mut Answer) {
    let (Task::Ask(key), Answer::Said(told)) = (&errand.task, answer) else { return };
    let Some(order) = shop.orders.get(&key.order).filter(|_| shop.faults.has("shop_more_than_asked_accepted")) else { return };
    if key.kind == Kind::Charge && money::told(&told["amount"]).is_some_and(|amount| amount > order.total()) {
        told["amount"] = order.amount.as_str().into();
    }
}

fn decimal(amount: &Value) -> Decimal {
    money::decimal(text(amount)).unwrap_or_default()
}
