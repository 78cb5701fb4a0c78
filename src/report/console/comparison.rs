//! What changed between two runs, for a reader.

use std::io::{self, Write};

use super::{GREEN, Options, RED, YELLOW};
use crate::catalogue::comparison::{Change, Comparison};

/// Prints every list that is not empty, the worst first, and the counts.
pub fn print(out: &mut dyn Write, comparison: &Comparison, options: &Options) -> io::Result<()> {
    let lists = [
        (RED, "Regressed since the baseline", &comparison.regressed),
        (GREEN, "Fixed since the baseline", &comparison.fixed),
        (YELLOW, "Changed since the baseline", &comparison.changed),
        (YELLOW, "New: not in the baseline", &comparison.new),
        (YELLOW, "Gone: in the baseline only", &comparison.gone),
    ];
    for (color, title, changes) in lists.iter().filter(|(_, _, changes)| !changes.is_empty()) {
        writeln!(out, "\n{}", options.paint(color, title))?;
        changes.iter().try_for_each(|change| writeln!(out, "  {}", line(change)))?;
    }
    if !comparison.text_changed.is_empty() {
        writeln!(out, "\n{}", options.paint(YELLOW, "The requirement's text changed"))?;
    }
    for change in &comparison.text_changed {
        writeln!(out, "  {}\n    before  {}\n    after   {}", change.id, change.before, change.after)?;
    }
    let counts = lists.map(|(_, title, changes)| format!("{} {}", changes.len(), word(title)));
    writeln!(out, "\nBaseline      {}, {} in other words", counts.join(", "), comparison.text_changed.len())
}

/// The first word of a title, in lower case.
fn word(title: &str) -> String {
    title.split([' ', ':']).next().unwrap_or_default().to_lowercase()
}

fn line(change: &Change) -> String {
    let name = |status: Option<_>| {
        status.map_or_else(|| "not selected".to_owned(), |status: crate::catalogue::Status| status.to_string())
    };
    let reason = change.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    format!("{} {}  {} -> {}{reason}", change.id, change.level, name(change.before), name(change.after))
}
