//! From the canonical request to the signature.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha384};

use super::key::{Scope, SigningKey};
use super::parts::Parts;
use super::recipe::Recipe;
use super::{Scheme, canonical, encoding};

/// Bytes of a SHA-384 digest and of its HMAC.
pub const DIGEST_LENGTH: usize = 48;

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
        let canonical_request = canonical::request(parts, recipe);
        let hash = (recipe.hash)(&Sha384::digest(canonical_request.as_bytes()).into());
        let string_to_sign = string_to_sign(scheme, &parts.date, &(recipe.scope)(scheme, &parts.date), &hash, recipe);
        let signature = (recipe.signature)(&key.mac(string_to_sign.as_bytes()));
        Self { canonical_request, hash, string_to_sign, signature }
    }

    /// Derives the key of the day and signs.
    pub fn new(scheme: &Scheme, parts: &Parts<'_>, secret: &str, recipe: &Recipe) -> Self {
        let scope = (recipe.scope)(scheme, &parts.date);
        Self::with_key(scheme, parts, &SigningKey::new(&(recipe.key)(scheme, secret, &scope)), recipe)
    }
}

fn string_to_sign(scheme: &Scheme, date: &str, scope: &Scope<'_>, hash: &str, recipe: &Recipe) -> String {
    let mut text = String::with_capacity(192);
    let Scope { date: day, region, service, terminator } = scope;
    for part in [scheme.algorithm, "\n", date, "\n", day, "/", region, "/", service, "/", terminator, "\n", hash] {
        text.push_str(part);
    }
    (recipe.finish_string_to_sign)(&mut text);
    text
}

/// Lower-case hex, leading zeros kept (AP/section1/create_string_sign).
pub fn hash_text(digest: &[u8; DIGEST_LENGTH]) -> String {
    encoding::hex(digest)
}

/// base64url; 48 bytes need no padding (AP/section1/calculate_signature).
pub fn signature_text(mac: &[u8; DIGEST_LENGTH]) -> String {
    URL_SAFE_NO_PAD.encode(mac)
}
