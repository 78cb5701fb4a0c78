//! Exchanges for the unit tests of the rules.

use jiff::Timestamp;
use serde_json::Value;

use super::RULES;
use crate::core::finding::Verdict;
use crate::core::http::{Exchange, Request, Response};
use crate::providers::amazon_pay_india::AMAZON_PAY_INDIA;
use crate::providers::{Credentials, Endpoint, Judged};

/// An exchange of one operation in the making.
pub struct Case {
    endpoint: &'static Endpoint,
    /// As the merchant sent it.
    pub request: Request,
    answer: Result<Response, String>,
}

/// A call of a GET operation.
pub fn get(operation: &str, query: &str) -> Case {
    let endpoint = AMAZON_PAY_INDIA.endpoint(operation).expect("an operation of the provider");
    let request = Request::new("GET", format!("https://sandbox.example{}?{query}", endpoint.path));
    Case { endpoint, request, answer: Err("not sent".to_owned()) }
}

/// A call of a POST operation.
pub fn post(operation: &str, body: &Value) -> Case {
    let mut case = get(operation, "");
    case.request.method = "POST".to_owned();
    case.request.url = case.request.url.trim_end_matches('?').to_owned();
    case.request.body = body.to_string().into_bytes();
    case
}

impl Case {
    /// With a JSON answer.
    pub fn answered(self, status: u16, body: &Value) -> Self {
        self.with(Response::json(status, body))
    }

    /// With an answer that is no JSON.
    pub fn answered_text(self, status: u16, body: &str) -> Self {
        self.with(Response { status, headers: [("content-type", "text/html")].into_iter().collect(), body: body.into() })
    }

    /// With this very answer.
    pub fn with(self, response: Response) -> Self {
        Self { answer: Ok(response), ..self }
    }

    /// Without an answer.
    pub fn unanswered(self) -> Self {
        Self { answer: Err("connection refused".to_owned()), ..self }
    }

    /// What the rule of that name says.
    pub fn judge(self, rule: &str) -> Verdict {
        self.judge_with(rule, &Credentials::default())
    }

    /// What the rule of that name says for this account.
    pub fn judge_with(self, rule: &str, credentials: &Credentials) -> Verdict {
        let Self { endpoint, request, answer } = self;
        let exchange = Exchange { id: "x1".to_owned(), at: Timestamp::UNIX_EPOCH, duration_ms: 1.0, request, answer };
        let rule = RULES.iter().find(|known| known.name == rule).expect("a rule of the table");
        (rule.judge)(&Judged::new(&exchange, Some(endpoint), credentials))
    }
}

#[track_caller]
pub fn assert_passed(verdict: Verdict) {
    assert_eq!(verdict, Verdict::Passed);
}

#[track_caller]
pub fn assert_not_applicable(verdict: Verdict) {
    assert_eq!(verdict, Verdict::NotApplicable);
}

#[track_caller]
pub fn assert_unclear(verdict: Verdict) {
    assert!(matches!(verdict, Verdict::Unclear(_)), "expected a doubt, got {verdict:?}");
}

#[track_caller]
pub fn assert_broken(verdict: Verdict, place: &str) {
    match verdict {
        Verdict::Broken(finding) => assert_eq!(finding.place, place, "{finding:?}"),
        other => panic!("expected a finding at {place}, got {other:?}"),
    }
}
