//! What is shown when a run is over.

use std::io::{self, Write};

use super::{DIM, GREEN, Options, RED, YELLOW, comparison};
use crate::catalogue::conformance::FindingRecord;
use crate::catalogue::{Outcome, Status};
use crate::engine::record::{Outcome as Ending, SnapshotNote, TargetState};
use crate::report::open::{self, ranges};
use crate::report::verdict::{INCOMPLETE, Verdict};
use crate::report::words::{in_short, repeats};
use crate::report::{Report, curl};

/// How many findings of one requirement are shown, the first with its exchange; the JSON report has them all.
const FINDINGS: usize = 3;

/// Prints the summary; the verdict is its last line.
pub fn summary(out: &mut dyn Write, report: &Report<'_>, options: &Options) -> io::Result<()> {
    let page = Page { report, options };
    if !options.quiet {
        page.targets(out)?;
    }
    page.violated(out)?;
    page.grouped(out, Status::Inconclusive, "Inconclusive: tried, but nothing can be said")?;
    page.grouped(out, Status::Untested, "Untested: nothing judged it")?;
    if !options.quiet {
        page.grouped(out, Status::Met, "Met only in part: the rest was not tried")?;
        page.grouped(out, Status::Manual, "Manual: a person must confirm it")?;
        page.grouped(out, Status::Waived, "Waived: need not hold for now")?;
        page.checklist(out)?;
    }
    if options.verbose {
        page.grouped(out, Status::NotApplicable, "Not applicable")?;
    }
    page.snapshots(out)?;
    if let Some(comparison) = &report.conformance.comparison {
        comparison::print(out, comparison, options)?;
    }
    if !options.quiet {
        page.counts(out)?;
    }
    if !options.quiet || report.conformance.exit_code != 0 {
        page.verdict(out)?;
    }
    Ok(())
}

struct Page<'a> {
    report: &'a Report<'a>,
    options: &'a Options,
}

