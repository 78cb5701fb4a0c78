//! The negative control: every fault must violate exactly the requirements that name it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::Serialize;

use super::conformance::{Conformance, join};
use super::requirement::Catalogue;
use super::selection::Selected;
use super::status::Status;
use crate::core::subject::Subject;
use crate::engine::record::RunRecord;
use crate::providers::{Fault, Provider};

/// What the negative control showed: the document of `selftest --report json=PATH`.
#[derive(Debug, Clone, Serialize)]
pub struct SelfTest {
    /// One row a fault.
    pub faults: Vec<FaultRow>,
    /// Requirements that have a check, but no fault that violates them.
    pub unproven: Vec<String>,
    /// The clean run: requirements that were not met though nothing was broken.
    pub not_met: Vec<String>,
}

/// One fault.
#[derive(Debug, Clone, Serialize)]
pub struct FaultRow {
    /// The provider's slug.
    pub provider: String,
    /// The fault's name.
    pub name: String,
    /// The requirements that name it.
    pub linked: Vec<String>,
    /// The requirements found violated.
    pub violated: Vec<String>,
    /// What that means.
    pub outcome: FaultOutcome,
}

/// What the checks made of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultOutcome {
    /// Exactly the linked requirements were violated.
    Killed,
    /// A linked requirement was not violated.
    Survived,
    /// A requirement was violated that does not name the fault, or was met though nothing could be seen.
    Wrong,
    /// It takes something that is not here (a browser), or the run was ended early.
    NotTried,
}

impl SelfTest {
    /// Judges a run over fault × scenario; `browser` tells whether the faults that only a browser can see were tried.
    pub fn judge(
        catalogue: &Catalogue,
        selection: &Selected,
        run: &RunRecord,
        providers: &[&'static Provider],
        browser: bool,
    ) -> Self {
        let clean = join(catalogue, selection, run, None);
        let settled =
            |status: Status| matches!(status, Status::Met | Status::NotApplicable | Status::Manual | Status::NotSelected);
        let not_met =
            clean.requirements.iter().filter(|r| !run.interrupted && !settled(r.status)).map(|r| r.id.clone()).collect();
        let rows = providers.iter().flat_map(|provider| {
            let faults = (provider.faults)().iter().filter(|fault| in_scope(catalogue, selection, provider, fault));
            faults.map(|fault| row(catalogue, selection, run, provider, fault, browser || !fault.browser_only))
        });
        Self { faults: rows.collect(), unproven: unproven(catalogue, &clean), not_met }
    }

    /// The faults, `<provider>:<name>`, that nothing found.
    pub fn survivors(&self) -> HashSet<String> {
        let rows = self.faults.iter().filter(|row| row.outcome == FaultOutcome::Survived);
        rows.map(|row| format!("{}:{}", row.provider, row.name)).collect()
    }

    /// 0 all killed, 1 one was not or the clean run is not clean, 3 something could not be tried.
    pub fn exit_code(&self) -> u8 {
        let bad = |row: &FaultRow| matches!(row.outcome, FaultOutcome::Survived | FaultOutcome::Wrong);
        if !self.not_met.is_empty() || self.faults.iter().any(bad) {
            1
        } else if self.faults.iter().any(|row| row.outcome == FaultOutcome::NotTried) {
            3
        } else {
            0
        }
    }

    /// Faults by outcome.
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::from([("killed", 0), ("survived", 0), ("wrong", 0), ("not tried", 0)]);
        for row in &self.faults {
            *counts.entry(row.outcome.words()).or_default() += 1;
        }
        counts
    }
}

impl FaultOutcome {
    /// As people read it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Killed => "killed",
            Self::Survived => "survived",
            Self::Wrong => "wrong",
            Self::NotTried => "not tried",
        }
    }
}

/// True when the selection holds a requirement that names the fault, or when nobody names it: a blinding fault.
fn in_scope(catalogue: &Catalogue, selection: &Selected, provider: &Provider, fault: &Fault) -> bool {
    let linked = linked(catalogue, provider, fault);
    linked.is_empty() || linked.iter().any(|id| selection.requirements.contains(id))
}

/// The requirements that name the fault.
fn linked(catalogue: &Catalogue, provider: &Provider, fault: &Fault) -> BTreeSet<String> {
    let names = |(of, name): (Option<&Provider>, &str)| of.is_some_and(|of| of.slug == provider.slug) && name == fault.name;
    catalogue.requirements.iter().filter(|r| r.faults().any(names)).map(|r| r.id.clone()).collect()
}

fn row(
    catalogue: &Catalogue,
    selection: &Selected,
    run: &RunRecord,
    provider: &Provider,
    fault: &Fault,
    tried: bool,
) -> FaultRow {
    let linked: BTreeSet<_> =
        linked(catalogue, provider, fault).into_iter().filter(|id| selection.requirements.contains(id)).collect();
    let seen = join(catalogue, selection, run, Some(&format!("{}:{}", provider.slug, fault.name)));
    let with = |status: Status| seen.requirements.iter().filter(move |r| r.status == status);
    let violated: BTreeSet<_> = with(Status::Violated).map(|requirement| requirement.id.clone()).collect();
    let blind = linked.is_empty();
    let met_blindly = blind && with(Status::Met).any(|requirement| blinds(fault.subject, requirement.subject));
    let outcome = if !tried || run.interrupted {
        FaultOutcome::NotTried
    } else if !violated.is_subset(&linked) || met_blindly {
        FaultOutcome::Wrong
    } else if violated == linked {
        FaultOutcome::Killed
    } else {
        FaultOutcome::Survived
    };
    FaultRow {
        provider: provider.slug.to_owned(),
        name: fault.name.to_owned(),
        linked: linked.into_iter().collect(),
        violated: violated.into_iter().collect(),
        outcome,
    }
}

/// A target that refuses, hides or ignores everything can meet nothing of its own subject.
fn blinds(fault: Subject, requirement: Subject) -> bool {
    fault == requirement
}

/// Requirements that were met, and that no fault of the catalogue violates.
fn unproven(catalogue: &Catalogue, clean: &Conformance) -> Vec<String> {
    let met = clean.requirements.iter().filter(|requirement| requirement.status == Status::Met);
    let without = met.filter(|met| catalogue.find(&met.id).is_some_and(|requirement| requirement.violated_by.is_empty()));
    without.map(|requirement| requirement.id.clone()).collect()
}
