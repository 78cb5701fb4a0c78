//! What the rules about a merchant read from its requests, and the findings that several of them make.

use serde_json::Value;

use super::Judged;
use crate::core::finding::{Finding, Verdict};
use crate::core::member;
use crate::schema::{self, SchemaError, brief};

/// Judges the members of a request of the operation; of a request that cannot be read nothing is known.
pub fn when_sent(judged: &Judged<'_>, operation: &str, check: impl FnOnce(&Value) -> Verdict) -> Verdict {
    if !judged.addresses(operation) {
        return Verdict::NotApplicable;
    }
    judged.sent().map_or_else(|why| Verdict::Unclear(why.to_owned()), check)
}

/// Passes members (dotted where they stand deeper) that fit the schema of the operation's request in the provider's folder, as
/// far as they are given.
pub fn members_fit(judged: &Judged<'_>, folder: &str, operation: &str, names: &[&str]) -> Verdict {
    when_sent(judged, operation, |members| {
        let is_given = |name: &&str| member::at(members, name).is_some_and(|value| !value.is_null());
        let given: Vec<_> = names.iter().copied().filter(is_given).collect();
        if given.is_empty() {
            return Verdict::NotApplicable;
        }
        match schema::validate(folder, &format!("{operation}.request"), members) {
            Ok(()) => Verdict::Passed,
            Err(SchemaError::Violated(violations)) => {
                let ours = violations.into_iter().find_map(|found| {
                    let place = found.pointer.trim_start_matches('/').replace('/', ".");
                    let is_ours = given.iter().any(|name| place.strip_prefix(name).is_some_and(ends));
                    is_ours.then_some((place, found))
                });
                ours.map_or(Verdict::Passed, |(place, found)| {
                    Verdict::Broken(Finding::new(self::place(judged, &place), found.expected, found.actual))
                })
            }
            Err(defect) => Verdict::Unclear(defect.to_string()),
        }
    })
}

/// True when a name ends here: nothing follows, or a member of it.
fn ends(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('.')
}

/// A finding about a member or parameter of the request.
pub fn finding(judged: &Judged<'_>, member: &str, expected: impl Into<String>, actual: &Value) -> Finding {
    Finding { place: place(judged, member), ..body_finding(member, expected, actual) }
}

/// A finding about a member of a request that has a body.
pub fn body_finding(member: &str, expected: impl Into<String>, actual: &Value) -> Finding {
    let found = if actual.is_null() { "none".to_owned() } else { brief(actual) };
    Finding::new(format!("request body {member}"), expected, found)
}

fn place(judged: &Judged<'_>, member: &str) -> String {
    let part = if judged.exchange.request.method == "GET" { "query" } else { "body" };
    format!("request {part} {member}")
}
