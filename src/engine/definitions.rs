//! The step definitions that a run needs: cucumber tries every definition that it has at every step.

use std::collections::HashSet;

use cucumber::codegen::{StepConstructor, WorldInventory, inventory};
use cucumber::gherkin::{Feature, StepType};
use cucumber::step::{Collection, Location, Step};
use regex::Regex;

use super::lint::every_step;
use crate::world::World;

type Texts<'a> = HashSet<(StepType, &'a str)>;

/// The definitions that match a step of the features; several for one step stay several.
pub(super) fn needed(features: &[Feature]) -> Collection<World> {
    let steps = features.iter().flat_map(every_step);
    let texts: Texts<'_> = steps.map(|step| (step.ty, step.value.as_str())).collect();
    let given = matching::<<World as WorldInventory>::Given>(StepType::Given, &texts);
    let when = matching::<<World as WorldInventory>::When>(StepType::When, &texts);
    let then = matching::<<World as WorldInventory>::Then>(StepType::Then, &texts);
    let steps = given.fold(Collection::new(), |steps, (place, pattern, run)| steps.given(Some(place), pattern, run));
    let steps = when.fold(steps, |steps, (place, pattern, run)| steps.when(Some(place), pattern, run));
    then.fold(steps, |steps, (place, pattern, run)| steps.then(Some(place), pattern, run))
}

/// The definitions of one keyword that match a text.
fn matching<S>(keyword: StepType, texts: &Texts<'_>) -> impl Iterator<Item = (Location, Regex, Step<World>)>
where
    S: StepConstructor<World> + inventory::Collect,
{
    let definitions = inventory::iter::<S>.into_iter().map(StepConstructor::inner);
    let matches = move |pattern: &Regex| texts.iter().any(|(of, text)| *of == keyword && pattern.is_match(text));
    definitions.map(|(place, pattern, run)| (place, pattern(), run)).filter(move |(_, pattern, _)| matches(pattern))
}
