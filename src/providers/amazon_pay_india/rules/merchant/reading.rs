//! What the rules about a merchant read from its requests.

use super::super::reading::FOLDER;
use crate::core::finding::Verdict;
use crate::core::http::Request;
pub use crate::providers::sent::{finding, when_sent};
use crate::providers::{Judged, sent};

/// The request of an operation that is signed.
pub fn signed_request<'a>(judged: &Judged<'a>) -> Option<&'a Request> {
    judged.endpoint.filter(|endpoint| endpoint.signed).map(|_| &judged.exchange.request)
}

/// The value of a header that is there and not empty.
pub fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers.get(name).filter(|value| !value.trim().is_empty())
}

/// Passes members that fit the schema of the operation's request, as far as they are given.
pub fn members_fit(judged: &Judged<'_>, operation: &str, names: &[&str]) -> Verdict {
    sent::members_fit(judged, FOLDER, operation, names)
}
