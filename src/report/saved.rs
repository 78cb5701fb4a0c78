//! A report that an earlier run wrote, read back: what `--baseline`, `--rerun` and `signoff report` work on.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

use super::{Report, journal, json};
use crate::catalogue::conformance::totals;
use crate::catalogue::{Catalogue, ChecklistItem, Comparison, Conformance, Outcome, Part, RequirementRecord};
use crate::core::finding::Finding;
use crate::engine::record::{ExchangeRecord, RunRecord, ScenarioRecord, SnapshotNote, TargetRecord};

/// A run and what it said.
#[derive(Debug, Clone)]
pub struct Saved {
    /// What ran.
    pub run: RunRecord,
    /// What it said about the published requirements.
    pub conformance: Conformance,
    /// The version of the program that wrote it.
    pub version: String,
}

/// Why a file is no report that can be used.
#[derive(Debug, Error)]
pub enum SavedError {
    /// It could not be read.
    #[error("could not read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is something else.
    #[error("could not use {}: {problem}", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
}

#[derive(Deserialize)]
struct Document {
    tool: Tool,
    started_at: String,
    duration_ms: f64,
    seed: u64,
    #[serde(default)]
    part_seeds: Vec<u64>,
    outcome: Outcome,
    exit_code: u8,
    #[serde(default)]
    strict: bool,
    #[serde(default)]
    incomplete: bool,
    #[serde(default)]
    crashes: Vec<String>,
    #[serde(default)]
    drifted: Vec<String>,
    #[serde(default)]
    unused_waivers: Vec<String>,
    shard: Option<Part>,
    baseline: Option<Comparison>,
    targets: Vec<TargetRecord>,
    requirements: Vec<RequirementRecord>,
    #[serde(default)]
    for_a_person: Vec<ChecklistItem>,
    scenarios: Vec<ScenarioRecord>,
    exchanges: Vec<ExchangeRecord>,
}

#[derive(Deserialize)]
struct Tool {
    version: String,
}

impl Saved {
    /// Reads a JSON report, or the journal of a run that did not reach its end.
    pub fn load(path: &Path) -> Result<Self, SavedError> {
        let bytes = fs::read(path).map_err(|source| SavedError::Read { path: path.to_owned(), source })?;
        let read = if journal::is_journal(&bytes) { journal::read(&bytes) } else { Self::parse(&bytes) };
        read.map_err(|problem| SavedError::Foreign { path: path.to_owned(), problem })
    }

    /// Reads a JSON report; the error is a sentence.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Head {
            schema: String,
        }
        let schema = serde_json::from_slice::<Head>(bytes).map(|head| head.schema);
        match schema {
            Ok(schema) if schema == json::SCHEMA => {}
            Ok(schema) => return Err(format!("its schema is {schema:?}, not {:?}", json::SCHEMA)),
            Err(error) => return Err(format!("it is no JSON report of signoff ({error})")),
        }
        let document: Document =
            serde_json::from_slice(bytes).map_err(|error| format!("it is no JSON report of signoff ({error})"))?;
        Ok(document.into())
    }

    /// The report as the formats write it.
    pub fn report(&self) -> Report<'_> {
        Report::new(&self.run, &self.conformance)
    }

    /// The duration of every scenario that ran, in milliseconds.
    pub fn durations(&self) -> BTreeMap<&str, f64> {
        self.run.scenarios.iter().map(|scenario| (scenario.id.as_str(), scenario.duration_ms)).collect()
    }
}

impl From<Document> for Saved {
    fn from(document: Document) -> Self {
        let conformance = Conformance {
            totals: totals(&document.requirements),
            checklist: checklist(),
            for_a_person: document.for_a_person,
            outcome: document.outcome,
            exit_code: document.exit_code,
            strict: document.strict,
            unused_waivers: document.unused_waivers,
            part: document.shard,
            comparison: document.baseline,
            requirements: document.requirements,
        };
        let mut run = RunRecord {
            started_at: document.started_at,
            duration_ms: document.duration_ms,
            seed: document.seed,
            part_seeds: document.part_seeds,
            targets: document.targets,
            scenarios: document.scenarios,
            exchanges: document.exchanges,
            interrupted: document.incomplete,
            crashes: document.crashes,
            snapshots: document.drifted.into_iter().map(SnapshotNote::Drift).collect(),
            ..RunRecord::default()
        };
        give_findings(&mut run, &conformance);
        Self { run, conformance, version: document.tool.version }
    }
}

/// The published checklist; a saved report repeats none of it but what a person must confirm.
fn checklist() -> Vec<ChecklistItem> {
    Catalogue::embedded().map(|catalogue| catalogue.checklist).unwrap_or_default()
}

/// Scenarios know their findings again, which the document keeps with the requirements.
fn give_findings(run: &mut RunRecord, conformance: &Conformance) {
    let found = conformance.requirements.iter().flat_map(|entry| entry.findings.iter().map(move |found| (entry, found)));
    let found: HashMap<(&str, &str), &Finding> =
        found.filter_map(|(entry, found)| Some(((entry.id.as_str(), found.scenario.as_deref()?), &found.finding))).collect();
    for scenario in run.scenarios.iter_mut().filter(|one| one.outcome == crate::engine::record::Outcome::Failed) {
        scenario.finding = found.get(&(scenario.requirement.as_str(), scenario.id.as_str())).map(|finding| (*finding).clone());
    }
}
