//! The step definitions that a run needs: cucumber tries every definition that it has at every step.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use cucumber::codegen::{StepConstructor, WorldInventory, inventory};
use cucumber::gherkin::{Feature, StepType};
use cucumber::step::{Collection, Location, Step};
use regex::Regex;

use super::lint::every_step;
use crate::world::World;

/// How the texts of the step definitions begin: the definition's file, its line, and the text. Written by `build.rs`.
static STARTS: &[(&str, u32, &str)] = include!(concat!(env!("OUT_DIR"), "/starts.rs"));

/// A step definition.
struct Definition {
    keyword: StepType,
    place: Location,
    /// What every text begins with that the pattern matches.
    start: &'static str,
    /// To compile them all takes longer than a short run.
    pattern: LazyLock<Regex, fn() -> Regex>,
    run: Step<World>,
}

/// All definitions.
static ALL: LazyLock<Vec<Definition>> = LazyLock::new(|| {
    let given = of::<<World as WorldInventory>::Given>(StepType::Given);
    let when = of::<<World as WorldInventory>::When>(StepType::When);
    given.chain(when).chain(of::<<World as WorldInventory>::Then>(StepType::Then)).collect()
});

fn of<S>(keyword: StepType) -> impl Iterator<Item = Definition>
where
    S: StepConstructor<World> + inventory::Collect,
{
    inventory::iter::<S>.into_iter().map(move |definition| {
        let (place, pattern, run) = definition.inner();
        Definition { keyword, place, start: start(place), pattern: LazyLock::new(pattern), run }
    })
}

/// How the definition at this place begins; empty where nothing is known of it.
fn start(place: Location) -> &'static str {
    let found = STARTS.binary_search_by_key(&(place.path, place.line), |(path, line, _)| (path, *line));
    found.map_or("", |at| STARTS[at].2)
}

/// Every definition that matches a step of the features.
pub fn needed<'f>(features: impl IntoIterator<Item = &'f Feature>) -> Collection<World> {
    let mut texts = [StepType::Given, StepType::When, StepType::Then].map(|keyword| (keyword, BTreeSet::new()));
    for step in features.into_iter().flat_map(every_step) {
        let of_keyword = texts.iter_mut().filter(|(keyword, _)| *keyword == step.ty);
        of_keyword.for_each(|(_, texts)| _ = texts.insert(step.value.as_str()));
    }
    let matches = |definition: &&Definition| {
        let start = definition.start;
        let texts = texts.iter().filter(|(keyword, _)| *keyword == definition.keyword);
        let mut close = texts.flat_map(|(_, texts)| texts.range(start..).take_while(|text| text.starts_with(start)));
        close.any(|text| definition.pattern.is_match(text))
    };
    ALL.iter().filter(matches).fold(Collection::new(), |steps, Definition { keyword, place, pattern, run, .. }| {
        let pattern = Regex::clone(pattern);
        match keyword {
            StepType::Given => steps.given(Some(*place), pattern, *run),
            StepType::When => steps.when(Some(*place), pattern, *run),
            StepType::Then => steps.then(Some(*place), pattern, *run),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_of_every_definition_is_known_and_in_every_text_that_it_matches() {
        for Definition { place, start, pattern, .. } in ALL.iter() {
            let known = STARTS.iter().any(|(path, line, _)| (*path, *line) == (place.path, place.line));
            assert!(known, "{}:{} is not in the table", place.path, place.line);
            let literal = format!("^{}", regex::escape(start));
            assert!(pattern.as_str().starts_with(&literal), "{} does not begin with {start:?}", pattern.as_str());
            // What follows may say that the last letter can be missing, or that all is one of several wholes.
            let next = pattern.as_str()[literal.len()..].chars().next();
            assert!(!matches!(next, Some('?' | '*' | '{' | '|')), "{} goes on behind {start:?}", pattern.as_str());
        }
    }

    #[test]
    fn a_feature_needs_what_its_steps_match_and_nothing_else() {
        let source =
            "Feature: f\n  Scenario: s\n    Given an eligible customer\n    Then the answer is 200\n    And the answer is none";
        let feature = Feature::parse(source, cucumber::gherkin::GherkinEnv::default()).unwrap();
        let (steps, all) = (needed([&feature]), <World as cucumber::World>::collection());
        for step in &feature.scenarios[0].steps {
            let place = |steps: &Collection<World>| steps.find(step).unwrap().map(|(_, _, place, _)| place);
            assert_eq!(place(&steps), place(&all), "{}", step.value);
        }
        assert!(steps.find(&feature.scenarios[0].steps[2]).unwrap().is_none());
    }
}
