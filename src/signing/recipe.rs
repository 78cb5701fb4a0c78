//! The signature as a recipe of small steps. A signing mistake replaces some of them; everything else stays right.

use std::borrow::Cow;

use serde_json::{Map, Number, Value};
use zeroize::Zeroizing;

use super::algorithm::Algorithm;
use super::canonical::{self, Pairs};
use super::encoding::Encoding;
use super::key::Scope;
use super::mac;
use super::mistakes::Mistake;
use super::parts::Parts;
use super::{Account, Scheme, verify};

/// Writes a line of the canonical request.
pub type Line = fn(&Parts<'_>, &Recipe, &mut String);

/// The steps, in the order in which they are taken.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// The first line of the canonical request.
    pub method: for<'m> fn(&'m str) -> Cow<'m, str>,
    /// The host, as it is signed.
    pub host: for<'p> fn(&Scheme, &'p Parts<'_>) -> Cow<'p, str>,
    /// The path, as it is signed.
    pub path: for<'p> fn(&'p Parts<'_>) -> Cow<'p, str>,
    /// The second line of the canonical request, of host and path.
    pub place: fn(&Parts<'_>, host: &str, path: &str, &mut String),
    /// What stands in the query line.
    pub query: for<'p> fn(&'p Parts<'_>, &Recipe) -> Pairs<'p>,
    /// The query line.
    pub query_line: Line,
    /// What stands in the header line.
    pub headers: for<'p> fn(&'p Parts<'_>) -> Pairs<'p>,
    /// The end of a header's name that is not signed.
    pub left_out: Option<&'static str>,
    /// The header line.
    pub header_line: Line,
    /// What stands in the body line.
    pub body: for<'p> fn(&'p Parts<'_>, &Recipe) -> Pairs<'p>,
    /// The body line.
    pub body_line: Line,
    /// A number as text.
    pub number: for<'v> fn(&'v Number) -> Cow<'v, str>,
    /// An array as text.
    pub array: fn(&[Value], &Recipe) -> String,
    /// An object as text.
    pub object: fn(&Map<String, Value>, &Recipe) -> String,
    /// False and true as texts.
    pub boolean: [&'static str; 2],
    /// What a member that is null is written as; `None` leaves it out.
    pub null: Option<&'static str>,
    /// False for a value whose pair is dropped.
    pub keeps: fn(&str) -> bool,
    /// The order of a line.
    pub sort: fn(&mut Pairs<'_>),
    /// Between name and value, between pairs, and behind a line that has pairs.
    pub marks: [&'static str; 3],
    /// True when names are written.
    pub names: bool,
    /// Names, as they are written.
    pub encode_name: Encoding,
    /// Values, as they are written.
    pub encode_value: Encoding,
    /// Values of headers, as they are written.
    pub encode_header: Encoding,
    /// True when a whole line is encoded again.
    pub encodes_lines: bool,
    /// Between the lines of the canonical request.
    pub feed: &'static str,
    /// Behind the body line.
    pub finish_request: fn(&Parts<'_>, &mut String),
    /// Makes the digest of the canonical request.
    pub digest: Algorithm,
    /// The canonical request and its digest, as it is written.
    pub hash: fn(&str, &[u8]) -> String,
    /// The first line of the string to sign.
    pub algorithm: fn(&Scheme) -> &'static str,
    /// The time in the string to sign, from that of the message.
    pub time: for<'d> fn(&Scheme, &'d str) -> Cow<'d, str>,
    /// The day of a time, in the scope.
    pub day: for<'d> fn(&'d str) -> Cow<'d, str>,
    /// The time, as it is written in the string to sign.
    pub write_time: for<'d> fn(&'d str) -> Cow<'d, str>,
    /// Another region than the scheme's.
    pub region: Option<&'static str>,
    /// Another service than the scheme's.
    pub service: Option<&'static str>,
    /// Another end of the scope than the scheme's.
    pub terminator: Option<&'static str>,
    /// Between the lines of the string to sign.
    pub string_feed: &'static str,
    /// Behind the string to sign.
    pub finish_string_to_sign: fn(&mut String),
    /// The secret, as it is used.
    pub secret: fn(&Account<'_>) -> Zeroizing<Vec<u8>>,
    /// What stands before the secret.
    pub prefix: fn(&Scheme) -> &'static str,
    /// What the steps of the key take in.
    pub chain: for<'s> fn(&'s Scope<'_>) -> Vec<Cow<'s, str>>,
    /// The result of a step of the key, as the key of the next.
    pub link: fn(&[u8]) -> Vec<u8>,
    /// Makes the HMACs of the key and of the signature.
    pub hmac: Algorithm,
    /// The HMAC, as it is written.
    pub signature: fn(&[u8]) -> String,
    /// The header, of key id and signature.
    pub authorization: fn(&Scheme, key: &str, signature: &str) -> String,
}

impl Recipe {
    /// As published.
    pub const RIGHT: Self = Self {
        method: |method| Cow::Borrowed(method),
        host: |_, parts| Cow::Borrowed(parts.host),
        path: |parts| Cow::Borrowed(parts.path),
        place: |_, host, path, text| text.extend([host, path]),
        query: |parts, _| canonical::query_pairs(parts),
        query_line: |parts, recipe, text| canonical::line((recipe.query)(parts, recipe), recipe.encode_value, recipe, text),
        headers: canonical::header_pairs,
        left_out: None,
        header_line: canonical::header_line,
        body: canonical::body_pairs,
        body_line: |parts, recipe, text| canonical::line((recipe.body)(parts, recipe), recipe.encode_value, recipe, text),
        number: |number| Cow::Borrowed(number.as_str()),
        array: canonical::flatten_array,
        object: canonical::flatten_object,
        boolean: ["false", "true"],
        null: None,
        keeps: |_| true,
        sort: canonical::sort,
        marks: ["=", "&", ""],
        names: true,
        encode_name: Encoding::RFC_3986,
        encode_value: Encoding::RFC_3986,
        encode_header: Encoding::RFC_3986,
        encodes_lines: false,
        feed: "\n",
        finish_request: |_, _| (),
        digest: Algorithm::Sha384,
        hash: |_, digest| mac::hash_text(digest),
        algorithm: |scheme| scheme.algorithm,
        time: |_, date| Cow::Borrowed(date),
        day: |time| Cow::Borrowed(Scope::day(time)),
        write_time: |time| Cow::Borrowed(time),
        region: None,
        service: None,
        terminator: None,
        string_feed: "\n",
        finish_string_to_sign: |_| (),
        secret: |account| Zeroizing::new(account.secret.as_bytes().to_vec()),
        prefix: |scheme| scheme.key_prefix,
        chain: |scope| scope.steps(),
        link: |mac| mac.to_vec(),
        hmac: Algorithm::Sha384,
        signature: mac::signature_text,
        authorization: verify::authorization,
    };

    /// As published, with the members of nested objects in the order of Java's `HashMap`: the samples permit both.
    pub const HASH_MAP: Self = Self { object: canonical::flatten_object_as_hash_map, ..Self::RIGHT };

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

    /// Changes how names, values and headers are encoded.
    pub fn encode(&mut self, change: fn(&mut Encoding)) {
        [&mut self.encode_name, &mut self.encode_value, &mut self.encode_header].into_iter().for_each(change);
    }
}
