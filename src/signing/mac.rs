//! From the canonical request to the signature.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::key::{self, Scope, SigningKey};
use super::parts::Parts;
use super::recipe::Recipe;
use super::{Account, Scheme, canonical, encoding};

/// Every stage of one signature that may be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stages {
    /// Five lines: METHOD, host+path, query line, header line, body line.
    pub canonical_request: String,
    /// Lower-case hex SHA-384 of the canonical request.
    pub hash: String,
    /// Algorithm, date, scope and hash.
    pub string_to_sign: String,
    /// base64url of the HMAC, 64 characters.
    pub signature: String,
}

impl Stages {
    /// Signs with a key that is ready.
    pub fn with_key(scheme: &Scheme, parts: &Parts<'_>, key: &SigningKey, recipe: &Recipe) -> Self {
        let canonical_request = canonical::request(scheme, parts, recipe);
        let hash = hash(&canonical_request, recipe);
        let time = (recipe.time)(scheme, &parts.date);
        let string_to_sign = string_to_sign(scheme, &time, &scope(scheme, &time, recipe), &hash, recipe);
        let signature = (recipe.signature)(&key.mac(string_to_sign.as_bytes()));
        Self { canonical_request, hash, string_to_sign, signature }
    }

    /// Derives the key of the day and signs.
    pub fn new(scheme: &Scheme, parts: &Parts<'_>, account: &Account<'_>, recipe: &Recipe) -> Self {
        let time = (recipe.time)(scheme, &parts.date);
        Self::with_key(scheme, parts, &signing_key(scheme, account, &scope(scheme, &time, recipe), recipe), recipe)
    }
}

/// The text of the digest of a canonical request.
pub fn hash(canonical_request: &str, recipe: &Recipe) -> String {
    (recipe.hash)(canonical_request, &recipe.digest.digest(canonical_request.as_bytes()))
}

/// The scope of a time.
pub fn scope<'t>(scheme: &Scheme, time: &'t str, recipe: &Recipe) -> Scope<'t> {
    Scope {
        date: (recipe.day)(time),
        region: recipe.region.unwrap_or(scheme.region),
        service: recipe.service.unwrap_or(scheme.service),
        terminator: recipe.terminator.unwrap_or(scheme.terminator),
    }
}

/// The key of a scope, ready to sign.
pub fn signing_key(scheme: &Scheme, account: &Account<'_>, scope: &Scope<'_>, recipe: &Recipe) -> SigningKey {
    SigningKey::new(recipe.hmac, &key::derive(scheme, account, scope, recipe))
}

/// Algorithm, time, scope and hash, joined by line feeds.
pub fn string_to_sign(scheme: &Scheme, time: &str, scope: &Scope<'_>, hash: &str, recipe: &Recipe) -> String {
    let mut text = String::with_capacity(192);
    let Scope { date: day, region, service, terminator } = scope;
    let feed = recipe.string_feed;
    let (algorithm, time) = ((recipe.algorithm)(scheme), (recipe.write_time)(time));
    for part in [algorithm, feed, &time, feed, day, "/", region, "/", service, "/", terminator, feed, hash] {
        text.push_str(part);
    }
    (recipe.finish_string_to_sign)(&mut text);
    text
}

/// Lower-case hex, leading zeros kept (AP/section1/create_string_sign).
pub fn hash_text(digest: &[u8]) -> String {
    encoding::hex(digest)
}

/// base64url; 48 bytes need no padding (AP/section1/calculate_signature).
pub fn signature_text(mac: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(mac)
}
