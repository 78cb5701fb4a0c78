//! What is printed.

use std::io::{self, Write};

use crate::measure::Measured;
use crate::programs::Turn;

/// The runs of one size.
pub struct Row {
    /// Scenarios.
    pub size: usize,
    /// Every program once per turn.
    pub runs: Vec<Turn>,
}

type Pick = fn(&Turn) -> Measured;

const SIGNOFF: Pick = |turn| turn.signoff;
const CUCUMBER: Pick = |turn| turn.cucumber;
const BARE: Pick = |turn| turn.bare;

impl Row {
    /// Median wall time in seconds.
    fn seconds(&self, pick: Pick) -> f64 {
        median(self.runs.iter().map(|turn| pick(turn).wall.as_secs_f64()))
    }

    /// Highest peak of memory in MiB.
    fn peak(&self, pick: Pick) -> f64 {
        self.runs.iter().map(|turn| pick(turn).peak_kib).max().unwrap_or_default() as f64 / 1024.0
    }

    /// Median of the ratios of runs side by side.
    fn ratio(&self, other: Pick) -> f64 {
        median(self.runs.iter().map(|turn| turn.signoff.wall.as_secs_f64() / other(turn).wall.as_secs_f64()))
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Prints a line per size, and what the sizes say together.
pub fn print(out: &mut impl Write, rows: &[Row]) -> io::Result<()> {
    writeln!(out, "{:>9} {:>26} {:>17} {:>26}", "", "wall time, ms", "signoff run ÷", "peak memory, MiB")?;
    let programs = ["signoff", "cucumber", "bare"];
    let [a, b, c] = programs;
    writeln!(out, "{:>9} {a:>8} {b:>8} {c:>8} {b:>9} {c:>7} {a:>8} {b:>8} {c:>8}", "scenarios")?;
    for row in rows {
        write!(out, "{:>9}", row.size)?;
        for pick in [SIGNOFF, CUCUMBER, BARE] {
            write!(out, " {:>8.1}", row.seconds(pick) * 1000.0)?;
        }
        write!(out, " {:>9.2} {:>7.2}", row.ratio(CUCUMBER), row.ratio(BARE))?;
        for pick in [SIGNOFF, CUCUMBER, BARE] {
            write!(out, " {:>8.1}", row.peak(pick))?;
        }
        writeln!(out)?;
    }
    if let Some(one) = rows.iter().find(|row| row.size == 1) {
        writeln!(out, "start-up: signoff run takes {:.1} ms for one scenario", one.seconds(SIGNOFF) * 1000.0)?;
    }
    if let [.., less, more] = rows {
        let per_scenario = |row: &Row| row.seconds(SIGNOFF) * 1e6 / row.size as f64;
        let (before, after) = (per_scenario(less), per_scenario(more));
        writeln!(out, "growth: {before:.0} µs per scenario at {}, {after:.0} µs at {}", less.size, more.size)?;
    }
    Ok(())
}
