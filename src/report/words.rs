//! What readers who are no engineers call things: the same words in every report that people open.

use std::borrow::Cow;

use crate::catalogue::Status;
use crate::core::subject::Subject;
use crate::engine::record::{RunRecord, ScenarioRecord};
use crate::providers;

/// The characters of a glance, and those of them that stand before the difference.
const GLANCE: usize = 110;
const BEFORE: usize = 24;

/// A reason longer than two of these is abridged.
const HALF: usize = 120;

/// What a status means.
pub fn meaning(status: Status) -> &'static str {
    match status {
        Status::Violated => "found broken",
        Status::Inconclusive => "tried, could not tell",
        Status::Untested => "nothing tried it",
        Status::Met => "shown to hold",
        Status::NotApplicable => "does not concern you",
        Status::Waived => "accepted as it is",
        Status::Manual => "for a person to confirm",
        Status::NotSelected => "outside of this run",
    }
}

/// A subject as people call it.
pub fn subject(subject: Subject) -> &'static str {
    match subject {
        Subject::Endpoint => "Provider's API",
        Subject::Signer => "Signing code",
        Subject::Checkout => "Payment page",
        Subject::Merchant => "Shop's backend",
    }
}

/// A provider as people call it.
pub fn title(slug: &str) -> &str {
    providers::find(slug).map_or(slug, |provider| provider.title)
}

/// The providers of a run as people call them.
pub fn providers(run: &RunRecord) -> String {
    let mut titles: Vec<_> = run.targets.iter().map(|target| title(&target.provider)).collect();
    titles.dedup();
    titles.join(", ")
}

/// When a run began, to the minute.
pub fn when(run: &RunRecord) -> String {
    format!("{} UTC", run.started_at.get(..16).unwrap_or(&run.started_at).replace('T', " "))
}

/// The feature file of a scenario, as it is laid out in a repository.
pub fn file(scenario: &ScenarioRecord) -> String {
    format!("features/{}", scenario.feature)
}

/// `1 requirement`, `2 requirements`.
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// At most `most` characters of a text.
pub fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A reason without its middle when it is long: its end says more than that.
pub fn abridged(reason: &str) -> String {
    let length = reason.chars().count();
    if length <= 2 * HALF {
        return reason.to_owned();
    }
    let end: String = reason.chars().skip(length - HALF).collect();
    format!("{} {end}", shortened(reason, HALF))
}

/// A reason of several lines as one: what a program told of its end, without the lines that only say where it was.
pub fn in_short(reason: &str) -> Cow<'_, str> {
    if !reason.contains('\n') {
        return Cow::Borrowed(reason);
    }
    let lines = reason.lines().filter(|line| !line.trim().is_empty() && !line.starts_with(char::is_whitespace));
    Cow::Owned(abridged(&lines.map(str::trim_end).collect::<Vec<_>>().join(" … ")))
}

/// What repeats a run, and what there is to say of it: the parts of a split run may have had a seed each.
pub fn repeats(run: &RunRecord) -> [String; 2] {
    match run.part_seeds.as_slice() {
        [] => [format!("--seed {}", run.seed), " repeats this run".to_owned()],
        seeds => {
            let seeds = seeds.iter().map(|seed| format!("--seed {seed}")).collect::<Vec<_>>();
            [seeds.join(", "), " repeat its parts, in their order".to_owned()]
        }
    }
}

/// Two long texts around the place where they part, for a glance.
pub fn glance(expected: &str, actual: &str) -> (String, String) {
    let common = expected.chars().zip(actual.chars()).take_while(|(one, other)| one == other).count();
    let around = |text: &str| {
        let skipped = if text.chars().count() > GLANCE { common.saturating_sub(BEFORE) } else { 0 };
        let rest: String = text.chars().skip(skipped).collect();
        format!("{}{}", if skipped > 0 { "…" } else { "" }, shortened(&rest, GLANCE))
    };
    (around(expected), around(actual))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glance_shows_where_long_texts_part() {
        let long = |end: &str| format!("{}{end}", "x".repeat(300));
        let (expected, actual) = glance(&long("%20y"), &long("+y"));
        assert_eq!((expected, actual), (format!("…{}%20y", "x".repeat(BEFORE)), format!("…{}+y", "x".repeat(BEFORE))));
        assert_eq!(glance("10.00", "10.01"), ("10.00".to_owned(), "10.01".to_owned()));
    }

    #[test]
    fn a_traceback_is_told_by_its_ends() {
        let traceback = "the signer ended without an answer (exit status: 1); its stderr ends with: Traceback (most recent call last):\n  \
                         File \"signer.py\", line 2, in <module>\n    sign()\nKeyError: 'secret'; 1 of 2 scenarios ran";
        let told = "the signer ended without an answer (exit status: 1); its stderr ends with: Traceback (most recent call last): … \
                    KeyError: 'secret'; 1 of 2 scenarios ran";
        assert_eq!(in_short(traceback), told);
        assert_eq!(in_short(told), told);
    }

    #[test]
    fn a_long_reason_keeps_its_end() {
        assert_eq!(abridged("short"), "short");
        let text = abridged(&format!("{}; explained by é", "é".repeat(400)));
        assert!(text.starts_with("éé") && text.ends_with("; explained by é") && text.chars().count() < 260, "{text}");
    }
}
