//! What the rules about a merchant read from its requests.

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::super::reading::asked;
use crate::core::finding::{Finding, Verdict};
use crate::core::money;
use crate::providers::Judged;
pub use crate::providers::sent::body_finding as finding;

/// Judges what a request of one of these operations carries; of one that cannot be read nothing is known.
pub fn when_sent(
    judged: &Judged<'_>,
    operations: &[&str],
    check: impl FnOnce(&Map<String, Value>) -> Result<Judgement, Finding>,
) -> Verdict {
    if !operations.iter().any(|operation| judged.addresses(operation)) {
        return Verdict::NotApplicable;
    }
    match asked(judged).map(|members| check(&members)) {
        Some(Ok(Judgement::Passed)) => Verdict::Passed,
        Some(Ok(Judgement::NotApplicable)) => Verdict::NotApplicable,
        Some(Err(finding)) => Verdict::Broken(finding),
        None => Verdict::Unclear("the request cannot be read".to_owned()),
    }
}

/// What a check that found nothing wrong says.
pub enum Judgement {
    Passed,
    /// What it is about was not sent: that is for another rule to judge.
    NotApplicable,
}

/// Judges a member that is there.
pub fn member(
    members: &Map<String, Value>,
    name: &str,
    expected: &str,
    holds: impl FnOnce(&Value) -> bool,
) -> Result<Judgement, Finding> {
    match members.get(name).filter(|value| !value.is_null()) {
        None => Ok(Judgement::NotApplicable),
        Some(value) if holds(value) => Ok(Judgement::Passed),
        Some(value) => Err(finding(name, expected, value)),
    }
}

/// The amount that a text is.
pub fn amount(value: &Value) -> Option<Decimal> {
    value.as_str().and_then(|text| money::decimal(text).ok())
}
