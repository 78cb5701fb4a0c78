//! What a signing mistake is: it replaces steps of a recipe. The mistakes themselves stand in the houses of the providers.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::recipe::Recipe;

/// One mistake of a way to sign whose steps are `R`.
#[derive(Debug)]
pub struct Mistake<R: 'static = Recipe> {
    /// What people and reports are told of it.
    pub cause: Cause,
    /// Replaces the steps.
    pub apply: fn(&mut R),
}

impl<R> Mistake<R> {
    /// A row of a table.
    pub const fn new(stage: Stage, id: &'static str, text: &'static str, fix: &'static str, apply: fn(&mut R)) -> Self {
        Self { cause: Cause { id, stage, text, fix }, apply }
    }
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
