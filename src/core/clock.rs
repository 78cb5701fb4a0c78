//! Time as a parameter: whoever needs the time is given a clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// A clock that may be ahead of the machine's; clones share the shift.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    shift_seconds: Arc<AtomicI64>,
}

impl Clock {
    /// The machine's time plus this clock's shift.
    pub fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        let shift = SignedDuration::from_secs(self.shift_seconds.load(Ordering::Relaxed));
        now.checked_add(shift).unwrap_or(now)
    }

    /// A clock of its own that starts with this one's shift.
    pub fn fork(&self) -> Self {
        Self { shift_seconds: Arc::new(AtomicI64::new(self.shift_seconds.load(Ordering::Relaxed))) }
    }

    /// Moves the clock forward (or back, for a negative number of seconds).
    pub fn advance(&self, seconds: i64) {
        self.shift_seconds.fetch_add(seconds, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_the_shift() {
        let clock = Clock::default();
        let twin = clock.clone();
        clock.advance(3600);
        assert!(twin.now().duration_since(Timestamp::now()) > SignedDuration::from_secs(3590));
    }

    #[test]
    fn a_fork_goes_its_own_way() {
        let clock = Clock::default();
        clock.advance(3600);
        let fork = clock.fork();
        fork.advance(3600);
        let ahead = fork.now().duration_since(clock.now());
        assert!(ahead > SignedDuration::from_secs(3590) && ahead < SignedDuration::from_secs(3610));
    }
}
