//! The report as one JSON document, described by `schemas/signoff/report.json`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::Report;
use crate::catalogue::{ChecklistItem, Comparison, Outcome, Part, RequirementRecord, Status};
use crate::core::parallel;
use crate::engine::record::{SnapshotNote, TargetRecord};

/// The version of the document's form.
pub const SCHEMA: &str = "signoff/report/1";

/// So many entries of a list are written by one core.
const PIECE: usize = 64;
/// So many are in memory as text.
const AT_ONCE: usize = 256;

/// All but the scenarios and the exchanges, which come behind it.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    tool: Tool,
    started_at: &'a str,
    duration_ms: f64,
    seed: u64,
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

/// Writes the document and a line feed, without building all of it in memory.
pub fn write(mut out: impl Write, report: &Report<'_>) -> io::Result<()> {
    let Report { run, conformance, .. } = report;
    let document = Document {
        schema: SCHEMA,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        started_at: &run.started_at,
        duration_ms: run.duration_ms,
        seed: run.seed,
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
    };
    let mut head = serde_json::to_vec(&document)?;
    head.pop(); // the brace: two lists are still to come
    out.write_all(&head)?;
    write_list(&mut out, "scenarios", &run.scenarios)?;
    write_list(&mut out, "exchanges", &run.exchanges)?;
    out.write_all(b"}\n")
}

/// Appends a member that is a list, which may be long: up to four cores write pieces of it.
fn write_list<T: Serialize + Sync>(out: &mut impl Write, name: &str, items: &[T]) -> io::Result<()> {
    write!(out, ",\"{name}\":[")?;
    let mut separator: &[u8] = b"";
    for some in items.chunks(AT_ONCE) {
        let pieces: Vec<_> = some.chunks(PIECE).collect();
        for text in parallel::map(&pieces, serde_json::to_vec) {
            let text = text?;
            out.write_all(separator)?;
            out.write_all(&text[1..text.len() - 1])?; // without its brackets
            separator = b",";
        }
    }
    out.write_all(b"]")
}
