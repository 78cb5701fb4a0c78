//! Ids that are new within a run and, at targets that keep their state, across runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Makes ids of `[a-z0-9]` and `-`, at most 24 characters: a run's stem, perhaps a part's, and a counter. Clones share the
/// counter.
#[derive(Debug, Clone)]
pub struct Ids {
    stem: Arc<str>,
    next: Arc<AtomicU64>,
}

/// From ten times this on, a number in base 36 begins with a letter and has six digits.
const SIXTH_DIGIT: u64 = 36_u64.pow(5);

impl Ids {
    /// Ids of one run; `stem` is cut to its first 10 characters.
    pub fn new(stem: &str) -> Self {
        Self { stem: stem.chars().take(10).collect::<String>().into(), next: Arc::new(AtomicU64::new(1)) }
    }

    /// The ids of a part of the run, the same in every run with the same stem; `part` is its [`hash`]. What stands for the part
    /// begins with a letter, as no number of the whole run does: no id of the run is the beginning of one of a part, so a text that
    /// holds this one does not seem to name that one.
    pub fn of_part(&self, part: u64) -> Self {
        let part = base36(10 * SIXTH_DIGIT + part % (26 * SIXTH_DIGIT));
        Self { stem: format!("{}-{part}", self.stem).into(), next: Arc::new(AtomicU64::new(1)) }
    }

    /// The next id, e.g. `c-4fz0k2-17` for the prefix `c`.
    pub fn next(&self, prefix: &str) -> String {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        format!("{prefix}-{}-{number}", self.stem)
    }
}

/// A number for a text, always the same (FNV-1a, 64 bits).
pub fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
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
    fn no_id_of_a_run_is_the_beginning_of_one_of_a_part() {
        let ids = Ids::new("s");
        let of_run: Vec<_> = (0..36).map(|_| ids.next("o")).collect();
        for part in (0..100).map(|number| hash(&format!("refunds:{number}"))) {
            let of_part = ids.of_part(part).next("o");
            assert!(!of_run.iter().any(|id| of_part.starts_with(id)), "{of_part}");
        }
    }

    #[test]
    fn ids_never_repeat_and_stay_short() {
        let ids = Ids::new("abcdefghijklmnop");
        let twin = ids.clone();
        assert_eq!((ids.next("c"), twin.next("c")), ("c-abcdefghij-1".into(), "c-abcdefghij-2".into()));
        assert_eq!(ids.of_part(36).next("c"), "c-abcdefghij-a00010-1");
        assert_eq!(ids.of_part(u64::MAX).next("c").len(), 21);
        assert_ne!(hash("charges:12"), hash("charges:13"));
        assert_eq!((base36(0), base36(35), base36(36)), ("0".into(), "z".into(), "10".into()));
    }
}
