//! Whether answers are signed, and rightly (AP/section8/api_reference; AP/section1/create_canonical_request).

use std::borrow::Cow;

use super::super::auth::{self, ResponseSignature};
use super::super::response_signature::SIGNATURE;
use crate::core::finding::{Finding, Verdict};
use crate::core::http::Response;
use crate::providers::Judged;

/// A successful answer carries a request id, a date and a signature.
pub fn response_headers(judged: &Judged<'_>) -> Verdict {
    let Some(response) = signed_call(judged).filter(|response| response.is_success()) else { return Verdict::NotApplicable };
    let missing = [auth::REQUEST_ID, auth::DATE, SIGNATURE].into_iter().find(|name| is_empty(response, name));
    missing
        .map_or(Verdict::Passed, |name| Verdict::Broken(Finding::new("response headers", format!("{name}, not empty"), "none")))
}

/// The signature is the right one. What is signed is published for answers to POST only: elsewhere a mismatch is a doubt.
/// A missing signature is for [`response_headers`] to judge.
pub fn response_signature(judged: &Judged<'_>) -> Verdict {
    let Some(response) = signed_call(judged).filter(|_| judged.json().is_some()) else { return Verdict::NotApplicable };
    let published = response.is_success() && judged.exchange.request.method == "POST";
    let members = || judged.members().map(Cow::Borrowed);
    match auth::verify_answer(&judged.exchange.request, response, judged.credentials, members) {
        ResponseSignature::Valid => Verdict::Passed,
        ResponseSignature::Missing(name) if response.is_success() => Verdict::Unclear(format!("the answer has no {name}")),
        ResponseSignature::Missing(_) => Verdict::NotApplicable,
        ResponseSignature::Invalid { reason, .. } if published => {
            let expected = "the published signature over this answer's date, id and members";
            Verdict::Broken(Finding::new(format!("response header {}", SIGNATURE), expected, reason))
        }
        ResponseSignature::Invalid { reason, .. } | ResponseSignature::Ambiguous(reason) => Verdict::Unclear(reason),
    }
}

/// The answer to an operation that is signed.
fn signed_call<'a>(judged: &Judged<'a>) -> Option<&'a Response> {
    judged.response().filter(|_| judged.endpoint.is_some_and(|endpoint| endpoint.signed))
}

fn is_empty(response: &Response, name: &str) -> bool {
    response.headers.get(name).is_none_or(|value| value.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::super::fixture::{Case, assert_broken, assert_not_applicable, assert_passed, assert_unclear, get, post};
    use super::*;
    use crate::providers::Credentials;

    const HEADERS: &str = "response_headers";
    const SIGNED: &str = "response_signature";

    fn account() -> Credentials {
        [("merchant_id", "M"), ("access_key_id", "K"), ("secret_key", "secret")].into_iter().collect()
    }

    fn charge() -> Case {
        post("charge", &json!({ "chargeId": "c-1" }))
    }

    /// The call answered as the provider does, then changed.
    fn answered(case: Case, status: u16, body: &Value, change: impl Fn(&mut Response)) -> Case {
        let mut response = Response::json(status, body);
        auth::sign_response(&case.request, &mut response, "secret", Timestamp::UNIX_EPOCH, "id-1");
        change(&mut response);
        case.with(response)
    }

    fn judge(rule: &str, case: Case) -> Verdict {
        case.judge_with(rule, &account())
    }

    fn tamper(response: &mut Response) {
        response.body = br#"{"status":"Declined"}"#.to_vec();
    }

    #[test]
    fn a_success_carries_its_three_headers() {
        let body = json!({ "status": "CaptureApproved" });
        assert_passed(judge(HEADERS, answered(charge(), 200, &body, |_| {})));
        for name in [auth::REQUEST_ID, auth::DATE, SIGNATURE] {
            assert_broken(judge(HEADERS, answered(charge(), 200, &body, |r| r.headers.remove(name))), "response headers");
            assert_broken(judge(HEADERS, answered(charge(), 200, &body, |r| r.headers.set(name, " "))), "response headers");
            assert_unclear(judge(SIGNED, answered(charge(), 200, &body, |r| r.headers.remove(name))));
        }
        assert_not_applicable(judge(HEADERS, charge().answered(400, &json!({}))));
        assert_not_applicable(judge(HEADERS, post("access_token", &json!({})).answered(200, &json!({}))));
        assert_not_applicable(judge(HEADERS, charge().unanswered()));
    }

    #[test]
    fn the_signature_of_an_answer_to_a_post_is_the_published_one() {
        let body = json!({ "status": "CaptureApproved", "chargeId": "c-1" });
        assert_passed(judge(SIGNED, answered(charge(), 200, &body, |_| {})));
        let place = "response header x-amz-signature";
        assert_broken(judge(SIGNED, answered(charge(), 200, &body, tamper)), place);
        for (name, value) in [(auth::REQUEST_ID, "id-2"), (auth::DATE, "19700102T000000Z"), (auth::DATE, "yesterday")] {
            assert_broken(judge(SIGNED, answered(charge(), 200, &body, |r| r.headers.set(name, value))), place);
        }
        assert_not_applicable(judge(SIGNED, charge().answered_text(200, "ok")));
        assert_not_applicable(judge(SIGNED, post("access_token", &json!({})).answered(200, &body)));
    }

    #[test]
    fn what_is_not_published_is_a_doubt() {
        let status = || get("charge_status", "txnId=c-1");
        let body = json!({ "status": "CaptureApproved" });
        assert_passed(judge(SIGNED, answered(status(), 200, &body, |_| {})));
        assert_unclear(judge(SIGNED, answered(status(), 200, &body, tamper)));
        assert_unclear(judge(SIGNED, answered(status(), 200, &body, |r| r.headers.set(auth::DATE, "yesterday"))));

        let refused = json!({ "code": "InvalidChargeId", "message": "m" });
        assert_passed(judge(SIGNED, answered(charge(), 400, &refused, |_| {})));
        assert_unclear(judge(SIGNED, answered(charge(), 400, &refused, tamper)));
        assert_not_applicable(judge(SIGNED, charge().answered(400, &refused)));
    }
}
