//! What the rules about a merchant read from its requests, and the findings that several of them make.

use serde_json::Value;

use super::super::reading::FOLDER;
use crate::core::finding::{Finding, Verdict};
use crate::core::http::Request;
use crate::providers::Judged;
use crate::schema::{self, SchemaError, brief};

/// The request of an operation that is signed.
pub fn signed_request<'a>(judged: &Judged<'a>) -> Option<&'a Request> {
    judged.endpoint.filter(|endpoint| endpoint.signed).map(|_| &judged.exchange.request)
}

/// The value of a header that is there and not empty.
pub fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers.get(name).filter(|value| !value.trim().is_empty())
}

/// Judges the members of a request of the operation; of a request that cannot be read nothing is known.
pub fn when_sent(judged: &Judged<'_>, operation: &str, check: impl FnOnce(&Value) -> Verdict) -> Verdict {
    if !judged.addresses(operation) {
        return Verdict::NotApplicable;
    }
    judged.sent().map_or_else(|why| Verdict::Unclear(why.to_owned()), check)
}

/// Passes members that fit the schema of the operation's request, as far as they are given.
pub fn members_fit(judged: &Judged<'_>, operation: &str, names: &[&str]) -> Verdict {
    when_sent(judged, operation, |members| {
        let given: Vec<_> = names.iter().copied().filter(|name| !members[*name].is_null()).collect();
        if given.is_empty() {
            return Verdict::NotApplicable;
        }
        match schema::validate(FOLDER, &format!("{operation}.request"), members) {
            Ok(()) => Verdict::Passed,
            Err(SchemaError::Violated(violations)) => {
                let named = |pointer: &str| given.iter().copied().find(|name| pointer.strip_prefix('/') == Some(name));
                let ours = violations.into_iter().find_map(|found| named(&found.pointer).map(|name| (name, found)));
                ours.map_or(Verdict::Passed, |(name, found)| {
                    Verdict::Broken(Finding::new(place(judged, name), found.expected, found.actual))
                })
            }
            Err(defect) => Verdict::Unclear(defect.to_string()),
        }
    })
}

/// A finding about a member or parameter of the request.
pub fn finding(judged: &Judged<'_>, member: &str, expected: impl Into<String>, actual: &Value) -> Finding {
    let found = if actual.is_null() { "none".to_owned() } else { brief(actual) };
    Finding::new(place(judged, member), expected, found)
}

fn place(judged: &Judged<'_>, member: &str) -> String {
    let part = if judged.exchange.request.method == "GET" { "query" } else { "body" };
    format!("request {part} {member}")
}
