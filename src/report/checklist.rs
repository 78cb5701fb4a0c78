//! The provider's own sign-off checklist, filled in, as CSV (RFC 4180).

use std::collections::HashMap;
use std::io::{self, Write};

use super::Report;
use super::verdict::{self, INCOMPLETE};
use crate::catalogue::{ChecklistItem, RequirementRecord, Status};

/// Writes a row for each item of the providers in this run.
pub fn write(mut out: impl Write, report: &Report<'_>) -> io::Result<()> {
    let entries: HashMap<&str, &RequirementRecord> =
        report.conformance.requirements.iter().map(|entry| (entry.id.as_str(), entry)).collect();
    let in_run = |item: &&ChecklistItem| {
        entries.values().any(|entry| entry.provider == item.provider && entry.status != Status::NotSelected)
    };
    row(&mut out, ["provider", "item", "text", "answer", "requirements", "scenarios", "for a person"].map(str::to_owned))?;
    if report.run.interrupted {
        row(&mut out, ["", "", INCOMPLETE.text, "incomplete", "", "", ""].map(str::to_owned))?;
    }
    for item in report.conformance.checklist.iter().filter(in_run) {
        let covered: Vec<_> = item.requirements.iter().filter_map(|id| entries.get(id.as_str()).copied()).collect();
        let requirements: Vec<_> = covered.iter().map(|entry| format!("{} {}", entry.id, entry.status)).collect();
        let scenarios: Vec<_> = covered.iter().filter_map(|entry| entry.scenarios.first().map(String::as_str)).collect();
        let ours = covered.iter().any(|entry| verdict::is_ours(report, entry));
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

/// The answer to an item: of what a machine can check the worst, and then what is left to a person. Targets of `ours` prove
/// nothing about the reader's.
fn answer(item: &ChecklistItem, covered: &[&RequirementRecord], ours: bool) -> &'static str {
    let has = |status| covered.iter().any(|entry| entry.status == status);
    let all = |status| !covered.is_empty() && covered.iter().all(|entry| entry.status == status);
    if has(Status::Violated) {
        "no"
    } else if has(Status::Inconclusive) || has(Status::Untested) || covered.len() < item.requirements.len() {
        "not shown"
    } else if all(Status::NotSelected) {
        "not in this run"
    } else if ours {
        "rehearsed only"
    } else if has(Status::Waived) {
        "waived"
    } else if has(Status::NotSelected) || covered.iter().any(|entry| !entry.is_whole()) {
        "in part"
    } else if item.manual.is_some() || has(Status::Manual) {
        "for a person"
    } else if all(Status::NotApplicable) {
        "not applicable"
    } else if covered.is_empty() {
        // Nobody answers for it.
        "not shown"
    } else {
        "yes"
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
