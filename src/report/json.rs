//! The report as one JSON document, described by `schemas/signoff/report.json`.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

use serde::Serialize;

use super::Report;
use crate::catalogue::{ChecklistItem, Comparison, Outcome, Part, RequirementRecord, Status};
use crate::engine::record::{ExchangeRecord, ScenarioRecord, SnapshotNote, TargetRecord};

/// The version of the document's form.
pub const SCHEMA: &str = "signoff/report/1";

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    tool: Tool,
    started_at: &'a str,
    duration_ms: f64,
    seed: u64,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    part_seeds: &'a [u64],
    outcome: Outcome,
    exit_code: u8,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    strict: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    incomplete: bool,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    crashes: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    drifted: Vec<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    unused_waivers: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    shard: Option<Shard<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<&'a Comparison>,
    targets: &'a [TargetRecord],
    totals: &'a BTreeMap<Status, usize>,
    requirements: &'a [RequirementRecord],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    for_a_person: &'a [ChecklistItem],
    scenarios: &'a [ScenarioRecord],
    exchanges: &'a [ExchangeRecord],
}

/// What `report merge` must know of a part.
#[derive(Serialize)]
struct Shard<'a> {
    index: usize,
    of: usize,
    plan: &'a str,
}

impl<'a> From<&'a Part> for Shard<'a> {
    fn from(part: &'a Part) -> Self {
        Self { index: part.index, of: part.of, plan: &part.plan }
    }
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// Writes the document and a line feed, without building it in memory.
pub fn write(out: impl Write, report: &Report<'_>) -> io::Result<()> {
    // JSON comes in millions of pieces: they are joined here, where the compiler sees what becomes of them.
    let mut out = BufWriter::with_capacity(64 * 1024, out);
    let Report { run, conformance, .. } = report;
    let document = Document {
        schema: SCHEMA,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        started_at: &run.started_at,
        duration_ms: run.duration_ms,
        seed: run.seed,
        part_seeds: &run.part_seeds,
        outcome: conformance.outcome,
        exit_code: conformance.exit_code,
        strict: conformance.strict,
        incomplete: run.interrupted,
        crashes: &run.crashes,
        drifted: run.snapshots.iter().filter_map(SnapshotNote::drifted).collect(),
        unused_waivers: &conformance.unused_waivers,
        shard: conformance.part.as_ref().map(Shard::from),
        baseline: conformance.comparison.as_ref(),
        targets: &run.targets,
        totals: &conformance.totals,
        requirements: &conformance.requirements,
        for_a_person: &conformance.for_a_person,
        scenarios: &run.scenarios,
        exchanges: &run.exchanges,
    };
    serde_json::to_writer(&mut out, &document)?;
    out.write_all(b"\n")?;
    out.flush()
}
