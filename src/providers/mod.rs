//! The providers: each a static value and a row in [`ALL`]. No provider knows another.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::core::finding::Verdict;
use crate::core::http::{Exchange, Headers, Request, Response};
use crate::core::id::Ids;
use crate::core::secret::Secret;
use crate::core::subject::Subject;
use crate::signing::mac::Stages;

pub mod amazon_pay_india;

/// Every provider.
pub static ALL: &[&Provider] = &[&amazon_pay_india::AMAZON_PAY_INDIA];

/// The provider of that slug.
pub fn find(slug: &str) -> Option<&'static Provider> {
    ALL.iter().copied().find(|provider| provider.slug == slug)
}

/// Everything that is particular to one provider.
pub struct Provider {
    /// The key of its folders, its configuration tables and its reports.
    pub slug: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// The keys of its endpoint table in `signoff.toml`, beside `base_url` and `control_url`.
    pub keys: &'static [Key],
    /// The customers in known states that its features speak of.
    pub personas: &'static [&'static str],
    /// Hosts on which a charge moves real money.
    pub production_hosts: &'static [&'static str],
    /// Where a refresh token is renewed when the configuration does not say.
    pub token_url: Option<&'static str>,
    /// Names of members, parameters and headers whose values are never recorded; of a name that ends in `?` the value is a
    /// URL and only its query is left out.
    pub sensitive: &'static [&'static str],
    /// Members whose texts differ from run to run, and what a snapshot shows instead.
    pub volatile: &'static [(&'static str, &'static str)],
    /// The operations of its API.
    pub endpoints: &'static [Endpoint],
    /// The passive checks.
    pub rules: &'static [Rule],
    /// What can be broken on purpose.
    pub faults: fn() -> &'static [Fault],
    /// A well-formed message of an operation, without the members that only the scenario knows.
    pub draft: fn(&'static Endpoint, &Credentials, &Ids) -> Map<String, Value>,
    /// Writes a value that only the scenario knows into the members that carry it.
    pub fill: fn(&mut Draft, &Slot<'_>),
    /// The first well-formed call to a target, for a customer's token when there is one.
    pub probe: fn(Option<&Secret>, &Credentials, &Ids) -> Draft,
    /// What a refusal says, in the provider's own error shape; `None` when the answer is not of that shape.
    pub refusal: fn(&Response) -> Option<Refusal>,
    /// The request of a draft: URL, headers and body, not yet signed.
    pub compose: fn(&Draft, &Sender<'_>) -> Result<Request, String>,
    /// Puts the merchant's authentication on a request as it will be sent (or as `signed_host` says it is signed).
    pub sign: fn(&mut Request, &Sender<'_>) -> Result<(), String>,
    /// Opens a merchant account at the simulator.
    pub open: fn(&Opening) -> (Account, Box<dyn Simulator>),
    /// The account keys that a request names, the most telling first.
    pub account_keys: fn(&Request) -> Vec<String>,
    /// Carries out `sign`: one JSON document in, the stages of its signature out; the error says what is wrong with the document.
    pub sign_document: fn(&str) -> Result<Value, String>,
    /// Carries out `verify`: as `sign_document`; the inner error says why the signature is not valid.
    pub verify_document: fn(&str) -> Result<Result<(), String>, String>,
    /// What the subject `signer` needs; `None` where a provider has no request signature.
    pub signer: Option<&'static SignerRoom>,
}

impl Provider {
    /// The operation of that name.
    pub fn endpoint(&self, name: &str) -> Option<&'static Endpoint> {
        self.endpoints.iter().find(|endpoint| endpoint.name == name)
    }

    /// The operation that a request addresses.
    pub fn endpoint_of(&self, request: &Request) -> Option<&'static Endpoint> {
        let path = request.path();
        self.endpoints.iter().find(|endpoint| endpoint.method == request.method && path.ends_with(endpoint.path))
    }

    /// The fault of that name.
    pub fn fault(&self, name: &str) -> Option<&'static Fault> {
        (self.faults)().iter().find(|fault| fault.name == name)
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug)
    }
}

/// What testing a signer needs of a provider.
pub struct SignerRoom {
    /// Answers one JSON line as the embedded signer, with these faults planted.
    pub answer: fn(&str, &Faults) -> String,
    /// The plainest request of an operation: nothing in it has to be encoded, sorted or flattened.
    pub plain: fn(operation: &str) -> Option<Request>,
    /// Every stage of a request's signature.
    pub stages: fn(&Request, &Credentials) -> Result<Stages, String>,
    /// Key id and signature of an `Authorization` header in one of its published forms.
    pub read_authorization: fn(&str) -> Option<(&str, &str)>,
    /// The signer's faults that alone explain a signature.
    pub explain: fn(&Request, &Credentials, &str) -> Vec<String>,
    /// Signs a response to a request.
    pub sign_response: fn(&Request, &mut Response, &Credentials, Timestamp),
    /// The header that names the time of signing, and how its value is read.
    pub date: (&'static str, fn(&str) -> Option<Timestamp>),
    /// The header that names how long a signature is valid.
    pub expires: &'static str,
}

/// A key of the endpoint table.
pub struct Key {
    /// As written in `signoff.toml`.
    pub name: &'static str,
    /// Its value is never printed.
    pub secret: bool,
    /// A target without it is refused.
    pub required: bool,
}

/// One operation; `schemas/<provider>/<name>.request.json` and `.response.json` describe its messages.
#[derive(Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The name by which features call it, e.g. `charge_status`.
    pub name: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path below `base_url`.
    pub path: &'static str,
    /// False for calls that carry no signature.
    pub signed: bool,
}

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
}

