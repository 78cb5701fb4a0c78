//! What checks each requirement: scenarios, rules, and the faults that prove the checks.

use std::collections::BTreeSet;

use cucumber::gherkin::{Feature, Scenario};

use super::requirement::{Catalogue, Requirement};
use crate::core::subject::Subject;
use crate::engine::features::{self, COMMON, FeatureError, Source};
use crate::providers::{self, Fault, Provider, Rule};

/// Faults that violate nothing: under them every check must notice that it can say nothing.
const LINKED_TO_NOTHING: &[&str] = &["refuse_everything", "signer_sign_nothing", "shop_blank_page", "shop_ignore_everything"];

/// A scenario (or one row of its Examples) and the requirement that it judges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioLink {
    /// As in the report, e.g. `amazon_pay_india/charges:12`.
    pub id: String,
    /// The feature file, e.g. `amazon_pay_india/charges.feature`.
    pub feature: String,
    /// The name, placeholders filled in.
    pub name: String,
    /// Line of the scenario (or the row) in the feature file.
    pub line: usize,
    /// The id of its requirement.
    pub requirement: String,
    /// The provider's slug.
    pub provider: String,
}

/// Everything that is linked to one requirement.
#[derive(Clone)]
pub struct Links<'a> {
    /// The active checks.
    pub scenarios: Vec<&'a ScenarioLink>,
    /// The passive check, when the provider has one of that name.
    pub rule: Option<&'static Rule>,
    /// The faults that violate it, each with the slug of its provider, as far as that one knows them.
    pub faults: Vec<(&'static str, &'static Fault)>,
}

/// The scenarios of features, in order.
pub fn scenarios(sources: &[Source]) -> Result<Vec<ScenarioLink>, FeatureError> {
    let parsed = sources.iter().map(features::parse).collect::<Result<Vec<_>, _>>()?;
    Ok(of_features(&parsed).collect())
}

/// The scenarios of features that are parsed, in order.
pub fn of_features(features: &[Feature]) -> impl Iterator<Item = ScenarioLink> {
    features.iter().flat_map(|feature| feature.scenarios.iter().map(move |scenario| link(feature, scenario)))
}

fn link(feature: &Feature, scenario: &Scenario) -> ScenarioLink {
    let (path, line) = (features::path(feature), scenario.position.line);
    ScenarioLink {
        id: format!("{}:{line}", path.trim_end_matches(".feature")),
        feature: path.to_owned(),
        name: scenario.name.clone(),
        line,
        requirement: features::requirement(feature, scenario).to_owned(),
        provider: features::provider(feature, scenario).to_owned(),
    }
}

/// What is linked to a requirement.
pub fn of<'a>(requirement: &Requirement, scenarios: &'a [ScenarioLink]) -> Links<'a> {
    let faults = requirement.faults().filter_map(|(provider, name)| Some((provider?.slug, provider?.fault(name)?))).collect();
    Links {
        scenarios: scenarios.iter().filter(|link| link.requirement == requirement.id).collect(),
        rule: requirement.find_rule(),
        faults,
    }
}

/// What does not fit together: names that no provider knows, rules and faults that no requirement names, and scenarios that
/// judge no requirement of their provider. One sentence each.
pub fn problems(catalogue: &Catalogue, scenarios: &[ScenarioLink]) -> Vec<String> {
    let unknown = catalogue.requirements.iter().flat_map(unknown_names);
    let loose = providers::ALL.iter().flat_map(|provider| unlinked(catalogue, provider));
    let astray = scenarios.iter().filter_map(|link| Some(format!("{} {}", link.id, astray(catalogue, link)?)));
    unknown.chain(loose).chain(astray).collect()
}

/// Why a scenario judges nothing where it stands; reads on from its id.
pub fn astray(catalogue: &Catalogue, link: &ScenarioLink) -> Option<String> {
    match catalogue.find(&link.requirement) {
        Some(requirement) if requirement.provider == link.provider => None,
        Some(requirement) if requirement.provider == COMMON && providers::find(&link.provider).is_some() => None,
        Some(requirement) => Some(format!("judges {}, which belongs to {}", link.requirement, requirement.provider)),
        None => Some(format!("judges {:?}, which no requirement has as its id", link.requirement)),
    }
}

/// The requirements of these subjects that no scenario, no rule and no person checks.
pub fn unchecked<'a>(catalogue: &'a Catalogue, scenarios: &[ScenarioLink], subjects: &[Subject]) -> Vec<&'a Requirement> {
    let tried: BTreeSet<_> = scenarios.iter().map(|link| link.requirement.as_str()).collect();
    let checked = |entry: &Requirement| tried.contains(entry.id.as_str()) || entry.rule.is_some() || entry.manual.is_some();
    catalogue.requirements.iter().filter(|entry| subjects.contains(&entry.subject) && !checked(entry)).collect()
}

