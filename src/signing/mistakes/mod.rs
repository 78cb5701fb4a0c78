//! The mistakes that integrators make when they sign: each replaces steps of the recipe.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::recipe::Recipe;

mod authorization;
mod encodings;
mod key;
mod layout;
mod lines;
mod members;
mod steps;
mod string_to_sign;

/// One mistake of a way to sign whose steps are `R`.
#[derive(Debug)]
pub struct Mistake<R: 'static = Recipe> {
    /// What people and reports are told of it.
    pub cause: Cause,
    /// Replaces the steps.
    pub apply: fn(&mut R),
}

/// Why a signature is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Cause {
    /// The name by which reports and faults call it.
    pub id: &'static str,
    /// The first stage that comes out wrong.
    pub stage: Stage,
    /// What is wrong, in one sentence.
    pub text: &'static str,
    /// What to do instead.
    pub fix: &'static str,
}

/// A stage of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The request as it was sent. It has no text of its own.
    #[serde(skip_deserializing)]
    Request,
    /// The canonical request.
    CanonicalRequest,
    /// The string to sign, hash and scope included.
    StringToSign,
    /// The signing key. Never shown, so nobody is asked for it.
    #[serde(skip_deserializing)]
    Key,
    /// The text of the HMAC.
    Signature,
    /// The header that carries the signature.
    #[serde(skip_deserializing)]
    Header,
}

impl Stage {
    /// The name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::CanonicalRequest => "canonical_request",
            Self::StringToSign => "string_to_sign",
            Self::Key => "key",
            Self::Signature => "signature",
            Self::Header => "header",
        }
    }

    /// The name as people read it.
    pub fn words(self) -> &'static str {
        match self {
            Self::CanonicalRequest => "canonical request",
            Self::StringToSign => "string to sign",
            other => other.name(),
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Every known mistake, in the order of the stages.
pub fn all() -> impl Iterator<Item = &'static Mistake> {
    let tables = [
        layout::MISTAKES,
        lines::MISTAKES,
        encodings::MISTAKES,
        members::MISTAKES,
        string_to_sign::MISTAKES,
        key::MISTAKES,
        authorization::MISTAKES,
    ];
    tables.into_iter().flatten()
}

/// The mistake of that id.
pub fn find(id: &str) -> Option<&'static Mistake> {
    all().find(|mistake| mistake.cause.id == id)
}

/// A row of a table.
const fn row(stage: Stage, id: &'static str, text: &'static str, fix: &'static str, apply: fn(&mut Recipe)) -> Mistake {
    Mistake { cause: Cause { id, stage, text, fix }, apply }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_sentences_end_and_stages_are_in_order() {
        let causes: Vec<_> = all().map(|mistake| mistake.cause).collect();
        let ids: BTreeSet<_> = causes.iter().map(|cause| cause.id).collect();
        assert_eq!(ids.len(), causes.len());
        assert!(causes.is_sorted_by_key(|cause| cause.stage));
        for cause in causes {
            assert!(cause.text.ends_with('.') && cause.fix.ends_with('.'), "{}", cause.id);
        }
    }
}
