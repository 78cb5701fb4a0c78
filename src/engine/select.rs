//! Which scenarios a run takes.

use std::collections::BTreeMap;

use cucumber::gherkin::tagexpr::TagOperation;
use cucumber::gherkin::{Feature, Scenario};
use cucumber::tag::Ext as _;
use regex::Regex;

use super::features;

/// The filters of the command line that look at a scenario itself.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// A tag expression.
    pub tags: Option<TagOperation>,
    /// A pattern on the scenario's name.
    pub name: Option<Regex>,
    /// Takes the scenarios that only a real browser can try, too.
    pub browser: bool,
    /// Leaves out the scenarios that need a shop whose clock can be moved.
    pub real_time: bool,
}

/// The tag of scenarios that only a real browser can try.
const BROWSER_TAG: &str = "browser";

/// The tag of scenarios that need a shop whose clock can be moved.
const CLOCK_TAG: &str = "clock";

/// The tag of scenarios that come after all others.
const LAST_TAG: &str = "last";

/// True for a scenario that only a real browser can try.
pub fn needs_browser(scenario: &Scenario) -> bool {
    scenario.tags.iter().any(|tag| tag == BROWSER_TAG)
}

impl Filter {
    /// True when the scenario is one of those that are asked for.
    fn asks(&self, scenario: &Scenario) -> bool {
        self.tags.as_ref().is_none_or(|expression| expression.eval(&scenario.tags))
            && self.name.as_ref().is_none_or(|name| name.is_match(&scenario.name))
    }

    /// True when only some scenarios are asked for.
    pub fn narrows(&self) -> bool {
        self.tags.is_some() || self.name.is_some()
    }

    /// True when a requirement of which no scenario is asked for is not left out by name or tags: `not @moves-money` leaves out scenarios,
    /// and not what a rule sees in the others.
    pub fn leaves(&self, id: &str) -> bool {
        self.name.is_none() && self.tags.as_ref().is_none_or(|expression| expression.eval([id]))
    }

    /// True when what the scenario needs is there.
    fn can_try(&self, scenario: &Scenario) -> bool {
        (self.browser || !needs_browser(scenario)) && !self.lacks_clock(scenario)
    }

    /// True when the scenario needs a clock that can be moved, and there is none.
    fn lacks_clock(&self, scenario: &Scenario) -> bool {
        self.real_time && scenario.tags.iter().any(|tag| tag == CLOCK_TAG)
    }
}

/// What a filter makes of the scenarios of a requirement.
#[derive(Debug, Clone, Copy, Default)]
pub struct Count {
    /// So many are asked for, be it that they cannot be tried here.
    pub asked: usize,
    /// So many are tried.
    pub kept: usize,
    /// So many could be tried, were it not for the filter.
    pub all: usize,
    /// So many are left out because they need a clock that can be moved.
    pub out_of_time: usize,
}

/// Per requirement of which the run knows scenarios: what becomes of them.
pub type Counts = BTreeMap<String, Count>;

/// Keeps the scenarios that pass the filter and whose requirement, provider and tags `wants` knows to be tried here; counts what was
/// kept. What it knows nothing of is outside of the run, and is not counted.
pub fn select(
    all: Vec<Feature>,
    filter: &Filter,
    wants: impl Fn(&str, &str, &[String]) -> Option<bool>,
) -> (Vec<Feature>, Counts) {
    let mut counts = Counts::new();
    let mut kept = Vec::new();
    for mut feature in all {
        let scenarios = std::mem::take(&mut feature.scenarios);
        let taken: Vec<Scenario> = scenarios
            .into_iter()
            .filter(|scenario| {
                let requirement = features::requirement(&feature, scenario);
                let Some(wanted) = wants(requirement, features::provider(&feature, scenario), &scenario.tags) else {
                    return false;
                };
                let (count, asked) = (counts.entry(requirement.to_owned()).or_default(), filter.asks(scenario));
                count.asked += usize::from(asked);
                if !wanted {
                    return false;
                }
                let takes = asked && filter.can_try(scenario);
                count.kept += usize::from(takes);
                count.all += 1;
                count.out_of_time += usize::from(filter.lacks_clock(scenario));
                takes
            })
            .collect();
        feature.scenarios = taken;
        if !feature.scenarios.is_empty() {
            kept.push(feature);
        }
    }
    (put_last(kept), counts)
}

/// Scenarios that leave a merchant's customer behind with whom the others can do nothing come after all of them.
fn put_last(features: Vec<Feature>) -> Vec<Feature> {
    let is_last = |scenario: &Scenario| scenario.tags.iter().any(|tag| tag == LAST_TAG);
    let (mut first, mut last) = (Vec::new(), Vec::new());
    for mut feature in features {
        let (late, early) = std::mem::take(&mut feature.scenarios).into_iter().partition(is_last);
        for (scenarios, features) in [(late, &mut last), (early, &mut first)] {
            if !Vec::is_empty(&scenarios) {
                features.push(Feature { scenarios, ..feature.clone() });
            }
        }
    }
    first.extend(last);
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::features::{Source, parse};

    #[test]
    fn what_is_asked_for_and_cannot_be_tried_is_counted_as_asked_for() {
        let text = "@late\nFeature: f\n  @T-1\n  Scenario: a\n    Given it\n  @T-1 @clock\n  Scenario: b\n    Given it\n  @T-2 @clock\n  \
                    Scenario: c\n    Given it\n  @T-3\n  Scenario: d\n    Given it\n  @T-4\n  Scenario: e\n    Given it\n";
        let feature = parse(&Source { path: "p/f.feature".into(), origin: String::new(), text: text.into() }).unwrap();
        let counts = |tags: &str| {
            let filter = Filter { tags: Some(tags.parse().unwrap()), real_time: true, ..Filter::default() };
            let wants = |id: &str, _: &str, _: &[String]| (id != "T-4").then_some(id != "T-3");
            let (kept, counts) = select(vec![feature.clone()], &filter, wants);
            let names: String = kept.iter().flat_map(|feature| &feature.scenarios).map(|one| one.name.as_str()).collect();
            let counts = counts.iter().map(|(id, count)| (id.as_str(), count.asked, count.kept, count.all));
            (names, counts.map(|count| format!("{count:?}")).collect::<Vec<_>>().join(" "))
        };
        let all = r#"("T-1", 2, 1, 2) ("T-2", 1, 0, 1) ("T-3", 1, 0, 0)"#;
        assert_eq!(counts("@late"), ("a".to_owned(), all.to_owned()));
        let none = r#"("T-1", 0, 0, 2) ("T-2", 0, 0, 1) ("T-3", 0, 0, 0)"#;
        assert_eq!(counts("not @late"), (String::new(), none.to_owned()));
    }
}
