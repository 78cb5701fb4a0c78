//! The report as JUnit XML: what was found wrong is a failure, what could not be told is an error.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, Report as Document, TestCase, TestCaseStatus, TestSuite, XmlString};

use super::{Report, curl};
use crate::catalogue::{Level, RequirementRecord, Status};
use crate::engine::record::{ExchangeRecord, Outcome, ScenarioRecord};

/// Writes the document: a suite per feature, one for the rules, and one for the requirements that nothing else shows as open.
pub fn write(mut out: impl Write, report: &Report<'_>) -> io::Result<()> {
    let index = Index::new(report);
    let mut document = Document::new(env!("CARGO_PKG_NAME"));
    document.set_time(seconds(report.run.duration_ms));
    let mut features: BTreeMap<&str, TestSuite> = BTreeMap::new();
    for scenario in &report.run.scenarios {
        let suite = features.entry(&scenario.feature).or_insert_with(|| TestSuite::new(text(&scenario.feature)));
        let class = suite.test_cases.first().and_then(|first| first.classname.clone());
        let mut case = index.scenario(scenario);
        case.classname = class.or_else(|| Some(class_name(&scenario.feature)));
        suite.add_test_case(case);
    }
    let selected = || report.conformance.requirements.iter().filter(|entry| entry.status != Status::NotSelected);
    let mut rules = TestSuite::new("rules");
    rules.add_test_cases(selected().flat_map(rule_cases));
    let mut requirements = TestSuite::new("requirements");
    let counts = |entry: &&RequirementRecord| report.conformance.strict || entry.level == Level::Must;
    requirements.add_test_cases(selected().filter(counts).filter(|entry| index.is_hidden(entry)).map(open_case));
    for mut suite in features.into_values().chain([rules, requirements]) {
        if suite.tests > 0 {
            suite.extra.insert("timestamp".into(), text(&report.run.started_at).into());
            suite.set_time(suite.test_cases.iter().filter_map(|case| case.time).sum());
            document.add_test_suite(suite);
        }
    }
    document.serialize(&mut out).map_err(io::Error::other)
}

struct Index<'a> {
    /// What a test case says of its requirement, by the id of each that was tried; cleaning a text for XML takes long, so it is done once.
    requirements: HashMap<&'a str, Vec<Property>>,
    exchanges: HashMap<&'a str, &'a ExchangeRecord>,
    open: HashMap<&'a str, bool>,
    /// Why each waived requirement need not hold.
    waived: HashMap<&'a str, &'a str>,
}

impl<'a> Index<'a> {
    fn new(report: &'a Report<'a>) -> Self {
        let mut open = HashMap::new();
        for scenario in &report.run.scenarios {
            *open.entry(scenario.requirement.as_str()).or_default() |= scenario.outcome == Outcome::Inconclusive;
        }
        let waived = report.conformance.requirements.iter().filter(|entry| entry.status == Status::Waived);
        let tried = report.conformance.requirements.iter().filter(|entry| open.contains_key(entry.id.as_str()));
        Self {
            requirements: tried.map(|entry| (entry.id.as_str(), properties(entry))).collect(),
            exchanges: report.exchanges(),
            open,
            waived: waived.map(|entry| (entry.id.as_str(), entry.reason.as_deref().unwrap_or_default())).collect(),
        }
    }

    /// True for a requirement that is open, or waived, though none of its test cases is an error.
    fn is_hidden(&self, entry: &RequirementRecord) -> bool {
        let shown = self.open.get(entry.id.as_str()).copied().unwrap_or(false) || !entry.rules.is_empty();
        let tried = entry.scenarios.len() + entry.rules.len() > 0;
        entry.status == Status::Untested
            || (entry.status == Status::Inconclusive && !shown)
            || (entry.status == Status::Waived && !tried)
    }

    fn scenario(&self, scenario: &ScenarioRecord) -> TestCase {
        let waiver = self.waived.get(scenario.requirement.as_str());
        let mut status = match scenario.outcome {
            Outcome::Passed => TestCaseStatus::success(),
            _ if waiver.is_some() => TestCaseStatus::skipped(),
            Outcome::Failed => TestCaseStatus::non_success(NonSuccessKind::Failure),
            Outcome::Inconclusive => TestCaseStatus::non_success(NonSuccessKind::Error),
            Outcome::Skipped => TestCaseStatus::skipped(),
        };
        if scenario.outcome != Outcome::Passed {
            let headline = headline(scenario);
            status.set_message(text(&waiver.map_or_else(|| headline.clone(), |why| format!("waived: {why}; {headline}"))));
            status.set_description(text(&self.story(scenario)));
        }
        let mut case = TestCase::new(text(&scenario.name), status);
        case.set_time(seconds(scenario.duration_ms));
        case.add_property(("scenario", scenario.id.as_str()));
        match self.requirements.get(scenario.requirement.as_str()) {
            Some(properties) => case.properties.extend_from_slice(properties),
            None => _ = case.add_property(("requirement", scenario.requirement.as_str())),
        }
        case
    }

