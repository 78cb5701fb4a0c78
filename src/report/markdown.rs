//! The report for a pull request or the summary of a CI step. Lists are cut, so that it fits into one comment (65,536 characters).

use std::io::{self, Write};

use super::Report;
use super::open::{self, ranges};
use super::verdict::{self, Verdict};
use super::words::{self, abridged, count, file, glance, shortened, subject};
use crate::catalogue::{RequirementRecord, Status};

/// The most entries of one list.
const ENTRIES: usize = 40;

/// The most characters of one sentence.
const SENTENCE: usize = 300;

/// Writes the document.
pub fn write(mut out: impl Write, report: &Report<'_>) -> io::Result<()> {
    let verdict = Verdict::new(report);
    writeln!(out, "## Can we sign off? {}\n\n{} {}\n", verdict.answer, text(&verdict.sentence), verdict.next)?;
    for note in &verdict.notes {
        writeln!(out, "> **{}.** {}\n", note.word, note.text)?;
    }
    writeln!(out, "| requirements | status | |\n|---:|---|---|")?;
    for (status, number) in report.counted() {
        writeln!(out, "| {number} | {status} | {} |", words::meaning(status))?;
    }
    let (blocking, other): (Vec<_>, Vec<_>) = report.having(Status::Violated).partition(|entry| verdict::counts(report, entry));
    broken(&mut out, report, "What blocks it", &blocking)?;
    broken(&mut out, report, "Broken, but only advised (SHOULD)", &other)?;
    unproven(&mut out, report)?;
    for_a_person(&mut out, report)?;
    let (version, run) = (env!("CARGO_PKG_VERSION"), report.run);
    let (providers, when) = (text(&words::providers(run)), words::when(run));
    let [seed, repeats] = words::repeats(run);
    writeln!(out, "\n<sub>signoff {version} · {providers} · {when} · `{seed}`{repeats}</sub>")
}

fn broken(out: &mut impl Write, report: &Report<'_>, heading: &str, entries: &[&RequirementRecord]) -> io::Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let scenarios = report.scenarios();
    writeln!(out, "\n### {heading}\n")?;
    for entry in entries.iter().take(ENTRIES) {
        writeln!(out, "- **{}** {} ({})", text(&entry.id), text(&entry.text), subject(entry.subject))?;
        let Some(found) = entry.findings.first() else { continue };
        let (expected, actual) = glance(&found.finding.expected, &found.finding.actual);
        writeln!(out, "  - {}: expected {}, got {}", text(&found.finding.place), code(&expected), code(&actual))?;
        if let Some(scenario) = found.scenario.as_deref().and_then(|id| scenarios.get(id)) {
            let more = entry.findings.len() - 1;
            let more = if more > 0 { format!(" and {}", count(more, "more finding")) } else { String::new() };
            writeln!(out, "  - found by {}{more}", code(&format!("{}:{}", file(scenario), scenario.line)))?;
        }
        writeln!(out, "  - published: {}", source(&entry.source))?;
    }
    rest(out, entries.len())
}

fn unproven(out: &mut impl Write, report: &Report<'_>) -> io::Result<()> {
    let groups = open::unproven(report);
    if groups.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n### What is unproven, and what would unlock it\n")?;
    for group in groups.iter().take(ENTRIES) {
        let keys: Vec<_> = group.keys.iter().map(|key| code(key)).collect();
        let keys = if keys.is_empty() { String::new() } else { format!(". Unlocked by {} in `signoff.toml`", keys.join(" ")) };
        let (ids, reason) = (text(&ranges(&group.ids)), text(&abridged(group.reason)));
        writeln!(out, "- {}, {} ({ids}): {reason}{keys}", group.status, count(group.ids.len(), "requirement"))?;
    }
    rest(out, groups.len())
}

fn for_a_person(out: &mut impl Write, report: &Report<'_>) -> io::Result<()> {
    let requirements = report.having(Status::Manual).map(|entry| (&entry.id, &entry.text));
    let items = report.conformance.for_a_person.iter().map(|item| (&item.item, &item.text));
    let entries: Vec<_> = requirements.chain(items).collect();
    if entries.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n<details><summary>{} for a person to confirm</summary>\n", count(entries.len(), "item"))?;
    for (id, sentence) in entries.iter().take(2 * ENTRIES) {
        writeln!(out, "- [ ] {} {}", text(id), text(sentence))?;
    }
    writeln!(out, "\n</details>")
}

fn rest(out: &mut impl Write, length: usize) -> io::Result<()> {
    match length.checked_sub(ENTRIES) {
        Some(more @ 1..) => writeln!(out, "- … and {more} more; the HTML report has them all"),
        _ => Ok(()),
    }
}

/// Where something is published, its addresses as links.
fn source(source: &str) -> String {
    let is_address = |part: &str| part.starts_with("https://") && !part.contains([' ', '<', '>']);
    let parts = source.split("; ").map(|part| if is_address(part) { format!("<{part}>") } else { text(part) });
    parts.collect::<Vec<_>>().join("; ")
}

/// The text on one line, with nothing in it that Markdown or GitHub would take for more than text.
fn text(text: &str) -> String {
    let mut safe = String::new();
    for letter in shortened(&text.split_whitespace().collect::<Vec<_>>().join(" "), SENTENCE).chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => safe.extend(['\\', letter]),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '@' => safe.push_str("&#64;"),
            _ => safe.push(letter),
        }
    }
    // A bare address becomes a link, too.
    safe.replace("://", ":&#47;/").replace("www.", "www&#46;")
}

/// The text as code, whatever backticks it holds.
fn code(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    match text.starts_with('`') || text.ends_with('`') || text.is_empty() {
        true => format!("{fence} {text} {fence}"),
        false => format!("{fence}{text}{fence}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_target_says_stays_text() {
        assert_eq!(text("a <b>\n| *c* @you [x](y)"), "a &lt;b&gt; \\| \\*c\\* &#64;you \\[x\\](y)");
        assert_eq!(text("http://a.example"), "http:&#47;/a.example");
        assert_eq!(code("a `b` ``"), "``` a `b` `` ```");
        assert_eq!(code("a\nb"), "`a b`");
        assert_eq!(code(""), "`  `");
    }
}
