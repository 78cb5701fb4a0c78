//! What the tables of a provider say, before anybody is asked.

use super::{Area, Look};
use crate::config::target::ProviderTargets;
use crate::core::subject::Subject;

/// What a run would do nothing with.
pub fn look(targets: &ProviderTargets) -> Vec<Look> {
    idle(targets).into_iter().collect()
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