impl Page<'_> {
    fn targets(&self, out: &mut dyn Write) -> io::Result<()> {
        for target in &self.report.run.targets {
            let note = match &target.state {
                TargetState::Refused(why) | TargetState::Unreachable(why) => self.options.paint(YELLOW, &in_short(why)),
                _ if target.is_ours() => self.options.paint(DIM, "built in: proves the harness, not your system"),
                TargetState::Ready => String::new(),
                TargetState::Unasked => self.options.paint(DIM, "not asked"),
            };
            writeln!(out, "{} {:<8}  {}  {note}", target.provider, target.subject.name(), target.address)?;
        }
        Ok(())
    }

    fn checklist(&self, out: &mut dyn Write) -> io::Result<()> {
        let items = &self.report.conformance.for_a_person;
        if items.is_empty() {
            return Ok(());
        }
        writeln!(out, "\nSign-off checklist: for a person to confirm")?;
        let width = items.iter().map(|item| item.item.len()).max().unwrap_or_default();
        for item in items {
            let why = self.options.paint(DIM, item.manual.as_deref().unwrap_or_default());
            writeln!(out, "  {:>width$}  {}: {why}", item.item, item.text)?;
        }
        Ok(())
    }

    fn violated(&self, out: &mut dyn Write) -> io::Result<()> {
        for entry in self.report.having(Status::Violated) {
            let title = format!("{} {} is violated", entry.id, entry.level);
            writeln!(out, "\n{}  {}", self.options.paint(RED, &title), self.options.bold(&entry.text))?;
            if let Some(first) = entry.findings.first() {
                self.finding(out, first)?;
            }
            for found in entry.findings.iter().take(FINDINGS).skip(1) {
                let (finding, scenario) = (&found.finding, found.scenario.as_deref().unwrap_or_default());
                writeln!(out, "  also      {scenario}  {}: {} instead of {}", finding.place, finding.actual, finding.expected)?;
            }
            if let Some(more) = entry.findings.len().checked_sub(FINDINGS).filter(|more| *more > 0) {
                writeln!(out, "  and       {more} more like it")?;
            }
            writeln!(out, "  published {}", entry.source)?;
        }
        Ok(())
    }

    fn finding(&self, out: &mut dyn Write, found: &FindingRecord) -> io::Result<()> {
        let finding = &found.finding;
        writeln!(out, "  where     {}\n  expected  {}\n  actual    {}", finding.place, finding.expected, finding.actual)?;
        if let Some(scenario) = &found.scenario {
            let mut ran = self.report.run.scenarios.iter();
            let name = ran.find(|ran| ran.id == *scenario).map(|ran| format!("  {}", ran.name)).unwrap_or_default();
            writeln!(out, "  scenario  {scenario}{name}")?;
        }
        let exchange =
            found.exchange.as_ref().and_then(|id| self.report.run.exchanges.iter().find(|exchange| exchange.id == *id));
        if let Some(exchange) = exchange {
            writeln!(out, "  request   {}", self.options.paint(DIM, &curl::command(&exchange.request)))?;
            writeln!(out, "  response  {}", self.options.paint(DIM, &curl::answer(exchange)))?;
        }
        Ok(())
    }

    /// The requirements of one status, those with the same reason together.
    fn grouped(&self, out: &mut dyn Write, status: Status, title: &str) -> io::Result<()> {
        let groups = open::grouped(self.report, status);
        if !groups.is_empty() {
            writeln!(out, "\n{}", self.options.paint(YELLOW, title))?;
        }
        for group in groups {
            writeln!(out, "  {}\n    {}", in_short(group.reason), ranges(&group.ids))?;
        }
        Ok(())
    }

    /// What differs from the reviewed snapshots: it may be wanted, so it is shown and not judged.
    fn snapshots(&self, out: &mut dyn Write) -> io::Result<()> {
        for note in &self.report.run.snapshots {
            match note {
                SnapshotNote::Drift(text) => writeln!(out, "\n{}\n{text}", self.options.paint(YELLOW, "Snapshot drift"))?,
                SnapshotNote::Written(_) if self.options.quiet => {}
                SnapshotNote::Written(path) => writeln!(out, "\nSnapshot written: {path}")?,
            }
        }
        Ok(())
    }

    fn counts(&self, out: &mut dyn Write) -> io::Result<()> {
        let run = self.report.run;
        let totals = self.report.conformance.totals.iter().filter(|(_, count)| **count > 0);
        let totals: Vec<_> = totals.map(|(status, count)| format!("{count} {status}")).collect();
        writeln!(out, "\nRequirements  {}", totals.join(", "))?;
        let count = |outcome| run.scenarios.iter().filter(|scenario| scenario.outcome == outcome).count();
        let scenarios = [
            (Ending::Passed, "passed"),
            (Ending::Failed, "failed"),
            (Ending::Inconclusive, "inconclusive"),
            (Ending::Skipped, "not run"),
        ];
        let scenarios = scenarios.map(|(outcome, word)| (count(outcome), word));
        let scenarios: Vec<_> =
            scenarios.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
        let seconds = run.duration_ms / 1000.0;
        writeln!(out, "Scenarios     {} in {seconds:.1} s ({})", scenarios.join(", "), repeats(run).concat())
    }

    fn verdict(&self, out: &mut dyn Write) -> io::Result<()> {
        let color = match self.report.conformance.outcome {
            Outcome::Conformant => GREEN,
            Outcome::Violated => RED,
            Outcome::Unproven => YELLOW,
        };
        let verdict = Verdict::new(self.report);
        writeln!(out, "{}  {}", self.options.paint(color, verdict.title), verdict.sentence)?;
        // The line above says what a rehearsal is.
        let incomplete = verdict.notes.iter().find(|note| **note == INCOMPLETE);
        incomplete.map_or(Ok(()), |note| writeln!(out, "{}  {}", note.word.to_uppercase(), note.text))
    }
}
