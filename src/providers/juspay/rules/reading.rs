//! What the rules read from an exchange.

use serde_json::{Map, Value};

use crate::core::finding::{Finding, Verdict};
use crate::providers::reading::finding;
use crate::providers::{Judged, compose};

/// A number that is no amount of money is none; texts, as old notifications have them, are read, too.
pub use crate::core::money::told as amount;

/// What the request asked for, in its path, too; none when it cannot be read.
pub fn asked(judged: &Judged<'_>) -> Option<Map<String, Value>> {
    let request = &judged.exchange.request;
    let mut members = compose::read(request).ok()?;
    for (name, value) in judged.endpoint?.parameters(request.path()).unwrap_or_default() {
        members.insert(name.to_owned(), value.into());
    }
    Some(members)
}

/// The order in a 2xx answer, whichever operation it answers.
pub fn order<'a>(judged: &'a Judged<'_>) -> Option<&'a Value> {
    let shows = ["order", "order_update", "order_status", "refund"].into_iter().any(|operation| judged.succeeded(operation));
    judged.json().filter(|body| shows && body["order_id"].is_string())
}

/// An order in a 2xx answer that was paid, or tried to be, with Amazon Pay Later.
pub fn paid_order<'a>(judged: &'a Judged<'_>) -> Option<&'a Value> {
    order(judged).filter(|body| body["txn_detail"].is_object())
}

/// The refunds that an order lists.
pub fn refunds(order: &Value) -> impl Iterator<Item = &Value> {
    order["refunds"].as_array().into_iter().flatten()
}

/// Passes when `holds`, else the finding about a member.
pub fn expect(holds: bool, member: &str, expected: &str, actual: &Value) -> Result<(), Finding> {
    if holds { Ok(()) } else { Err(finding(member, expected, actual)) }
}

/// What the check says of something, when there is something to check.
pub fn judge<T>(subject: Option<T>, check: impl FnOnce(T) -> Result<(), Finding>) -> Verdict {
    subject.map_or(Verdict::NotApplicable, |subject| check(subject).into())
}
