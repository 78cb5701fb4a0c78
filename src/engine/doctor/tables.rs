//! What the tables of a provider say, before anybody is asked.

use super::{Area, Look};
use crate::config::target::ProviderTargets;
use crate::core::subject::Subject;

/// What a run would do nothing with.
pub fn look(targets: &ProviderTargets) -> Vec<Look> {
    idle(targets).into_iter().chain(targets.strange_capabilities().map(|name| strange(targets, name))).collect()
}

/// A name that is misspelt claims nothing: what its target can do would not apply.
fn strange(targets: &ProviderTargets, name: &str) -> Look {
    let known = targets.provider.capabilities.join(", ");
    let text = format!("is unknown: no requirement of ours asks for it; known are {known}");
    let next = "correct the name, or keep it for a requirement of --features that names it";
    Look::note(Area::Configuration, format!("{}.capabilities.{name}", targets.provider.slug), text, next)
}

/// A provider of which nothing can be tried.
fn idle(targets: &ProviderTargets) -> Option<Look> {
    let slug = targets.provider.slug;
    let tables = Subject::ALL.into_iter().filter(|subject| targets.provider.has_room(*subject));
    let tables = tables.map(|subject| format!("[{slug}.{subject}]")).collect::<Vec<_>>().join(", ");
    let text = format!("nothing of it can be tried, and a run finds all of it untested: there is none of {tables}");
    let next = "fill in one of them, or switch the provider's other tables off with #";
    let has_any = Subject::ALL.into_iter().any(|subject| targets.configures(subject));
    (!has_any).then(|| Look::note(Area::Configuration, slug, text, next))
}
