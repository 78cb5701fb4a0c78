//! What is shown while scenarios finish.

use std::io::{self, Write};

use super::{DIM, GREEN, Options, RED, YELLOW};
use crate::engine::record::{Outcome, ScenarioRecord};

/// Counts finished scenarios and shows those that did not pass. What cannot be written is left out: progress is no result.
pub struct Progress {
    out: Box<dyn Write + Send>,
    options: Options,
    counts: [usize; 4],
}

impl Progress {
    /// Progress on `out`, usually stderr.
    pub fn new(out: Box<dyn Write + Send>, options: &Options) -> Self {
        Self { out, options: *options, counts: [0; 4] }
    }

    /// Shows one finished scenario.
    pub fn scenario(&mut self, scenario: &ScenarioRecord) {
        self.counts[scenario.outcome as usize] += 1;
        if !self.options.quiet {
            let _ = self.show(scenario);
        }
    }

    /// Takes the running count away.
    pub fn finish(&mut self) {
        if self.options.live && !self.options.quiet {
            let _ = self.out.write_all(b"\r\x1b[2K").and_then(|()| self.out.flush());
        }
    }

    fn show(&mut self, scenario: &ScenarioRecord) -> io::Result<()> {
        let mut text = String::new();
        if self.options.live {
            text.push_str("\r\x1b[2K");
        }
        if self.options.verbose || !matches!(scenario.outcome, Outcome::Passed | Outcome::Skipped) {
            text.push_str(&self.line(scenario));
        }
        if self.options.live {
            text.push_str(&self.count());
        }
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }

    fn line(&self, scenario: &ScenarioRecord) -> String {
        let (color, word) = match scenario.outcome {
            Outcome::Passed => (GREEN, "passed      "),
            Outcome::Failed => (RED, "failed      "),
            Outcome::Inconclusive => (YELLOW, "inconclusive"),
            Outcome::Skipped => (DIM, "not run     "),
        };
        format!("{}  {}  {}  {}\n", self.options.paint(color, word), scenario.requirement, scenario.id, scenario.name)
    }

    fn count(&self) -> String {
        let [passed, failed, inconclusive, _] = self.counts;
        let all: usize = self.counts.iter().sum();
        format!("{all} scenarios: {passed} passed, {failed} failed, {inconclusive} inconclusive")
    }
}
