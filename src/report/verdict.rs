//! The verdict on a run in words for everybody: the same in every report.

use super::Report;
use super::open::ranges;
use crate::catalogue::{Outcome, RequirementRecord, Status};
use crate::engine::record::{SnapshotNote, TargetState};

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
    /// What must be known of the run, however it ended.
    pub notes: Vec<Note>,
    /// How it is shown.
    pub tone: Tone,
}

/// A word and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note {
    /// The word.
    pub word: &'static str,
    /// What it means.
    pub text: &'static str,
}

/// The run did not reach its end.
pub const INCOMPLETE: Note =
    Note { word: "Incomplete", text: "The run ended early; what it did not reach is untested for that reason alone." };

/// Nothing of the reader's was under test.
const REHEARSAL: Note = Note {
    word: "Rehearsal",
    text: "Everything under test was built into signoff. Name your own systems in signoff.toml to learn about them.",
};

impl Verdict {
    /// The verdict of a run.
    pub fn new(report: &Report<'_>) -> Self {
        let (title, answer, next, tone) = match report.conformance.outcome {
            Outcome::Conformant => {
                let (answer, tone) = Limits::of(report).answer(report);
                ("CONFORMANT", answer, "What no machine can check stands below, for a person to confirm.", tone)
            }
            Outcome::Violated => {
                let next = "The provider's own check can find the same: settle what blocks it, then run again.";
                ("NOT CONFORMANT", "No", next, Tone::Bad)
            }
            Outcome::Unproven if report.run.crashes.is_empty() => {
                ("NOT PROVEN", "Not yet", "What is still to be shown stands below.", Tone::Open)
            }
            Outcome::Unproven => ("NOT PROVEN", "Unknown: signoff itself failed", "", Tone::Open),
        };
        let notes = [(report.run.interrupted, INCOMPLETE), (is_rehearsal(report), REHEARSAL)];
        let notes = notes.into_iter().filter_map(|(holds, note)| holds.then_some(note)).collect();
        Self { title, answer, sentence: sentence(report), next, notes, tone }
    }
}

/// True when everything that was tried was our own.
fn is_rehearsal(report: &Report<'_>) -> bool {
    let mut targets = report.run.targets.iter();
    let theirs = targets.clone().any(|target| !target.is_ours() && target.state != TargetState::Unasked);
    !theirs && targets.any(|target| target.is_ours())
}

/// True when our own target stands for what the requirement speaks of.
pub fn is_ours(report: &Report<'_>, entry: &RequirementRecord) -> bool {
    let mut targets = report.run.targets.iter().filter(|target| target.is_ours());
    targets.any(|target| (target.provider.as_str(), target.subject) == (entry.provider.as_str(), entry.subject))
}

/// True for a requirement that decides the outcome of this run.
pub fn counts(report: &Report<'_>, entry: &RequirementRecord) -> bool {
    entry.level.counts(report.conformance.strict)
}

/// How many requirements of the providers in play that count were not simply shown to hold, though nothing is open.
struct Limits {
    not_selected: usize,
    partly: usize,
    waived: usize,
    ours: usize,
}

impl Limits {
    fn of(report: &Report<'_>) -> Self {
        let in_play = |entry: &&RequirementRecord| report.run.targets.iter().any(|one| one.provider == entry.provider);
        let having = |status| report.having(status).filter(|entry| counts(report, entry)).filter(in_play);
        Self {
            not_selected: having(Status::NotSelected).count(),
            partly: having(Status::Met).filter(|entry| !entry.is_whole()).count(),
            waived: having(Status::Waived).count(),
            ours: having(Status::Met).filter(|entry| is_ours(report, entry)).count(),
        }
    }

    fn answer(&self, report: &Report<'_>) -> (&'static str, Tone) {
        match self {
            _ if is_rehearsal(report) => ("Not shown: this was a rehearsal", Tone::Open),
            _ if report.conformance.part.is_some() => ("Only for this part of the run", Tone::Open),
            Self { not_selected: 1.., .. } => ("Only for what was selected", Tone::Open),
            Self { ours: 1.., .. } => ("Only for what is not signoff's own", Tone::Open),
            Self { partly: 1.., .. } => ("Only as far as it was tried", Tone::Open),
            Self { waived: 1.., .. } => ("Only with what is waived", Tone::Open),
            _ => ("Yes", Tone::Good),
        }
    }

