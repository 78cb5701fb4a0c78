//! Passive checks, and what they judge.

use std::cell::OnceCell;

use serde_json::Value;

use super::{Credentials, Endpoint};
use crate::core::finding::Verdict;
use crate::core::http::{Exchange, Response};
use crate::core::subject::Subject;

/// A passive check: a pure function over one exchange, judged on every exchange of a run.
pub struct Rule {
    /// The name by which the catalogue calls it.
    pub name: &'static str,
    /// What it holds, in one sentence.
    pub text: &'static str,
    /// Whose exchanges it judges.
    pub subject: Subject,
    /// The check.
    pub judge: fn(&Judged<'_>) -> Verdict,
}

/// What a rule judges: an exchange as sent and received, before anything is redacted.
pub struct Judged<'a> {
    /// The exchange.
    pub exchange: &'a Exchange,
    /// The operation that it addresses.
    pub endpoint: Option<&'static Endpoint>,
    /// The account with which it was signed.
    pub credentials: &'a Credentials,
    /// The host that a merchant under test signs with, where it is not the one that its requests name.
    pub signed_host: Option<&'a str>,
    answer: OnceCell<Option<Value>>,
}

impl<'a> Judged<'a> {
    /// An exchange ready to be judged.
    pub fn new(exchange: &'a Exchange, endpoint: Option<&'static Endpoint>, credentials: &'a Credentials) -> Self {
        Self { exchange, endpoint, credentials, signed_host: None, answer: OnceCell::new() }
    }

    /// The same exchange, had with a merchant that signs with this host.
    pub fn signed_by(self, host: Option<&'a str>) -> Self {
        Self { signed_host: host, ..self }
    }

    /// The response, when one came.
    pub fn response(&self) -> Option<&'a Response> {
        self.exchange.answer.as_ref().ok()
    }

    /// The response's body as JSON; parsed once for all rules.
    pub fn json(&self) -> Option<&Value> {
        self.answer.get_or_init(|| serde_json::from_slice(&self.response()?.body).ok()).as_ref()
    }

    /// True when the request addresses the operation `name`.
    pub fn addresses(&self, name: &str) -> bool {
        self.endpoint.is_some_and(|endpoint| endpoint.name == name)
    }

    /// True when the exchange is a 2xx answer of the operation `name`.
    pub fn succeeded(&self, name: &str) -> bool {
        self.addresses(name) && self.response().is_some_and(Response::is_success)
    }
}
