//! How planted faults change what is sent, and what else they do. An integrator has no such file.

use serde_json::{Value, json};

use crate::core::http::Request;
use crate::providers::Faults;
use crate::providers::ppro::auth::{self, IDEMPOTENCY_KEY, MERCHANT_ID};
use crate::providers::ppro::notification::{MEMBERS_OF_DATA, current, time_of};
use crate::providers::shop::{self, Defect, Key, Standing};
use crate::schema;

use super::drafts::{self, told};
use super::{Shop, text, words};

/// Fault, operation, member, and what becomes of it.
pub(super) const MEMBERS: &[Defect] = &[
    ("shop_method_misspelt", "charge", "paymentMethod", |_| Some(json!("AMAZONPAY"))),
    ("shop_amount_as_text", "charge", "amount.value", |cents| Some(json!(text_of(cents)))),
    ("shop_amount_cut", "charge", "amount.value", shop::cut),
    ("shop_amount_in_dollars", "charge", "amount.value", |cents| Some(json!(cents.as_i64().unwrap_or(0) / 100))),
    ("shop_amount_above_maximum", "charge", "amount.value", |_| Some(json!(2_000_001))),
    ("shop_currency_other", "charge", "amount.currency", |_| Some(json!("EUR"))),
    ("shop_country_in_letters", "charge", "consumer.country", |_| Some(json!("USA"))),
    ("shop_consumer_name_missing", "charge", "consumer.name", |_| None),
    ("shop_subscriber_name_missing", "agreement", "consumer.name", |_| None),
    ("shop_redirect_missing", "charge", "authenticationSettings", |_| None),
    ("shop_return_url_relative", "charge", RETURN_URL, |_| Some(json!("/return"))),
    ("shop_return_url_http", "charge", RETURN_URL, |url| Some(json!(text(url).replacen("https:", "http:", 1)))),
    ("shop_reference_missing", "charge", "merchantPaymentChargeReference", |_| None),
    ("shop_reference_misnamed", "agreement_charge", "paymentChargeMerchantReference", |_| Some(json!("p-1"))),
    ("shop_cycle_reference_reused", "agreement_charge", "merchantPaymentChargeReference", |_| Some(json!("subscription-1"))),
    ("shop_cycle_of_another_amount", "agreement_charge", "amount.value", |cents| Some(json!(cents.as_i64().unwrap_or(0) + 100))),
    ("shop_amount_in_amount", "agreement_charge", "amount", |amount| {
        Some(json!({ "amount": cents_of(amount), "currency": "USD" }))
    }),
    ("shop_methods_sent", "charge", "authenticationMethods", |_| Some(json!([{ "type": "REDIRECT" }]))),
    ("shop_webhooks_over_http", "charge", "webhooksUrl", |_| Some(json!("http://shop.example/apl/notifications"))),
    ("shop_refund_as_money", "refund", "amount", |cents| Some(json!({ "value": cents_of(cents), "currency": "USD" }))),
    ("shop_initial_amount_missing", "agreement", "initialPaymentCharge.amount", |_| None),
    ("shop_agreement_country_missing", "agreement", "consumer.country", |_| None),
    ("shop_label_too_long", "charge", "labels", |_| Some(json!({ "order": "x".repeat(201) }))),
    ("shop_text_too_long", "charge", "consumer.name", |_| Some(json!("x".repeat(513)))),
    ("shop_reference_in_amount", "charge", "amount.merchantPaymentChargeReference", |_| Some(json!("p-1"))),
    ("shop_refund_reference_reused", "refund", "merchantRefundReference", |own| Some(json!(stem(text(own))))),
    ("shop_initiator_missing", "agreement_charge", "initiator", |_| None),
    ("shop_start_date_missing", "agreement", "startDate", |_| None),
];

const RETURN_URL: &str = "authenticationSettings.0.settings.returnUrl";

/// Fault, header, and its wrong value (none leaves it out).
const HEADERS: &[(&str, &str, Option<&str>)] = &[
    ("shop_bearer_misspelt", "Authorization", Some("Basic b3RoZXI6a2V5")),
    ("shop_key_of_other_environment", "Authorization", Some("Bearer a-key-of-another-environment")),
    ("shop_merchant_id_missing", MERCHANT_ID, None),
];

/// Fault, and the idempotency key that it gives every message (none leaves it out).
const KEYS: &[(&str, Option<&str>)] = &[
    ("shop_idempotency_key_missing", None),
    ("shop_idempotency_key_counted", Some("17")),
    ("shop_idempotency_key_reused", Some("00000000-0000-4000-8000-000000000000")),
];

