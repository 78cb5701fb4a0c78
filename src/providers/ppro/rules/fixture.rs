//! Exchanges for the unit tests of the rules.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::RULES;
use crate::core::finding::Verdict;
use crate::core::http::{Exchange, Request, Response};
use crate::providers::ppro::endpoints;
pub use crate::providers::verdicts::{assert_broken, assert_not_applicable, assert_passed, assert_unclear};
use crate::providers::{Credentials, Endpoint, Judged};

/// An exchange of one operation in the making.
pub struct Case {
    endpoint: &'static Endpoint,
    request: Request,
    answer: Result<Response, String>,
}

/// A call of an operation with this body.
pub fn call(operation: &str, body: &Value) -> Case {
    let endpoint = endpoints::named(operation);
    let mut request = Request::new(endpoint.method, format!("https://sandbox.example{}", endpoint.path));
    if endpoint.method == "POST" {
        request.body = body.to_string().into_bytes();
    }
    Case { endpoint, request, answer: Err("not sent".to_owned()) }
}

/// The answer to a new charge of 10.00.
pub fn charge() -> Value {
    let (created, redirect) =
        ("2026-06-03T11:23:47.123Z", json!({ "requestUrl": "https://amazon.example/", "requestMethod": "GET" }));
    json!({
        "id": "charge_1", "status": "AUTHENTICATION_PENDING", "currency": "USD", "createdAt": created,
        "authenticationMethods": [{ "type": "REDIRECT", "details": redirect }],
        "authorizations": [{ "id": "authz_1", "amount": 1000, "createdAt": created, "updatedAt": created }],
    })
}

impl Case {
    /// With a JSON answer.
    pub fn answered(self, status: u16, body: &Value) -> Self {
        Self { answer: Ok(Response::json(status, body)), ..self }
    }

    /// With an answer that is no JSON.
    pub fn answered_text(self, status: u16, body: &str) -> Self {
        Self { answer: Ok(Response { status, headers: Default::default(), body: body.into() }), ..self }
    }

    /// With a header of the answer.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        if let Ok(answer) = &mut self.answer {
            answer.headers.set(name, value);
        }
        self
    }

    /// Without an answer.
    pub fn unanswered(self) -> Self {
        Self { answer: Err("connection refused".to_owned()), ..self }
    }

    /// What the rule of that name says.
    pub fn judge(self, rule: &str) -> Verdict {
        let Self { endpoint, request, answer } = self;
        let exchange = Exchange { id: "x1".to_owned(), at: Timestamp::UNIX_EPOCH, duration_ms: 1.0, request, answer };
        let rule = RULES.iter().find(|known| known.name == rule).expect("a rule of the table");
        (rule.judge)(&Judged::new(&exchange, Some(endpoint), &Credentials::default()))
    }
}
