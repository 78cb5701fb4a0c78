//! The signing key of a day, derived in four steps, and a cache of such keys.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, PoisonError, RwLock};

use zeroize::Zeroizing;

use super::algorithm::Algorithm;
pub use super::algorithm::SigningKey;
use super::recipe::Recipe;
use super::{Account, Scheme};
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
        let day = Self::day(date);
        Self { date: Cow::Borrowed(day), region: scheme.region, service: scheme.service, terminator: scheme.terminator }
    }

    /// The day of such a time, `YYYYMMDD`.
    pub fn day(date: &str) -> &str {
        date.get(..8).unwrap_or(date)
    }

    /// What the four steps of the key take in.
    pub fn steps(&self) -> Vec<Cow<'_, str>> {
        let places = [self.region, self.service, self.terminator];
        std::iter::once(&*self.date).chain(places).map(Cow::Borrowed).collect()
    }
}

/// The bytes of a key: four HMAC steps from prefix and secret, each step's raw result being the key of the next.
pub fn derive(scheme: &Scheme, account: &Account<'_>, scope: &Scope<'_>, recipe: &Recipe) -> Zeroizing<Vec<u8>> {
    let secret = (recipe.secret)(account);
    let first = Zeroizing::new([(recipe.prefix)(scheme).as_bytes(), &secret].concat());
    (recipe.chain)(scope).iter().fold(first, |key, step| {
        let made = Zeroizing::new(SigningKey::new(recipe.hmac, &key).mac(step.as_bytes()).to_vec());
        Zeroizing::new((recipe.link)(&made))
    })
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
        let key = Arc::new(fresh(self.scheme, secret, &scope));
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= self.capacity {
            entries.clear();
        }
        let entry = Entry { secret: Secret::new(secret), day: scope.date.into_owned(), key: Arc::clone(&key) };
        entries.insert(place, entry);
        key
    }
}

/// The key of a secret, as published.
pub fn fresh(scheme: &Scheme, secret: &str, scope: &Scope<'_>) -> SigningKey {
    let account = Account { access_key_id: "", secret };
    SigningKey::new(Algorithm::Sha384, &derive(scheme, &account, scope, &Recipe::RIGHT))
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
        mistakes: &[],
        response_headers: &[],
        date_header: "date",
        algorithm_header: "algorithm",
        body_methods: &[],
        authorization_prefixes: &[],
        hosts: &[],
        minutes_ahead: 0,
    };

    #[test]
    fn a_cache_never_confuses_keys_and_never_grows_beyond_its_capacity() {
        let cache = KeyCache::new(&SCHEME, 3);
        std::thread::scope(|scope| {
            for secret in ["one", "two", "three", "four"] {
                let cache = &cache;
                scope.spawn(move || {
                    for date in ["20260101T000000Z", "20260102T000000Z", "20260101T235959Z"].repeat(20) {
                        let fresh = fresh(&SCHEME, secret, &Scope::new(&SCHEME, date));
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