    /// That all holds, and what is not among it.
    fn sentence(&self, report: &Report<'_>, held: usize, what: &str) -> String {
        let rehearsal = is_rehearsal(report);
        let whole = held - self.partly;
        let rest = [
            (self.partly, if whole == 0 { "only in part" } else { "more only in part" }),
            (if rehearsal { 0 } else { self.ours }, "at signoff's own targets"),
            (self.not_selected, "not selected"),
            (self.waived, "waived"),
        ];
        let rest: Vec<_> =
            rest.iter().filter(|(number, _)| *number > 0).map(|(number, words)| format!("{number} {words}")).collect();
        let verbs = |number| if number == 1 { ("was tried", "holds") } else { ("were tried", "hold") };
        let held = match (report.conformance.part.is_some(), rest.is_empty()) {
            (false, true) if held == 1 => format!("The 1 {} that applies was tried and holds", what.trim_end_matches('s')),
            (false, true) => format!("All {held} {what} that apply were tried and hold"),
            (false, false) if held == 0 => format!("None of the {what} was tried; {}", rest.join(", ")),
            (false, false) if whole == 0 => format!("None of the {what} was tried as a whole; {}", rest.join(", ")),
            (false, false) => {
                let (tried, hold) = verbs(whole);
                format!("{whole} of the {what} {tried} and {hold}; {}", rest.join(", "))
            }
            (true, _) => {
                let (tried, hold) = verbs(held);
                format!("{held} of the {what} {tried} in this part of the run and {hold}")
            }
        };
        let end = if rehearsal { "; everything under test was signoff's own, so this proves the harness only." } else { "." };
        format!("{held}{end}")
    }
}

fn sentence(report: &Report<'_>) -> String {
    let (run, conformance) = (report.run, report.conformance);
    let having = |status| report.having(status).filter(|entry| counts(report, entry));
    let count = |status| having(status).count();
    let what = if conformance.strict { "published requirements" } else { "published MUST requirements" };
    let open = format!("{} inconclusive, {} untested", count(Status::Inconclusive), count(Status::Untested));
    let ids: Vec<_> = having(Status::Violated).map(|entry| entry.id.as_str()).collect();
    match (conformance.outcome, conformance.exit_code) {
        (Outcome::Conformant, _) => Limits::of(report).sentence(report, count(Status::Met), what),
        (Outcome::Violated, _) if ids.is_empty() => {
            let drifted: Vec<_> = run.snapshots.iter().filter_map(SnapshotNote::drifted).collect();
            format!("No requirement was found broken, but answers differ from the reviewed snapshots: {}.", drifted.join(", "))
        }
        (Outcome::Violated, code) => {
            let gated = if code == 0 { "Nothing got worse, but " } else { "" };
            format!("{gated}{} of the {what} {} broken: {}.", ids.len(), if ids.len() == 1 { "is" } else { "are" }, ranges(&ids))
        }
        (Outcome::Unproven, 0) => {
            "Nothing got worse, or this part of the run had nothing to prove; this is no proof that the requirements hold."
                .to_owned()
        }
        (Outcome::Unproven, 4) => format!("A target gave no answer to any request, so nothing can be said about it ({open})."),
        (Outcome::Unproven, _) => match run.crashes.first() {
            Some(crash) => format!("signoff itself failed: {crash}"),
            None if run.interrupted => format!("The run was interrupted; nothing was found broken until then ({open})."),
            None => {
                let waived = report.having(Status::Waived).filter(|entry| !entry.findings.is_empty());
                let broken = report.having(Status::Violated).chain(waived).count() > 0;
                let found = if broken { "Nothing that counts was found broken" } else { "Nothing was found broken" };
                format!("{found}, but not all {what} could be shown to hold ({open}).")
            }
        },
    }
}
