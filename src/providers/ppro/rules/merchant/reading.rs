//! What several rules about a merchant read from its requests.

use serde_json::Value;

use crate::core::finding::Verdict;
use crate::core::member;
use crate::providers::Judged;
use crate::providers::sent::{finding, when_sent};

/// The operations for which the consumer is sent to Amazon.
pub const WITH_CONSUMER: &[&str] = &["charge", "agreement"];

/// Judges the members of a request of any of these operations.
pub fn when_any(judged: &Judged<'_>, operations: &[&str], check: impl FnOnce(&Value) -> Verdict) -> Verdict {
    let operation = operations.iter().find(|name| judged.addresses(name));
    operation.map_or(Verdict::NotApplicable, |operation| when_sent(judged, operation, check))
}

/// The member of that name; null when there is none.
pub fn named<'a>(members: &'a Value, name: &str) -> &'a Value {
    member::at(members, name).unwrap_or(&Value::Null)
}

/// Passes a member for which `holds`.
pub fn expect(judged: &Judged<'_>, members: &Value, name: &str, expected: &str, holds: impl FnOnce(&Value) -> bool) -> Verdict {
    let value = named(members, name);
    if holds(value) { Verdict::Passed } else { Verdict::Broken(finding(judged, name, expected, value)) }
}

/// True for a text that is not empty.
pub fn is_filled(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

/// What the members of payments in a request begin with: its own, or those of an agreement's first charge when it has one.
pub fn payments(judged: &Judged<'_>, members: &Value) -> Vec<&'static str> {
    let first = "initialPaymentCharge";
    if judged.addresses("charge") || judged.addresses("agreement_charge") {
        return vec![""];
    }
    if named(members, first).is_object() { vec!["initialPaymentCharge."] } else { Vec::new() }
}

/// Passes what holds of every payment in a request; a request without one is not judged.
pub fn each_payment(judged: &Judged<'_>, check: impl Fn(&Value, &str) -> Verdict) -> Verdict {
    when_any(judged, &["charge", "agreement", "agreement_charge"], |members| {
        let verdicts = payments(judged, members).into_iter().map(|prefix| check(members, prefix));
        verdicts.fold(Verdict::NotApplicable, |worst, next| if matches!(worst, Verdict::Broken(_)) { worst } else { next })
    })
}
