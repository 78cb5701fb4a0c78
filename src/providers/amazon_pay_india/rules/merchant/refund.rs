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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::fixture::{
        assert_broken, assert_not_applicable, assert_passed, assert_unclear, merchant, set, without,
    };

    #[test]
    fn the_id_of_a_refund_has_the_published_form() {
        let rule = "refund_id_form";
        assert_passed(merchant("refund", |_| {}).judge_sent(rule));
        assert_passed(merchant("refund", set("refundId", "aZ_-".repeat(8))).judge_sent(rule));
        for wrong in [json!("x".repeat(33)), json!("r 1"), json!("r/1"), json!("é"), json!(""), json!(7), json!(null)] {
            assert_broken(merchant("refund", set("refundId", wrong)).judge_sent(rule), "request body refundId");
        }
        assert_broken(merchant("refund", without("refundId")).judge_sent(rule), "request body refundId");
        assert_not_applicable(merchant("charge", set("refundId", "r 1")).judge_sent(rule));
        assert_unclear(merchant("refund", |_| {}).with_request(|request| request.body = b"[]".to_vec()).judge_sent(rule));
    }
}
