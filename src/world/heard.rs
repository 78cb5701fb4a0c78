//! What the merchant and its provider told each other, as a scenario heard it.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::core::http::{Request, Response};
use crate::providers::{Endpoint, Provider, Refusal};
use crate::signing::parts;

/// A notification that was sent to the merchant.
#[derive(Debug)]
pub struct Delivery {
    /// The operation that it tells of: `charge` or `refund`.
    pub about: String,
    /// As it was sent.
    pub request: Request,
    /// The merchant's answer, or one sentence on why there is none.
    pub answer: Result<Response, String>,
    /// The merchant asked for the status of this after it; none when it asks of its own accord, too.
    pub acted: Option<bool>,
}

/// A call of the merchant to the provider that we play.
#[derive(Debug)]
pub struct Heard {
    /// When it came, by the shop's clock.
    pub at: Timestamp,
    /// The operation; none when there is no such operation.
    pub endpoint: Option<&'static Endpoint>,
    /// Query parameters or body members.
    pub members: Map<String, Value>,
    /// The transactions that it is about, by whichever id.
    pub transactions: Vec<String>,
    /// What we answered.
    pub response: Response,
    /// Its body.
    pub json: Value,
    /// It was refused with this.
    pub refusal: Option<Refusal>,
}

impl Heard {
    pub(super) fn read(provider: &Provider, at: Timestamp, request: &Request, response: Response) -> Self {
        let (endpoint, members) = (provider.addressed(request), arguments(request));
        let json: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        let transactions = provider.merchant.zip(endpoint).map(|(room, endpoint)| (room.transactions)(endpoint, &members, &json));
        Self {
            at,
            endpoint,
            transactions: transactions.unwrap_or_default(),
            members,
            json,
            refusal: (provider.refusal)(&response),
            response,
        }
    }

    /// True when it is a call of that operation.
    pub fn is(&self, operation: &str) -> bool {
        self.endpoint.is_some_and(|endpoint| endpoint.name == operation)
    }

    /// True when it is about the same transaction.
    pub fn is_about(&self, other: &Self) -> bool {
        self.transactions.iter().any(|id| other.transactions.contains(id))
    }

    /// The text of an argument; empty when it has none.
    pub fn argument(&self, name: &str) -> &str {
        self.members.get(name).and_then(Value::as_str).unwrap_or_default()
    }
}

/// The values of sensitive members at any depth; of an address the values of its query.
pub(super) fn secrets<'a>(provider: &Provider, json: &'a Value) -> Vec<(&'static str, &'a str)> {
    let Value::Object(members) = json else { return Vec::new() };
    let mut found = Vec::new();
    for (name, value) in members {
        let sensitive = provider.sensitive.iter().find(|known| known.trim_end_matches('?').eq_ignore_ascii_case(name));
        match (sensitive, value.as_str()) {
            (Some(label), Some(address)) if label.ends_with('?') => {
                let query = address.split_once('?').map_or("", |(_, query)| query);
                let values = query.split('&').filter_map(|pair| pair.split_once('=')).map(|(_, value)| value);
                found.extend(values.map(|value| (label.trim_end_matches('?'), value)));
            }
            (Some(label), Some(text)) => found.push((*label, text)),
            _ => found.extend(secrets(provider, value)),
        }
    }
    found
}

/// What a request carries, whatever its shape; nothing when it cannot be read.
fn arguments(request: &Request) -> Map<String, Value> {
    if request.body.is_empty() {
        let pairs = parts::query(request.query()).unwrap_or_default();
        return pairs.into_iter().map(|(name, value)| (name.into_owned(), value.into_owned().into())).collect();
    }
    serde_json::from_slice(&request.body).unwrap_or_default()
}
