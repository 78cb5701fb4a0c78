//! What is broken on purpose, to see that the harness notices.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

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
#[derive(Debug, Clone, Default)]
pub struct Faults {
    planted: BTreeSet<String>,
    /// Every name that was asked for, where somebody wants to know; its copies share it.
    asked: Option<Arc<Mutex<BTreeSet<String>>>>,
}

impl Faults {
    /// True when the fault is planted.
    pub fn has(&self, name: &str) -> bool {
        if let Some(asked) = &self.asked {
            asked.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
        }
        !self.planted.is_empty() && self.planted.contains(name)
    }

    /// These, and from now on every name that is asked for is kept: a fault that nobody asks for changes nothing.
    pub fn watched(self) -> Self {
        Self { asked: Some(Arc::default()), ..self }
    }

    /// True when the names that are asked for are kept.
    pub fn is_watched(&self) -> bool {
        self.asked.is_some()
    }

    /// The names that were asked for so far.
    pub fn asked(&self) -> BTreeSet<String> {
        let asked = self.asked.as_ref().map(|asked| asked.lock().unwrap_or_else(PoisonError::into_inner).clone());
        asked.unwrap_or_default()
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
        self.planted.iter().map(String::as_str)
    }
}

impl<S: Into<String>> FromIterator<S> for Faults {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Self {
        Self { planted: names.into_iter().map(Into::into).collect(), asked: None }
    }
}
