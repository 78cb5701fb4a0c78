//! Two texts with what differs between them marked.

use maud::{Markup, html};
use similar::{ChangeTag, TextDiff};

/// Longer texts are shown without marks.
const LONGEST: usize = 8000;

/// Texts that have less than this in common are different as a whole.
const ALIKE: f32 = 0.4;

/// How a line feed is shown.
const LINE_FEED: char = '↵';

/// The expected text with what is missing marked, and the actual text with what it has instead.
pub fn marked(expected: &str, actual: &str) -> (Markup, Markup) {
    let (expected, actual) = &lines(expected, actual);
    let plain = || (html! { (expected) }, html! { (actual) });
    if expected.len() + actual.len() > LONGEST {
        return plain();
    }
    let difference = TextDiff::from_chars(expected, actual);
    if difference.ratio() < ALIKE {
        return plain();
    }
    let side = |other: ChangeTag, mine: ChangeTag| {
        let mut parts: Vec<(bool, String)> = Vec::new();
        for change in difference.iter_all_changes().filter(|change| change.tag() != other) {
            let differs = change.tag() == mine;
            match parts.last_mut() {
                Some((same, text)) if *same == differs => text.push_str(change.value()),
                _ => parts.push((differs, change.value().to_owned())),
            }
        }
        parts
    };
    let (removed, added) = (side(ChangeTag::Insert, ChangeTag::Delete), side(ChangeTag::Delete, ChangeTag::Insert));
    (
        html! { @for (differs, text) in removed { @if differs { del { (text) } } @else { (text) } } },
        html! { @for (differs, text) in added { @if differs { ins { (text) } } @else { (text) } } },
    )
}

/// Quoted texts that hold line feeds, such as the stages of a signature, with each line on its own.
fn lines(expected: &str, actual: &str) -> (String, String) {
    let unquoted = |text: &str| serde_json::from_str::<String>(text).ok().filter(|text| text.contains('\n'));
    match (unquoted(expected), unquoted(actual)) {
        (None, None) => (expected.to_owned(), actual.to_owned()),
        (one, other) => {
            let shown = |text: Option<String>, quoted: &str| {
                text.map_or_else(|| quoted.to_owned(), |text| text.replace('\n', &format!("{LINE_FEED}\n")))
            };
            (shown(one, expected), shown(other, actual))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_a_stage_stand_apart() {
        let (expected, actual) = marked(r#""GET\na b\n""#, r#""GET\na+b\n""#);
        assert_eq!(expected.into_string(), "GET↵\na<del> </del>b↵\n");
        assert_eq!(actual.into_string(), "GET↵\na<ins>+</ins>b↵\n");
    }

    #[test]
    fn only_what_differs_is_marked() {
        let (expected, actual) = marked("amount=10.00&b=<c>", "amount=10.01&b=<c>");
        assert_eq!(expected.into_string(), "amount=10.0<del>0</del>&amp;b=&lt;c&gt;");
        assert_eq!(actual.into_string(), "amount=10.0<ins>1</ins>&amp;b=&lt;c&gt;");
        let (expected, actual) = marked("a signature", "none");
        assert_eq!((expected.into_string(), actual.into_string()), ("a signature".into(), "none".into()));
    }
}
