//! What an app or a page of the merchant's is given to go on with at Juspay's SDK: the `sdk_payload` of the session, as it came.

use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};

use crate::core::member;
use crate::providers::shop::{Answer, Errand, Standing, Task, Transaction};

use super::{Juspay, Order, Shop};

/// Keeps what a session gives for the SDK.
pub(super) fn keep(shop: &mut Shop, errand: &Errand<Juspay>, answer: &Answer) {
    if let (Task::Make(key), Answer::Said(told), "session") = (&errand.task, answer, errand.draft.endpoint.name) {
        shop.house.payloads.insert(key.id.clone(), told["sdk_payload"].clone());
    }
}

/// As long as a payment is open, its page holds what the SDK needs.
pub(super) fn handover(shop: &Shop, order: &Order) -> Markup {
    let open = order.charges.last().filter(|charge| charge.standing == Standing::Pending);
    let payload = open.and_then(|charge| payload(shop, charge));
    html! {
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

/// A JSON document that no browser runs.
fn data(id: &str, document: &Value) -> Markup {
    let text = document.to_string().replace("</", "<\\/");
    html! { script type="application/json" id=(id) { (PreEscaped(text)) } }
}
