//! How refusals are answered, and what every answer carries (OAS71; ERR; IDEM).

use crate::core::finding::{Finding, Verdict};
use crate::core::http::Response;
use crate::providers::Judged;
use crate::providers::adyen::auth::IDEMPOTENCY_KEY;
use crate::providers::reading::{finding, fits, no_json};

/// Statuses with which something between us and the provider answers.
const GATEWAY: [u16; 6] = [407, 413, 429, 502, 503, 504];

/// A refusal is a ServiceError: the status of the answer, a code, a message and a type. What there is at another URL is not
/// published.
pub fn error_shape(judged: &Judged<'_>) -> Verdict {
    let Some(response) = refused(judged).filter(|response| !matches!(response.status, 404 | 405)) else {
        return Verdict::NotApplicable;
    };
    let Some(answer) = judged.json() else {
        return match GATEWAY.contains(&response.status) {
            true => Verdict::Unclear(format!("a gateway answered {} in the provider's place", response.status)),
            false => no_json(),
        };
    };
    match fits("adyen", "error", answer) {
        Verdict::Passed if answer["status"] != response.status => {
            Verdict::Broken(finding("status", format!("{} as the answer", response.status), &answer["status"]))
        }
        verdict => verdict,
    }
}

/// Who has no good API key is told so as a matter of security, and gets no payment.
pub fn unauthorised_as_security(judged: &Judged<'_>) -> Verdict {
    let unauthorised = refused(judged).is_some_and(|response| response.status == 401);
    match judged.json().filter(|_| unauthorised) {
        Some(answer) if !answer["resultCode"].is_null() => {
            Verdict::Broken(finding("resultCode", "absent", &answer["resultCode"]))
        }
        Some(answer) if !answer["errorType"].is_string() => Verdict::NotApplicable,
        Some(answer) if answer["errorType"] == "security" => Verdict::Passed,
        Some(answer) => Verdict::Broken(finding("errorType", "security", &answer["errorType"])),
        None => Verdict::NotApplicable,
    }
}

/// An answer to a request that was carried out under an idempotency key repeats that key.
pub fn key_echoed(judged: &Judged<'_>) -> Verdict {
    let sent = judged.exchange.request.headers.get(IDEMPOTENCY_KEY);
    let (Some(key), Some(response)) = (sent, judged.response().filter(|response| response.is_success())) else {
        return Verdict::NotApplicable;
    };
    match response.headers.get(IDEMPOTENCY_KEY) {
        Some(echo) if echo == key => Verdict::Passed,
        echo => {
            let place = format!("response header {IDEMPOTENCY_KEY}");
            Verdict::Broken(Finding::new(place, "the request's", echo.unwrap_or("absent")))
        }
    }
}

fn refused<'j>(judged: &Judged<'j>) -> Option<&'j Response> {
    judged.response().filter(|response| response.status >= 400)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::fixture::{assert_broken, call, judge, judge_json, text};
    use super::*;

    fn error() -> Value {
        json!({ "status": 422, "errorCode": "14_030", "message": "m", "errorType": "validation" })
    }

    fn refused(rule: &str, status: u16, answer: &Value) -> Verdict {
        judge_json(rule, "payment", &json!({}), status, answer)
    }

    #[test]
    fn an_error_is_a_service_error() {
        let rule = "error_shape";
        assert_eq!(refused(rule, 422, &error()), Verdict::Passed);
        for (name, value) in [
            ("status", json!("422")),
            ("status", json!(400)),
            ("errorCode", json!(14)),
            ("errorCode", json!("")),
            ("errorType", json!("other")),
        ] {
            let mut changed = error();
            changed[name] = value;
            assert_broken(refused(rule, 422, &changed), &format!("response body {name}"));
        }
        assert_broken(judge(rule, "payment", call("payment", &json!({})), text(500)), "response body");
        assert!(matches!(judge(rule, "payment", call("payment", &json!({})), text(502)), Verdict::Unclear(_)));
        assert_eq!(refused(rule, 404, &json!({})), Verdict::NotApplicable);
        assert_eq!(refused(rule, 200, &json!({})), Verdict::NotApplicable);
    }

    #[test]
    fn a_wrong_key_is_a_matter_of_security() {
        let rule = "unauthorised_as_security";
        assert_eq!(refused(rule, 401, &json!({ "errorType": "security" })), Verdict::Passed);
        assert_broken(refused(rule, 401, &error()), "response body errorType");
        let paid = json!({ "errorType": "security", "resultCode": "Authorised" });
        assert_broken(refused(rule, 401, &paid), "response body resultCode");
        assert_eq!(refused(rule, 422, &error()), Verdict::NotApplicable);
        assert_eq!(refused(rule, 401, &json!({})), Verdict::NotApplicable);
    }

    #[test]
    fn an_idempotency_key_is_repeated() {
        let answered = |status: u16, echo: &str| {
            let mut request = call("payment", &json!({}));
            request.headers.set("Idempotency-Key", "k-1");
            let mut response = Response::json(status, &json!({}));
            if !echo.is_empty() {
                response.headers.set("idempotency-key", echo);
            }
            judge("key_echoed", "payment", request, response)
        };
        assert_eq!(answered(200, "k-1"), Verdict::Passed);
        for echo in ["", "k-2"] {
            assert_broken(answered(200, echo), "response header idempotency-key");
        }
        assert_eq!(answered(422, ""), Verdict::NotApplicable);
        assert_eq!(judge_json("key_echoed", "payment", &json!({}), 200, &json!({})), Verdict::NotApplicable);
    }
}
