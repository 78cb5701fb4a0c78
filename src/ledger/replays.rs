//! Idempotency keys: what was done under a key, for as long as the key is remembered.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

/// What was done under each key.
#[derive(Debug, Clone)]
pub struct Replays<T> {
    lifetime: SignedDuration,
    kept: HashMap<String, Kept<T>>,
}

#[derive(Debug, Clone)]
struct Kept<T> {
    fingerprint: String,
    at: Timestamp,
    value: T,
}

/// What is known of a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Replay<'a, T> {
    /// Nothing, or no longer.
    New,
    /// The same was asked before, and this came of it.
    Same(&'a T),
    /// Something else was asked under this key.
    Other,
}

impl<T> Replays<T> {
    /// Keys are remembered for `lifetime`.
    pub fn new(lifetime: SignedDuration) -> Self {
        Self { lifetime, kept: HashMap::new() }
    }

    /// What is known of a key under which this is asked; `fingerprint` tells one request from another.
    pub fn look(&self, key: &str, fingerprint: &str, now: Timestamp) -> Replay<'_, T> {
        match self.kept.get(key) {
            Some(kept) if now.duration_since(kept.at) >= self.lifetime => Replay::New,
            Some(kept) if kept.fingerprint == fingerprint => Replay::Same(&kept.value),
            Some(_) => Replay::Other,
            None => Replay::New,
        }
    }

    /// Remembers what came of a request.
    pub fn keep(&mut self, key: &str, fingerprint: &str, value: T, now: Timestamp) {
        self.kept.insert(key.to_owned(), Kept { fingerprint: fingerprint.to_owned(), at: now, value });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_remembered_for_its_lifetime_and_for_one_request() {
        let at = |hours| Timestamp::UNIX_EPOCH.checked_add(SignedDuration::from_hours(hours)).unwrap();
        let mut replays = Replays::new(SignedDuration::from_hours(24));
        assert_eq!(replays.look("k", "a", at(0)), Replay::New);
        replays.keep("k", "a", 1, at(0));
        assert_eq!(replays.look("k", "a", at(23)), Replay::Same(&1));
        assert_eq!(replays.look("k", "b", at(23)), Replay::Other);
        assert_eq!(replays.look("l", "a", at(23)), Replay::New);
        assert_eq!(replays.look("k", "b", at(24)), Replay::New);
    }
}
