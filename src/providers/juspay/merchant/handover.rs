//! What an app or a page of the merchant's is given to go on with at Juspay's SDK: the `sdk_payload` of the session as it came,
//! and for integrations without sessions the `orderDetails` with their signature (Juspay's page on generating it).

use maud::{Markup, PreEscaped, html};
use serde_json::{Map, Value, json};

use crate::core::member;
use crate::providers::shop::{Answer, Errand, Standing, Task, Transaction};
use crate::signing::rsa256;

use super::{Juspay, Order, Shop};

/// Signs our reference merchant's order details. See `keys/README.md`: it opens nothing.
pub const SIGNING_KEY: &[u8] = include_bytes!("../keys/merchant.key.der");
/// Its public half, as the account has it.
pub const ORDER_DETAILS_KEY: &str = include_str!("../keys/merchant.pub.txt");
/// The name under which Juspay knows the key.
const KEY_ID: &str = "1";

/// Keeps what a session gives for the SDK.
pub(super) fn keep(shop: &mut Shop, errand: &Errand<Juspay>, answer: &Answer) {
    if let (Task::Make(key), Answer::Said(told), "session") = (&errand.task, answer, errand.draft.endpoint.name) {
        shop.house.payloads.insert(key.id.clone(), told["sdk_payload"].clone());
    }
}

/// As long as a payment is open, its page holds what the SDK needs.
pub(super) fn handover(shop: &Shop, order: &Order) -> Markup {
    let open = || order.charges.last().filter(|charge| charge.standing == Standing::Pending);
    let payload = open().and_then(|charge| payload(shop, charge));
    let details = open().and_then(|charge| order_details(shop, charge));
    html! {
        @if let Some(details) = details { (data("process-payload", &details)) }
        @if let Some(payload) = payload { (data("sdk-payload", &payload)) }
        @if shop.faults.has("shop_key_in_page") { (data("settings", &json!({ "key": shop.gateway.credentials.get("api_key") }))) }
    }
}

fn payload(shop: &Shop, charge: &Transaction) -> Option<Value> {
    let mut payload = shop.house.payloads.get(&charge.id)?.clone();
    if let Some(members) = payload.as_object_mut().filter(|_| shop.faults.has("shop_payload_changed")) {
        member::set(members, "payload.amount", "1.00".into());
    }
    Some(payload)
}

/// What is signed is the text that is handed on, byte for byte.
fn order_details(shop: &Shop, charge: &Transaction) -> Option<Value> {
    let sent = |name: &str| charge.draft.members.get(name).cloned().unwrap_or_default();
    let names = [
        "order_id",
        "merchant_id",
        "amount",
        "customer_id",
        "customer_email",
        "customer_phone",
        "first_name",
        "last_name",
        "return_url",
        "currency",
    ];
    let mut details: Map<String, Value> = names.iter().map(|name| ((*name).to_owned(), sent(name))).collect();
    details.insert("timestamp".to_owned(), charge.made.as_millisecond().to_string().into());
    let text = Value::Object(details).to_string();
    let signature = rsa256::sign(&text, SIGNING_KEY).ok()?;
    let text = if shop.faults.has("shop_order_details_rewritten") { text.replace("\":", "\": ") } else { text };
    Some(json!({ "action": "paymentPage", "merchantKeyId": KEY_ID, "orderDetails": text, "signature": signature }))
}

/// A JSON document that no browser runs.
fn data(id: &str, document: &Value) -> Markup {
    let text = document.to_string().replace("</", "<\\/");
    html! { script type="application/json" id=(id) { (PreEscaped(text)) } }
}