/// Changes a request.
pub(super) fn spoil(request: &mut Request, shop: &Shop) {
    let faults = &shop.faults;
    let posted = request.method == "POST";
    let headers = HEADERS.iter().filter(|(fault, ..)| faults.has(fault)).map(|(_, name, value)| (*name, *value));
    let keys = KEYS.iter().filter(|(fault, _)| posted && faults.has(fault)).map(|(_, value)| (IDEMPOTENCY_KEY, *value));
    for (name, value) in headers.chain(keys) {
        match value {
            Some(value) => request.headers.set(name, value),
            None => request.headers.remove(name),
        }
    }
    if posted && faults.has("shop_timeout_new_key") {
        request.headers.set(IDEMPOTENCY_KEY, auth::idempotency_key(&shop.gateway.ids.next("k")));
    }
    if posted && faults.has("shop_trailing_comma") && request.body.ends_with(b"}") {
        request.body.pop();
        request.body.extend_from_slice(b",}");
    }
}

/// True for an answer with a member that the published description of a charge does not have.
pub(super) fn is_strange(answer: &Value) -> bool {
    let known = schema::document("ppro", "defs").map(|defs| &defs["$defs"]["charge"]["properties"]);
    let (Some(known), Some(members)) = (known, answer.as_object()) else { return false };
    text(&answer["id"]).starts_with("charge_") && members.keys().any(|name| known.get(name).is_none())
}

/// True for an event that tells more than is published.
pub(super) fn is_strange_event(event: &Value) -> bool {
    event["data"].as_object().is_some_and(|data| data.keys().any(|name| !MEMBERS_OF_DATA.contains(&name.as_str())))
}

/// Takes one status for another.
pub(super) fn misread(mut answer: Value, faults: &Faults) -> Value {
    let mistakes = [
        ("shop_processing_taken_as_paid", "CAPTURE_PROCESSING", "CAPTURED"),
        ("shop_discard_ignored", "DISCARDED", "AUTHENTICATION_PENDING"),
    ];
    for (_, status, other) in mistakes.iter().filter(|(fault, ..)| faults.has(fault)) {
        if text(told(&answer, "status")) == *status {
            answer["status"] = json!(other);
        }
    }
    answer
}

/// An answer that sends the consumer to where the first one was sent.
pub(super) fn with_first_link(shop: &mut Shop, mut answer: Value) -> Value {
    if let Some(link) = words::pay_url(&answer) {
        answer["authenticationMethods"][0]["details"]["requestUrl"] = json!(shop.house.first_link.get_or_insert(link));
    }
    answer
}

impl Shop {
    /// What faults do when a charge is decided.
    pub(super) fn follow_falsely(&mut self, key: &Key) {
        let Some(charge) = self.orders.get_mut(&key.order).and_then(|order| order.transaction(key)) else { return };
        let (standing, retryable) = (charge.standing, told(&charge.told, "failure.isRetryable").as_bool());
        let (once, cycle) = (charge.draft.endpoint.name == "charge", charge.draft.endpoint.name == "agreement_charge");
        let agreement = charge.draft.members.get("agreement_id").map_or("", text).to_owned();
        let for_good = standing == Standing::Failed && retryable != Some(true);
        if for_good && once && self.faults.has("shop_declined_retried") {
            let draft = drafts::charge(self, &key.order);
            self.send(draft, shop::Task::Nothing);
        }
        if for_good && cycle && self.faults.has("shop_cycle_retried") {
            let draft = drafts::agreement_charge(self, &key.order, &agreement);
            self.send(draft, shop::Task::Nothing);
        }
        if standing == Standing::Done && once && self.faults.has("shop_capture_sent") {
            let Some(charge) = self.orders.get(&key.order).and_then(|order| order.payment()) else { return };
            let draft = drafts::capture(self, charge);
            self.send(draft, shop::Task::Nothing);
        }
    }
}

/// What the references of one shop have in common; those of another shop differ.
fn stem(reference: &str) -> String {
    reference.split('-').take(2).collect::<Vec<_>>().join("-")
}

fn text_of(cents: &Value) -> String {
    cents.as_str().map_or_else(|| cents.to_string(), str::to_owned)
}

/// The number of cents, however often the defect was made.
fn cents_of(amount: &Value) -> i64 {
    let places = ["value", "amount"];
    amount.as_i64().or_else(|| places.iter().find_map(|place| amount.get(*place)?.as_i64())).unwrap_or_default()
}

/// The mistake of a comparison that ends where the shorter text ends.
pub(super) fn begins_right(secret: &str, given: &str, body: &[u8]) -> bool {
    time_of(given).is_ok_and(|at| current(secret, at, body).starts_with(given))
}
