//! What a check may say. "The target is wrong" is a [`Finding`]; "we could not tell" is a sentence in
//! [`Verdict::Unclear`]. Nothing turns one into the other.

use serde::{Deserialize, Serialize};

/// A published rule that the target broke, with what was expected and what came instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What the published text asks for.
    pub expected: String,
    /// What the target did.
    pub actual: String,
    /// The place in the message, e.g. `response body amazonPayLater.enabled`.
    #[serde(rename = "where")]
    pub place: String,
}

impl Finding {
    /// A finding at `place`; the texts are for people and never hold a secret.
    pub fn new(place: impl Into<String>, expected: impl Into<String>, actual: impl Into<String>) -> Self {
        Self { expected: expected.into(), actual: actual.into(), place: place.into() }
    }
}

/// The answer of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The check judged something and found it right.
    Passed,
    /// The target broke the rule.
    Broken(Finding),
    /// The check applies, but nothing can be said; the sentence says why.
    Unclear(String),
    /// There was nothing of the kind that this check judges.
    NotApplicable,
}

impl From<Result<(), Finding>> for Verdict {
    fn from(check: Result<(), Finding>) -> Self {
        match check {
            Ok(()) => Self::Passed,
            Err(finding) => Self::Broken(finding),
        }
    }
}
