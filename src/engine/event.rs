//! What a run tells while it goes on.

use super::record::{ExchangeRecord, ScenarioRecord, TargetRecord};
use super::tally::Tallies;

/// Something that happened.
#[derive(Debug)]
pub enum Event<'a> {
    /// Every target was asked once; the scenarios follow.
    Begun {
        /// What is under test, and whether it answered.
        targets: &'a [TargetRecord],
        /// What was asked and answered.
        exchanges: &'a [ExchangeRecord],
        /// Scenarios that are not tried, because of what was answered.
        blocked: &'a [ScenarioRecord],
    },
    /// A scenario ended.
    Ended(Ended<'a>),
}

/// A scenario that ended, and what it leaves behind; all of it is redacted.
#[derive(Debug, Clone, Copy)]
pub struct Ended<'a> {
    /// The scenario.
    pub scenario: &'a ScenarioRecord,
    /// What it sent and received.
    pub exchanges: &'a [&'a ExchangeRecord],
    /// What the rules said of that.
    pub tallies: &'a Tallies,
}
