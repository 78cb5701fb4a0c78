//! How a merchant gets its customers' access tokens (AP/section8/access_token_api).

use serde_json::Value;

use super::super::reading::{FOLDER, sent};
use crate::core::finding::{Finding, Verdict};
use crate::providers::Judged;
use crate::schema::{self, SchemaError, Violation};

const OPERATION: &str = "access_token";

/// Every mandatory member of the grant is there; so the body is a JSON object.
pub fn token_members(judged: &Judged<'_>) -> Verdict {
    if !judged.addresses(OPERATION) {
        return Verdict::NotApplicable;
    }
    let members = match sent(judged) {
        Ok(members) => Value::Object(members),
        Err(why) => return Verdict::Broken(Finding::new("request body", "a JSON object", why)),
    };
    match schema::validate(FOLDER, "access_token.request", &members) {
        Ok(()) => Verdict::Passed,
        Err(SchemaError::Violated(violations)) => violations.into_iter().next().map_or(Verdict::Passed, broken),
        Err(defect) => Verdict::Unclear(defect.to_string()),
    }
}

fn broken(violation: Violation) -> Verdict {
    let member = violation.pointer.trim_start_matches('/');
    // Every member but the kind of grant may be a secret.
    let actual = if ["", "grant_type"].contains(&member) { violation.actual } else { "another value".to_owned() };
    Verdict::Broken(Finding::new(format!("request body {member}").trim_end(), violation.expected, actual))
}
