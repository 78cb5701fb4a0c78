//! What the rules of most providers read from an exchange, and the findings that several of them make.

use serde_json::{Map, Value};

use crate::core::finding::{Finding, Verdict};
use crate::schema::{self, SchemaError, brief};

/// A text that is not empty.
pub fn filled(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

/// A finding about a member of the response's body, e.g. `amount.value`.
pub fn finding(member: &str, expected: impl Into<String>, actual: &Value) -> Finding {
    let found = if actual.is_null() { "null or absent".to_owned() } else { brief(actual) };
    Finding::new(format!("response body {member}"), expected, found)
}

/// The finding of a shape rule about a success that is no JSON.
pub fn no_json() -> Verdict {
    Verdict::Broken(Finding::new("response body", "a JSON object", "no JSON"))
}

/// Passes what fits the schema of that name in the provider's folder; the first violation is the finding.
pub fn fits(folder: &str, name: &str, answer: &Value) -> Verdict {
    match schema::validate(folder, name, answer) {
        Ok(()) => Verdict::Passed,
        Err(SchemaError::Violated(violations)) => violations.into_iter().next().map_or(Verdict::Passed, |violation| {
            let place = format!("response body {}", violation.pointer.trim_start_matches('/').replace('/', "."));
            Verdict::Broken(Finding::new(place.trim_end(), violation.expected, violation.actual))
        }),
        Err(defect) => Verdict::Unclear(defect.to_string()),
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

/// The answer's member is a text that is not empty.
pub fn gives(answer: &Value, member: &str) -> Result<(), Finding> {
    filled(&answer[member]).map(|_| ()).ok_or_else(|| finding(member, "a text that is not empty", &answer[member]))
}
