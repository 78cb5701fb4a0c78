//! JSON Schemas (draft 2020-12) of the messages: `schemas/<folder>/<name>.json`, carried in the binary and compiled when
//! they are first needed. They stay open to unknown members, because the providers may add some; formats are asserted.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::sync::{LazyLock, OnceLock};

use include_dir::{Dir, File};
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{Draft, Retrieve, Uri, ValidationError, Validator};
use serde_json::Value;
use thiserror::Error;

use crate::embedded::SCHEMAS;

/// As many violations as a person reads in one sentence.
const LISTED: usize = 3;

/// Longer texts may be tokens: only their length is told.
const SHOWN: usize = 24;

/// Why a value was not found to fit its schema.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SchemaError {
    /// No file of that name is carried.
    #[error("could not find the schema {0}")]
    Unknown(String),
    /// The file is no usable schema: a defect of the harness, never of the value.
    #[error("could not compile the schema {name}: {reason}")]
    Unusable {
        /// `<folder>/<name>`.
        name: String,
        /// What the compiler said.
        reason: String,
    },
    /// The value does not fit. The sentence tells the first three violations.
    #[error("could not match the schema: {}", sentences(.0))]
    Violated(Vec<Violation>),
}

/// One place at which a value does not fit its schema. Holds no text of more than 24 characters from the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// A JSON pointer, empty for the whole value.
    pub pointer: String,
    /// What the schema asks for, e.g. `at most 50 characters`.
    pub expected: String,
    /// What stands there, e.g. `a text of 51 characters`.
    pub actual: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the message" } else { &self.pointer };
        write!(f, "{place}: expected {}, found {}", self.expected, self.actual)
    }
}

/// Checks `value` against `schemas/<folder>/<name>.json`, e.g. `charge.request` of `amazon_pay_india`.
pub fn validate(folder: &str, name: &str, value: &Value) -> Result<(), SchemaError> {
    let path = format!("{folder}/{name}");
    let schema = INDEX.get(&path).ok_or_else(|| SchemaError::Unknown(path.clone()))?;
    let validator = schema.validator().map_err(|reason| SchemaError::Unusable { name: path, reason })?;
    let violations: Vec<_> = validator.iter_errors(value).map(|error| violation(&error)).collect();
    if violations.is_empty() { Ok(()) } else { Err(SchemaError::Violated(violations)) }
}

/// The schema itself, for whoever needs a published list of values that stands in it.
pub fn document(folder: &str, name: &str) -> Option<&'static Value> {
    INDEX.get(&format!("{folder}/{name}"))?.document().as_ref().ok()
}

/// The names of a folder's schemas, sorted: `charge.request`, `charge.response`, ...
pub fn names(folder: &str) -> Vec<String> {
    INDEX.keys().filter_map(|path| path.strip_prefix(folder)?.strip_prefix('/')).map(str::to_owned).collect()
}

/// Every schema by `<folder>/<name>`.
static INDEX: LazyLock<BTreeMap<String, Schema>> = LazyLock::new(|| {
    let files = SCHEMAS.dirs().flat_map(Dir::files).filter_map(|file| {
        let path = file.path().to_str()?.strip_suffix(".json")?;
        Some((path.replace('\\', "/"), Schema { file, document: OnceLock::new(), validator: OnceLock::new() }))
    });
    files.collect()
});

/// One file; read and compiled at its first use, because a run needs few of them and must start at once.
struct Schema {
    file: &'static File<'static>,
    document: OnceLock<Result<Value, String>>,
    validator: OnceLock<Result<Validator, String>>,
}

impl Schema {
    fn document(&self) -> &Result<Value, String> {
        self.document.get_or_init(|| serde_json::from_slice(self.file.contents()).map_err(|error| error.to_string()))
    }

    fn validator(&self) -> Result<&Validator, String> {
        let compile = || {
            let options = jsonschema::options().with_draft(Draft::Draft202012).with_retriever(Carried);
            let document = self.document().as_ref().map_err(String::clone)?;
            options.should_validate_formats(true).build(document).map_err(|error| error.to_string())
        };
        self.validator.get_or_init(compile).as_ref().map_err(String::clone)
    }
}

/// Resolves `$ref`s to other carried files: the path of an `$id` is the path of its file.
struct Carried;

impl Retrieve for Carried {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let path = uri.path().as_str().trim_start_matches('/').trim_end_matches(".json");
        let schema = INDEX.get(path).ok_or_else(|| SchemaError::Unknown(path.to_owned()))?;
        Ok(schema.document().clone()?)
    }
}

