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
        .flat_map(|(provider, fault)| {
            clean.iter().filter(|feature| features::provider(feature) == provider.slug).map(move |f| (f, fault))
        })
        .map(|(feature, fault)| {
            let mut copy = feature.clone();
            copy.scenarios.retain(|scenario| {
                facts(&features::requirement(feature, scenario)).is_some_and(|facts| facts.subject == fault.subject)
            });
            copy.scenarios.iter_mut().for_each(|scenario| scenario.tags.push(format!("{FAULT_TAG}{}", fault.name)));
            copy
        })
        .filter(|feature| !feature.scenarios.is_empty())
        .collect();
    let clean = clean.into_iter().map(|mut feature| {
        feature.scenarios.retain(&clean_too);
        feature
    });
    clean.filter(|feature| !feature.scenarios.is_empty()).chain(planted).collect()
}
