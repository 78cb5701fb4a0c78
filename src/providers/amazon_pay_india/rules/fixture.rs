//! Exchanges for the unit tests of the rules.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::RULES;
use crate::core::finding::Verdict;
use crate::core::http::{Exchange, Request, Response};
use crate::core::id::Ids;
use crate::providers::amazon_pay_india::{AMAZON_PAY_INDIA, auth, messages};
pub use crate::providers::verdicts::{assert_broken, assert_not_applicable, assert_passed, assert_unclear};
use crate::providers::{Credentials, Draft, Endpoint, Judged, Sender, Slot};

/// An exchange of one operation in the making.
pub struct Case {
    endpoint: Option<&'static Endpoint>,
    /// As the merchant sent it.
    pub request: Request,
    answer: Result<Response, String>,
    signed_host: Option<&'static str>,
}

/// A call of a GET operation.
pub fn get(operation: &str, query: &str) -> Case {
    let endpoint = AMAZON_PAY_INDIA.endpoint(operation).expect("an operation of the provider");
    let request = Request::new("GET", format!("https://sandbox.example{}?{query}", endpoint.path));
    Case { endpoint: Some(endpoint), request, answer: Err("not sent".to_owned()), signed_host: None }
}

/// A call of a POST operation.
pub fn post(operation: &str, body: &Value) -> Case {
    let mut case = get(operation, "");
    case.request.method = "POST".to_owned();
    case.request.url = case.request.url.trim_end_matches('?').to_owned();
    case.request.body = body.to_string().into_bytes();
    case
}

/// The account of a merchant under test.
pub fn account() -> Credentials {
    [("merchant_id", "M"), ("access_key_id", "K"), ("secret_key", "secret"), ("callback_url", "https://shop.example/return")]
        .into_iter()
        .collect()
}

/// A call of a merchant that does all as published, its members then changed, signed with [`account`].
pub fn merchant(operation: &str, change: impl Fn(&mut Map<String, Value>)) -> Case {
    let endpoint = AMAZON_PAY_INDIA.endpoint(operation).expect("an operation of the provider");
    let account = account();
    let mut draft = Draft::new(endpoint, messages::draft(endpoint, &account, &Ids::new("x")));
    for slot in [Slot::Customer("Atza|1"), Slot::Amount("10.00")] {
        messages::fill(&mut draft, &slot);
    }
    change(&mut draft.members);
    let base_url = "http://amazonpay-sandbox.amazon.in";
    let sender = Sender { base_url, signed_host: None, credentials: &account, now: Timestamp::UNIX_EPOCH };
    let request = messages::compose(&draft, &sender).expect("members that can be sent");
    Case { endpoint: Some(endpoint), request, answer: Err("not sent".to_owned()), signed_host: None }.signed_as(None)
}

/// Sets a member.
pub fn set(name: &'static str, value: impl Into<Value>) -> impl Fn(&mut Map<String, Value>) {
    let value = value.into();
    move |members| {
        members.insert(name.to_owned(), value.clone());
    }
}

/// Takes a member out.
pub fn without(name: &'static str) -> impl Fn(&mut Map<String, Value>) {
    move |members| {
        members.shift_remove(name);
    }
}

impl Case {
    /// Signed anew as it stands, for this host, if it can be signed at all.
    pub fn signed_as(mut self, host: Option<&str>) -> Self {
        let (account, now) = (account(), Timestamp::UNIX_EPOCH);
        let sender = Sender { base_url: "", signed_host: host, credentials: &account, now };
        if self.endpoint.is_some_and(|endpoint| endpoint.signed) {
            // What has no published signature, such as a null, is sent without one.
            auth::sign(&mut self.request, &sender).unwrap_or_default();
        }
        self
    }

    /// With the request changed after it was signed.
    pub fn with_request(mut self, change: impl Fn(&mut Request)) -> Self {
        change(&mut self.request);
        self
    }

    /// With this value of a header.
    pub fn with_header(self, name: &str, value: &str) -> Self {
        self.with_request(|request| request.headers.set(name, value))
    }

    /// Of no operation that is known.
    pub fn unknown(self) -> Self {
        Self { endpoint: None, ..self }
    }

    /// Of a merchant that says it signs with this host.
    pub fn signing_with(self, host: &'static str) -> Self {
        Self { signed_host: Some(host), ..self }
    }

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

    /// What the rule of that name says of the merchant's call.
    pub fn judge_sent(self, rule: &str) -> Verdict {
        self.judge_with(rule, &account())
    }

    /// What the rule of that name says for this account.
    pub fn judge_with(self, rule: &str, credentials: &Credentials) -> Verdict {
        let Self { endpoint, request, answer, signed_host } = self;
        let exchange = Exchange { id: "x1".to_owned(), at: Timestamp::UNIX_EPOCH, duration_ms: 1.0, request, answer };
        let rule = RULES.iter().find(|known| known.name == rule).expect("a rule of the table");
        (rule.judge)(&Judged::new(&exchange, endpoint, credentials).signed_by(signed_host))
    }
}
