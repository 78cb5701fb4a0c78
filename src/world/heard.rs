//! What the merchant and its provider told each other, as a scenario heard it.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::Seen;
use crate::core::http::{Headers, Request, Response};
use crate::core::member;
use crate::providers::compose;
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
    /// The merchant asked for the status of this after it, or its page came to tell what no question had told it; none when it
    /// asks of its own accord, too.
    pub acted: Option<bool>,
    /// It was the question that showed it.
    pub asked: bool,
    /// How many customers had come by then.
    pub journeys: usize,
    /// What the page told before it.
    pub before: Option<Seen>,
    /// There is no answer because the merchant took too long.
    pub late: bool,
}

/// A call of the merchant to the provider that we play.
#[derive(Debug)]
pub struct Heard {
    /// The id of its exchange.
    pub exchange: String,
    /// When it came, by the shop's clock.
    pub at: Timestamp,
    /// The operation; none when there is no such operation.
    pub endpoint: Option<&'static Endpoint>,
    /// What the operation is for, by [`crate::providers::MerchantRoom::role`].
    pub role: Option<&'static str>,
    /// It takes the customer's money.
    pub moves_money: bool,
    /// The amount that it names, in major units.
    pub amount: Option<Decimal>,
    /// The charge that it gives back, by whichever id; none for anything but a refund.
    pub refund_of: Option<String>,
    /// Parameters of the path and the query, or body members.
    pub members: Map<String, Value>,
    /// The transactions that it is about, by whichever id.
    pub transactions: Vec<String>,
    /// The headers with which it came.
    pub headers: Headers,
    /// What we answered.
    pub response: Response,
    /// Its body.
    pub json: Value,
    /// It was refused with this.
    pub refusal: Option<Refusal>,
}

impl Heard {
    pub(super) fn read(provider: &Provider, exchange: &str, at: Timestamp, request: &Request, response: Response) -> Self {
        let endpoint = provider.addressed(request);
        let members = arguments(request, endpoint, (provider.unversioned)(request.path()));
        let json: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        let room = provider.merchant.zip(endpoint);
        let role = room.and_then(|(room, endpoint)| room.role(endpoint.name));
        Self {
            exchange: exchange.to_owned(),
            at,
            endpoint,
            role,
            moves_money: room.is_some_and(|(room, endpoint)| room.moves_money(endpoint.name)),
            amount: room.and_then(|(room, _)| (room.amount)(&members)),
            refund_of: room.filter(|_| role == Some("refund")).and_then(|(room, _)| (room.refund_of)(&members, &json)),
            transactions: room.map(|(room, endpoint)| (room.transactions)(endpoint, &members, &json)).unwrap_or_default(),
            headers: request.headers.clone(),
            members,
            json,
            refusal: (provider.refusal)(&response),
            response,
        }
    }

    /// True when it is a call of that operation, by its name or by what it is for.
    pub fn is(&self, operation: &str) -> bool {
        self.role == Some(operation) || self.endpoint.is_some_and(|endpoint| endpoint.name == operation)
    }

    /// True when it gives money of that charge back.
    pub fn refunds(&self, charge: &Self) -> bool {
        self.refund_of.as_ref().is_some_and(|id| charge.transactions.contains(id))
    }

    /// True when it follows from that charge. What gives money back names the charge that it gives back: a reference of the
    /// merchant's own may be the same by chance.
    pub fn belongs_to(&self, charge: &Self) -> bool {
        if self.refund_of.is_some() { self.refunds(charge) } else { self.is_about(charge) }
    }

    /// True when it is about the same transaction.
    pub fn is_about(&self, other: &Self) -> bool {
        self.transactions.iter().any(|id| other.transactions.contains(id))
    }

    /// True when it asks how that transaction stands, by whichever operation.
    pub fn asks_of(&self, other: &Self) -> bool {
        self.endpoint.is_some_and(|endpoint| endpoint.method == "GET") && self.is_about(other)
    }

    /// The text of an argument, by its dotted name; empty when it has none.
    pub fn argument(&self, name: &str) -> &str {
        member::of(&self.members, name).and_then(Value::as_str).unwrap_or_default()
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
fn arguments(request: &Request, endpoint: Option<&'static Endpoint>, path: &str) -> Map<String, Value> {
    let mut members: Map<String, Value> = if request.body.is_empty() {
        let pairs = parts::query(request.query()).unwrap_or_default();
        pairs.into_iter().map(|(name, value)| (name.into_owned(), value.into_owned().into())).collect()
    } else {
        serde_json::from_slice(&request.body).or_else(|_| compose::read(request)).unwrap_or_default()
    };
    let placed = endpoint.and_then(|endpoint| endpoint.parameters(path)).unwrap_or_default();
    members.extend(placed.into_iter().map(|(name, value)| (name.to_owned(), value.into())));
    members
}
