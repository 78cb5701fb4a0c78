//! The verdict on a run in words for everybody: the same in every report.

use super::Report;
use super::open::ranges;
use crate::catalogue::{Level, Outcome, RequirementRecord, Status};

/// How a verdict is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// All is well.
    Good,
    /// Something is broken.
    Bad,
    /// It is open.
    Open,
}

/// What a run means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// In two words.
    pub title: &'static str,
    /// The answer to "can we sign off?".
    pub answer: &'static str,
    /// In one sentence.
    pub sentence: String,
    /// What to do now; empty where the sentence says it all.
    pub next: &'static str,
    /// How it is shown.
    pub tone: Tone,
}

impl Verdict {
    /// The verdict of a run.
    pub fn new(report: &Report<'_>) -> Self {
        let (title, tone) = match report.conformance.outcome {
            Outcome::Conformant => ("CONFORMANT", Tone::Good),
            Outcome::Violated => ("NOT CONFORMANT", Tone::Bad),
            Outcome::Unproven => ("NOT PROVEN", Tone::Open),
        };
        let (answer, next, tone) = match (tone, report.conformance.exit_code) {
            (Tone::Good, _) if is_rehearsal(report) => ("Not shown: this was a rehearsal", "", Tone::Open),
            (Tone::Good, _) => ("Yes", "What no machine can check stands below, for a person to confirm.", tone),
            (Tone::Bad, _) => ("No", "The provider's own check can find the same: settle what blocks it, then run again.", tone),
            (Tone::Open, 70) => ("Unknown: signoff itself failed", "", tone),
            (Tone::Open, _) => ("Not yet", "What is still to be shown stands below.", tone),
        };
        Self { title, answer, sentence: sentence(report), next, tone }
    }
}

/// True when everything under test was our own.
pub fn is_rehearsal(report: &Report<'_>) -> bool {
    report.run.targets.iter().all(|target| target.embedded)
}

/// True for a requirement that decides the outcome of this run.
pub fn counts(report: &Report<'_>, entry: &RequirementRecord) -> bool {
    report.conformance.strict || entry.level == Level::Must
}

fn sentence(report: &Report<'_>) -> String {
    let (run, conformance) = (report.run, report.conformance);
    let having = |status| report.having(status).filter(|entry| counts(report, entry));
    let count = |status| having(status).count();
    let what = if conformance.strict { "published requirements" } else { "published MUST requirements" };
    let open = format!("{} inconclusive, {} untested", count(Status::Inconclusive), count(Status::Untested));
    match conformance.exit_code {
        0 if conformance.outcome != Outcome::Conformant => {
            "Nothing got worse, or this part of the run had nothing to prove; this is no proof that the requirements hold."
                .to_owned()
        }
        0 if is_rehearsal(report) => {
            format!(
                "All {} {what} that apply hold; everything under test was signoff's own, so this proves the harness only.",
                count(Status::Met)
            )
        }
        0 => format!("All {} {what} that apply were tried and hold.", count(Status::Met)),
        1 => {
            let ids: Vec<_> = having(Status::Violated).map(|entry| entry.id.as_str()).collect();
            format!("{} of the {what} {} broken: {}.", ids.len(), if ids.len() == 1 { "is" } else { "are" }, ranges(&ids))
        }
        4 => format!("A target gave no answer to any request, so nothing can be said about it ({open})."),
        70 => format!("signoff itself failed: {}", run.crashes.first().map_or("the reason is not known", String::as_str)),
        _ if run.interrupted => format!("The run was interrupted; nothing was found broken until then ({open})."),
        _ => format!("Nothing was found broken, but not all {what} could be shown to hold ({open})."),
    }
}
