//! How planted faults change what is sent to the provider. An integrator has no such file.

use serde_json::{Value, json};

use crate::core::http::Request;
use crate::providers::adyen::auth::API_KEY;
use crate::providers::shop::Defect;

use super::{Shop, VERSION, text};

/// Fault, operation, member, and what becomes of it.
pub(super) const MEMBERS: &[Defect] = &[
    ("shop_payment_member_missing", "payment", "returnUrl", |_| None),
    ("shop_two_payment_methods", "payment", "paymentMethod.checkoutSessionId", |_| Some(json!("session-1"))),
    ("shop_amount_in_major_units", "payment", "amount.value", whole),
    ("shop_amount_as_text", "payment", "amount.value", |value| Some(json!(value.to_string().trim_matches('"')))),
    ("shop_amount_without_value", "payment", "amount.value", |_| None),
    ("shop_amount_without_currency", "payment", "amount.currency", |_| None),
    ("shop_currency_other", "payment", "amount.currency", |_| Some(json!("GBP"))),
    ("shop_reference_too_long", "payment", "reference", |reference| Some(json!(format!("{:x<81}", text(reference))))),
    ("shop_browser_incomplete", "payment", "browserInfo.userAgent", |_| None),
    ("shop_metadata_too_long", "payment", "metadata", |_| Some(json!({ "order": "x".repeat(81) }))),
    ("shop_stored_without_shopper", "storing_payment", "shopperReference", |_| None),
    ("shop_recurring_as_ecommerce", "token_payment", "shopperInteraction", |_| Some(json!("Ecommerce"))),
    ("shop_recurring_model_other", "token_payment", "recurringProcessingModel", |_| Some(json!("CardOnFile"))),
    ("shop_recurring_of_other_shopper", "token_payment", "shopperReference", |_| Some(json!("shopper-other"))),
    ("shop_renewal_of_another_amount", "token_payment", "amount.value", more),
    ("shop_recurring_without_return_url", "token_payment", "returnUrl", |_| None),
    ("shop_refund_in_major_units", "refund", "amount.value", whole),
    ("shop_refund_other_currency", "refund", "amount.currency", |_| Some(json!("USD"))),
    ("shop_capture_without_amount", "capture", "amount", |_| None),
    ("shop_capture_in_major_units", "capture", "amount.value", whole),
    ("shop_capture_beyond_charge", "capture", "amount.value", more),
    ("shop_methods_without_country", "payment_methods", "countryCode", |_| None),
];

/// An amount in major units.
fn whole(minor: &Value) -> Option<Value> {
    Some(json!(minor.as_i64().unwrap_or(0) / 100))
}

/// An amount that is one euro higher.
fn more(minor: &Value) -> Option<Value> {
    Some(json!(minor.as_i64().unwrap_or(0) + 100))
}

/// Changes a request that is ready to be sent.
pub(super) fn spoil_request(shop: &Shop, request: &mut Request) {
    let has = |fault| shop.faults.has(fault);
    if has("shop_path_without_version") {
        request.url = request.url.replacen(VERSION, "", 1);
    }
    if has("shop_key_in_address") {
        request.url = format!("{}?apiKey={}", request.url, request.headers.get(API_KEY).unwrap_or_default());
    }
}
