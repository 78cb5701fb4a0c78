//! The refunds that a merchant asks for (AP/section8/post_refund_api).

use serde_json::Value;

use super::reading::{finding, members_fit, when_sent};
use crate::core::finding::Verdict;
use crate::providers::Judged;

const OPERATION: &str = "refund";

/// The merchant's id of a refund has the published length and characters. Whether it is new, one request does not tell.
pub fn refund_id(judged: &Judged<'_>) -> Verdict {
    member(judged, "refundId")
}

/// Passes a member that is given and fits. No rule is about the mandatory members of a refund, so a missing one is judged here.
pub fn member(judged: &Judged<'_>, name: &str) -> Verdict {
    when_sent(judged, OPERATION, |members| match &members[name] {
        Value::Null => Verdict::Broken(finding(judged, name, "a text", &Value::Null)),
        _ => members_fit(judged, OPERATION, &[name]),
    })
}
