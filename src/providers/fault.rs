//! What is broken on purpose, to see that the harness notices.

use std::collections::BTreeSet;

use crate::core::subject::Subject;

/// Something that is broken on purpose, to see that the harness notices.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// The name by which the catalogue and `--fault` call it.
    pub name: &'static str,
    /// What is wrong, in one sentence.
    pub text: &'static str,
    /// Who is broken.
    pub subject: Subject,
    /// Only a real browser can see it.
    pub browser_only: bool,
}

/// Names of planted faults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(BTreeSet<String>);

impl Faults {
    /// True when the fault is planted.
    pub fn has(&self, name: &str) -> bool {
        !self.0.is_empty() && self.0.contains(name)
    }

    /// These and one more.
    pub fn with(&self, another: Option<&str>) -> Self {
        self.iter().chain(another).collect()
    }

    /// Those among names of the form `<provider>:<name>` that are this provider's, by their names alone.
    pub fn of(&self, slug: &str) -> Self {
        self.iter().filter_map(|name| name.strip_prefix(slug)?.strip_prefix(':')).collect()
    }

    /// The names, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl<S: Into<String>> FromIterator<S> for Faults {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Self {
        Self(names.into_iter().map(Into::into).collect())
    }
}
