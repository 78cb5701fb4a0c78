//! The step definitions that a run needs: cucumber tries every definition that it has at every step.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use cucumber::codegen::{StepConstructor, WorldInventory, inventory};
use cucumber::gherkin::{Feature, StepType};
use cucumber::step::{Collection, Location, Step};
use regex::Regex;

use super::features::on_every_core;
use super::lint::every_step;
use crate::world::World;

/// A step definition.
struct Definition {
    keyword: StepType,
    place: Location,
    pattern: Regex,
    run: Step<World>,
}

/// All definitions: their patterns take long to compile.
static ALL: LazyLock<Vec<Definition>> = LazyLock::new(|| {
    let given = of::<<World as WorldInventory>::Given>(StepType::Given);
    let when = of::<<World as WorldInventory>::When>(StepType::When);
    let all: Vec<_> = given.chain(when).chain(of::<<World as WorldInventory>::Then>(StepType::Then)).collect();
    on_every_core(&all, |(keyword, (place, pattern, run))| Definition {
        keyword: *keyword,
        place: *place,
        pattern: pattern(),
        run: *run,
    })
});

type Given = (Location, fn() -> Regex, Step<World>);

fn of<S>(keyword: StepType) -> impl Iterator<Item = (StepType, Given)>
where
    S: StepConstructor<World> + inventory::Collect,
{
    inventory::iter::<S>.into_iter().map(move |definition| (keyword, definition.inner()))
}

/// Compiles the patterns in the background, while the rest of a run is prepared.
pub fn prepare() {
    std::thread::spawn(|| LazyLock::force(&ALL).len());
}

/// Every definition that matches a step of the features.
pub fn needed<'f>(features: impl IntoIterator<Item = &'f Feature>) -> Collection<World> {
    let mut texts = [StepType::Given, StepType::When, StepType::Then].map(|keyword| (keyword, BTreeSet::new()));
    for step in features.into_iter().flat_map(every_step) {
        let of_keyword = texts.iter_mut().filter(|(keyword, _)| *keyword == step.ty);
        of_keyword.for_each(|(_, texts)| _ = texts.insert(step.value.as_str()));
    }
    let matches = |definition: &&Definition| {
        let start = start(definition.pattern.as_str());
        let texts = texts.iter().filter(|(keyword, _)| *keyword == definition.keyword);
        let mut close = texts.flat_map(|(_, texts)| texts.range(start..).take_while(|text| text.starts_with(start)));
        close.any(|text| definition.pattern.is_match(text))
    };
    ALL.iter().filter(matches).fold(Collection::new(), |steps, Definition { keyword, place, pattern, run }| match keyword {
        StepType::Given => steps.given(Some(*place), pattern.clone(), *run),
        StepType::When => steps.when(Some(*place), pattern.clone(), *run),
        StepType::Then => steps.then(Some(*place), pattern.clone(), *run),
    })
}

/// What every text begins with that the pattern of a cucumber expression matches: `^`, then letters until something is a pattern.
fn start(pattern: &str) -> &str {
    let literal = pattern.strip_prefix('^').unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | ',' | '\'' | '%');
    let end = literal.find(|c| !plain(c)).unwrap_or(literal.len());
    match literal[end..].chars().next() {
        // What a letter stands before may say that it can be missing.
        Some('?' | '*' | '{') => &literal[..end.saturating_sub(1)],
        // One of several wholes.
        Some('|') => "",
        _ => &literal[..end],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_of_a_pattern_is_in_every_text_that_it_matches() {
        for (pattern, expected) in [
            (r#"^the answer is ((?:-?\d+)|(?:\d+)) ("[^"]*")$"#, "the answer is "),
            (r"^a(?:n)? ([^\s]+) customer$", "a"),
            (r"^the answers?$", "the answer"),
            (r"^one|two$", ""),
            (r"anywhere$", ""),
            (r"^1\.0$", "1"),
            (r"^it$", "it"),
        ] {
            assert_eq!(start(pattern), expected, "{pattern}");
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
