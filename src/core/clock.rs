//! Time as a parameter: whoever needs the time is given a clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// A clock that may be ahead of the machine's; clones share the shift.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// In nanoseconds, which reaches for 292 years either way.
    shift: Arc<AtomicI64>,
}

impl Clock {
    /// The machine's time plus this clock's shift.
    pub fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        now.checked_add(SignedDuration::from_nanos(self.shift.load(Ordering::Relaxed))).unwrap_or(now)
    }

    /// A clock of its own that starts with this one's shift.
    pub fn fork(&self) -> Self {
        Self { shift: Arc::new(AtomicI64::new(self.shift.load(Ordering::Relaxed))) }
    }

    /// Moves the clock forward (or back, for a negative duration).
    pub fn advance(&self, by: SignedDuration) {
        let most = if by.is_negative() { i64::MIN } else { i64::MAX };
        let by = i64::try_from(by.as_nanos()).unwrap_or(most);
        let _ = self.shift.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |shift| Some(shift.saturating_add(by)));
    }
}

/// A point in time as most of the APIs print it: in UTC with milliseconds, e.g. `2020-01-18T11:11:41.511Z`.
pub fn printed(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_the_shift() {
        let clock = Clock::default();
        let twin = clock.clone();
        clock.advance(SignedDuration::from_hours(1));
        assert!(twin.now().duration_since(Timestamp::now()) > SignedDuration::from_secs(3590));
    }

    #[test]
    fn a_fork_goes_its_own_way() {
        let clock = Clock::default();
        clock.advance(SignedDuration::from_hours(1));
        let fork = clock.fork();
        fork.advance(SignedDuration::from_hours(1));
        let ahead = fork.now().duration_since(clock.now());
        assert!(ahead > SignedDuration::from_secs(3590) && ahead < SignedDuration::from_secs(3610));
    }

    #[test]
    fn it_goes_as_far_as_it_can() {
        let clock = Clock::default();
        clock.advance(SignedDuration::MAX);
        clock.advance(SignedDuration::from_secs(1));
        assert!(clock.now() > Timestamp::now());
        clock.advance(SignedDuration::MIN);
        clock.advance(SignedDuration::MIN);
        assert!(clock.now() < Timestamp::now());
    }
}
