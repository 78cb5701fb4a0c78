//! Messages on their way: operations, drafts, and what a refusal says.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::Credentials;
use crate::core::http::Headers;

/// One operation; `schemas/<provider>/<name>.request.json` and `.response.json` describe its messages.
#[derive(Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The name by which features call it, e.g. `charge_status`.
    pub name: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path below `base_url`; a segment `{name}` stands for the member of that name.
    pub path: &'static str,
    /// Another published path; it is tried where the first one does not exist.
    pub other_path: Option<&'static str>,
    /// False for calls that carry no signature.
    pub signed: bool,
    /// The decimal amount of a plain message; none for a message without amount.
    pub amount: Option<&'static str>,
    /// The operation whose earlier transaction a message names.
    pub refers_to: Option<&'static str>,
}

/// A message on its way to become a request.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The operation.
    pub endpoint: &'static Endpoint,
    /// One of its paths.
    pub path: &'static str,
    /// Query parameters or body members, in the order in which they are sent.
    pub members: Map<String, Value>,
    /// Headers that replace the provider's usual ones; an empty value leaves the header out.
    pub headers: Headers,
    /// Sent as the body instead of the members.
    pub body: Option<String>,
}

impl Draft {
    /// A message to the operation's first path, with the provider's usual headers.
    pub fn new(endpoint: &'static Endpoint, members: Map<String, Value>) -> Self {
        Self { endpoint, path: endpoint.path, members, headers: Headers::default(), body: None }
    }
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
    /// An earlier transaction.
    Earlier {
        /// The provider's name for the kind of id that names it; empty for the merchant's own.
        by: &'a str,
        /// Its message as sent.
        sent: &'a Draft,
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
    /// Nothing: the provider failed.
    Fault,
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
