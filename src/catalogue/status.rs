//! What can be known about a requirement.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is known about a requirement after a run; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// A `Then` or a rule found it broken.
    Violated,
    /// It was tried, and nothing can be said.
    Inconclusive,
    /// Nothing judged it.
    Untested,
    /// Every check that judged it passed, and at least one did.
    Met,
    /// The target does not claim what it speaks of, or what it speaks of did not happen.
    NotApplicable,
    /// A valid waiver covers it.
    Waived,
    /// A person must confirm it.
    Manual,
    /// Outside of this run's selection.
    NotSelected,
}

impl Status {
    /// Every status, the worst first.
    pub const ALL: [Self; 8] = [
        Self::Violated,
        Self::Inconclusive,
        Self::Untested,
        Self::Met,
        Self::NotApplicable,
        Self::Waived,
        Self::Manual,
        Self::NotSelected,
    ];

    /// As people read it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Violated => "violated",
            Self::Inconclusive => "inconclusive",
            Self::Untested => "untested",
            Self::Met => "met",
            Self::NotApplicable => "not applicable",
            Self::Waived => "waived",
            Self::Manual => "manual",
            Self::NotSelected => "not selected",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.words())
    }
}
