//! What a run looks at: the requirements within its scope, and those of their scenarios that can be tried.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::requirement::{Catalogue, Requirement};
use super::shard::Part;
use super::waivers::Waivers;
use crate::config::target::ProviderTargets;
use crate::core::subject::Subject;
use crate::engine::features::COMMON;
use crate::engine::select::{Count, Counts, Filter};
use crate::world::Facts;

/// What a run was asked to look at.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Selected {
    /// The ids of the requirements within the selection.
    pub requirements: BTreeSet<String>,
    /// The ids of those that no scenario asks for, and whose rules are heard all the same where they find something broken.
    #[serde(default)]
    pub watched: BTreeSet<String>,
    /// Provider and subject that the configuration leaves out, with the sentence that says so.
    #[serde(with = "pairs")]
    pub without_target: BTreeMap<(String, Subject), String>,
    /// What each provider's target declares.
    pub capabilities: BTreeMap<String, BTreeSet<String>>,
    /// How many scenarios of a requirement the filters left out.
    pub left_out: BTreeMap<String, usize>,
    /// How many of these need a merchant whose clock can be moved.
    #[serde(default)]
    pub out_of_time: BTreeMap<String, usize>,
    /// A SHOULD counts like a MUST.
    pub strict: bool,
    /// What somebody decided to live with.
    pub waivers: Waivers,
    /// The part of a split run that this is.
    pub part: Option<Part>,
}

impl Selected {
    /// True when the scenarios of the requirement are tried in this run, and not in another part of it.
    pub(super) fn is_at_home(&self, id: &str) -> bool {
        self.part.as_ref().is_none_or(|part| part.home.contains(id))
    }
}

/// The providers and subjects of a run, before any filter on scenarios.
pub struct Scope<'a> {
    /// The providers in play, with their targets.
    pub targets: &'a [ProviderTargets],
    /// The subjects in play.
    pub subjects: BTreeSet<Subject>,
}

