//! The negative control's features: a copy of every scenario for each fault that may concern it.

use cucumber::gherkin::{Feature, Scenario};

use super::features;
use super::recorder::FAULT_TAG;
use crate::providers::{Fault, Provider};
use crate::world::Facts;

/// The features as they are, as far as `clean_too` says so, and once more per fault with the scenarios of the fault's subject.
pub fn cross(
    clean: Vec<Feature>,
    faults: &[(&'static Provider, &'static Fault)],
    facts: impl Fn(&str) -> Option<Facts>,
    clean_too: impl Fn(&Scenario) -> bool,
) -> Vec<Feature> {
    let planted: Vec<Feature> = faults
        .iter()
        .flat_map(|planted| clean.iter().map(move |feature| (feature, planted)))
        .map(|(feature, (provider, fault))| {
            let concerned = |scenario: &&Scenario| {
                features::provider(feature, scenario) == provider.slug
                    && facts(&features::requirement(feature, scenario)).is_some_and(|facts| facts.subject == fault.subject)
            };
            let mut scenarios: Vec<_> = feature.scenarios.iter().filter(concerned).cloned().collect();
            scenarios.iter_mut().for_each(|one| one.tags.push(format!("{FAULT_TAG}{}:{}", provider.slug, fault.name)));
            Feature { scenarios, ..feature.clone() }
        })
        .filter(|feature| !feature.scenarios.is_empty())
        .collect();
    let clean = clean.into_iter().map(|mut feature| {
        feature.scenarios.retain(&clean_too);
        feature
    });
    clean.filter(|feature| !feature.scenarios.is_empty()).chain(planted).collect()
}
