//! What Post Charge and Get Status say about a charge (AP/section8/post_charge_api, /get_status_api).

use serde_json::Value;

use super::reading::{filled, finding, gives, listed, no_json, repeats, repeats_amount};
use crate::core::finding::Verdict;
use crate::core::http::is_https_url;
use crate::providers::Judged;

/// The answer repeats merchantId, chargeId, currencyCode and amount and adds amazonChargeId.
pub fn charge_echo(judged: &Judged<'_>) -> Verdict {
    if !judged.succeeded("charge") {
        return Verdict::NotApplicable;
    }
    let Some(answer) = judged.json() else { return no_json() };
    let asked = judged.asked();
    let texts = ["merchantId", "chargeId", "currencyCode"].into_iter().try_for_each(|member| repeats(asked, answer, member));
    texts.and_then(|()| repeats_amount(asked, answer, "requestedAmount")).and_then(|()| gives(answer, "amazonChargeId")).into()
}

/// The status is a published one. A refund's answer is not judged, even where it comes from the charge path.
pub fn charge_status_listed(judged: &Judged<'_>) -> Verdict {
    match judged.json() {
        Some(answer) if judged.succeeded("charge") || judged.succeeded("charge_status") && !tells_of_refund(answer) => {
            listed("chargeStatus", &answer["status"])
        }
        None if judged.succeeded("charge_status") => Verdict::Unclear("the answer is no JSON".to_owned()),
        _ => Verdict::NotApplicable,
    }
}

/// A pending charge tells where the customer finishes it. Get Status is not published to repeat that.
pub fn pending_with_pay_url(judged: &Judged<'_>) -> Verdict {
    let pending = judged.json().filter(|answer| judged.succeeded("charge") && answer["status"] == "CapturePending");
    let Some(url) = pending.map(|answer| &answer["amazonPayUrl"]) else { return Verdict::NotApplicable };
    if url.as_str().is_some_and(is_https_url) {
        return Verdict::Passed;
    }
    Verdict::Broken(finding("amazonPayUrl", "an absolute https URL", url))
}

/// True for the answer of a Get Status call about a refund: one page prints the charge path for refunds too.
pub fn tells_of_refund(answer: &Value) -> bool {
    filled(&answer["refundId"]).or(filled(&answer["amazonRefundId"])).is_some()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{assert_broken, assert_not_applicable, assert_passed, assert_unclear, get, post};
    use super::*;

    fn request() -> Value {
        json!({ "merchantId": "M", "chargeId": "c-1", "currencyCode": "INR", "amount": "10.00" })
    }

    fn answer() -> Value {
        json!({ "merchantId": "M", "chargeId": "c-1", "currencyCode": "INR", "requestedAmount": "10.0", "amazonChargeId": "S04-1",
            "status": "CaptureApproved" })
    }

    fn judge(rule: &str, change: impl Fn(&mut Value)) -> Verdict {
        let mut changed = answer();
        change(&mut changed);
        post("charge", &request()).answered(200, &changed).judge(rule)
    }

    #[test]
    fn a_charge_is_repeated() {
        let rule = "charge_echo";
        assert_passed(judge(rule, |_| {}));
        for member in ["merchantId", "chargeId", "currencyCode", "requestedAmount", "amazonChargeId"] {
            for wrong in [json!(null), json!(""), json!("other")] {
                if (member, &wrong) != ("amazonChargeId", &json!("other")) {
                    let broken = judge(rule, |answer| answer[member] = wrong.clone());
                    assert_broken(broken, &format!("response body {member}"));
                }
            }
        }
        assert_broken(judge(rule, |answer| answer["requestedAmount"] = json!("10.01")), "response body requestedAmount");
        assert_broken(post("charge", &request()).answered_text(200, "ok").judge(rule), "response body");
        assert_broken(post("charge", &request()).answered(200, &json!([])).judge(rule), "response body merchantId");
        assert_not_applicable(post("charge", &request()).answered(400, &json!({})).judge(rule));
        assert_not_applicable(post("charge", &request()).unanswered().judge(rule));
    }

    #[test]
    fn the_status_of_a_charge_is_listed() {
        let rule = "charge_status_listed";
        let status = |body: &Value| get("charge_status", "txnId=c-1").answered(200, body).judge(rule);
        for name in ["CapturePending", "CaptureApproved", "Failed", "Pending", "Approved", "Declined"] {
            assert_passed(judge(rule, |answer| answer["status"] = json!(name)));
            assert_passed(status(&json!({ "status": name })));
        }
        for wrong in [json!("Success"), json!("captureapproved"), json!(null), json!(1)] {
            assert_broken(judge(rule, |answer| answer["status"] = wrong.clone()), "response body status");
            assert_broken(status(&json!({ "status": wrong })), "response body status");
        }
        assert_not_applicable(status(&json!({ "status": "Success", "refundId": "r-1" })));
        assert_passed(status(&json!({ "status": "CaptureApproved", "refundId": "", "amazonRefundId": null })));
        assert_not_applicable(post("charge", &request()).answered_text(200, "ok").judge(rule));
        assert_not_applicable(post("refund", &request()).answered(200, &json!({ "status": "Success" })).judge(rule));
        assert_unclear(get("charge_status", "txnId=c-1").answered_text(200, "ok").judge(rule));
    }

    #[test]
    fn a_pending_charge_has_a_pay_url() {
        let rule = "pending_with_pay_url";
        let pending = |url: Value| {
            judge(rule, move |answer| {
                answer["status"] = json!("CapturePending");
                answer["amazonPayUrl"] = url.clone();
            })
        };
        assert_passed(pending(json!("https://amazonpay.amazon.in/pay?x=1")));
        for url in [json!(null), json!(""), json!("url"), json!("http://amazonpay.amazon.in/pay")] {
            assert_broken(pending(url), "response body amazonPayUrl");
        }
        assert_not_applicable(judge(rule, |_| {}));
        assert_not_applicable(get("charge_status", "").answered(200, &json!({ "status": "CapturePending" })).judge(rule));
    }
}
