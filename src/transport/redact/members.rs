//! Values that are sensitive by name: JSON members, parameters, `name=value` of any text. The text need not be well-formed.

use std::borrow::Cow;
use std::ops::Range;

/// A sensitive name.
#[derive(Debug)]
pub(super) struct Member {
    pub name: String,
    /// The value is a URL of which only the query is sensitive.
    pub query_only: bool,
}

/// A value in a text.
pub(super) struct Value {
    range: Range<usize>,
    /// It stands in JSON without quotes: a number, an object, an array.
    bare_json: bool,
}

impl Member {
    /// The name, with a `?` at its end when only the query of its value is sensitive.
    pub fn new(name: &str) -> Self {
        let bare = name.trim_end_matches('?');
        Self { name: bare.to_owned(), query_only: bare.len() < name.len() }
    }

    /// What to replace, and by what; `None` when nothing is sensitive there or a secret's label stands there already.
    pub fn replacement<'a>(
        &self,
        text: &str,
        value: Value,
        is_label: impl Fn(&str) -> bool,
    ) -> Option<(Range<usize>, Cow<'a, str>)> {
        let found = &text[value.range.clone()];
        if found.is_empty() || found == "null" || is_label(found) {
            return None;
        }
        if self.query_only {
            let query = value.range.start + found.find('?')? + 1;
            return Some((query..value.range.end, Cow::Borrowed("[redacted]")));
        }
        let name = &self.name;
        Some((value.range, Cow::Owned(if value.bare_json { format!("\"[{name}]\"") } else { format!("[{name}]") })))
    }
}

/// The value that stands behind a name: after `"name":` (also within a JSON text in a JSON text) or after `name=`.
pub(super) fn value_after(text: &str, name: Range<usize>) -> Option<Value> {
    let rest = &text[name.end..];
    if text[..name.start].ends_with(is_name) || rest.starts_with(is_name) {
        return None;
    }
    let closed = rest.trim_start_matches('\\').strip_prefix(['"', '\'']);
    let json = closed.and_then(|rest| rest.trim_start().strip_prefix(':')).map(str::trim_start);
    let rest = json.or_else(|| rest.strip_prefix('='))?;
    let start = text.len() - rest.len();
    let slashes = rest.len() - rest.trim_start_matches('\\').len();
    let (opener, inner) = rest.split_at_checked(slashes + 1).unwrap_or((rest, ""));
    if opener.ends_with(['"', '\'']) {
        let start = start + opener.len();
        return Some(Value { range: start..start + quoted_length(opener, inner), bare_json: false });
    }
    let length = if rest.starts_with(['{', '[']) { nested_length(rest) } else { bare_length(rest) };
    Some(Value { range: start..start + length, bare_json: json.is_some() })
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

/// Up to the closing quote, which is written as `opener` is; to the end of a text that was cut.
fn quoted_length(opener: &str, inner: &str) -> usize {
    if opener.len() > 1 {
        return inner.find(opener).unwrap_or(inner.len());
    }
    let mut escaped = false;
    let end = inner.find(|c| {
        let ends = !escaped && opener.ends_with(c);
        escaped = !escaped && c == '\\';
        ends
    });
    end.unwrap_or(inner.len())
}

/// Up to and with the bracket that closes the first one.
fn nested_length(rest: &str) -> usize {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'"' if !escaped => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted && depth == 1 => return at + 1,
            b'}' | b']' if !quoted => depth -= 1,
            _ => {}
        }
        escaped = !escaped && byte == b'\\';
    }
    rest.len()
}

fn bare_length(rest: &str) -> usize {
    rest.find(|c: char| c.is_whitespace() || "&,;}])\"'<>#".contains(c)).unwrap_or(rest.len())
}
