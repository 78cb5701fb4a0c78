//! Variables that are not set: whoever has to set one is told of all of them.

use std::fmt;

use toml::de::{DeTable, DeValue};

use super::reader::Source;
use super::value::variables;

/// The table, one in each provider's, whose keys may read variables that are not set: those customers are not given.
const OPTIONAL: &str = "customers";

/// A variable that is not set, though a key that must have a value reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unset {
    /// Where the key stands, from 1.
    pub line: usize,
    /// The whole path of the key.
    pub key: String,
    /// The variable.
    pub name: String,
}

/// All of them, each with the first key that reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllUnset(pub Vec<Unset>);

impl fmt::Display for AllUnset {
    /// Reads on from the file's name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((first, others)) = self.0.split_first() else { return Ok(()) };
        write!(f, "{}: {} reads the variable {}, which is not set", first.line, first.key, first.name)?;
        for (place, other) in others.iter().enumerate() {
            let link = if place == 0 { "; neither are" } else { "," };
            write!(f, "{link} {} (line {}, {})", other.name, other.line, other.key)?;
        }
        Ok(())
    }
}

impl AllUnset {
    /// Those of a whole document that can be read.
    pub(super) fn of(source: &Source<'_>) -> Self {
        let mut found = Vec::new();
        if let Ok(document) = DeTable::parse(source.text) {
            below(source, "", &document.into_inner(), &mut found);
        }
        found.sort_by_key(|unset| unset.line);
        let mut once: Vec<Unset> = Vec::new();
        for unset in found {
            if once.iter().all(|known| known.name != unset.name) {
                once.push(unset);
            }
        }
        Self(once)
    }
}

fn below(source: &Source<'_>, path: &str, table: &DeTable<'_>, found: &mut Vec<Unset>) {
    for (key, value) in table.iter() {
        let name: &str = key.get_ref().as_ref();
        let of_provider = !path.is_empty() && !path.contains('.');
        if of_provider && name == OPTIONAL {
            continue;
        }
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        within(source, (&path, source.line(key.span().start)), value.get_ref(), found);
    }
}

fn within(source: &Source<'_>, (key, line): (&str, usize), value: &DeValue<'_>, found: &mut Vec<Unset>) {
    match value {
        DeValue::String(text) => {
            let unset = variables(text).filter(|name| (source.env)(name).is_none());
            found.extend(unset.map(|name| Unset { line, key: key.to_owned(), name: name.to_owned() }));
        }
        DeValue::Array(items) => items.iter().for_each(|item| within(source, (key, line), item.get_ref(), found)),
        DeValue::Table(table) => below(source, key, table, found),
        _ => {}
    }
}
