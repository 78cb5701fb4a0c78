//! What Post Refund and Get Status say about a refund (AP/section8/post_refund_api, /get_status_api).

use super::charge::tells_of_refund;
use super::reading::{gives, listed, no_json, repeats, repeats_amount};
use crate::core::finding::{Finding, Verdict};
use crate::providers::Judged;

/// 200 or 201 (the pages differ), refundId and amount repeated, amazonRefundId added.
pub fn refund_echo(judged: &Judged<'_>) -> Verdict {
    let Some(response) = judged.response().filter(|_| judged.succeeded("refund")) else { return Verdict::NotApplicable };
    if ![200, 201].contains(&response.status) {
        return Verdict::Broken(Finding::new("response status", "200 or 201", response.status.to_string()));
    }
    let Some(answer) = judged.json() else { return no_json() };
    let asked = judged.asked();
    let repeated = repeats(asked, answer, "refundId").and_then(|()| repeats_amount(asked, answer, "amount"));
    repeated.and_then(|()| gives(answer, "amazonRefundId")).into()
}

/// The status is a published one, from whichever path it comes.
pub fn refund_status_listed(judged: &Judged<'_>) -> Verdict {
    let asked_for_refund = judged.succeeded("refund") || judged.succeeded("refund_status");
    match judged.json() {
        Some(answer) if asked_for_refund || judged.succeeded("charge_status") && tells_of_refund(answer) => {
            listed("refundStatus", &answer["status"])
        }
        None if judged.succeeded("refund_status") => Verdict::Unclear("the answer is no JSON".to_owned()),
        _ => Verdict::NotApplicable,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::fixture::{assert_broken, assert_not_applicable, assert_passed, assert_unclear, get, post};

    fn request() -> Value {
        json!({ "refundId": "r-1", "amount": "2.50", "currencyCode": "INR" })
    }

    fn answer() -> Value {
        json!({ "refundId": "r-1", "amazonRefundId": "S04-1-R1", "amount": "2.5", "status": "Pending" })
    }

    #[test]
    fn a_refund_is_repeated() {
        let rule = "refund_echo";
        let judge = |status: u16, member: &str, value: Value| {
            let mut changed = answer();
            changed[member] = value;
            post("refund", &request()).answered(status, &changed).judge(rule)
        };
        assert_passed(judge(200, "amount", json!("2.50")));
        assert_passed(judge(201, "amount", json!(2.5)));
        assert_broken(judge(202, "amount", json!("2.50")), "response status");
        for (member, value) in [
            ("refundId", json!("r-2")),
            ("refundId", json!(null)),
            ("amazonRefundId", json!("")),
            ("amazonRefundId", json!(null)),
            ("amount", json!("2.51")),
            ("amount", json!(null)),
        ] {
            assert_broken(judge(200, member, value), &format!("response body {member}"));
        }
        assert_broken(post("refund", &request()).answered_text(200, "").judge(rule), "response body");
        assert_not_applicable(post("refund", &request()).answered(400, &json!({})).judge(rule));
    }

    #[test]
    fn the_status_of_a_refund_is_listed() {
        let rule = "refund_status_listed";
        let from =
            |row: &str, status: Value| get(row, "").answered(200, &json!({ "refundId": "r-1", "status": status })).judge(rule);
        for status in ["Pending", "Approved", "Declined"] {
            assert_passed(post("refund", &request()).answered(201, &json!({ "status": status })).judge(rule));
            assert_passed(from("refund_status", json!(status)));
            assert_passed(from("charge_status", json!(status)));
        }
        for status in [json!("CaptureApproved"), json!("approved"), json!(null)] {
            assert_broken(from("refund_status", status.clone()), "response body status");
            assert_broken(from("charge_status", status), "response body status");
        }
        assert_not_applicable(get("charge_status", "").answered(200, &json!({ "status": "Success" })).judge(rule));
        assert_not_applicable(post("refund", &request()).answered_text(200, "ok").judge(rule));
        assert_unclear(get("refund_status", "").answered_text(200, "ok").judge(rule));
    }
}
