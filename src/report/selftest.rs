//! The result of the negative control, for people and as JSON.

use std::io::{self, Write};

use super::{Destination, Format, ReportError};
use crate::catalogue::selftest::{FaultOutcome, SelfTest};
use crate::engine::record::RunRecord;

/// Writes the result as JSON to the destination.
pub fn save(destination: &Destination, result: &SelfTest) -> Result<(), ReportError> {
    if destination.format != Format::Json {
        return Err(destination.failed(io::Error::other("the self-test writes json only")));
    }
    let mut file = destination.create()?;
    let written = serde_json::to_writer_pretty(&mut file, result).map_err(io::Error::from).and_then(|()| file.flush());
    written.map_err(|source| destination.failed(source))
}

/// Prints the matrix: the faults that were not killed, with `all` every fault; the unproven; the counts.
pub fn print(out: &mut dyn Write, result: &SelfTest, run: &RunRecord, all: bool) -> io::Result<()> {
    for row in result.faults.iter().filter(|row| all || row.outcome != FaultOutcome::Killed) {
        let linked = if row.linked.is_empty() { "nothing may be met".to_owned() } else { row.linked.join(" ") };
        writeln!(out, "{:<9}  {}:{}  should violate: {linked}", row.outcome.words(), row.provider, row.name)?;
        if row.violated != row.linked {
            writeln!(
                out,
                "           found violated: {}",
                if row.violated.is_empty() { "nothing".into() } else { row.violated.join(" ") }
            )?;
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
