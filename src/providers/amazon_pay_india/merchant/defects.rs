//! How planted faults change what is sent to the provider. An integrator has no such file.

use rust_decimal::Decimal;
use serde_json::Value;

use crate::core::http::Request;
use crate::core::money;
use crate::providers::amazon_pay_india::auth::{self, AUTHORIZATION, SCHEME};
use crate::providers::amazon_pay_india::endpoints;
use crate::providers::amazon_pay_india::messages::{CLIENT_ID, SOURCE, USER_IP};
use crate::providers::{Draft, Endpoint, Faults, Sender};
use crate::signing::mac::Stages;
use crate::signing::parts::Parts;
use crate::signing::recipe::Recipe;
use crate::signing::verify;

/// What becomes of a member's text; `None` leaves the member out.
type Change = fn(&str) -> Option<String>;

/// Fault, operation, member, and what becomes of it.
const MEMBERS: &[(&str, &str, &str, Change)] = &[
    ("shop_instruments_type_missing", "instruments", "instrumentTypes", |_| None),
    ("shop_instruments_amount_differs", "instruments", "amount", |_| Some("1.00".to_owned())),
    ("shop_instruments_below_rupee", "instruments", "amount", |_| Some("0.50".to_owned())),
    ("shop_charge_member_missing", "charge", "referenceId", |_| None),
    ("shop_charge_intent_wrong", "charge", "intent", |_| Some("Authorize".to_owned())),
    ("shop_charge_id_too_long", "charge", "chargeId", |id| Some(format!("{id:x<60}"))),
    ("shop_refund_id_too_long", "refund", "refundId", |id| Some(format!("{id:x<40}"))),
    ("shop_timeout_too_long", "charge", "timeoutInSecs", |_| Some("90000".to_owned())),
    ("shop_callback_other", "charge", "callbackUrl", |_| Some("https://elsewhere.example/return".to_owned())),
    ("shop_amount_rounded", "charge", "amount", |amount| Some(decimal(amount).round().to_string())),
    ("shop_amount_three_decimals", "charge", "amount", |amount| Some(format!("{:.3}", decimal(amount)))),
    ("shop_token_request_incomplete", "access_token", "client_id", |_| None),
];

/// Fault, header, and its wrong value.
const HEADERS: &[(&str, &str, &str)] =
    &[("shop_client_id_other", CLIENT_ID, "A00000000OTHER"), ("shop_source_unlisted", SOURCE, "Web")];

static POSTED_INSTRUMENTS: Endpoint = Endpoint {
    name: "instruments",
    method: "POST",
    path: "/v1/payments/instruments",
    other_path: None,
    signed: true,
    amount: None,
    refers_to: None,
};

/// Changes a message that is not signed yet.
pub(super) fn spoil(draft: &mut Draft, faults: &Faults) {
    for (_, _, member, change) in MEMBERS.iter().filter(|(fault, name, ..)| *name == draft.endpoint.name && faults.has(fault)) {
        match change(draft.members.get(*member).and_then(Value::as_str).unwrap_or_default()) {
            Some(text) => draft.members.insert((*member).to_owned(), Value::String(text)),
            None => draft.members.shift_remove(*member),
        };
    }
    for (_, header, value) in HEADERS.iter().filter(|(fault, ..)| draft.endpoint.signed && faults.has(fault)) {
        draft.headers.set(header, *value);
    }
    if faults.has("shop_instruments_posted") && draft.endpoint == endpoints::named("instruments") {
        draft.endpoint = &POSTED_INSTRUMENTS;
    }
}

/// Changes a request that is signed.
pub(super) fn spoil_signed(request: &mut Request, sender: &Sender<'_>, faults: &Faults) {
    if request.method == "GET" && faults.has("shop_query_unsorted") {
        sign_unsorted(request, sender);
    }
    if faults.has("shop_header_missing") {
        request.headers.remove(USER_IP);
    }
}

fn sign_unsorted(request: &mut Request, sender: &Sender<'_>) {
    let recipe = Recipe { sort: |_| (), ..Recipe::RIGHT };
    let Ok(parts) = Parts::of_request(&SCHEME, request, sender.signed_host) else { return };
    let key = auth::key(sender.credentials.get("secret_key"), &parts.date);
    let signature = Stages::with_key(&SCHEME, &parts, &key, &recipe).signature;
    let authorization = verify::authorization(&SCHEME, sender.credentials.get("access_key_id"), &signature);
    request.headers.set(AUTHORIZATION, authorization);
}

fn decimal(text: &str) -> Decimal {
    money::decimal(text).unwrap_or_default()
}
