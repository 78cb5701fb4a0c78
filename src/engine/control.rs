//! The negative control's features: a copy of every scenario for each fault that may concern it.

use std::collections::BTreeMap;

use cucumber::gherkin::{Feature, Scenario};

use super::features;
use super::recorder::FAULT_TAG;
use crate::providers::{Fault, Provider};
use crate::world::Facts;

/// The features as they are, as far as `clean_too` says so, and once more per fault with the scenarios of the fault's subject.
pub fn cross(
    clean: Vec<Feature>,
    faults: &[(&'static Provider, &'static Fault)],
    facts: &BTreeMap<String, Facts>,
    clean_too: impl Fn(&Scenario) -> bool,
) -> Vec<Feature> {
    let mut shells: Vec<_> = clean.into_iter().map(|mut feature| (std::mem::take(&mut feature.scenarios), feature)).collect();
    let mut planted = Vec::new();
    for (provider, fault) in faults {
        for (scenarios, shell) in &shells {
            let concerned = |scenario: &&Scenario| {
                features::provider(shell, scenario) == provider.slug
                    && facts.get(features::requirement(shell, scenario)).is_some_and(|facts| facts.subject == fault.subject)
            };
            let mut scenarios: Vec<_> = scenarios.iter().filter(concerned).cloned().collect();
            scenarios.iter_mut().for_each(|one| one.tags.push(format!("{FAULT_TAG}{}:{}", provider.slug, fault.name)));
            planted.push(Feature { scenarios, ..shell.clone() });
        }
    }
    shells.iter_mut().for_each(|(scenarios, _)| scenarios.retain(&clean_too));
    let clean = shells.into_iter().map(|(scenarios, shell)| Feature { scenarios, ..shell });
    clean.chain(planted).filter(|feature| !feature.scenarios.is_empty()).collect()
}
