//! Merchant accounts: their credentials, and the simulator that keeps one.

use jiff::Timestamp;
use serde_json::Value;

use super::Faults;
use crate::core::http::{Request, Response};
use crate::core::secret::Secret;

/// A key of the endpoint table.
pub struct Key {
    /// As written in `signoff.toml`.
    pub name: &'static str,
    /// What it is, for a person who fills it in.
    pub about: &'static str,
    /// Its value is never printed.
    pub secret: bool,
    /// A target without it is refused.
    pub required: bool,
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

/// How a simulator's account is opened.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    /// Everything random about the account follows from it.
    pub seed: u64,
    /// When it is opened: customers' tokens are issued now.
    pub now: Timestamp,
    /// What is broken.
    pub faults: Faults,
    /// Where the provider's API answers, without a slash at the end.
    pub address: String,
    /// The ids and keys of an account that is there already; `None` makes new ones.
    pub credentials: Option<Credentials>,
    /// The host that the merchant signs with, when it is not that of its requests' URLs.
    pub signed_host: Option<String>,
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
    /// The keys by which a request names this account (see [`super::Provider::account_keys`]).
    pub keys: Vec<String>,
}

/// One merchant account's provider: a pure responder with state.
pub trait Simulator: Send {
    /// Answers one request at the account's own time.
    fn respond(&mut self, request: &Request, now: Timestamp) -> Response;

    /// Replaces the planted faults.
    fn plant(&mut self, faults: Faults);

    /// Answers the next `requests` well-formed requests as the provider does in an outage; with 0 a running one is over.
    fn outage(&mut self, requests: u32);

    /// Carries out a stage direction: what happens on the provider's side and no request asks for. The error says why not.
    fn direct(&mut self, direction: &str, argument: &Value, now: Timestamp) -> Result<Value, String>;
}
