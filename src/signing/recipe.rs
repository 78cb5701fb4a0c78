//! The signature as a recipe of small steps. A signing mistake replaces one of them; everything else stays right.

use std::borrow::Cow;

use serde_json::Value;
use zeroize::Zeroizing;

use super::canonical::{self, Pairs};
use super::key::{self, Scope};
use super::mac::{self, DIGEST_LENGTH};
use super::mistakes::Mistake;
use super::parts::Parts;
use super::{Scheme, encoding};

/// The steps, in the order in which they are taken.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// The second line of the canonical request.
    pub place: fn(&Parts<'_>, &mut String),
    /// What stands in the query line.
    pub query: for<'p> fn(&'p Parts<'_>, &Recipe) -> Pairs<'p>,
    /// What stands in the header line.
    pub headers: for<'p> fn(&'p Parts<'_>) -> Pairs<'p>,
    /// What stands in the body line.
    pub body: for<'p> fn(&'p Parts<'_>, &Recipe) -> Pairs<'p>,
    /// The value of a body's member as one text.
    pub flatten: fn(&Value) -> Cow<'_, str>,
    /// False for a value whose pair is dropped.
    pub keeps: fn(&str) -> bool,
    /// The order of a line.
    pub sort: fn(&mut Pairs<'_>),
    /// Names and values, as they are written.
    pub encode: fn(&str, &mut String),
    /// Values of headers, as they are written.
    pub encode_header: fn(&str, &mut String),
    /// Behind the body line.
    pub finish_request: fn(&Parts<'_>, &mut String),
    /// The digest of the canonical request, as it is written.
    pub hash: fn(&[u8; DIGEST_LENGTH]) -> String,
    /// The scope of a date.
    pub scope: for<'d> fn(&Scheme, &'d str) -> Scope<'d>,
    /// Behind the string to sign.
    pub finish_string_to_sign: fn(&mut String),
    /// The bytes of the key.
    pub key: fn(&Scheme, &str, &Scope<'_>) -> Zeroizing<Vec<u8>>,
    /// The HMAC, as it is written.
    pub signature: fn(&[u8; DIGEST_LENGTH]) -> String,
}

impl Recipe {
    /// As published.
    pub const RIGHT: Self = Self {
        place: |parts, text| text.extend([parts.host, parts.path]),
        query: |parts, _| canonical::query_pairs(parts),
        headers: canonical::header_pairs,
        body: canonical::body_pairs,
        flatten: canonical::flatten,
        keeps: |_| true,
        sort: canonical::sort,
        encode: encoding::encode,
        encode_header: encoding::encode,
        finish_request: |_, _| (),
        hash: mac::hash_text,
        scope: |scheme, date| Scope::new(scheme, date),
        finish_string_to_sign: |_| (),
        key: key::derive,
        signature: mac::signature_text,
    };

    /// As published, with the members of nested objects in the order of Java's `HashMap`: the samples permit both.
    pub const HASH_MAP: Self = Self { flatten: canonical::flatten_as_hash_map, ..Self::RIGHT };

    /// This recipe with one mistake in it.
    pub fn with(mut self, mistake: &Mistake) -> Self {
        (mistake.apply)(&mut self);
        self
    }

    /// The recipes that agree with everything published about `parts`.
    pub fn readings(parts: &Parts<'_>) -> &'static [Self] {
        const READINGS: &[Recipe] = &[Recipe::RIGHT, Recipe::HASH_MAP];
        let nested = parts.body.iter().any(|(_, value)| value.is_object() || value.is_array());
        if nested { READINGS } else { &READINGS[..1] }
    }
}
