//! What the rules read from an exchange, and the findings that several of them make.

use std::str::FromStr;

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::core::finding::{Finding, Verdict};
use crate::schema::{self, SchemaError, brief};

/// Where the schemas of the messages are.
pub const FOLDER: &str = "amazon_pay_india";

/// A decimal given as text or as a number.
pub fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::String(text) => Decimal::from_str(text).ok(),
        Value::Number(number) => Decimal::from_str(&number.to_string()).ok(),
        _ => None,
    }
}

/// A text that is not empty.
pub fn filled(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

/// A finding about a member of the response's body, e.g. `amazonPayLater.enabled`.
pub fn finding(member: &str, expected: impl Into<String>, actual: &Value) -> Finding {
    let found = if actual.is_null() { "null or absent".to_owned() } else { brief(actual) };
    Finding::new(format!("response body {member}"), expected, found)
}

/// The finding of a shape rule about a success that is no JSON.
pub fn no_json() -> Verdict {
    Verdict::Broken(Finding::new("response body", "a JSON object", "no JSON"))
}

/// Passes what fits the schema; the first violation is the finding.
pub fn fits(name: &str, answer: &Value) -> Verdict {
    match schema::validate(FOLDER, name, answer) {
        Ok(()) => Verdict::Passed,
        Err(SchemaError::Violated(violations)) => violations.into_iter().next().map_or(Verdict::Passed, |violation| {
            let place = format!("response body {}", violation.pointer.trim_start_matches('/').replace('/', "."));
            Verdict::Broken(Finding::new(place.trim_end(), violation.expected, violation.actual))
        }),
        Err(defect) => Verdict::Unclear(defect.to_string()),
    }
}

/// Passes a status that the shared definition `definition` lists.
pub fn listed(definition: &str, status: &Value) -> Verdict {
    let values = schema::document(FOLDER, "defs").and_then(|defs| defs["$defs"][definition]["enum"].as_array());
    match values {
        Some(values) if values.contains(status) => Verdict::Passed,
        Some(values) => {
            let values: Vec<_> = values.iter().filter_map(Value::as_str).collect();
            Verdict::Broken(finding("status", format!("one of {}", values.join(", ")), status))
        }
        None => Verdict::Unclear(format!("could not find the published values of {definition}")),
    }
}

/// The answer repeats a text of the request; what the request did not give is not looked for.
pub fn repeats(asked: &Map<String, Value>, answer: &Value, member: &str) -> Result<(), Finding> {
    match asked.get(member).filter(|value| value.is_string()) {
        Some(value) if answer[member] != *value => {
            Err(finding(member, format!("{} as requested", brief(value)), &answer[member]))
        }
        _ => Ok(()),
    }
}

/// The answer's member is the amount of the request, as a decimal number.
pub fn repeats_amount(asked: &Map<String, Value>, answer: &Value, member: &str) -> Result<(), Finding> {
    match asked.get("amount").and_then(decimal) {
        Some(amount) if decimal(&answer[member]) != Some(amount) => {
            Err(finding(member, format!("{amount} as requested"), &answer[member]))
        }
        _ => Ok(()),
    }
}

/// The answer's member is a text that is not empty.
pub fn gives(answer: &Value, member: &str) -> Result<(), Finding> {
    filled(&answer[member]).map(|_| ()).ok_or_else(|| finding(member, "a text that is not empty", &answer[member]))
}
