//! The negative control's features: a copy of every scenario for each fault that may concern it.

use std::collections::{BTreeMap, HashMap, HashSet};

use cucumber::gherkin::{Feature, Scenario};

use super::features;
use super::record::{Outcome, ScenarioRecord};
use super::recorder::{self, FAULT_TAG};
use crate::providers::{Fault, Provider};
use crate::world::Facts;

/// The features once more per fault, each with the scenarios of the fault's subject. A scenario whose clean run is known and in
/// which nothing looked for the fault is left out: the fault would change nothing in it.
pub fn cross(
    clean: Vec<Feature>,
    faults: &[(&'static Provider, &'static Fault)],
    facts: &BTreeMap<String, Facts>,
    ran: &[ScenarioRecord],
) -> Vec<Feature> {
    let asked: HashMap<_, _> = ran.iter().filter_map(|ran| Some((ran.id.as_str(), ran.asked.as_ref()?))).collect();
    let shells: Vec<_> = clean.into_iter().map(|mut feature| (std::mem::take(&mut feature.scenarios), feature)).collect();
    let mut planted = Vec::new();
    for (provider, fault) in faults {
        for (scenarios, shell) in &shells {
            let concerned = |scenario: &&Scenario| {
                features::provider(shell, scenario) == provider.slug
                    && facts.get(features::requirement(shell, scenario)).is_some_and(|facts| facts.subject == fault.subject)
                    && asked.get(recorder::key(shell, scenario).as_str()).is_none_or(|asked| asked.contains(fault.name))
            };
            let mut scenarios: Vec<_> = scenarios.iter().filter(concerned).cloned().collect();
            scenarios.iter_mut().for_each(|one| one.tags.push(format!("{FAULT_TAG}{}:{}", provider.slug, fault.name)));
            planted.push(Feature { scenarios, ..shell.clone() });
        }
    }
    planted.retain(|feature| !feature.scenarios.is_empty());
    planted
}

/// The keys of scenarios that could not tell though they should: nothing was broken, or one of these faults was planted, which
/// nothing found. A machine that is busy makes such scenarios run out of time.
pub fn doubtful(ran: &[ScenarioRecord], unseen: &HashSet<String>) -> HashSet<String> {
    let due = |ran: &&ScenarioRecord| {
        ran.outcome == Outcome::Inconclusive && ran.fault.as_ref().is_none_or(|fault| unseen.contains(fault))
    };
    ran.iter().filter(due).map(|ran| recorder::key_of(&ran.id, ran.fault.as_deref())).collect()
}

/// The features with the scenarios of these keys alone.
pub fn only(mut features: Vec<Feature>, keys: &HashSet<String>) -> Vec<Feature> {
    for feature in &mut features {
        let scenarios = std::mem::take(&mut feature.scenarios);
        feature.scenarios = scenarios.into_iter().filter(|one| keys.contains(&recorder::key(feature, one))).collect();
    }
    features.retain(|feature| !feature.scenarios.is_empty());
    features
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::core::subject::Subject;
    use crate::engine::features::{Source, parse};
    use crate::providers::amazon_pay_india::AMAZON_PAY_INDIA;

    static FAULT: Fault = Fault { name: "f", text: "", subject: Subject::Endpoint, browser_only: false };

    /// The lines of the scenarios that are tried with the fault, when these looked for it in their clean run.
    fn tried(asked: &[Option<&[&str]>]) -> Vec<usize> {
        let text = asked
            .iter()
            .fold("Feature: f\n".to_owned(), |text, _| format!("{text}  @T-1\n  Scenario: {}\n    Given it\n", text.len()));
        let path = format!("{}/f.feature", AMAZON_PAY_INDIA.slug);
        let feature = parse(&Source { path, origin: String::new(), text }).unwrap();
        let ran = feature.scenarios.iter().zip(asked).map(|(scenario, asked)| {
            let asked = asked.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
            ScenarioRecord { asked, ..recorder::blank(&feature, scenario) }
        });
        let facts = Facts { subject: Subject::Endpoint, stage: None, violated_by: BTreeSet::new() };
        let ran: Vec<_> = ran.collect();
        let crossed = cross(vec![feature], &[(&AMAZON_PAY_INDIA, &FAULT)], &BTreeMap::from([("T-1".to_owned(), facts)]), &ran);
        crossed.iter().flat_map(|feature| &feature.scenarios).map(|scenario| scenario.position.line).collect()
    }

    #[test]
    fn a_fault_is_tried_where_somebody_looked_for_it_or_nobody_can_tell() {
        assert_eq!(tried(&[Some(&["f", "g"]), Some(&["g"]), None, Some(&[])]), [3, 9]);
    }

    #[test]
    fn what_could_not_tell_is_tried_again_where_nothing_found_the_fault() {
        let text = "Feature: f\n  @T-1\n  Scenario: a\n    Given it\n  @T-1\n  Scenario: b\n    Given it\n  @T-2\n  Scenario: c\n    Given it\n";
        let path = format!("{}/f.feature", AMAZON_PAY_INDIA.slug);
        let clean = parse(&Source { path, origin: String::new(), text: text.to_owned() }).unwrap();
        let unseen = HashSet::from(["amazon_pay_india:f".to_owned()]);
        let tried = |fault: Option<&str>, outcomes: [Outcome; 3]| {
            let mut feature = clean.clone();
            let tag = fault.map(|fault| format!("{FAULT_TAG}amazon_pay_india:{fault}"));
            feature.scenarios.iter_mut().for_each(|one| one.tags.extend(tag.clone()));
            let ran = feature.scenarios.iter().zip(outcomes);
            let ran: Vec<_> =
                ran.map(|(scenario, outcome)| ScenarioRecord { outcome, ..recorder::blank(&feature, scenario) }).collect();
            let again = only(vec![feature.clone()], &doubtful(&ran, &unseen));
            again.iter().flat_map(|feature| &feature.scenarios).map(|one| one.name.clone()).collect::<Vec<_>>()
        };
        use Outcome::{Failed, Inconclusive, Passed};
        assert_eq!(tried(None, [Passed, Inconclusive, Failed]), ["b"]);
        assert_eq!(tried(Some("f"), [Passed, Inconclusive, Inconclusive]), ["b", "c"]);
        assert_eq!(tried(Some("g"), [Inconclusive, Inconclusive, Inconclusive]), [""; 0]);
    }
}
