//! The first byte at which two texts of a stage differ, shown in place.

use std::fmt::Write as _;

use serde::Serialize;

use super::mistakes::Stage;

/// How much of a line is shown behind the first difference, and before it.
const SHOWN: usize = 48;

/// Where two texts of a stage differ first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The stage.
    pub stage: Stage,
    /// The first byte that differs, counted from 0 in the whole text.
    pub offset: usize,
    /// What should stand there, to the end of the line; empty when the text should end there.
    pub ours: String,
    /// What stands there instead.
    pub theirs: String,
    /// Counted from 1.
    #[serde(skip)]
    line: usize,
    /// The end of what both have before it on the same line.
    #[serde(skip)]
    before: String,
}

impl Difference {
    /// Compares; `None` when the texts are the same.
    pub fn of(stage: Stage, ours: &str, theirs: &str) -> Option<Self> {
        if ours == theirs {
            return None;
        }
        let same = ours.bytes().zip(theirs.bytes()).take_while(|(one, other)| one == other).count();
        let start = (0..=same).rev().find(|at| ours.is_char_boundary(*at) && theirs.is_char_boundary(*at)).unwrap_or(0);
        let common = ours.get(..start).unwrap_or_default();
        let begun = common.rsplit('\n').next().unwrap_or_default();
        let cut = begun.char_indices().rev().take(SHOWN).last().map_or(0, |(at, _)| at);
        Some(Self {
            stage,
            offset: same,
            ours: excerpt(ours.get(start..)),
            theirs: excerpt(theirs.get(start..)),
            line: common.matches('\n').count() + 1,
            before: begun.get(cut..).unwrap_or_default().to_owned(),
        })
    }

    /// Both lines with a mark below the first difference.
    pub fn shown(&self) -> String {
        let mut text = format!("first difference: {}, line {}, byte {}\n", self.stage.words(), self.line, self.offset);
        let before = visible(&self.before);
        for (name, rest) in [("right", &self.ours), ("wrong", &self.theirs)] {
            let rest = if rest.is_empty() { "(end)".to_owned() } else { visible(rest) };
            // Writing to a String never fails.
            let _ = writeln!(text, "  {name}  {before}{rest}");
        }
        let _ = writeln!(text, "         {}^", " ".repeat(before.chars().count()));
        text
    }
}

/// To the end of the line, but not too much of it. A line end that is itself the difference is kept.
fn excerpt(rest: Option<&str>) -> String {
    let rest = rest.unwrap_or_default();
    let line = rest.find('\n').map_or(rest, |end| rest.get(..end.max(1)).unwrap_or(rest));
    line.chars().take(SHOWN).collect()
}

/// Control characters as they are written in code.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(ours: &str, theirs: &str) -> Difference {
        Difference::of(Stage::CanonicalRequest, ours, theirs).unwrap()
    }

    #[test]
    fn the_first_byte_that_differs() {
        assert_eq!(Difference::of(Stage::Signature, "same", "same"), None);
        let found = difference("POST\na=1&b=two%20words\nend", "POST\na=1&b=two+words\nend");
        assert_eq!((found.offset, found.ours.as_str(), found.theirs.as_str()), (14, "%20words", "+words"));
        let shown =
            "first difference: canonical request, line 2, byte 14\n  right  a=1&b=two%20words\n  wrong  a=1&b=two+words\n";
        assert_eq!(found.shown(), format!("{shown}                  ^\n"));
    }

    #[test]
    fn ends_line_ends_and_long_characters() {
        let found = difference("a", "a\n");
        assert_eq!((found.offset, found.ours.as_str(), found.theirs.as_str()), (1, "", "\n"));
        assert!(found.shown().contains("a(end)\n") && found.shown().contains("a\\n\n"), "{}", found.shown());
        let found = difference("é", "è");
        assert_eq!((found.offset, found.ours.as_str(), found.theirs.as_str()), (1, "é", "è"));
    }
}
