//! The header fields of a recorded message.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Names and values, ordered by name, each name once; values of one name are joined by a comma, as HTTP allows. They stand in one
/// piece of memory, because a long run keeps many thousands. Written as a JSON object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    text: Box<str>,
    /// Where each name and each value ends, in turn.
    ends: Box<[u32]>,
}

impl Fields {
    /// Name and value of each.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let (names, _) = self.ends.as_chunks::<2>();
        let starts = std::iter::once(0).chain(names.iter().map(|[_, end]| *end as usize));
        starts.zip(names).map(|(start, [name, value])| {
            let (name, value) = (*name as usize, *value as usize);
            (&self.text[start..name], &self.text[name..value])
        })
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

impl<'t, V: Into<Cow<'t, str>>> FromIterator<(&'t str, V)> for Fields {
    fn from_iter<I: IntoIterator<Item = (&'t str, V)>>(fields: I) -> Self {
        let mut sorted: Vec<(&str, Cow<'_, str>)> = fields.into_iter().map(|(name, value)| (name, value.into())).collect();
        sorted.sort_by_key(|(name, _)| *name);
        let (mut text, mut ends) = (String::new(), Vec::with_capacity(2 * sorted.len()));
        let mut last = None;
        for (name, value) in sorted {
            if last == Some(name) {
                text.push_str(", ");
                ends.pop();
            } else {
                text.push_str(name);
                ends.push(text.len() as u32);
            }
            text.push_str(&value);
            ends.push(text.len() as u32);
            last = Some(name);
        }
        Self { text: text.into(), ends: ends.into() }
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = BTreeMap::<String, String>::deserialize(deserializer)?;
        Ok(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_ordered_and_values_of_one_name_are_joined() {
        let fields: Fields = [("b", "2"), ("a", ""), ("b", "3"), ("c", "ü")].into_iter().collect();
        assert_eq!(fields.iter().collect::<Vec<_>>(), [("a", ""), ("b", "2, 3"), ("c", "ü")]);
        let written = serde_json::to_string(&fields).unwrap();
        assert_eq!(written, r#"{"a":"","b":"2, 3","c":"ü"}"#);
        assert_eq!(serde_json::from_str::<Fields>(&written).unwrap(), fields);
        assert!(serde_json::from_str::<Fields>("{}").unwrap().is_empty() && !fields.is_empty());
    }
}
