//! What a message must be: of the published form, and within the limits of the payment method.

use serde_json::{Map, Value};

use crate::core::member;
use crate::providers::ppro::errors::Failure;
use crate::providers::ppro::limits::{COUNTRY, CURRENCY, LEAST, METHOD, MOST};
use crate::providers::ppro::messages::return_url;
use crate::providers::{Endpoint, Faults};
use crate::schema::{self, SchemaError, Violation};

use super::refusal::{Refusal, bad_request, failure, unprocessable};

/// The message has the published form: 400 where it has not, 422 for an amount that is no amount.
pub(super) fn form(endpoint: &Endpoint, asked: &Value, faults: &Faults) -> Result<(), Refusal> {
    match schema::validate("ppro", &format!("{}.request", endpoint.name), asked) {
        Ok(()) => {}
        Err(SchemaError::Violated(violations)) => {
            let judged = violations.iter().map(|violation| judge(endpoint, violation));
            if let Some((refusal, _)) = judged.into_iter().find(|(_, fault)| !faults.has(fault)) {
                return Err(refusal);
            }
        }
        Err(SchemaError::Unknown(_) | SchemaError::Unusable { .. }) => {
            return Err(Refusal { status: 500, message: "The simulator has no schema for this message" });
        }
    }
    if amount(asked).is_some_and(|amount| amount < 1) && !faults.has("bad_amount_accepted") {
        return Err(unprocessable("The amount is not positive"));
    }
    Ok(())
}

/// How a message that breaks a constraint is refused, and the fault under which it is not.
fn judge(endpoint: &Endpoint, violation: &Violation) -> (Refusal, &'static str) {
    let has_money = matches!(endpoint.name, "charge" | "agreement_charge");
    match violation.pointer.as_str() {
        "/amount/value" => (bad_request("amount.value is no whole number"), "bad_amount_accepted"),
        "/amount" if !has_money => (bad_request("amount is no whole number of at least 1"), "bad_amount_accepted"),
        "/webhooksUrl" => (bad_request("webhooksUrl is no https address"), "http_webhooks_accepted"),
        "" | "/amount" | "/consumer" => (bad_request("A mandatory member is missing"), "missing_member_accepted"),
        _ => (bad_request("The message has another form"), ""),
    }
}

/// The amount of a message in cents, wherever it has one.
pub(super) fn amount(asked: &Value) -> Option<i64> {
    let places = ["amount.value", "amount", "initialPaymentCharge.amount.value"];
    places.iter().find_map(|place| member::at(asked, place)?.as_i64())
}

/// Why Amazon Pay does not take this payment; `cents` is its amount, when it has one.
pub(super) fn limits(asked: &Map<String, Value>, cents: Option<i64>, faults: &Faults) -> Option<&'static Failure> {
    let text = |name: &str| member::of(asked, name).and_then(Value::as_str);
    let other = |name: &str, only: &str| text(name).is_some_and(|found| found != only);
    let least = if faults.has("minimum_ignored") { 1 } else { LEAST };
    let most = if faults.has("maximum_ignored") { i64::MAX } else { MOST };
    let code = if other("paymentMethod", METHOD) {
        "INVALID_PAYMENT_METHOD"
    } else if other("consumer.country", COUNTRY) && !faults.has("country_ignored") {
        "COUNTRY_NOT_SUPPORTED"
    } else if other("amount.currency", CURRENCY) && !faults.has("currency_ignored") {
        "INVALID_CURRENCY"
    } else if cents.is_some_and(|cents| cents > 0 && !(least..=most).contains(&cents)) {
        "AMOUNT_NOT_SUPPORTED"
    } else if text("paymentMethod").is_some() && return_url(asked).is_none() {
        "INVALID_AUTHENTICATION_SETTINGS"
    } else {
        return None;
    };
    Some(failure(code))
}
