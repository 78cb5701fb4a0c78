//! JSON as it comes out when a program reads it and writes it again.

use serde::Serialize;
use serde_json::Value;

/// Without spaces.
pub fn json(value: &(impl Serialize + ?Sized)) -> String {
    // A value that was read from JSON can be written as JSON.
    serde_json::to_string(value).unwrap_or_default()
}

/// A text as `change` leaves it after reading; one that is no JSON stays as it is.
pub fn rewritten(text: &str, change: fn(&Value) -> String) -> String {
    serde_json::from_str(text).map_or_else(|_| text.to_owned(), |value| change(&value))
}

/// Every member and item on a line of its own.
pub fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// Spaces behind the colons and commas of a JSON text.
pub fn spaced(json: &str) -> String {
    let (mut text, mut quoted, mut escaped) = (String::with_capacity(json.len() * 2), false, false);
    for character in json.chars() {
        text.push(character);
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            ':' | ',' if !quoted => text.push(' '),
            _ => {}
        }
    }
    text
}

/// Every character beyond ASCII as `\u` and four digits.
pub fn in_ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        match character.is_ascii() {
            true => text.push(character),
            false => character.encode_utf16(&mut [0; 2]).iter().for_each(|unit| text.push_str(&format!("\\u{unit:04x}"))),
        }
    }
    text
}

/// Sorted by name at every depth.
pub fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut pairs: Vec<_> = members.iter().map(|(name, member)| (name.clone(), sorted(member))).collect();
            pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
            Value::Object(pairs.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}
