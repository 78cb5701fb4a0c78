//! Exchanges for the unit tests of the rules.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::RULES;
use crate::core::finding::Verdict;
use crate::core::http::{Exchange, Request, Response};
use crate::core::id::Ids;
use crate::core::member;
use crate::providers::ppro::{endpoints, messages};
pub use crate::providers::verdicts::{assert_broken, assert_not_applicable, assert_passed, assert_unclear};
use crate::providers::{Credentials, Draft, Endpoint, Judged, Sender, Slot};

/// An exchange of one operation in the making.
pub struct Case {
    endpoint: Option<&'static Endpoint>,
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
    Case { endpoint: Some(endpoint), request, answer: Err("not sent".to_owned()) }
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

/// The account of a merchant under test.
fn account() -> Credentials {
    [("merchant_id", "merch_1"), ("api_key", "k")].into_iter().collect()
}

/// A call of a merchant that does all as published, its members then changed.
pub fn merchant(operation: &str, change: impl Fn(&mut Map<String, Value>)) -> Case {
    let (endpoint, account) = (endpoints::named(operation), account());
    let mut draft = Draft::new(endpoint, messages::draft(endpoint, &account, &Ids::new("x")));
    messages::fill(&mut draft, &Slot::Amount("10.00"));
    if operation == "agreement" {
        member::set(&mut draft.members, "initialPaymentCharge.merchantPaymentChargeReference", json!("p-1"));
    }
    let path = draft.path;
    let ids = ["charge_id", "agreement_id", "capture_id", "void_id", "refund_id"];
    for name in ids.into_iter().filter(|name| path.contains(*name)) {
        draft.members.insert(name.to_owned(), json!("id_1"));
    }
    change(&mut draft.members);
    let sender =
        Sender { base_url: "https://sandbox.example", signed_host: None, credentials: &account, now: Timestamp::UNIX_EPOCH };
    let request = messages::compose(&draft, &sender).expect("members that can be sent");
    Case { endpoint: Some(endpoint), request, answer: Err("not sent".to_owned()) }
}

/// Sets a member, by its dotted name.
pub fn set(name: &'static str, value: impl Into<Value>) -> impl Fn(&mut Map<String, Value>) {
    let value = value.into();
    move |members| member::set(members, name, value.clone())
}

/// Takes a member out.
pub fn without(name: &'static str) -> impl Fn(&mut Map<String, Value>) {
    move |members| member::remove(members, name)
}

impl Case {
    /// With this header of the request; an empty one is left out.
    pub fn with_sent_header(mut self, name: &str, value: &str) -> Self {
        match value {
            "" => self.request.headers.remove(name),
            value => self.request.headers.set(name, value),
        }
        self
    }

    /// With this body of the request.
    pub fn with_sent_body(mut self, body: &str) -> Self {
        self.request.body = body.into();
        self
    }

    /// Of no operation that is known.
    pub fn unknown(self) -> Self {
        Self { endpoint: None, ..self }
    }

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
        (rule.judge)(&Judged::new(&exchange, endpoint, &account()))
    }
}
