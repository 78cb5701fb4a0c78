//! Passive checks, and what they judge.

use std::cell::OnceCell;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::{Credentials, Endpoint};
use crate::core::finding::Verdict;
use crate::core::http::{Exchange, Response};
use crate::core::json;
use crate::core::subject::Subject;
use crate::signing::parts::{self, PartsError};

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
    answer: OnceCell<Answer>,
    sent: OnceCell<Result<Value, String>>,
}

impl<'a> Judged<'a> {
    /// An exchange ready to be judged.
    pub fn new(exchange: &'a Exchange, endpoint: Option<&'static Endpoint>, credentials: &'a Credentials) -> Self {
        let (answer, sent) = (OnceCell::new(), OnceCell::new());
        Self { exchange, endpoint, credentials, signed_host: None, answer, sent }
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
        self.answer().json.as_ref()
    }

    /// The members of the answer's body, as they are signed.
    pub fn members(&self) -> Result<&Map<String, Value>, PartsError> {
        match self.answer() {
            Answer { unsigned: Some(error), .. } => Err(error.clone()),
            Answer { json: Some(Value::Object(members)), .. } => Ok(members),
            _ => Ok(&NOTHING),
        }
    }

    fn answer(&self) -> &Answer {
        self.answer.get_or_init(|| self.response().map_or_else(Answer::default, |response| Answer::read(&response.body)))
    }

    /// True when the request addresses the operation `name`.
    pub fn addresses(&self, name: &str) -> bool {
        self.endpoint.is_some_and(|endpoint| endpoint.name == name)
    }

    /// The response's body as JSON, for whoever reads on when all rules have judged.
    pub fn into_json(self) -> Option<Value> {
        self.json();
        self.answer.into_inner()?.json
    }

    /// What the request asked for, as an object: the members of its body or, of a GET or without a body, its query parameters,
    /// decoded once; read once for all rules. The sentence says why it cannot be read.
    pub fn sent(&self) -> Result<&Value, &str> {
        let sent = self.sent.get_or_init(|| {
            let request = &self.exchange.request;
            if request.method != "GET" && !request.body.is_empty() {
                return json::object(&request.body).map(Value::Object).map_err(|error| error.to_string());
            }
            let pairs = parts::query(request.query()).map_err(|error| error.to_string())?;
            Ok(pairs.into_iter().map(|(name, value)| (name.into_owned(), Value::String(value.into_owned()))).collect())
        });
        sent.as_ref().map_err(String::as_str)
    }

    /// What the request asked for; nothing if it cannot be read.
    pub fn asked(&self) -> &Map<String, Value> {
        self.sent().ok().and_then(Value::as_object).unwrap_or(&NOTHING)
    }

    /// True when the exchange is a 2xx answer of the operation `name`.
    pub fn succeeded(&self, name: &str) -> bool {
        self.addresses(name) && self.response().is_some_and(Response::is_success)
    }
}

/// The body of an answer.
#[derive(Default)]
struct Answer {
    json: Option<Value>,
    /// Why it has no members that can be signed.
    unsigned: Option<PartsError>,
}

impl Answer {
    fn read(body: &[u8]) -> Self {
        match parts::members(body) {
            Ok(_) if body.is_empty() => Self::default(),
            Ok(members) => Self { json: Some(Value::Object(members)), unsigned: None },
            Err(error) => Self { json: serde_json::from_slice(body).ok(), unsigned: Some(error) },
        }
    }
}

static NOTHING: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::core::http::Request;

    #[test]
    fn a_query_is_decoded_once_and_a_body_goes_before_it() {
        let (endpoint, account) = (None, Credentials::default());
        let exchange = |method: &str, body: &str| Exchange {
            id: "x1".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            duration_ms: 1.0,
            request: Request { body: body.into(), ..Request::new(method, "https://h/p?a=%7C%2540+&b=&c") },
            answer: Err("none".to_owned()),
        };
        let sent = |method: &str, body: &str| Judged::new(&exchange(method, body), endpoint, &account).sent().ok().cloned();
        let query = Some(json!({ "a": "|%40+", "b": "", "c": "" }));
        assert_eq!([sent("GET", ""), sent("GET", "no json"), sent("POST", "")], [(); 3].map(|()| query.clone()));
        assert_eq!(sent("POST", r#"{"a":1}"#), Some(json!({ "a": 1 })));
        assert_eq!([sent("POST", "no json"), sent("POST", r#"{"a":1,"a":2}"#)], [None, None]);
    }
}
