//! A published requirement, and the catalogue of them all.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::core::subject::Subject;
use crate::providers::{self, Provider, Rule};
use crate::signing::mistakes::Stage;

/// Every published requirement, in the order of the files.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// The requirements of every provider.
    pub requirements: Vec<Requirement>,
    /// The items of the provider's own sign-off checklist.
    pub checklist: Vec<ChecklistItem>,
}

impl Catalogue {
    /// The requirement of that id.
    pub fn find(&self, id: &str) -> Option<&Requirement> {
        self.requirements.iter().find(|requirement| requirement.id == id)
    }
}

/// One normative sentence that a provider published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Unique over all files; holds an upper-case letter, which makes it a requirement tag in features.
    pub id: String,
    /// The provider's slug: the name of the folder.
    #[serde(skip)]
    pub provider: String,
    /// How binding it is.
    pub level: Level,
    /// Who must keep it.
    pub subject: Subject,
    /// The requirement in one sentence.
    pub text: String,
    /// Where it is published.
    pub source: String,
    /// How well it is established.
    pub basis: Basis,
    /// The passive check that judges it.
    pub rule: Option<String>,
    /// Applies only to targets that declare this.
    pub capability: Option<String>,
    /// Judged when it happens; a run in which it does not happen leaves nothing open.
    #[serde(default)]
    pub occasional: bool,
    /// Why no machine can check it.
    pub manual: Option<String>,
    /// The stage of a signature that it describes as a whole: it answers for a difference there that nothing else explains.
    pub stage: Option<Stage>,
    /// The faults that violate it.
    #[serde(default)]
    pub violated_by: Vec<String>,
    /// The checklist items that rest on it; follows from [`Catalogue::checklist`].
    #[serde(skip)]
    pub checklist: Vec<String>,
}

impl Requirement {
    /// The faults that violate it, with their providers: its own, or for one about all providers the one before the colon.
    pub fn faults(&self) -> impl Iterator<Item = (Option<&'static Provider>, &str)> {
        let own = providers::find(&self.provider);
        self.violated_by.iter().map(move |fault| match (own, fault.split_once(':')) {
            (None, Some((slug, name))) => (providers::find(slug), name),
            _ => (own, fault.as_str()),
        })
    }

    /// Its passive check, when the provider has a rule of that name.
    pub fn find_rule(&self) -> Option<&'static Rule> {
        let name = self.rule.as_deref()?;
        providers::find(&self.provider)?.rules.iter().find(|rule| rule.name == name)
    }
}

/// How binding a requirement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Level {
    /// Decides the outcome.
    Must,
    /// Decides the outcome only with `--strict`.
    Should,
}

impl Level {
    /// True when a requirement of this level decides the outcome.
    pub fn counts(self, strict: bool) -> bool {
        strict || self == Self::Must
    }

    /// As it is published.
    pub fn name(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How well a requirement is established.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// A sentence or table of the published documentation.
    Documented,
    /// A published sample.
    Sample,
    /// The code of public integrations.
    Code,
    /// Our conclusion.
    Inferred,
}

/// One item of the checklist that the provider's sign-off goes through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChecklistItem {
    /// Its number.
    pub item: String,
    /// The provider's slug: the name of the folder.
    #[serde(default)]
    pub provider: String,
    /// What is asked, in short.
    pub text: String,
    /// The requirements that cover it, as far as a machine can.
    #[serde(default)]
    pub requirements: Vec<String>,
    /// What of it no machine can check, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manual: Option<String>,
}
