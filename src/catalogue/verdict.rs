//! What the statuses of all requirements mean for outcome and exit code.

use super::conformance::{Outcome, RequirementRecord};
use super::requirement::Level;
use super::selection::Selected;
use super::status::Status;
use crate::engine::record::{RunRecord, SnapshotNote, TargetState};

/// The outcome and the exit code of a run.
pub(super) fn verdict(requirements: &[RequirementRecord], selection: &Selected, run: &RunRecord) -> (Outcome, u8) {
    let unreachable = run.targets.iter().any(|target| matches!(target.state, TargetState::Unreachable(_)));
    let drifted = selection.strict && run.snapshots.iter().any(|note| matches!(note, SnapshotNote::Drift(_)));
    let standing = Standing::of(requirements, selection.strict);
    if drifted || standing == Standing::Violated {
        (Outcome::Violated, 1)
    } else if !run.crashes.is_empty() {
        (Outcome::Unproven, 70)
    } else if run.interrupted {
        (Outcome::Unproven, 3)
    } else if unreachable {
        (Outcome::Unproven, 4)
    } else {
        standing.verdict(selection.part.is_some())
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
        let counting = requirements.iter().filter(|entry| strict || entry.level == Level::Must).map(|entry| entry.status);
        counting.fold(Self::Nothing, |worst, status| match (status, worst) {
            (Status::Violated, _) | (_, Self::Violated) => Self::Violated,
            (Status::Inconclusive | Status::Untested, _) | (_, Self::Open) => Self::Open,
            (Status::Met, _) | (_, Self::Held) => Self::Held,
            _ => Self::Nothing,
        })
    }

    /// Outcome and exit code where nothing else stands in the way; a part of a run may have nothing to prove.
    pub fn verdict(self, is_part: bool) -> (Outcome, u8) {
        match self {
            Self::Violated => (Outcome::Violated, 1),
            Self::Held => (Outcome::Conformant, 0),
            Self::Nothing if is_part => (Outcome::Unproven, 0),
            Self::Open | Self::Nothing => (Outcome::Unproven, 3),
        }
    }
}