impl Scope<'_> {
    /// The targets that a requirement is about: those of its provider, or of every provider that is our own.
    fn of<'a>(&'a self, requirement: &'a Requirement) -> impl Iterator<Item = &'a ProviderTargets> {
        self.targets.iter().filter(|targets| match requirement.provider.as_str() {
            COMMON => targets.endpoint.as_ref().is_some_and(|target| target.embedded),
            slug => targets.provider.slug == slug,
        })
    }

    /// True when the requirement is within the scope: its subject is, or that of the exchanges which its rule judges. A subject
    /// for which the provider's house has no room is out of scope.
    pub fn covers(&self, requirement: &Requirement) -> bool {
        let room = |subject: Subject| self.of(requirement).any(|targets| targets.provider.has_room(subject));
        let judged = |subject: Subject| room(subject) && self.subjects.contains(&subject);
        judged(requirement.subject) || requirement.find_rule().is_some_and(|rule| judged(rule.subject))
    }

    /// True when scenarios of the requirement with these tags can be tried at a provider: there is a target, and it claims what
    /// they speak of. A scenario speaks of more than its requirement where it has the name of a capability as a tag. None when
    /// provider or subject are not in play.
    fn tries(&self, requirement: &Requirement, slug: &str, tags: &[String]) -> Option<bool> {
        let targets = self.of(requirement).find(|targets| targets.provider.slug == slug)?;
        let claims = |tag: &String| !targets.provider.capabilities.contains(&tag.as_str()) || targets.claims(tag);
        self.subjects.contains(&requirement.subject).then(|| {
            targets.configures(requirement.subject)
                && requirement.capability.as_deref().is_none_or(|capability| targets.claims(capability))
                && tags.iter().all(claims)
        })
    }

    /// Whether scenarios of the requirement with this id can be tried at a provider, when they have these tags; none for those that
    /// are outside of the scope.
    pub fn wants<'s>(&'s self, catalogue: &'s Catalogue) -> impl Fn(&str, &str, &[String]) -> Option<bool> {
        move |id, slug, tags| catalogue.find(id).and_then(|requirement| self.tries(requirement, slug, tags))
    }

    /// The selection for the join: what the filter asks for. What is asked for and cannot be tried here (no such target, no browser, no
    /// clock) is within it, and open.
    pub fn selected(&self, catalogue: &Catalogue, counts: &Counts, filter: &Filter, strict: bool) -> Selected {
        let asked = |id: &str| !filter.narrows() || counts.get(id).is_some_and(|count| count.asked > 0);
        let covered = catalogue.requirements.iter().filter(|requirement| self.covers(requirement)).map(|covered| &covered.id);
        let (requirements, others): (BTreeSet<_>, BTreeSet<_>) = covered.cloned().partition(|id| asked(id));
        let numbers = |of: fn(&Count) -> usize| {
            counts.iter().map(|(id, count)| (id.clone(), of(count))).filter(|(_, number)| *number > 0).collect()
        };
        Selected {
            requirements,
            watched: others.into_iter().filter(|id| filter.leaves(id)).collect(),
            without_target: self.without_target(),
            capabilities: self.capabilities(),
            left_out: numbers(|count| count.all - count.kept),
            out_of_time: numbers(|count| count.out_of_time),
            strict,
            ..Selected::default()
        }
    }

    fn without_target(&self) -> BTreeMap<(String, Subject), String> {
        let mut missing = BTreeMap::new();
        for targets in self.targets {
            let slug = targets.provider.slug;
            let there = Subject::ALL.into_iter().filter(|subject| targets.configures(*subject));
            let flags: Vec<_> = there.map(|subject| format!("--subject {subject}")).collect();
            let way_out = match flags.join(" ") {
                none if none.is_empty() => format!(", and neither is any other subject of {slug}"),
                flags => format!(" ({flags} leaves it out)"),
            };
            let room = |subject: &&Subject| targets.provider.has_room(**subject);
            for subject in self.subjects.iter().filter(room).filter(|subject| !targets.configures(**subject)) {
                let text = format!("[{slug}.{subject}] is not configured{way_out}");
                missing.insert((slug.to_owned(), *subject), text);
            }
        }
        missing
    }

    fn capabilities(&self) -> BTreeMap<String, BTreeSet<String>> {
        let claimed = |targets: &ProviderTargets| {
            targets.capabilities.keys().filter(|name| targets.claims(name)).cloned().collect::<BTreeSet<_>>()
        };
        self.targets.iter().map(|targets| (targets.provider.slug.to_owned(), claimed(targets))).collect()
    }
}

/// A sentence for each capability that neither its provider's house nor a requirement knows: it claims nothing.
pub fn strange_claims(targets: &[ProviderTargets], catalogue: &Catalogue) -> Vec<String> {
    let asked = |slug: &str, name: &str| {
        catalogue.requirements.iter().any(|one| one.provider == slug && one.capability.as_deref() == Some(name))
    };
    let of = |targets: &ProviderTargets| {
        let (slug, known) = (targets.provider.slug, targets.provider.capabilities.join(", "));
        let strange = targets.strange_capabilities().filter(|name| !asked(slug, name));
        let told = strange.map(|name| format!("{slug}.capabilities.{name} is unknown and claims nothing; known are {known}"));
        told.collect::<Vec<_>>()
    };
    targets.iter().flat_map(of).collect()
}

/// What scenarios may know of their requirements.
pub fn facts(catalogue: &Catalogue) -> BTreeMap<String, Facts> {
    let fact = |requirement: &Requirement| Facts {
        subject: requirement.subject,
        stage: requirement.stage,
        violated_by: requirement.violated_by.iter().cloned().collect(),
    };
    catalogue.requirements.iter().map(|requirement| (requirement.id.clone(), fact(requirement))).collect()
}

/// A map whose keys are no texts, as an array of pairs.
mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<K: Serialize, V: Serialize, S: Serializer>(map: &BTreeMap<K, V>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(map)
    }

    pub fn deserialize<'de, K, V, D>(from: D) -> Result<BTreeMap<K, V>, D::Error>
    where
        K: Deserialize<'de> + Ord,
        V: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        Ok(Vec::deserialize(from)?.into_iter().collect())
    }
}
