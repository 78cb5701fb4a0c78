//! Tables that know their place in the file: every error names file, line and key, and no key goes unread.

use std::cell::RefCell;

use toml::de::DeTable;

use super::ConfigError;
use super::unset::{AllUnset, Unset};
use super::value::Value;
use crate::core::secret::Secret;

pub(super) type Result<T> = std::result::Result<T, ConfigError>;

/// The text under the reader, and the variables that it may name.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub text: &'a str,
    pub origin: &'a str,
    pub env: &'a dyn Fn(&str) -> Option<String>,
    /// What variables brought, each with the path of its key.
    pub brought: &'a RefCell<Vec<(String, Secret)>>,
}

impl<'a> Source<'a> {
    /// The whole document.
    pub fn root(self) -> Result<Table<'a>> {
        let document = DeTable::parse(self.text).map_err(|error| ConfigError::Syntax {
            origin: self.origin.into(),
            line: self.line(error.span().map_or(0, |span| span.start)),
            problem: error.message().into(),
        })?;
        Ok(Table::new(Place { source: self, path: String::new(), at: 0 }, document.into_inner()))
    }

    /// The line of a byte, from 1.
    pub fn line(&self, at: usize) -> usize {
        1 + self.text.bytes().take(at).filter(|byte| *byte == b'\n').count()
    }
}

/// Where a table or a value stands.
#[derive(Clone)]
pub(super) struct Place<'a> {
    pub source: Source<'a>,
    /// The whole path of the key; empty for the document.
    pub path: String,
    /// The first byte of the key.
    pub at: usize,
}

impl Place<'_> {
    /// An error at this place; `problem` reads on from the key's path.
    pub fn fault<T>(&self, problem: impl Into<String>) -> Result<T> {
        Err(ConfigError::Invalid {
            origin: self.source.origin.into(),
            line: self.source.line(self.at),
            key: self.path.clone(),
            problem: problem.into(),
        })
    }

    /// An error about a variable that is not set.
    pub fn unset<T>(&self, name: String) -> Result<T> {
        let unset = Unset { line: self.source.line(self.at), key: self.path.clone(), name };
        Err(ConfigError::Unset { origin: self.source.origin.into(), unset: AllUnset(vec![unset]) })
    }

    fn below(&self, key: &str, at: usize) -> Self {
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Self { source: self.source, path, at }
    }
}

/// A table whose keys are taken out one by one; what is left at [`Table::finish`] is unknown.
pub(super) struct Table<'a> {
    place: Place<'a>,
    entries: DeTable<'a>,
    asked: Vec<String>,
}

impl<'a> Table<'a> {
    pub fn new(place: Place<'a>, entries: DeTable<'a>) -> Self {
        Self { place, entries, asked: Vec::new() }
    }

    /// Takes a value out.
    pub fn take(&mut self, key: &str) -> Option<Value<'a>> {
        self.asked.push(key.to_owned());
        let (name, value) = self.entries.remove_entry(key)?;
        Some(Value { place: self.place.below(key, name.span().start), toml: value.into_inner() })
    }

    /// Takes out a value and reads it.
    pub fn optional<T>(&mut self, key: &str, read: impl FnOnce(Value<'a>) -> Result<T>) -> Result<Option<T>> {
        self.take(key).map(read).transpose()
    }

    /// Takes out a value that must be there and reads it.
    pub fn required<T>(&mut self, key: &str, read: impl FnOnce(Value<'a>) -> Result<T>) -> Result<T> {
        match self.take(key) {
            Some(value) => read(value),
            None => self.fault_at(key, "is missing"),
        }
    }

    /// Takes out every remaining value with its key, in the order of the file.
    pub fn drain(mut self) -> Vec<(String, Value<'a>)> {
        let keys: Vec<String> = self.left().into_iter().map(|(_, key)| key.to_owned()).collect();
        keys.into_iter().filter_map(|key| self.take(&key).map(|value| (key, value))).collect()
    }

    /// Refuses the first key that nobody took.
    pub fn finish(self) -> Result<()> {
        let Some((at, key)) = self.left().first().copied() else { return Ok(()) };
        let home = if self.place.path.is_empty() { "this file".to_owned() } else { format!("[{}]", self.place.path) };
        self.place.below(key, at).fault(format!("is unknown; {home} may hold {}", self.asked.join(", ")))
    }

    /// An error about the table itself.
    pub fn fault<T>(&self, problem: impl Into<String>) -> Result<T> {
        self.place.fault(problem)
    }

    /// An error about a key of this table that is not there.
    pub fn fault_at<T>(&self, key: &str, problem: impl Into<String>) -> Result<T> {
        self.place.below(key, self.place.at).fault(problem)
    }

    fn left(&self) -> Vec<(usize, &str)> {
        let mut keys: Vec<_> = self.entries.keys().map(|key| (key.span().start, key.get_ref().as_ref())).collect();
        keys.sort_unstable();
        keys
    }
}
