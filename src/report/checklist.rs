//! The provider's own sign-off checklist, filled in, as CSV (RFC 4180).

use std::collections::HashMap;
use std::io::{self, Write};

use super::Report;
use crate::catalogue::{ChecklistItem, RequirementRecord, Status};

/// Writes a row for each item of the providers in this run.
pub fn write(mut out: impl Write, report: &Report<'_>) -> io::Result<()> {
    let entries: HashMap<&str, &RequirementRecord> =
        report.conformance.requirements.iter().map(|entry| (entry.id.as_str(), entry)).collect();
    let in_run = |item: &&ChecklistItem| {
        entries.values().any(|entry| entry.provider == item.provider && entry.status != Status::NotSelected)
    };
    row(&mut out, ["provider", "item", "text", "answer", "requirements", "scenarios", "for a person"].map(str::to_owned))?;
    for item in report.conformance.checklist.iter().filter(in_run) {
        let covered: Vec<_> = item.requirements.iter().filter_map(|id| entries.get(id.as_str()).copied()).collect();
        let requirements: Vec<_> = covered.iter().map(|entry| format!("{} {}", entry.id, entry.status)).collect();
        let scenarios: Vec<_> = covered.iter().filter_map(|entry| entry.scenarios.first().map(String::as_str)).collect();
        let ours = covered.iter().any(|entry| is_ours(report, entry));
        let person = item.manual.clone().unwrap_or_default();
        row(
            &mut out,
            [
                item.provider.clone(),
                item.item.clone(),
                item.text.clone(),
                answer(item, &covered, ours).to_owned(),
                requirements.join("; "),
                scenarios.join("; "),
                person,
            ],
        )?;
    }
    Ok(())
}

/// True when our own target stands for what the requirement speaks of.
fn is_ours(report: &Report<'_>, entry: &RequirementRecord) -> bool {
    let mut targets = report.run.targets.iter().filter(|target| target.embedded);
    targets.any(|target| (target.provider.as_str(), target.subject) == (entry.provider.as_str(), entry.subject))
}

/// The answer to an item: of what a machine can check the worst, and then what is left to a person. Targets of `ours` prove
/// nothing about the reader's.
fn answer(item: &ChecklistItem, covered: &[&RequirementRecord], ours: bool) -> &'static str {
    let worst = covered.iter().map(|entry| entry.status).filter(|status| *status != Status::NotSelected).min();
    let left_out = covered.iter().any(|entry| entry.status == Status::NotSelected);
    match worst {
        Some(Status::Violated) => "no",
        Some(Status::Inconclusive | Status::Untested) => "not shown",
        None if !covered.is_empty() => "not in this run",
        Some(_) if ours => "rehearsed only",
        _ if left_out => "in part",
        _ if item.manual.is_some() => "for a person",
        Some(Status::Manual) => "for a person",
        Some(Status::Waived) => "waived",
        Some(Status::NotApplicable) => "not applicable",
        _ => "yes",
    }
}

fn row<const N: usize>(out: &mut impl Write, cells: [String; N]) -> io::Result<()> {
    write!(out, "{}\r\n", cells.map(|cell| quoted(&cell)).join(","))
}

/// A cell in quotes. One that a spreadsheet would take for a formula begins with an apostrophe.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}
