//! The mistakes that integrators make when they sign: each replaces one step of the recipe.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Scheme;
use super::mac::Stages;
use super::parts::Parts;
use super::recipe::Recipe;
use super::verify;

mod steps;
mod table;

pub use table::MISTAKES;

/// One mistake.
#[derive(Debug)]
pub struct Mistake {
    /// The name by which reports and faults call it.
    pub id: &'static str,
    /// The first stage that comes out wrong.
    pub stage: Stage,
    /// What is wrong, in one sentence.
    pub text: &'static str,
    /// What to do instead.
    pub fix: &'static str,
    /// Replaces the step.
    pub apply: fn(&mut Recipe),
}

/// A stage of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The canonical request.
    CanonicalRequest,
    /// The string to sign, hash and scope included.
    StringToSign,
    /// The signing key. Never shown, so nobody is asked for it.
    #[serde(skip_deserializing)]
    Key,
    /// The text of the HMAC.
    Signature,
}

impl Stage {
    /// The name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::CanonicalRequest => "canonical_request",
            Self::StringToSign => "string_to_sign",
            Self::Key => "key",
            Self::Signature => "signature",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Every mistake that alone turns the right signature of `parts` into the `observed` one.
pub fn single(scheme: &Scheme, parts: &Parts<'_>, secret: &str, observed: &str) -> Vec<&'static Mistake> {
    let makes = |recipe: &Recipe| verify::same(&Stages::new(scheme, parts, secret, recipe).signature, observed);
    if makes(&Recipe::RIGHT) {
        return Vec::new();
    }
    MISTAKES.iter().filter(|mistake| makes(&Recipe::RIGHT.with(mistake))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_sentences_end() {
        let ids: BTreeSet<_> = MISTAKES.iter().map(|mistake| mistake.id).collect();
        assert_eq!(ids.len(), MISTAKES.len());
        for mistake in MISTAKES {
            assert!(mistake.text.ends_with('.') && mistake.fix.ends_with('.'), "{}", mistake.id);
        }
    }
}
