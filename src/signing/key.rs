//! The signing key of a day, derived in four steps, and a cache of such keys.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, PoisonError, RwLock};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha384;
use zeroize::Zeroizing;

use super::Scheme;
use super::mac::DIGEST_LENGTH;
use crate::core::secret::Secret;

/// What a key is derived for; written into the string to sign with `/` between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope<'a> {
    /// `YYYYMMDD`.
    pub date: Cow<'a, str>,
    /// E.g. `eu-west-1`.
    pub region: &'a str,
    /// E.g. `AmazonPay`.
    pub service: &'a str,
    /// E.g. `aws4_request`.
    pub terminator: &'a str,
}

impl<'a> Scope<'a> {
    /// The scope of a time `YYYYMMDDTHHMMSSZ`.
    pub fn new(scheme: &Scheme, date: &'a str) -> Self {
        let day = Cow::Borrowed(date.get(..8).unwrap_or(date));
        Self { date: day, region: scheme.region, service: scheme.service, terminator: scheme.terminator }
    }

    /// What the four steps of the key take in.
    pub fn steps(&self) -> [&str; 4] {
        [&self.date, self.region, self.service, self.terminator]
    }
}

/// The bytes of a key: four HMAC steps from prefix and secret, each step's raw result being the key of the next.
pub fn derive(scheme: &Scheme, secret: &str, scope: &Scope<'_>) -> Zeroizing<Vec<u8>> {
    chain(&[scheme.key_prefix, secret], scope, |mac| mac.to_vec())
}

/// As [`derive()`], from any first key and with the results of the steps in any form.
pub fn chain(first: &[&str], scope: &Scope<'_>, form: fn(&[u8; DIGEST_LENGTH]) -> Vec<u8>) -> Zeroizing<Vec<u8>> {
    let first = Zeroizing::new(first.concat().into_bytes());
    scope.steps().iter().fold(first, |key, step| Zeroizing::new(form(&SigningKey::new(&key).mac(step.as_bytes()))))
}

/// A key ready to sign: the state of its HMAC. Never printed.
#[derive(Clone)]
pub struct SigningKey(Hmac<Sha384>);

impl SigningKey {
    /// Takes the bytes of a key.
    pub fn new(key: &[u8]) -> Self {
        // An HMAC takes keys of every length; the error of the trait cannot occur.
        Self(Hmac::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&Default::default())))
    }

    /// The HMAC-SHA384 of `message`.
    pub fn mac(&self, message: &[u8]) -> [u8; DIGEST_LENGTH] {
        self.0.clone().chain_update(message).finalize().into_bytes().into()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// Keys already derived, for many threads. When it is full it starts anew.
#[derive(Debug)]
pub struct KeyCache {
    scheme: &'static Scheme,
    capacity: usize,
    hasher: RandomState,
    entries: RwLock<HashMap<u64, Entry>>,
}

#[derive(Debug)]
struct Entry {
    secret: Secret,
    day: String,
    key: Arc<SigningKey>,
}

impl KeyCache {
    /// An empty cache of at most `capacity` keys of `scheme`.
    pub fn new(scheme: &'static Scheme, capacity: usize) -> Self {
        Self { scheme, capacity, hasher: RandomState::new(), entries: RwLock::default() }
    }

    /// The key of a secret on the day of `date` (`YYYYMMDDTHHMMSSZ`).
    pub fn get(&self, secret: &str, date: &str) -> Arc<SigningKey> {
        let scope = Scope::new(self.scheme, date);
        let place = self.hasher.hash_one((secret, &*scope.date));
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = entries.get(&place).filter(|e| e.secret.expose() == secret && e.day == scope.date) {
            return Arc::clone(&entry.key);
        }
        drop(entries);
        let key = Arc::new(SigningKey::new(&derive(self.scheme, secret, &scope)));
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= self.capacity {
            entries.clear();
        }
        let entry = Entry { secret: Secret::new(secret), day: scope.date.into_owned(), key: Arc::clone(&key) };
        entries.insert(place, entry);
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static SCHEME: Scheme = Scheme {
        algorithm: "A",
        key_prefix: "P",
        region: "r",
        service: "s",
        terminator: "t",
        request_headers: &[],
        response_headers: &[],
        date_header: "date",
        algorithm_header: "algorithm",
        body_methods: &[],
        authorization_prefixes: &[],
    };

    #[test]
    fn a_cache_never_confuses_keys_and_never_grows_beyond_its_capacity() {
        let cache = KeyCache::new(&SCHEME, 3);
        std::thread::scope(|scope| {
            for secret in ["one", "two", "three", "four"] {
                let cache = &cache;
                scope.spawn(move || {
                    for date in ["20260101T000000Z", "20260102T000000Z", "20260101T235959Z"].repeat(20) {
                        let fresh = SigningKey::new(&derive(&SCHEME, secret, &Scope::new(&SCHEME, date)));
                        assert_eq!(cache.get(secret, date).mac(b"text"), fresh.mac(b"text"));
                        assert!(cache.entries.read().unwrap().len() <= 3);
                    }
                });
            }
        });
    }

    #[test]
    fn nothing_prints_a_key_or_a_secret() {
        let cache = KeyCache::new(&SCHEME, 3);
        let key = cache.get("hush-hush", "20260101T000000Z");
        assert_eq!(format!("{key:?}"), "[secret]");
        assert!(!format!("{cache:?}").contains("hush"));
    }
}
