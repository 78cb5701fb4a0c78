//! Exchanges for the unit tests of the rules.

use jiff::Timestamp;
use serde_json::Value;

use super::RULES;
use crate::core::finding::Verdict;
use crate::core::http::{Exchange, Request, Response};
use crate::providers::adyen::ADYEN;
use crate::providers::{Credentials, Judged};

/// A call of an operation, at the version's path; `{payment_id}` is P.
pub fn call(operation: &str, body: &Value) -> Request {
    let endpoint = ADYEN.endpoint(operation).unwrap();
    let url = format!("https://checkout-test.example/v71{}", endpoint.path.replace("{payment_id}", "P"));
    Request { body: body.to_string().into_bytes(), ..Request::new("POST", url) }
}

/// What a rule says of a call with this answer.
pub fn judge(rule: &str, operation: &str, request: Request, response: Response) -> Verdict {
    let answer = Ok(response);
    let exchange = Exchange { id: "x1".to_owned(), at: Timestamp::UNIX_EPOCH, duration_ms: 1.0, request, answer };
    let rule = RULES.iter().find(|known| known.name == rule).unwrap();
    (rule.judge)(&Judged::new(&exchange, ADYEN.endpoint(operation), &Credentials::default()))
}

/// What a rule says of a call with this body and this JSON answer.
pub fn judge_json(rule: &str, operation: &str, body: &Value, status: u16, answer: &Value) -> Verdict {
    judge(rule, operation, call(operation, body), Response::json(status, answer))
}

/// An answer that is no JSON.
pub fn text(status: u16) -> Response {
    Response { status, headers: Default::default(), body: b"Bad gateway".to_vec() }
}

#[track_caller]
pub fn assert_broken(verdict: Verdict, place: &str) {
    match verdict {
        Verdict::Broken(finding) => assert_eq!(finding.place, place, "{finding:?}"),
        other => panic!("expected a finding at {place}, got {other:?}"),
    }
}