impl<'a> Judged<'a> {
    /// An exchange ready to be judged.
    pub fn new(exchange: &'a Exchange, endpoint: Option<&'static Endpoint>, credentials: &'a Credentials) -> Self {
        Self { exchange, endpoint, credentials, answer: OnceCell::new() }
    }

    /// The response, when one came.
    pub fn response(&self) -> Option<&'a Response> {
        self.exchange.answer.as_ref().ok()
    }

    /// The response's body as JSON; parsed once for all rules.
    pub fn json(&self) -> Option<&Value> {
        self.answer.get_or_init(|| serde_json::from_slice(&self.response()?.body).ok()).as_ref()
    }

    /// True when the exchange is a 2xx answer of the operation `name`.
    pub fn succeeded(&self, name: &str) -> bool {
        self.endpoint.is_some_and(|endpoint| endpoint.name == name) && self.response().is_some_and(Response::is_success)
    }
}

/// Something that is broken on purpose, to see that the harness notices.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// The name by which the catalogue and `--fault` call it.
    pub name: &'static str,
    /// What is wrong, in one sentence.
    pub text: &'static str,
    /// Who is broken.
    pub subject: Subject,
    /// Only a real browser can see it.
    pub browser_only: bool,
}

/// Names of planted faults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(BTreeSet<String>);

impl Faults {
    /// True when the fault is planted.
    pub fn has(&self, name: &str) -> bool {
        !self.0.is_empty() && self.0.contains(name)
    }

    /// The names, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl<S: Into<String>> FromIterator<S> for Faults {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Self {
        Self(names.into_iter().map(Into::into).collect())
    }
}

/// The values of a provider's endpoint table: ids, keys and addresses of one merchant account.
#[derive(Debug, Clone, Default)]
pub struct Credentials(Vec<(String, Secret)>);

impl Credentials {
    /// The value of a key; empty when it is not given.
    pub fn get(&self, key: &str) -> &str {
        self.0.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value.expose())
    }

    /// Sets the value of a key.
    pub fn set(&mut self, key: &str, value: impl Into<String>) {
        self.0.retain(|(name, _)| name != key);
        self.0.push((key.to_owned(), Secret::new(value)));
    }

    /// Keys and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Secret)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Credentials {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), Secret::new(value))).collect())
    }
}

/// A message on its way to become a request.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The operation.
    pub endpoint: &'static Endpoint,
    /// Query parameters or body members, in the order in which they are sent.
    pub members: Map<String, Value>,
    /// Headers that replace the provider's usual ones; an empty value leaves the header out.
    pub headers: Headers,
}

/// A value that only the scenario knows.
#[derive(Debug, Clone, Copy)]
pub enum Slot<'a> {
    /// The customer's access token.
    Customer(&'a str),
    /// A decimal amount.
    Amount(&'a str),
    /// The merchant account that the message claims to come from.
    Merchant(&'a str),
    /// An earlier charge: its message and the answer to it. `by` is the provider's name for the kind of id; empty for the merchant's own id.
    Charge {
        /// The kind of id.
        by: &'a str,
        /// The members of the charge as sent.
        sent: &'a Map<String, Value>,
        /// The answer to it.
        answer: &'a Value,
    },
    /// An earlier refund, like a charge.
    Refund {
        /// The kind of id.
        by: &'a str,
        /// The members of the refund as sent.
        sent: &'a Map<String, Value>,
        /// The answer to it.
        answer: &'a Value,
    },
}

/// A refusal in the provider's own error shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The provider's error code.
    pub code: String,
    /// The provider's sentence.
    pub message: String,
    /// What was refused.
    pub cause: Cause,
}

/// What a provider refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The merchant's credentials or signature.
    Credentials,
    /// The customer's token.
    Token,
    /// The request itself.
    Request,
}

/// Who sends, where to and when.
#[derive(Debug, Clone, Copy)]
pub struct Sender<'a> {
    /// Scheme, host and port, without a slash at the end.
    pub base_url: &'a str,
    /// The host that is signed when it is not that of `base_url`.
    pub signed_host: Option<&'a str>,
    /// The merchant's account.
    pub credentials: &'a Credentials,
    /// The time that is signed.
    pub now: Timestamp,
}

/// How a simulator's account is opened.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    /// Everything random about the account follows from it.
    pub seed: u64,
    /// When it is opened: customers' tokens are issued now.
    pub now: Timestamp,
    /// What is broken.
    pub faults: Faults,
}

/// A merchant account at a simulator.
#[derive(Debug, Clone, Default)]
pub struct Account {
    /// The values of the provider's endpoint table.
    pub credentials: Credentials,
    /// Persona and access token.
    pub customers: Vec<(String, Secret)>,
    /// The merchant's client at the provider's login service: `client_id`, `client_secret`.
    pub login: Credentials,
    /// Persona and refresh token, where the provider's login service renews tokens.
    pub refresh_tokens: Vec<(String, Secret)>,
    /// Persona and authorization code, good for one use at the provider's login service.
    pub codes: Vec<(String, Secret)>,
    /// The keys by which a request names this account (see [`Provider::account_keys`]).
    pub keys: Vec<String>,
}

/// One merchant account's provider: a pure responder with state.
pub trait Simulator: Send {
    /// Answers one request at the account's own time.
    fn respond(&mut self, request: &Request, now: Timestamp) -> Response;

    /// Replaces the planted faults.
    fn plant(&mut self, faults: Faults);

    /// Answers the next `requests` well-formed requests as the provider does in an outage.
    fn outage(&mut self, requests: u32);
}