fn violation(error: &ValidationError<'_>) -> Violation {
    let actual = match error.kind() {
        ValidationErrorKind::Required { .. } => "none".to_owned(),
        _ => brief(error.instance()),
    };
    Violation { pointer: error.instance_path().to_string(), expected: expectation(error), actual }
}

/// What the schema asks for, as the object of "expected".
fn expectation(error: &ValidationError<'_>) -> String {
    match error.kind() {
        ValidationErrorKind::Required { property } => format!("a member {property}"),
        ValidationErrorKind::Type { kind: TypeKind::Single(one) } => format!("type {one}"),
        ValidationErrorKind::Type { kind: TypeKind::Multiple(several) } => {
            format!("type {}", several.iter().map(|one| one.to_string()).collect::<Vec<_>>().join(" or "))
        }
        ValidationErrorKind::Constant { expected_value } => expected_value.to_string(),
        ValidationErrorKind::Enum { options } => format!("one of {options}"),
        ValidationErrorKind::Pattern { pattern } => format!("a text of the form {pattern}"),
        ValidationErrorKind::Format { format } => format!("a text of the format {format}"),
        ValidationErrorKind::MinLength { limit } => format!("at least {limit} characters"),
        ValidationErrorKind::MaxLength { limit } => format!("at most {limit} characters"),
        ValidationErrorKind::AnyOf { context } => {
            let alternatives = context.iter().filter_map(|errors| errors.first()).map(expectation);
            alternatives.collect::<Vec<_>>().join(" or ")
        }
        _ => format!("a fitting value ({})", error.masked_with("this value")),
    }
}

/// A value in a few words; of a longer text no more than its length, for it may be a token.
pub fn brief(value: &Value) -> String {
    match value {
        Value::String(text) if text.chars().count() > SHOWN => format!("a text of {} characters", text.chars().count()),
        Value::Array(items) => format!("an array of {} items", items.len()),
        Value::Object(members) => format!("an object of {} members", members.len()),
        scalar => scalar.to_string(),
    }
}

fn sentences(violations: &[Violation]) -> String {
    violations.iter().take(LISTED).enumerate().fold(String::new(), |mut text, (place, violation)| {
        let _ = write!(text, "{}{violation}", if place == 0 { "" } else { "; " });
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn violations(name: &str, value: &Value) -> Vec<Violation> {
        match validate("amazon_pay_india", name, value) {
            Err(SchemaError::Violated(violations)) => violations,
            other => panic!("expected violations, got {other:?}"),
        }
    }

    #[test]
    fn a_violation_says_where_what_and_what_instead() {
        let found = violations("error", &json!({ "code": 7 }));
        assert_eq!(found.len(), 2);
        let sentence = SchemaError::Violated(found).to_string();
        assert!(sentence.contains("/code: expected type string, found 7"), "{sentence}");
        assert!(sentence.contains("the message: expected a member \"message\", found none"), "{sentence}");
    }

    #[test]
    fn alternatives_are_told_one_by_one() {
        let grant = json!({ "grant_type": "authorization_code", "code": "a", "client_id": "c", "redirect_uri": "https://h/" });
        let found = violations("access_token.request", &grant);
        assert_eq!(found[0].expected, "a member \"code_verifier\" or a member \"client_secret\"");
    }

    #[test]
    fn references_reach_other_files_and_long_texts_are_not_repeated() {
        let token = format!("Atza|{}", "s".repeat(3000));
        let found =
            violations("access_token.response", &json!({ "access_token": token, "token_type": "bearer", "expires_in": 3600 }));
        assert_eq!(found[0].actual, "a text of 3005 characters");
        assert!(!format!("{found:?}").contains("sss"));
        let found = violations("refund_status.response", &json!({ "refundId": "r", "amazonRefundId": "", "status": "Pending" }));
        assert_eq!((found[0].pointer.as_str(), found[0].expected.as_str()), ("/amazonRefundId", "at least 1 characters"));
    }

    #[test]
    fn every_violation_is_found_and_no_more_than_three_are_told() {
        let found = violations("charge.request", &json!({}));
        assert_eq!(found.len(), 11);
        assert_eq!(SchemaError::Violated(found).to_string().matches("expected a member").count(), LISTED);
    }

    #[test]
    fn an_unknown_schema_is_no_pass() {
        assert!(matches!(validate("amazon_pay_india", "nothing", &json!({})), Err(SchemaError::Unknown(_))));
        assert!(matches!(validate("nobody", "error", &json!({})), Err(SchemaError::Unknown(_))));
    }
}
