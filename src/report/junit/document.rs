//! A JUnit document: suites of cases, written as they stand.

use std::borrow::Cow;
use std::io::{self, Write};

/// All suites of a run.
pub struct Document<'a> {
    /// Of the program that ran.
    pub name: &'a str,
    /// How long the run took.
    pub seconds: f64,
    /// When it began, as every suite tells it.
    pub timestamp: &'a str,
    pub suites: Vec<Suite<'a>>,
}

/// Cases that belong together; one without cases is not written.
pub struct Suite<'a> {
    pub name: &'a str,
    pub cases: Vec<Case<'a>>,
}

/// One thing that was tried.
pub struct Case<'a> {
    pub name: Cow<'a, str>,
    /// Where it stands, with dots between the parts.
    pub class: Cow<'a, str>,
    pub seconds: Option<f64>,
    /// A property of its own.
    pub property: Option<(&'static str, Cow<'a, str>)>,
    /// Properties that it shares with others.
    pub properties: [(&'static str, &'a str); 4],
    pub ending: Ending<'a>,
}

/// How a case ended.
pub struct Ending<'a> {
    pub kind: Kind,
    /// A word for the kind of trouble.
    pub word: Option<&'a str>,
    pub message: Option<Cow<'a, str>>,
    pub story: Option<String>,
}

/// What JUnit tells apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Passed,
    Skipped,
    Failure,
    Error,
}

impl Ending<'_> {
    /// An ending without words.
    pub fn new(kind: Kind) -> Self {
        Self { kind, word: None, message: None, story: None }
    }
}

impl Document<'_> {
    /// Writes the document.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
        attribute(&mut text, "name", self.name);
        counts(&mut text, self.suites.iter().flat_map(|suite| &suite.cases));
        seconds(&mut text, Some(self.seconds));
        text.push_str(">\n");
        for suite in self.suites.iter().filter(|suite| !suite.cases.is_empty()) {
            suite.open(self.timestamp, &mut text);
            for case in &suite.cases {
                case.write(&mut text);
                out.write_all(text.as_bytes())?;
                text.clear();
            }
            text.push_str("    </testsuite>\n");
        }
        text.push_str("</testsuites>\n");
        out.write_all(text.as_bytes())
    }
}

impl Suite<'_> {
    fn open(&self, timestamp: &str, text: &mut String) {
        text.push_str("    <testsuite");
        attribute(text, "name", self.name);
        counts(text, self.cases.iter());
        seconds(text, Some(self.cases.iter().filter_map(|case| case.seconds).sum()));
        attribute(text, "timestamp", timestamp);
        text.push_str(">\n");
    }
}

impl Case<'_> {
    fn write(&self, text: &mut String) {
        text.push_str("        <testcase");
        attribute(text, "name", &self.name);
        attribute(text, "classname", &self.class);
        seconds(text, self.seconds);
        text.push_str(">\n            <properties>\n");
        let own = self.property.iter().map(|(name, value)| (*name, value.as_ref()));
        for (name, value) in own.chain(self.properties).filter(|(_, value)| !value.is_empty()) {
            text.push_str("                <property");
            attribute(text, "name", name);
            attribute(text, "value", value);
            text.push_str("/>\n");
        }
        text.push_str("            </properties>\n");
        self.ending.write(text);
        text.push_str("        </testcase>\n");
    }
}

impl Ending<'_> {
    fn write(&self, text: &mut String) {
        let tag = match self.kind {
            Kind::Passed => return,
            Kind::Skipped => "skipped",
            Kind::Failure => "failure",
            Kind::Error => "error",
        };
        text.extend(["            <", tag]);
        self.message.iter().for_each(|message| attribute(text, "message", message));
        self.word.iter().for_each(|word| attribute(text, "type", word));
        text.push('>');
        escape(text, self.story.as_deref().unwrap_or_default(), false);
        text.extend(["</", tag, ">\n"]);
    }
}

fn counts<'a>(text: &mut String, cases: impl Iterator<Item = &'a Case<'a>> + Clone) {
    let count = |kind| cases.clone().filter(|case| case.ending.kind == kind).count().to_string();
    attribute(text, "tests", &cases.clone().count().to_string());
    attribute(text, "skipped", &count(Kind::Skipped));
    attribute(text, "failures", &count(Kind::Failure));
    attribute(text, "errors", &count(Kind::Error));
}

fn seconds(text: &mut String, seconds: Option<f64>) {
    seconds.iter().for_each(|seconds| attribute(text, "time", &format!("{seconds:.3}")));
}

fn attribute(text: &mut String, name: &str, value: &str) {
    text.extend([" ", name, "=\""]);
    escape(text, value, true);
    text.push('"');
}

/// Writes a value as XML can hold it: without colours and other control characters.
fn escape(text: &mut String, value: &str, quoted: bool) {
    let special = |c: char| c.is_ascii_control() || matches!(c, '&' | '<' | '>' | '"' | '\u{fffe}' | '\u{ffff}');
    let mut rest = value;
    while let Some(at) = rest.find(special) {
        text.push_str(&rest[..at]);
        let mut after = rest[at..].chars();
        match after.next() {
            Some('&') => text.push_str("&amp;"),
            Some('<') => text.push_str("&lt;"),
            Some('>') => text.push_str("&gt;"),
            Some('"') if quoted => text.push_str("&quot;"),
            Some('\n') if quoted => text.push_str("&#10;"),
            Some('\t') if quoted => text.push_str("&#9;"),
            Some(c @ ('"' | '\n' | '\t')) => text.push(c),
            // Readers take a bare one for the end of a line.
            Some('\r') => text.push_str("&#13;"),
            Some('\u{1b}') if after.as_str().starts_with('[') => after = after.as_str()[colour(after.as_str())..].chars(),
            _ => {}
        }
        rest = after.as_str();
    }
    text.push_str(rest);
}

/// The length of what a terminal takes for a command, from its `[` on.
fn colour(command: &str) -> usize {
    let end = command.bytes().skip(1).position(|byte| !(b' '..=b'?').contains(&byte));
    match end.map(|end| end + 1) {
        Some(end) if command.as_bytes()[end].is_ascii() => end + 1,
        Some(end) => end,
        None => command.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_as_xml_can_hold_it() {
        for (value, quoted, bare) in [
            ("a<b>&\"c'", "a&lt;b&gt;&amp;&quot;c'", "a&lt;b&gt;&amp;\"c'"),
            ("1\n2\t3\r4", "1&#10;2&#9;3&#13;4", "1\n2\t3&#13;4"),
            ("\u{0}a\u{b}\u{7f}é\u{fffe}\u{ffff}🙂", "aé🙂", "aé🙂"),
            ("\u{1b}[1;31mred\u{1b}[0m \u{1b}é \u{1b}[", "red é ", "red é "),
            ("\u{1b}[31é", "é", "é"),
        ] {
            for (expected, is_quoted) in [(quoted, true), (bare, false)] {
                let mut text = String::new();
                escape(&mut text, value, is_quoted);
                assert_eq!(text, expected, "{value:?}");
            }
        }
    }
}
