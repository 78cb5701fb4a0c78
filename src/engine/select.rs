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
    /// True when the scenario passes both filters.
    pub fn takes(&self, feature: &Feature, scenario: &Scenario) -> bool {
        let tags = || feature.tags.iter().chain(&scenario.tags);
        (self.browser || !needs_browser(scenario))
            && !self.lacks_clock(scenario)
            && self.tags.as_ref().is_none_or(|expression| expression.eval(tags()))
            && self.name.as_ref().is_none_or(|name| name.is_match(&scenario.name))
    }

    /// True when the scenario needs a clock that can be moved, and there is none.
    fn lacks_clock(&self, scenario: &Scenario) -> bool {
        self.real_time && scenario.tags.iter().any(|tag| tag == CLOCK_TAG)
    }
}

/// What a filter makes of the scenarios of a requirement.
#[derive(Debug, Clone, Copy, Default)]
pub struct Count {
    /// So many pass it.
    pub kept: usize,
    /// So many there are.
    pub all: usize,
    /// So many are left out because they need a clock that can be moved.
    pub out_of_time: usize,
}

/// Per requirement that the run wants: what becomes of its scenarios.
pub type Counts = BTreeMap<String, Count>;

/// Keeps the scenarios whose requirement, provider and tags `wants` takes and that pass the filter; counts what was kept.
pub fn select(all: Vec<Feature>, filter: &Filter, wants: impl Fn(&str, &str, &[String]) -> bool) -> (Vec<Feature>, Counts) {
    let mut counts = Counts::new();
    let mut kept = Vec::new();
    for mut feature in all {
        let scenarios = std::mem::take(&mut feature.scenarios);
        let taken: Vec<Scenario> = scenarios
            .into_iter()
            .filter(|scenario| {
                let requirement = features::requirement(&feature, scenario);
                if !wants(requirement, features::provider(&feature, scenario), &scenario.tags) {
                    return false;
                }
                let takes = filter.takes(&feature, scenario);
                let count = counts.entry(requirement.to_owned()).or_default();
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
