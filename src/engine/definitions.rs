//! The step definitions that a run needs: cucumber tries every definition that it has at every step.

use std::collections::HashSet;

use cucumber::codegen::{StepConstructor, WorldInventory, inventory};
use cucumber::gherkin::{Feature, StepType};
use cucumber::step::{Collection, Location, Step};
use regex::Regex;

use super::features::on_every_core;
use super::lint::every_step;
use crate::world::World;

/// A step definition: where it stands, what gives its pattern, what it does.
type Definition = (StepType, Location, fn() -> Regex, Step<World>);

/// Makes the patterns of all steps on threads of their own, which takes as long as all else before the first request.
pub fn prepare() {
    const THREADS: usize = 2;
    for first in 0..THREADS {
        std::thread::spawn(move || all().skip(first).step_by(THREADS).for_each(|(_, _, pattern, _)| drop(pattern())));
    }
}

/// The definitions that match a step of the features; several for one step stay several.
pub(super) fn needed(features: &[Feature]) -> Collection<World> {
    let steps = features.iter().flat_map(every_step);
    let texts: HashSet<_> = steps.map(|step| (step.ty, step.value.as_str())).collect();
    let definitions: Vec<_> = all().map(|(keyword, place, pattern, run)| (keyword, place, pattern(), run)).collect();
    let matches = on_every_core(&definitions, |(keyword, _, pattern, _)| {
        texts.iter().any(|(of, text)| of == keyword && pattern.is_match(text))
    });
    let needed = definitions.into_iter().zip(matches).filter(|(_, matches)| *matches);
    needed.fold(Collection::new(), |steps, ((keyword, place, pattern, run), _)| match keyword {
        StepType::Given => steps.given(Some(place), pattern, run),
        StepType::When => steps.when(Some(place), pattern, run),
        StepType::Then => steps.then(Some(place), pattern, run),
    })
}

/// Every definition.
fn all() -> impl Iterator<Item = Definition> {
    let given = of::<<World as WorldInventory>::Given>(StepType::Given);
    let when = of::<<World as WorldInventory>::When>(StepType::When);
    given.chain(when).chain(of::<<World as WorldInventory>::Then>(StepType::Then))
}

/// The definitions of one keyword.
fn of<S>(keyword: StepType) -> impl Iterator<Item = Definition>
where
    S: StepConstructor<World> + inventory::Collect,
{
    let definitions = inventory::iter::<S>.into_iter().map(StepConstructor::inner);
    definitions.map(move |(place, pattern, run)| (keyword, place, pattern, run))
}