    /// The steps of a scenario and its last exchange.
    fn story(&self, scenario: &ScenarioRecord) -> String {
        let mut story = String::new();
        for step in &scenario.steps {
            let outcome = format!("{:?}", step.outcome).to_lowercase();
            story.push_str(&format!("{outcome:<12} {} {}\n", step.keyword, step.text));
        }
        if let Some(finding) = &scenario.finding {
            story
                .push_str(&format!("\nwhere    {}\nexpected {}\nactual   {}\n", finding.place, finding.expected, finding.actual));
        }
        if let Some(exchange) = scenario.exchanges.last().and_then(|id| self.exchanges.get(id.as_str())) {
            story.push_str(&format!("\n{}\n{}\n", curl::command(&exchange.request), curl::answer(exchange)));
        }
        story
    }
}

/// One sentence on why a scenario did not pass.
fn headline(scenario: &ScenarioRecord) -> String {
    let message = scenario.steps.iter().find_map(|step| step.message.clone());
    match (&scenario.finding, message) {
        (Some(finding), _) => format!("{}: expected {}, actual {}", finding.place, finding.expected, finding.actual),
        (None, Some(message)) => message,
        (None, None) => "it did not run".to_owned(),
    }
}

fn rule_cases(entry: &RequirementRecord) -> Vec<TestCase> {
    let cases = entry.rules.iter().map(|rule| {
        let mut status = match entry.status {
            Status::Violated if rule.failed > 0 => TestCaseStatus::non_success(NonSuccessKind::Failure),
            Status::Inconclusive => TestCaseStatus::non_success(NonSuccessKind::Error),
            Status::Waived => TestCaseStatus::skipped(),
            _ if rule.judged == 0 => TestCaseStatus::skipped(),
            _ => TestCaseStatus::success(),
        };
        let first = entry.findings.first().filter(|_| rule.failed > 0);
        let finding = first.map(|found| {
            format!("{}: expected {}, actual {}", found.finding.place, found.finding.expected, found.finding.actual)
        });
        let why = if entry.status == Status::Waived { waived_because(entry) } else { finding.or_else(|| entry.reason.clone()) };
        status.set_message(text(why.as_deref().unwrap_or("it found nothing to judge")));
        let counts = format!("{} of {} exchanges failed", rule.failed, rule.judged);
        status.set_description(text(&counts));
        let mut case = case(&format!("{} {}", entry.id, rule.name), &format!("{}.rules", entry.provider), status);
        case.add_property(("judged", rule.judged.to_string().as_str()));
        case.add_properties(properties(entry));
        case
    });
    cases.collect()
}

fn waived_because(entry: &RequirementRecord) -> Option<String> {
    entry.reason.as_ref().map(|reason| format!("waived: {reason}"))
}

fn open_case(entry: &RequirementRecord) -> TestCase {
    let mut status = match entry.status {
        Status::Waived => TestCaseStatus::skipped(),
        _ => TestCaseStatus::non_success(NonSuccessKind::Error),
    };
    status.set_type(entry.status.words());
    status.set_message(text(entry.reason.as_deref().unwrap_or(entry.status.words())));
    let mut case = case(&format!("{} {}", entry.id, entry.text), &format!("{}.requirements", entry.provider), status);
    case.add_properties(properties(entry));
    case
}

fn case(name: &str, class: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(text(name), status);
    case.set_classname(class_name(class));
    case
}

/// A path as the package and class that JUnit knows.
fn class_name(path: &str) -> XmlString {
    text(path.trim_end_matches(".feature")).replace('/', ".").into()
}

fn properties(entry: &RequirementRecord) -> Vec<Property> {
    vec![
        Property::new("requirement", text(&entry.id)),
        Property::new("level", entry.level.to_string()),
        Property::new("subject", entry.subject.name()),
        Property::new("source", text(&entry.source)),
    ]
}

fn seconds(milliseconds: f64) -> Duration {
    Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or_default()
}

/// The text without the two characters that XML forbids and quick-junit lets through.
fn text(text: &str) -> String {
    text.replace(['\u{fffe}', '\u{ffff}'], "")
}
