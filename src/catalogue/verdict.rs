//! What the statuses of all requirements mean for outcome and exit code.

use super::conformance::{Outcome, RequirementRecord};
use super::status::Status;
use crate::engine::record::{RunRecord, TargetState};

/// What decides beside the requirements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// A snapshot drifted, and that counts.
    drifted: bool,
    crashed: bool,
    interrupted: bool,
    /// A target gave no answer at all.
    unreachable: bool,
    /// It is a part of a run, which may have nothing to prove.
    is_part: bool,
}

impl Course {
    /// What became of a run.
    pub fn of(run: &RunRecord, strict: bool, is_part: bool) -> Self {
        Self {
            drifted: strict && run.snapshots.iter().any(|note| note.drifted().is_some()),
            crashed: !run.crashes.is_empty(),
            interrupted: run.interrupted,
            unreachable: run.targets.iter().any(|target| matches!(target.state, TargetState::Unreachable(_))),
            is_part,
        }
    }
}

/// How the requirements that count stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// One is violated.
    Violated,
    /// None is violated, and one is open.
    Open,
    /// None is open, and none is met either.
    Nothing,
    /// None is open, and one is met.
    Held,
}

impl Standing {
    /// The standing of the MUSTs, and with `strict` of the SHOULDs.
    pub fn of(requirements: &[RequirementRecord], strict: bool) -> Self {
        Self::of_all(requirements.iter().filter(|entry| entry.level.counts(strict)).map(|entry| entry.status))
    }

    /// How these stand together.
    pub fn of_all(statuses: impl Iterator<Item = Status>) -> Self {
        statuses.fold(Self::Nothing, |worst, status| match (status, worst) {
            (Status::Violated, _) | (_, Self::Violated) => Self::Violated,
            (Status::Inconclusive | Status::Untested, _) | (_, Self::Open) => Self::Open,
            (Status::Met, _) | (_, Self::Held) => Self::Held,
            _ => Self::Nothing,
        })
    }

    /// Outcome and exit code, by their precedence.
    pub fn verdict(self, course: &Course) -> (Outcome, u8) {
        match self {
            Self::Violated => (Outcome::Violated, 1),
            _ if course.drifted => (Outcome::Violated, 1),
            _ if course.crashed => (Outcome::Unproven, 70),
            _ if course.interrupted => (Outcome::Unproven, 3),
            _ if course.unreachable => (Outcome::Unproven, 4),
            Self::Held => (Outcome::Conformant, 0),
            Self::Nothing if course.is_part => (Outcome::Unproven, 0),
            Self::Open | Self::Nothing => (Outcome::Unproven, 3),
        }
    }
}
