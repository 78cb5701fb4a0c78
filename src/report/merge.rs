//! The parts of a split run, joined into the report of the whole.

use std::collections::BTreeSet;

use thiserror::Error;

use super::saved::Saved;
use crate::catalogue::conformance::totals;
use crate::catalogue::shard::join_parts;
use crate::catalogue::verdict::{Course, Standing};
use crate::catalogue::{Conformance, Part, Status};
use crate::engine::record::{RunRecord, TargetRecord};

/// Why reports are not the parts of one run.
#[derive(Debug, Error)]
pub enum MergeError {
    /// No report is given.
    #[error("could not merge: no report is given")]
    Nothing,
    /// It is the report of a whole run.
    #[error("could not merge {0}: it is no part of a split run (--shard)")]
    Whole(String),
    /// It is of another run: other requirements, scenarios, targets, flags, durations or version.
    #[error("could not merge {0}: it is a part of another run than {1}")]
    Foreign(String, String),
    /// A part is there twice.
    #[error("could not merge: part {index}/{of} is there twice, in {first} and {second}")]
    Doubled {
        /// From 1.
        index: usize,
        /// How many there are.
        of: usize,
        /// A report.
        first: String,
        /// Another one.
        second: String,
    },
    /// Parts are not there.
    #[error("could not merge: of {of} parts these are missing: {missing}")]
    Missing {
        /// How many there are.
        of: usize,
        /// Their numbers.
        missing: String,
    },
}

/// Joins the parts of one run, each with the name that errors call it by.
pub fn merge(parts: Vec<(String, Saved)>) -> Result<Saved, MergeError> {
    let mut parts = in_order(parts)?;
    let records: Vec<_> = parts.iter_mut().map(|(index, saved)| own_names(*index, saved)).collect();
    let requirements = join_parts(&records);
    let strict = parts.iter().any(|(_, saved)| saved.conformance.strict);
    let needless: BTreeSet<_> = parts.iter().flat_map(|(_, saved)| saved.conformance.unused_waivers.clone()).collect();
    let version = parts.first().map(|(_, saved)| saved.version.clone()).unwrap_or_default();
    let mut for_a_person: Vec<_> = Vec::new();
    for item in parts.iter().flat_map(|(_, saved)| &saved.conformance.for_a_person) {
        if !for_a_person.contains(item) {
            for_a_person.push(item.clone());
        }
    }
    let checklist = parts.first().map(|(_, saved)| saved.conformance.checklist.clone()).unwrap_or_default();
    let run = join_runs(parts.into_iter().map(|(_, saved)| saved.run));
    let (outcome, exit_code) = Standing::of(&requirements, strict).verdict(&Course::of(&run, strict, false));
    // A waiver that one part did not need may cover something in another.
    let unused = requirements.iter().filter(|entry| needless.contains(&entry.id) && entry.is_whole() && !run.interrupted);
    let unused = unused.filter(|entry| matches!(entry.status, Status::Met | Status::NotApplicable));
    let conformance = Conformance {
        unused_waivers: unused.map(|entry| entry.id.clone()).collect(),
        totals: totals(&requirements),
        requirements,
        checklist,
        for_a_person,
        outcome,
        exit_code,
        strict,
        part: None,
        comparison: None,
    };
    Ok(Saved { run, conformance, version })
}

/// The parts by their numbers, when each is there once and all belong to one run.
fn in_order(parts: Vec<(String, Saved)>) -> Result<Vec<(usize, Saved)>, MergeError> {
    let mut known: Vec<(String, Part, Saved)> = Vec::new();
    for (name, saved) in parts {
        let Some(part) = saved.conformance.part.clone() else { return Err(MergeError::Whole(name)) };
        if let Some((first, other, _)) = known.first()
            && (other.plan != part.plan || other.of != part.of)
        {
            return Err(MergeError::Foreign(name, first.clone()));
        }
        if let Some((first, ..)) = known.iter().find(|(_, other, _)| other.index == part.index) {
            return Err(MergeError::Doubled { index: part.index, of: part.of, first: first.clone(), second: name });
        }
        known.push((name, part, saved));
    }
    let of = known.first().map(|(_, part, _)| part.of).ok_or(MergeError::Nothing)?;
    let there: BTreeSet<_> = known.iter().map(|(_, part, _)| part.index).collect();
    let missing: Vec<_> = (1..=of).filter(|index| !there.contains(index)).map(|index| index.to_string()).collect();
    if !missing.is_empty() {
        return Err(MergeError::Missing { of, missing: missing.join(", ") });
    }
    known.sort_by_key(|(_, part, _)| part.index);
    Ok(known.into_iter().map(|(_, part, saved)| (part.index, saved)).collect())
}

/// Exchanges are numbered anew in every part: here they get names of their own. Returns the requirements.
fn own_names(index: usize, saved: &mut Saved) -> Vec<crate::catalogue::RequirementRecord> {
    let rename = |id: &mut String| *id = format!("{index}.{id}");
    saved.run.exchanges.iter_mut().for_each(|exchange| rename(&mut exchange.id));
    saved.run.scenarios.iter_mut().flat_map(|scenario| &mut scenario.exchanges).for_each(rename);
    let mut requirements = std::mem::take(&mut saved.conformance.requirements);
    let findings = requirements.iter_mut().flat_map(|entry| &mut entry.findings);
    findings.filter_map(|found| found.exchange.as_mut()).for_each(rename);
    requirements
}

/// One run of all; it began with the first, and took as long as all together.
fn join_runs(runs: impl Iterator<Item = RunRecord>) -> RunRecord {
    let mut runs: Vec<_> = runs.collect();
    let earliest = runs.iter().map(|run| run.started_at.clone()).min().unwrap_or_default();
    let mut targets: Vec<TargetRecord> = Vec::new();
    for target in runs.iter_mut().flat_map(|run| std::mem::take(&mut run.targets)) {
        // Our own listen on another port in every part.
        let same = |known: &&mut TargetRecord| {
            known.provider == target.provider && known.subject == target.subject && known.embedded == target.embedded
        };
        match targets.iter_mut().find(same) {
            Some(known) => known.state = known.state.clone().max(target.state),
            None => targets.push(target),
        }
    }
    let mut whole = RunRecord { started_at: earliest, targets, ..RunRecord::default() };
    whole.seed = runs.first().map(|run| run.seed).unwrap_or_default();
    if runs.iter().any(|run| run.seed != whole.seed) {
        whole.part_seeds = runs.iter().map(|run| run.seed).collect();
    }
    runs.into_iter().for_each(|run| whole.extend(run));
    whole
}
