//! JSON objects read strictly: a doubled name is an error, and so is a member that nobody asked for.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use thiserror::Error;

/// Why a text is not the expected JSON object. Names are given, values never.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum JsonError {
    /// Not JSON, or not an object.
    #[error("could not read a JSON object (line {line}, column {column})")]
    NoObject {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// The same name twice in one object, at any depth.
    #[error("could not read the JSON object: the name {0:?} is there twice")]
    Doubled(String),
    /// A member that must be there.
    #[error("could not read the JSON object: {0} is missing")]
    Missing(String),
    /// A member that must not be there.
    #[error("could not read the JSON object: {0} is unknown")]
    Unknown(String),
    /// A member of another type.
    #[error("could not read the JSON object: {path} is not {expected}")]
    Kind {
        /// Where, e.g. `request.url`.
        path: String,
        /// What was expected, e.g. `a text`.
        expected: &'static str,
    },
}

/// Reads an object whose names are unique at every depth; members keep their order.
pub fn object(text: &[u8]) -> Result<Map<String, Value>, JsonError> {
    let no_object = |error: serde_json::Error| JsonError::NoObject { line: error.line(), column: error.column() };
    let members: Map<String, Value> = serde_json::from_slice(text).map_err(no_object)?;
    if written(text) == members.len() + members.values().map(kept).sum::<usize>() {
        return Ok(members);
    }
    let mut doubled = None;
    let mut reader = serde_json::Deserializer::from_slice(text);
    Names { doubled: &mut doubled }.deserialize(&mut reader).map_err(no_object)?;
    doubled.map_or(Ok(members), |name| Err(JsonError::Doubled(name)))
}

/// The members of all objects of a JSON text: the colons outside its strings.
fn written(text: &[u8]) -> usize {
    let (mut colons, mut quoted, mut escaped) = (0, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b':' if !quoted => colons += 1,
            _ => {}
        }
    }
    colons
}

/// The members of all objects in a value: fewer than were written, when a name was doubled.
fn kept(value: &Value) -> usize {
    match value {
        Value::Object(members) => members.len() + members.values().map(kept).sum::<usize>(),
        Value::Array(items) => items.iter().map(kept).sum(),
        _ => 0,
    }
}

/// The members of an object, taken out one by one.
#[derive(Debug)]
pub struct Fields {
    path: String,
    members: Map<String, Value>,
}

impl Fields {
    /// Reads a document.
    pub fn read(text: &[u8]) -> Result<Self, JsonError> {
        Ok(Self { path: String::new(), members: object(text)? })
    }

    /// True when the member is there, be it null.
    pub fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    /// Takes a member out, when it is there.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.members.shift_remove(name)
    }

    /// Takes a text out.
    pub fn text(&mut self, name: &str) -> Result<String, JsonError> {
        match self.required(name)? {
            Value::String(text) => Ok(text),
            _ => Err(self.kind(name, "a text")),
        }
    }

    /// Takes a text out that may be null or missing.
    pub fn optional_text(&mut self, name: &str) -> Result<Option<String>, JsonError> {
        match self.members.get(name) {
            None | Some(Value::Null) => {
                self.take(name);
                Ok(None)
            }
            Some(_) => self.text(name).map(Some),
        }
    }

    /// Takes a whole number out.
    pub fn number(&mut self, name: &str) -> Result<u64, JsonError> {
        self.required(name)?.as_u64().ok_or_else(|| self.kind(name, "a whole number"))
    }

    /// Takes an object out.
    pub fn object(&mut self, name: &str) -> Result<Self, JsonError> {
        match self.required(name)? {
            Value::Object(members) => Ok(Self { path: format!("{}.", self.path_of(name)), members }),
            _ => Err(self.kind(name, "an object")),
        }
    }

    /// Takes all members out; each must be a text.
    pub fn texts(mut self) -> Result<Vec<(String, String)>, JsonError> {
        let names: Vec<String> = self.members.keys().cloned().collect();
        names.into_iter().map(|name| self.text(&name).map(|text| (name, text))).collect()
    }

    /// Nothing may be left.
    pub fn finish(self) -> Result<(), JsonError> {
        match self.members.keys().next() {
            Some(name) => Err(JsonError::Unknown(self.path_of(name))),
            None => Ok(()),
        }
    }

    fn required(&mut self, name: &str) -> Result<Value, JsonError> {
        self.take(name).ok_or_else(|| JsonError::Missing(self.path_of(name)))
    }

    fn kind(&self, name: &str, expected: &'static str) -> JsonError {
        JsonError::Kind { path: self.path_of(name), expected }
    }

    fn path_of(&self, name: &str) -> String {
        format!("{}{name}", self.path)
    }
}

/// Reads any JSON and keeps the first doubled name.
struct Names<'n> {
    doubled: &'n mut Option<String>,
}

impl<'de> DeserializeSeed<'de> for Names<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Names<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut names = BTreeSet::new();
        while let Some(name) = map.next_key::<String>()? {
            map.next_value_seed(Names { doubled: self.doubled })?;
            if let Some(name) = names.replace(name) {
                self.doubled.get_or_insert(name);
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Names { doubled: self.doubled })?.is_some() {}
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubled_name_is_an_error_at_every_depth() {
        for text in [r#"{"a":1,"a":1}"#, r#"{"x":[{"a":null,"b":1.5,"a":{}}]}"#, r#"{"a":1,"\u0061":1}"#] {
            assert_eq!(object(text.as_bytes()), Err(JsonError::Doubled("a".into())), "{text}");
        }
        assert!(object(br#"{"a":{"a":[-1, 1.50, 1e5, true]},"b":"a:\"b\":\\","c:":":"}"#).is_ok());
    }

    #[test]
    fn whatever_is_no_object_is_an_error() {
        let deep = "[".repeat(100_000);
        for text in ["", "[]", "null", "\"{}\"", "{", "{}{}", "{\"a\":}", deep.as_str()] {
            assert!(matches!(object(text.as_bytes()), Err(JsonError::NoObject { .. })), "{text:.20}");
        }
        assert!(object(b"{\"\xff\":1}").is_err());
    }

    #[test]
    fn errors_name_the_member_and_never_its_value() {
        let mut fields = Fields::read(br#"{"request":{"url":5,"more":1},"status":"200"}"#).unwrap();
        let mut request = fields.object("request").unwrap();
        let errors = [
            request.text("url").unwrap_err(),
            request.text("method").unwrap_err(),
            request.finish().unwrap_err(),
            fields.number("status").unwrap_err(),
        ];
        let texts =
            ["request.url is not a text", "request.method is missing", "request.more is unknown", "status is not a whole number"];
        for (error, text) in errors.iter().zip(texts) {
            assert_eq!(error.to_string(), format!("could not read the JSON object: {text}"));
        }
    }
}
