//! What only this provider's rules read from an exchange.

use std::str::FromStr;

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::core::finding::{Finding, Verdict};
use crate::providers::reading;
pub use crate::providers::reading::{filled, finding, gives, no_json, repeats};
use crate::schema;

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

/// Passes what fits the schema of that name.
pub fn fits(name: &str, answer: &Value) -> Verdict {
    reading::fits(FOLDER, name, answer)
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

/// The answer's member is the amount of the request, as a decimal number.
pub fn repeats_amount(asked: &Map<String, Value>, answer: &Value, member: &str) -> Result<(), Finding> {
    match asked.get("amount").and_then(decimal) {
        Some(amount) if decimal(&answer[member]) != Some(amount) => {
            Err(finding(member, format!("{amount} as requested"), &answer[member]))
        }
        _ => Ok(()),
    }
}
