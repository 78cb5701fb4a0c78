//! How refusals, failures and limits are answered (RF/error-representation; RATE).

use super::reading::finding;
use crate::core::finding::{Finding, Verdict};
use crate::core::http::Response;
use crate::providers::Judged;

/// Statuses with which something between us and the provider may answer in its place.
const GATEWAY: [u16; 4] = [407, 413, 502, 503];

/// The headers that tell the limits.
const LIMITS: [&str; 4] =
    ["X-RateLimit-Remaining", "X-RateLimit-Requested-Tokens", "X-RateLimit-Burst-Capacity", "X-RateLimit-Replenish-Rate"];

/// What FAILED names type and code of its failure.
pub fn failed_with_failure(judged: &Judged<'_>) -> Verdict {
    let failed = |answer: &&serde_json::Value| {
        judged.response().is_some_and(Response::is_success) && answer.get("status").is_some_and(|status| status == "FAILED")
    };
    let Some(answer) = judged.json().filter(failed) else { return Verdict::NotApplicable };
    for member in ["failureType", "failureCode"] {
        let found = &answer["failure"][member];
        if found.as_str().is_none_or(str::is_empty) {
            return Verdict::Broken(finding(&format!("failure.{member}"), "a text that is not empty", found));
        }
    }
    Verdict::Passed
}

/// An error repeats its status and has a text and a time; the gateway before the API answers 401 with a text only.
pub fn error_shape(judged: &Judged<'_>) -> Verdict {
    let Some(response) = judged.response().filter(|response| response.status >= 400) else { return Verdict::NotApplicable };
    if GATEWAY.contains(&response.status) {
        return Verdict::Unclear(format!("a gateway answered {} in the provider's place", response.status));
    }
    let Some(body) = judged.json().filter(|body| body.is_object()) else {
        return Verdict::Broken(Finding::new("response body", "a JSON object", "none"));
    };
    let text = ["failureMessage", "message"].iter().any(|name| body[*name].is_string());
    if !text {
        return Verdict::Broken(finding("failureMessage", "a text", &body["failureMessage"]));
    }
    if response.status == 401 && body.get("status").is_none() {
        return Verdict::Passed;
    }
    if body["status"] != response.status {
        return Verdict::Broken(finding("status", response.status.to_string(), &body["status"]));
    }
    match body["timestamp"].as_str().map(str::parse::<jiff::Timestamp>) {
        Some(Ok(_)) => Verdict::Passed,
        _ => Verdict::Broken(finding("timestamp", "an instant", &body["timestamp"])),
    }
}

/// Who is limited is told by how much.
pub fn limit_headers(judged: &Judged<'_>) -> Verdict {
    let Some(response) = judged.response().filter(|response| response.status == 429) else { return Verdict::NotApplicable };
    let missing = LIMITS.iter().find(|name| response.headers.get(name).is_none());
    missing.map_or(Verdict::Passed, |name| Verdict::Broken(Finding::new(format!("response header {name}"), "present", "absent")))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::fixture::{assert_broken, assert_not_applicable, assert_passed, assert_unclear, call};
    use super::*;

    fn answered(status: u16, body: &Value, rule: &str) -> Verdict {
        call("charge", &json!({})).answered(status, body).judge(rule)
    }

    #[test]
    fn a_failure_says_why() {
        let rule = "failed_with_failure";
        let failure = json!({ "failureType": "PROVIDER_DECLINE", "failureCode": "UNKNOWN" });
        assert_passed(answered(200, &json!({ "status": "FAILED", "failure": failure }), rule));
        assert_broken(answered(200, &json!({ "status": "FAILED" }), rule), "response body failure.failureType");
        let half = json!({ "status": "FAILED", "failure": { "failureType": "PROVIDER_DECLINE", "failureCode": "" } });
        assert_broken(answered(200, &half, rule), "response body failure.failureCode");
        assert_not_applicable(answered(200, &json!({ "status": "CAPTURED" }), rule));
        assert_not_applicable(answered(400, &json!({ "status": "FAILED" }), rule));
    }

    #[test]
    fn an_error_has_its_envelope() {
        let rule = "error_shape";
        let envelope = json!({ "status": 404, "failureMessage": "m", "timestamp": "2025-02-17T21:18:20.003Z" });
        assert_passed(answered(404, &envelope, rule));
        assert_passed(answered(401, &json!({ "message": "Unauthorized" }), rule));
        assert_broken(answered(400, &envelope, rule), "response body status");
        for (member, place) in [("status", "status"), ("failureMessage", "failureMessage"), ("timestamp", "timestamp")] {
            let mut without = envelope.clone();
            without.as_object_mut().unwrap().remove(member);
            assert_broken(answered(404, &without, rule), &format!("response body {place}"));
        }
        assert_broken(call("charge", &json!({})).answered_text(404, "<html>").judge(rule), "response body");
        assert_unclear(call("charge", &json!({})).answered_text(503, "<html>").judge(rule));
        assert_not_applicable(answered(200, &json!({}), rule));
    }

    #[test]
    fn limits_are_told() {
        let rule = "limit_headers";
        let case = call("charge", &json!({})).answered(429, &json!({}));
        assert_broken(case.judge(rule), "response header X-RateLimit-Remaining");
        let mut case = call("charge", &json!({})).answered(429, &json!({}));
        for name in LIMITS {
            case = case.with_header(name, "1");
        }
        assert_passed(case.judge(rule));
        assert_not_applicable(answered(400, &json!({}), rule));
    }
}
