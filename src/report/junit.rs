//! The report as JUnit XML: what was found wrong is a failure, what could not be told is an error.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use document::{Case, Document, Ending, Kind, Suite};

use super::verdict::{self, INCOMPLETE};
use super::{Report, curl};
use crate::catalogue::{RequirementRecord, Status};
use crate::engine::record::{ExchangeRecord, Outcome, ScenarioRecord, SnapshotNote};

mod document;

/// Writes the document: a suite per feature, one for the rules, one for the requirements that nothing else shows as open, and one for
/// what went wrong with the run itself.
pub fn write(mut out: impl Write, report: &Report<'_>) -> io::Result<()> {
    let index = Index::new(report);
    let mut features: BTreeMap<&str, Vec<Case<'_>>> = BTreeMap::new();
    for scenario in &report.run.scenarios {
        features.entry(&scenario.feature).or_default().push(index.scenario(scenario));
    }
    let selected = || report.conformance.requirements.iter().filter(|entry| entry.status != Status::NotSelected);
    let rules = selected().flat_map(rule_cases).collect();
    let counts = |entry: &&RequirementRecord| verdict::counts(report, entry);
    let requirements = selected().filter(counts).filter(|entry| index.is_hidden(entry)).map(open_case).collect();
    let document = Document {
        name: env!("CARGO_PKG_NAME"),
        seconds: report.run.duration_ms / 1000.0,
        timestamp: &report.run.started_at,
        suites: features
            .into_iter()
            .chain([("rules", rules), ("requirements", requirements), ("run", run_cases(report))])
            .map(|(name, cases)| Suite { name, cases })
            .collect(),
    };
    document.write(&mut out)
}

/// Properties of every case that is about a requirement.
type Properties<'a> = [(&'static str, &'a str); 4];

struct Index<'a> {
    /// What a test case says of its requirement, by the id of each that was tried.
    requirements: HashMap<&'a str, Properties<'a>>,
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

    fn scenario(&self, scenario: &'a ScenarioRecord) -> Case<'a> {
        let waiver = self.waived.get(scenario.requirement.as_str());
        let mut ending = Ending::new(match scenario.outcome {
            Outcome::Passed => Kind::Passed,
            _ if waiver.is_some() => Kind::Skipped,
            Outcome::Failed => Kind::Failure,
            Outcome::Inconclusive => Kind::Error,
            Outcome::Skipped => Kind::Skipped,
        });
        if scenario.outcome != Outcome::Passed {
            let headline = headline(scenario);
            ending.message = Some(match waiver {
                Some(why) => format!("waived: {why}; {headline}").into(),
                None => headline,
            });
            ending.story = Some(self.story(scenario));
        }
        let unknown = || [("requirement", scenario.requirement.as_str()), ("", ""), ("", ""), ("", "")];
        Case {
            name: Cow::Borrowed(&scenario.name),
            class: class_name(&scenario.feature),
            seconds: Some(scenario.duration_ms / 1000.0),
            property: Some(("scenario", Cow::Borrowed(&scenario.id))),
            properties: self.requirements.get(scenario.requirement.as_str()).copied().unwrap_or_else(unknown),
            ending,
        }
    }

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
fn headline(scenario: &ScenarioRecord) -> Cow<'_, str> {
    let message = scenario.steps.iter().find_map(|step| step.message.as_deref());
    match (&scenario.finding, message) {
        (Some(finding), _) => format!("{}: expected {}, actual {}", finding.place, finding.expected, finding.actual).into(),
        (None, Some(message)) => message.into(),
        (None, None) => "it did not run".into(),
    }
}

fn rule_cases(entry: &RequirementRecord) -> impl Iterator<Item = Case<'_>> {
    entry.rules.iter().map(move |rule| {
        let kind = match entry.status {
            Status::Violated if rule.failed > 0 => Kind::Failure,
            Status::Inconclusive => Kind::Error,
            Status::Waived => Kind::Skipped,
            _ if rule.judged == 0 => Kind::Skipped,
            _ => Kind::Passed,
        };
        let first = entry.findings.first().filter(|_| rule.failed > 0);
        let finding = first.map(|found| {
            format!("{}: expected {}, actual {}", found.finding.place, found.finding.expected, found.finding.actual)
        });
        let why = if entry.status == Status::Waived { waived_because(entry) } else { finding.or_else(|| entry.reason.clone()) };
        let ending = Ending {
            message: Some(why.map_or("it found nothing to judge".into(), Cow::Owned)),
            story: Some(format!("{} of {} exchanges failed", rule.failed, rule.judged)),
            ..Ending::new(kind)
        };
        Case {
            property: Some(("judged", rule.judged.to_string().into())),
            ..case(format!("{} {}", entry.id, rule.name), format!("{}.rules", entry.provider), entry, ending)
        }
    })
}

fn waived_because(entry: &RequirementRecord) -> Option<String> {
    entry.reason.as_ref().map(|reason| format!("waived: {reason}"))
}

fn open_case(entry: &RequirementRecord) -> Case<'_> {
    let kind = if entry.status == Status::Waived { Kind::Skipped } else { Kind::Error };
    let message = entry.reason.as_deref().unwrap_or(entry.status.words());
    let ending = Ending { word: Some(entry.status.words()), message: Some(message.into()), ..Ending::new(kind) };
    case(format!("{} {}", entry.id, entry.text), format!("{}.requirements", entry.provider), entry, ending)
}

/// What no scenario and no requirement tells: the run ended early, signoff itself failed, or a snapshot drifted where that counts.
fn run_cases<'a>(report: &Report<'a>) -> Vec<Case<'a>> {
    let run = report.run;
    let early = run.interrupted.then_some(("the run reached its end", Kind::Error, INCOMPLETE.text));
    let crash = run.crashes.first().map(|crash| ("signoff itself worked", Kind::Error, crash.as_str()));
    let drifted = run.snapshots.iter().filter(|_| report.conformance.strict).find_map(SnapshotNote::drifted);
    let drift = drifted.map(|name| ("answers are as the reviewed snapshots", Kind::Failure, name));
    let told = early.into_iter().chain(crash).chain(drift);
    let case = |(name, kind, message): (&'a str, _, &'a str)| Case {
        name: name.into(),
        class: "signoff.run".into(),
        seconds: None,
        property: None,
        properties: [("", ""); 4],
        ending: Ending { message: Some(message.into()), ..Ending::new(kind) },
    };
    told.map(case).collect()
}

fn case<'a>(name: String, class: String, entry: &'a RequirementRecord, ending: Ending<'a>) -> Case<'a> {
    Case { name: name.into(), class: class.into(), seconds: None, property: None, properties: properties(entry), ending }
}

/// A path as the package and class that JUnit knows.
fn class_name(path: &str) -> Cow<'_, str> {
    path.trim_end_matches(".feature").replace('/', ".").into()
}

fn properties(entry: &RequirementRecord) -> Properties<'_> {
    [("requirement", &entry.id), ("level", entry.level.name()), ("subject", entry.subject.name()), ("source", &entry.source)]
}