fn unknown_names(requirement: &Requirement) -> Vec<String> {
    let (id, slug) = (&requirement.id, &requirement.provider);
    if providers::find(slug).is_none() && slug != COMMON {
        return vec![format!("{id} belongs to {slug}, which is no provider")];
    }
    let rules = requirement.rule.iter().filter(|_| requirement.find_rule().is_none());
    let rules = rules.map(|name| format!("{id} names the rule {name}, which {slug} does not have"));
    let unknown = requirement.faults().filter(|(provider, name)| provider.and_then(|one| one.fault(name)).is_none());
    rules.chain(unknown.map(|(_, name)| format!("{id} names the fault {name}, which {slug} does not have"))).collect()
}

fn unlinked(catalogue: &Catalogue, provider: &Provider) -> Vec<String> {
    let entries = || catalogue.requirements.iter().filter(|entry| entry.provider == provider.slug);
    let rules = provider.rules.iter().map(|rule| rule.name);
    let rules = rules.filter(|name| !entries().any(|entry| entry.rule.as_deref() == Some(name)));
    let rules = rules.map(|name| format!("no requirement of {} names the rule {name}", provider.slug));
    let faults = (provider.faults)().iter().map(|fault| fault.name).filter(|name| !LINKED_TO_NOTHING.contains(name));
    let named = |name: &str| {
        let same = |(of, fault): (Option<&Provider>, &str)| of.is_some_and(|of| of.slug == provider.slug) && fault == name;
        catalogue.requirements.iter().any(|entry| entry.faults().any(same))
    };
    let faults = faults.filter(|name| !named(name));
    rules.chain(faults.map(|name| format!("no requirement of {} is violated by the fault {name}", provider.slug))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Basis, Level};

    fn requirement(id: &str, rule: Option<&str>) -> Requirement {
        Requirement {
            id: id.into(),
            provider: "amazon_pay_india".into(),
            level: Level::Must,
            subject: Subject::Endpoint,
            text: "It answers.".into(),
            source: "a page".into(),
            basis: Basis::Documented,
            rule: rule.map(Into::into),
            capability: None,
            occasional: false,
            manual: None,
            stage: None,
            violated_by: Vec::new(),
            checklist: Vec::new(),
        }
    }

    fn feature(text: &str) -> Vec<Source> {
        vec![Source { path: "amazon_pay_india/x.feature".into(), origin: "x.feature".into(), text: text.into() }]
    }

    #[test]
    fn rows_of_examples_are_scenarios_of_their_own() {
        let text = "Feature: F
  @T-1
  Scenario: one
    Given a

  Scenario Outline: <n>
    Given <n>

    @T-2
    Examples:
      | n |
      | p |
      | q |
";
        let links = scenarios(&feature(text)).unwrap();
        let found: Vec<_> = links.iter().map(|link| (link.id.as_str(), link.name.as_str(), link.requirement.as_str())).collect();
        let rows = [
            ("amazon_pay_india/x:3", "one", "T-1"),
            ("amazon_pay_india/x:12", "p", "T-2"),
            ("amazon_pay_india/x:13", "q", "T-2"),
        ];
        assert_eq!(found, rows);
    }

    #[test]
    fn names_that_do_not_exist_are_problems() {
        let mut wrong = requirement("T-1", Some("no_such_rule"));
        wrong.violated_by.push("no_such_fault".into());
        let catalogue = Catalogue { requirements: vec![wrong], checklist: Vec::new() };
        let links = scenarios(&feature("Feature: F\n  @T-9\n  Scenario: one\n    Given a\n")).unwrap();
        let problems = problems(&catalogue, &links).join("\n");
        for part in ["names the rule no_such_rule", "names the fault no_such_fault", "judges \"T-9\", which no requirement"] {
            assert!(problems.contains(part), "{part:?} is not among {problems}");
        }
    }

    #[test]
    fn a_requirement_without_a_check_is_found() {
        let requirements = vec![requirement("T-1", None), requirement("T-2", Some("r")), requirement("T-3", None)];
        let catalogue = Catalogue { requirements, checklist: Vec::new() };
        let links = scenarios(&feature("Feature: F\n  @T-1\n  Scenario: one\n    Given a\n")).unwrap();
        let ids = |subjects: &[Subject]| {
            unchecked(&catalogue, &links, subjects).iter().map(|entry| entry.id.clone()).collect::<Vec<_>>()
        };
        assert_eq!(ids(&[Subject::Endpoint]), ["T-3"]);
        assert!(ids(&[Subject::Signer]).is_empty());
    }
}
