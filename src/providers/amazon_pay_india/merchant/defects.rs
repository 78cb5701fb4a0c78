//! How planted faults change what is sent to the provider. An integrator has no such file.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::core::http::Request;
use crate::core::money;
use crate::providers::amazon_pay_india::auth::{self, AUTHORIZATION, SCHEME};
use crate::providers::amazon_pay_india::messages::{CLIENT_ID, SOURCE, USER_IP};
use crate::providers::amazon_pay_india::signer::INDIA;
use crate::providers::shop::Defect;
use crate::providers::{Draft, Endpoint, Faults, Sender};
use crate::signing::mac::Stages;
use crate::signing::parts::Parts;
use crate::signing::recipe::Recipe;
use crate::signing::verify;

use super::text;

/// What a planted fault hides, shows or steals behind the HTML's back.
pub(super) const BEHIND: &[(&str, &str)] = &[
    ("shop_statement_hidden_by_style", "<style>.statement { display: none }</style>"),
    ("shop_statement_off_screen", "<style>.statement { position: absolute; left: -9999px }</style>"),
    ("shop_statement_same_colour", "<style>.statement, .statement a { color: #ffffff !important }</style>"),
    ("shop_statement_zero_size", "<style>.statement { font-size: 0 !important }</style>"),
    ("shop_reason_hidden_by_style", "<style>.reason { display: none }</style>"),
    (
        "shop_option_enabled_by_script",
        "<script>for (const input of document.querySelectorAll('input[disabled]')) input.disabled = false</script>",
    ),
    (
        "shop_statement_link_stolen",
        "<script>for (const link of document.querySelectorAll('.statement a'))\
         link.addEventListener('click', event => event.preventDefault())</script>",
    ),
];

/// Fault, operation, member, and what becomes of it.
pub(super) const MEMBERS: &[Defect] = &[
    ("shop_instruments_type_missing", "instruments", "instrumentTypes", |_| None),
    ("shop_instruments_amount_differs", "instruments", "amount", |_| Some(json!("1.00"))),
    ("shop_instruments_below_rupee", "instruments", "amount", |_| Some(json!("0.50"))),
    ("shop_charge_member_missing", "charge", "referenceId", |_| None),
    ("shop_charge_intent_wrong", "charge", "intent", |_| Some(json!("Authorize"))),
    ("shop_charge_id_too_long", "charge", "chargeId", |id| Some(json!(format!("{:x<60}", text(id))))),
    ("shop_refund_id_too_long", "refund", "refundId", |id| Some(json!(format!("{:x<40}", text(id))))),
    ("shop_timeout_too_long", "charge", "timeoutInSecs", |_| Some(json!("90000"))),
    ("shop_callback_other", "charge", "callbackUrl", |_| Some(json!("https://elsewhere.example/return"))),
    ("shop_amount_rounded", "charge", "amount", |amount| Some(json!(decimal(amount).round().to_string()))),
    ("shop_amount_three_decimals", "charge", "amount", |amount| Some(json!(format!("{:.3}", decimal(amount))))),
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

/// Asks by POST what is asked by GET.
pub(super) fn post_instruments(draft: &mut Draft, faults: &Faults) {
    if faults.has("shop_instruments_posted") {
        draft.endpoint = &POSTED_INSTRUMENTS;
    }
}

/// What the merchant takes for UTC.
pub(super) fn clock(now: Timestamp, faults: &Faults) -> Timestamp {
    if faults.has("shop_local_time") { now.checked_add(INDIA).unwrap_or(now) } else { now }
}

/// Changes the headers of a request that is not signed yet.
pub(super) fn spoil_headers(request: &mut Request, faults: &Faults) {
    for (_, header, value) in HEADERS.iter().filter(|(fault, ..)| faults.has(fault)) {
        request.headers.set(header, *value);
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

fn decimal(amount: &Value) -> Decimal {
    money::decimal(text(amount)).unwrap_or_default()
}
