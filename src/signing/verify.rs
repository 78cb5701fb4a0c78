//! Checking a signature: the `Authorization` header is read, signatures are compared in constant time.

use subtle::ConstantTimeEq;

use super::Scheme;
use super::key::SigningKey;
use super::mac::Stages;
use super::parts::Parts;
use super::recipe::Recipe;

/// The value of an `Authorization` header.
pub fn authorization(scheme: &Scheme, access_key_id: &str, signature: &str) -> String {
    [scheme.authorization_prefixes.first().copied().unwrap_or_default(), access_key_id, ":", signature].concat()
}

/// Access key id and signature of an `Authorization` header, in any of its forms.
pub fn read_authorization<'a>(scheme: &Scheme, header: &'a str) -> Option<(&'a str, &'a str)> {
    let rest = scheme.authorization_prefixes.iter().find_map(|prefix| header.strip_prefix(prefix))?;
    let (access_key_id, signature) = rest.rsplit_once(':')?;
    (!access_key_id.is_empty() && !signature.is_empty()).then_some((access_key_id, signature))
}

/// True when `signature` is that of `parts` in one of the published readings.
pub fn is_signature_of(scheme: &Scheme, parts: &Parts<'_>, key: &SigningKey, signature: &str) -> bool {
    Recipe::readings(parts).iter().any(|reading| same(&Stages::with_key(scheme, parts, key, reading).signature, signature))
}

/// Compares in a time that depends on the lengths only.
pub fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}
