//! Passive checks, and what they judge.

use std::cell::OnceCell;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

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
    answer: OnceCell<Option<Value>>,
    asked: OnceCell<Map<String, Value>>,
}

impl<'a> Judged<'a> {
    /// An exchange ready to be judged.
    pub fn new(exchange: &'a Exchange, endpoint: Option<&'static Endpoint>, credentials: &'a Credentials) -> Self {
        Self { exchange, endpoint, credentials, answer: OnceCell::new(), asked: OnceCell::new() }
    }

    /// The response, when one came.
    pub fn response(&self) -> Option<&'a Response> {
        self.exchange.answer.as_ref().ok()
    }

    /// The response's body as JSON; parsed once for all rules.
    pub fn json(&self) -> Option<&Value> {
        self.answer.get_or_init(|| serde_json::from_slice(&self.response()?.body).ok()).as_ref()
    }

    /// The response's body as JSON, for whoever reads on when all rules have judged.
    pub fn into_json(self) -> Option<Value> {
        self.json();
        self.answer.into_inner().flatten()
    }

    /// What the request asked for: the members of its JSON body or, without a body, its query parameters, decoded once.
    pub fn asked(&self) -> &Map<String, Value> {
        self.asked.get_or_init(|| {
            let request = &self.exchange.request;
            if !request.body.is_empty() {
                return serde_json::from_slice(&request.body).unwrap_or_default();
            }
            let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
            let pairs = request.query().split('&').filter_map(|pair| pair.split_once('='));
            pairs.map(|(name, value)| (decoded(name), Value::from(decoded(value)))).collect()
        })
    }

    /// True when the exchange is a 2xx answer of the operation `name`.
    pub fn succeeded(&self, name: &str) -> bool {
        self.endpoint.is_some_and(|endpoint| endpoint.name == name) && self.response().is_some_and(Response::is_success)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::core::http::Request;

    #[test]
    fn a_query_is_decoded_once_and_a_body_goes_before_it() {
        let (endpoint, account) = (None, Credentials::default());
        let exchange = |body: &str| Exchange {
            id: "x1".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            duration_ms: 1.0,
            request: Request { body: body.into(), ..Request::new("GET", "https://h/p?a=%7C%2540+&b=&c") },
            answer: Err("none".to_owned()),
        };
        let asked = |body: &str| Value::from(Judged::new(&exchange(body), endpoint, &account).asked().clone());
        assert_eq!(asked(""), json!({ "a": "|%40+", "b": "" }));
        assert_eq!(asked(r#"{"a":1}"#), json!({ "a": 1 }));
        assert_eq!(asked("no json"), json!({}));
    }
}
