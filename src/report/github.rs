//! Annotations of a GitHub Actions job, as workflow commands: one line each, which the runner reads from the step's output.

use std::io::{self, Write};

use super::Report;
use super::open::{self, ranges};
use super::verdict::{self, Tone, Verdict};
use super::words::{abridged, count, file, glance};
use crate::catalogue::{RequirementRecord, Status};

/// Writes an error for each violated requirement, a warning for each reason why others are unproven, and the verdict.
/// (GitHub shows ten of a kind for each step, so what is most comes first.)
pub fn write(mut out: impl Write, report: &Report<'_>) -> io::Result<()> {
    let (blocking, other): (Vec<_>, Vec<_>) = report.having(Status::Violated).partition(|entry| verdict::counts(report, entry));
    let scenarios = report.scenarios();
    for (kind, entry) in blocking.iter().map(|entry| ("error", entry)).chain(other.iter().map(|entry| ("warning", entry))) {
        let by = entry.findings.first().and_then(|found| scenarios.get(found.scenario.as_deref()?));
        let place = by.map(|scenario| vec![("file", file(scenario)), ("line", scenario.line.to_string())]);
        let title = ("title", format!("{} {} is violated", entry.id, entry.level));
        command(&mut out, kind, place.into_iter().flatten().chain([title]), &message(entry))?;
    }
    for group in open::unproven(report) {
        let title = format!("{} {}", count(group.ids.len(), "requirement"), group.status);
        let keys = if group.keys.is_empty() {
            String::new()
        } else {
            format!("\nUnlocked by {}", group.keys.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
        };
        let text = format!("{} ({}){keys}", abridged(group.reason), ranges(&group.ids));
        command(&mut out, "warning", [("title", title)], &text)?;
    }
    let verdict = Verdict::new(report);
    let kind = if verdict.tone == Tone::Bad { "error" } else { "notice" };
    let notes: String = verdict.notes.iter().map(|note| format!("\n{}", note.text)).collect();
    let text = format!("{}{notes}", verdict.sentence);
    command(&mut out, kind, [("title", format!("signoff: {}", verdict.title))], &text)
}

fn message(entry: &RequirementRecord) -> String {
    let Some(found) = entry.findings.first() else { return entry.text.clone() };
    let (expected, actual) = glance(&found.finding.expected, &found.finding.actual);
    let more = entry.findings.len() - 1;
    let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
    format!("{}\n{}: expected {expected}, got {actual}{more}", entry.text, found.finding.place)
}

fn command<'a>(
    out: &mut impl Write,
    kind: &str,
    properties: impl IntoIterator<Item = (&'a str, String)>,
    message: &str,
) -> io::Result<()> {
    let properties: Vec<_> = properties.into_iter().map(|(name, value)| format!("{name}={}", property(&value))).collect();
    writeln!(out, "::{kind} {}::{}", properties.join(","), data(message))
}

/// A message on one line, as the runner reads it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, as the runner reads it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
