//! Ids that are new within a run and, at targets that keep their state, across runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Makes ids of `[a-z0-9]` and `-`, at most 24 characters: a run's stem and a counter. Clones share the counter.
#[derive(Debug, Clone)]
pub struct Ids {
    stem: Arc<str>,
    next: Arc<AtomicU64>,
}

impl Ids {
    /// Ids of one run; `stem` is cut to its first 10 characters.
    pub fn new(stem: &str) -> Self {
        Self { stem: stem.chars().take(10).collect::<String>().into(), next: Arc::new(AtomicU64::new(1)) }
    }

    /// The next id, e.g. `c-4fz0k2-17` for the prefix `c`.
    pub fn next(&self, prefix: &str) -> String {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        format!("{prefix}-{}-{number}", self.stem)
    }
}

/// `number` in base 36, the short form of a seed or a time in an id.
pub fn base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit((number % 36) as u32, 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            break digits.iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_never_repeat_and_stay_short() {
        let ids = Ids::new("abcdefghijklmnop");
        let twin = ids.clone();
        assert_eq!((ids.next("c"), twin.next("c")), ("c-abcdefghij-1".into(), "c-abcdefghij-2".into()));
        assert_eq!((base36(0), base36(35), base36(36)), ("0".into(), "z".into(), "10".into()));
    }
}
