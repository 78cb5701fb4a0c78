//! The report as one JSON document, described by `schemas/signoff/report.json`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::Report;
use crate::catalogue::{ChecklistItem, Outcome, RequirementRecord, Status};
use crate::engine::record::{ExchangeRecord, ScenarioRecord, TargetRecord};

/// The version of the document's form.
pub const SCHEMA: &str = "signoff/report/1";

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    tool: Tool,
    started_at: &'a str,
    duration_ms: f64,
    seed: u64,
    outcome: Outcome,
    targets: &'a [TargetRecord],
    totals: &'a BTreeMap<Status, usize>,
    requirements: &'a [RequirementRecord],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    for_a_person: &'a [ChecklistItem],
    scenarios: &'a [ScenarioRecord],
    exchanges: &'a [ExchangeRecord],
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// Writes the document and a line feed, without building it in memory.
pub fn write(mut out: impl Write, report: &Report<'_>) -> io::Result<()> {
    let Report { run, conformance, .. } = report;
    let document = Document {
        schema: SCHEMA,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        started_at: &run.started_at,
        duration_ms: run.duration_ms,
        seed: run.seed,
        outcome: conformance.outcome,
        targets: &run.targets,
        totals: &conformance.totals,
        requirements: &conformance.requirements,
        for_a_person: &conformance.for_a_person,
        scenarios: &run.scenarios,
        exchanges: &run.exchanges,
    };
    serde_json::to_writer(&mut out, &document)?;
    out.write_all(b"\n")
}
