//! The result of the negative control, for people and as JSON.

use std::io::{self, Write};

use super::{Opened, ReportError};
use crate::catalogue::selftest::{FaultOutcome, SelfTest};
use crate::engine::record::RunRecord;

/// Writes the result as JSON, the one form that it has.
pub fn save(opened: Opened<'_>, result: &SelfTest) -> Result<(), ReportError> {
    opened.fill(|_, file| serde_json::to_writer_pretty(file, result).map_err(io::Error::from))
}

/// Prints the matrix of faults and the requirements that they violated (only what was not killed, unless `all`), then what
/// was not met, what is unproven, and the counts.
pub fn print(out: &mut dyn Write, result: &SelfTest, run: &RunRecord, all: bool) -> io::Result<()> {
    let ids = |ids: &[String], none: &str| if ids.is_empty() { none.to_owned() } else { ids.join(" ") };
    for row in result.faults.iter().filter(|row| all || row.outcome != FaultOutcome::Killed) {
        let (words, linked) = (row.outcome.words(), ids(&row.linked, "nothing of its subject may be met"));
        writeln!(out, "{words:<9}  {}:{:<44}  {linked}", row.provider, row.name)?;
        if row.violated != row.linked {
            writeln!(out, "           but found violated: {}", ids(&row.violated, "nothing"))?;
        }
    }
    if !result.not_met.is_empty() {
        writeln!(out, "not met though nothing was broken: {}", result.not_met.join(" "))?;
    }
    if !result.unproven.is_empty() {
        writeln!(out, "unproven, no fault violates them: {}", result.unproven.join(" "))?;
    }
    for crash in run.crashes.iter().take(5) {
        writeln!(out, "the harness crashed: {crash}")?;
    }
    let counts = result.counts();
    let counts: Vec<_> = counts.iter().map(|(words, count)| format!("{count} {words}")).collect();
    let (scenarios, seconds) = (run.scenarios.len(), run.duration_ms / 1000.0);
    writeln!(
        out,
        "{} faults: {}  ({scenarios} scenarios in {seconds:.1} s, seed {})",
        result.faults.len(),
        counts.join(", "),
        run.seed
    )
}
