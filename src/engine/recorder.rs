//! Cucumber's events turned into scenario records: the writer of every run.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use cucumber::event::{self, Cucumber, Event, Source, StepError};
use cucumber::gherkin::{Feature, Scenario, Step, StepType};
use cucumber::{Writer, cli, parser, writer};

use super::event::Ended;
use super::features;
use super::record::{Outcome, ScenarioRecord, StepRecord};
use super::tally::Tallies;
use crate::providers;
use crate::world::{Evidence, Session, World};

/// The tag that names the fault planted in a copy of a scenario.
pub const FAULT_TAG: &str = "fault=";

/// What the writer has gathered; it outlives a run that is dropped halfway.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Scenarios that have not ended, by their keys.
    pub waiting: HashMap<String, ScenarioRecord>,
    /// Finished scenarios, in the order in which they finished.
    pub scenarios: Vec<ScenarioRecord>,
    /// What the rules said.
    pub tallies: Tallies,
    /// Defects of the harness.
    pub crashes: Vec<String>,
}

impl Gathered {
    /// Notes what is about to run.
    pub fn expect(&mut self, features: &[Feature]) {
        for feature in features {
            let scenarios = feature.scenarios.iter();
            self.waiting.extend(scenarios.map(|scenario| (key(feature, scenario), blank(feature, scenario))));
        }
    }
}

/// The writer.
pub struct Recorder<P> {
    session: Rc<Session>,
    gathered: Rc<RefCell<Gathered>>,
    running: HashMap<Source<Scenario>, Running>,
    progress: P,
}

/// A scenario that has not ended.
struct Running {
    began: SystemTime,
    /// How each step ended, and why.
    steps: Vec<(Outcome, Option<String>)>,
    /// Its last step is a defect of the harness.
    crashed: bool,
}

impl<P: FnMut(Ended<'_>)> Recorder<P> {
    /// A writer that gathers into `gathered` and tells `progress` of every finished scenario.
    pub fn new(session: Rc<Session>, gathered: Rc<RefCell<Gathered>>, progress: P) -> Self {
        Self { session, gathered, running: HashMap::new(), progress }
    }

    fn scenario(&mut self, at: SystemTime, feature: &Feature, scenario: Source<Scenario>, event: &event::Scenario<World>) {
        match event {
            event::Scenario::Started => {
                let steps = Vec::with_capacity(scenario.steps.len());
                self.running.insert(scenario, Running { began: at, steps, crashed: false });
            }
            event::Scenario::Background(step, event) | event::Scenario::Step(step, event) => {
                if let Some(running) = self.running.get_mut(&scenario) {
                    running.step(step, event);
                }
            }
            event::Scenario::Hook(kind, event::Hook::Failed(_, info)) => {
                let text = format!("the {kind} hook failed: {}", panic_text(info));
                self.gathered.borrow_mut().crashes.push(text);
            }
            event::Scenario::Finished => self.finished(at, feature, &scenario),
            event::Scenario::Hook(..) | event::Scenario::Log(_) => {}
        }
    }

    fn finished(&mut self, at: SystemTime, feature: &Feature, scenario: &Source<Scenario>) {
        let key = key(feature, scenario);
        let mut gathered = self.gathered.borrow_mut();
        let (Some(Running { began, steps, crashed }), Some(mut record)) =
            (self.running.remove(scenario), gathered.waiting.remove(&key))
        else {
            gathered.crashes.push(format!("the scenario {key} ended twice"));
            return;
        };
        let evidence = self.session.collect(&key);
        let judging = scenario.steps.iter().filter(|step| step.ty == StepType::Then).count();
        settle(&mut record, steps, judging, &evidence);
        record.duration_ms = at.duration_since(began).unwrap_or(Duration::ZERO).as_secs_f64() * 1000.0;
        record.exchanges = evidence.exchanges;
        record.asked = evidence.asked;
        let unkept = evidence.files.map(|files| record.evidence = files).err();
        gathered.crashes.extend(unkept);
        if crashed {
            gathered.crashes.extend(record.steps.iter().find_map(|step| step.message.clone()));
        }
        let mut tallies = Tallies::default();
        if let Some(provider) = providers::find(features::provider(feature, scenario)) {
            tallies.add(provider, &record, evidence.verdicts);
        }
        if record.outcome == Outcome::Inconclusive {
            record.said = tallies.records().cloned().collect();
        }
        let kept = self.session.exchanges();
        // They are looked for from the end, where a scenario that has just ended left them.
        let own = kept.iter().rev().filter(|exchange| record.exchanges.contains(&exchange.id)).take(record.exchanges.len());
        (self.progress)(Ended { scenario: &record, exchanges: &own.collect::<Vec<_>>(), tallies: &tallies });
        gathered.tallies.merge(tallies);
        gathered.scenarios.push(record);
    }
}

/// Says how a scenario with so many judging steps ended.
fn settle(record: &mut ScenarioRecord, steps: Vec<(Outcome, Option<String>)>, judging: usize, evidence: &Evidence) {
    let ran = steps.len().min(record.steps.len());
    let is_whole = ran == record.steps.len();
    for (step, (outcome, message)) in record.steps.iter_mut().zip(steps) {
        step.outcome = outcome;
        step.message = message.map(|text| evidence.redactor.as_ref().map_or(text.clone(), |redactor| redactor.text(&text)));
    }
    let mut last = record.steps[..ran].last_mut();
    if let (Some(finding), Some(last)) = (&evidence.finding, &mut last)
        && last.outcome == Outcome::Failed
    {
        last.message = Some(format!("{}: expected {}, got {}", finding.place, finding.expected, finding.actual));
        record.finding = Some(finding.clone());
        record.shown_by.clone_from(&evidence.shown_by);
    }
    let why = if is_whole { (evidence.unjudged >= judging).then_some("nothing was judged") } else { Some("it ended here") };
    if let (Some(why), Some(last)) = (why, last.as_mut().filter(|last| last.outcome == Outcome::Passed)) {
        last.outcome = Outcome::Inconclusive;
        last.message = Some(why.to_owned());
    }
    record.outcome = match last.map_or(Outcome::Inconclusive, |last| last.outcome) {
        Outcome::Inconclusive if evidence.moot => Outcome::Skipped,
        outcome => outcome,
    };
}

impl Running {
    fn step(&mut self, step: &Step, event: &event::Step<World>) {
        let (outcome, message) = match event {
            event::Step::Started => return,
            event::Step::Passed(..) => (Outcome::Passed, None),
            event::Step::Skipped => (Outcome::Inconclusive, Some("no step definition matches this text".to_owned())),
            event::Step::Failed(_, _, _, StepError::NotFound) => (Outcome::Inconclusive, Some("no such step".to_owned())),
            event::Step::Failed(_, _, _, StepError::AmbiguousMatch(error)) => (Outcome::Inconclusive, Some(error.to_string())),
            event::Step::Failed(_, _, _, StepError::Panic(info)) => self.stopped(step, &panic_text(info)),
        };
        self.steps.push((outcome, message));
    }

    /// How a step that ended its scenario is read: our own two words, or a crash.
    fn stopped(&mut self, step: &Step, text: &str) -> (Outcome, Option<String>) {
        if let Some(why) = text.strip_prefix("inconclusive: ") {
            return (Outcome::Inconclusive, Some(why.to_owned()));
        }
        let crash = match text.strip_prefix("violated: ") {
            Some(_) if step.ty == StepType::Then => return (Outcome::Failed, None),
            Some(_) => format!("the step {:?} judged, though it is no Then", step.value),
            None => format!("the step {:?} crashed: {text}", step.value),
        };
        self.crashed = true;
        (Outcome::Inconclusive, Some(crash))
    }
}

impl<P: FnMut(Ended<'_>)> Writer<World> for Recorder<P> {
    type Cli = cli::Empty;

    async fn handle_event(&mut self, event: parser::Result<Event<Cucumber<World>>>, _: &Self::Cli) {
        match event {
            Ok(Event { value: Cucumber::Feature(feature, event::Feature::Scenario(scenario, event)), at, .. }) => {
                self.scenario(at, &feature, scenario, &event.event);
            }
            Ok(_) => {}
            Err(error) => self.gathered.borrow_mut().crashes.push(error.to_string()),
        }
    }
}

impl<P> writer::Normalized for Recorder<P> {}

/// The key of a scenario within a run, its planted fault included.
pub fn key(feature: &Feature, scenario: &Scenario) -> String {
    key_of(&id(feature, scenario), fault(scenario))
}

/// The key of the scenario with this id, in which this fault is planted.
pub fn key_of(id: &str, fault: Option<&str>) -> String {
    fault.map_or_else(|| id.to_owned(), |fault| format!("{id}#{fault}"))
}

/// The fault planted in a copy of a scenario: `<provider>:<name>`.
pub fn fault(scenario: &Scenario) -> Option<&str> {
    scenario.tags.iter().find_map(|tag| tag.strip_prefix(FAULT_TAG))
}

fn id(feature: &Feature, scenario: &Scenario) -> String {
    format!("{}:{}", features::path(feature).trim_end_matches(".feature"), scenario.position.line)
}

/// The record of a scenario of which no step has run.
pub fn blank(feature: &Feature, scenario: &Scenario) -> ScenarioRecord {
    let background = feature.background.iter().flat_map(|background| &background.steps);
    let steps = background.chain(&scenario.steps).map(|step| StepRecord {
        keyword: keyword(step.keyword.trim()),
        text: step.value.clone(),
        outcome: Outcome::Skipped,
        message: None,
    });
    let tags = feature.tags.iter().chain(&scenario.tags).filter(|tag| !tag.starts_with(FAULT_TAG));
    ScenarioRecord {
        id: id(feature, scenario),
        feature: features::path(feature).to_owned(),
        name: scenario.name.clone(),
        line: scenario.position.line,
        tags: tags.cloned().collect(),
        requirement: features::requirement(feature, scenario).to_owned(),
        outcome: Outcome::Skipped,
        duration_ms: 0.0,
        steps: steps.collect(),
        exchanges: Vec::new(),
        evidence: Vec::new(),
        finding: None,
        shown_by: None,
        fault: fault(scenario).map(str::to_owned),
        asked: None,
        said: Vec::new(),
    }
}

/// A keyword as it is kept: there are few.
fn keyword(keyword: &str) -> Cow<'static, str> {
    let known = ["Given", "When", "Then", "And", "But"].into_iter().find(|known| *known == keyword);
    known.map_or_else(|| keyword.to_owned().into(), Cow::Borrowed)
}

fn panic_text(info: &event::Info) -> String {
    let text = info.downcast_ref::<String>().map(String::as_str).or_else(|| info.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without a text").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::features::parse;

    #[test]
    fn a_scenario_passed_only_when_all_its_steps_did() {
        let text = "Feature: f\n  @T-1\n  Scenario: s\n    Given it\n    Then it is\n    And it stays\n".to_owned();
        let feature = parse(&features::Source { path: "p/f.feature".into(), origin: String::new(), text }).unwrap();
        let outcome = |ran: &[Outcome], unjudged| {
            let mut record = blank(&feature, &feature.scenarios[0]);
            let steps = ran.iter().map(|outcome| (*outcome, None)).collect();
            settle(&mut record, steps, 2, &Evidence { unjudged, ..Evidence::default() });
            record.outcome
        };
        use Outcome::{Failed, Inconclusive, Passed};
        assert_eq!(
            [outcome(&[Passed; 3], 0), outcome(&[Passed; 3], 1), outcome(&[Passed; 3], 2)],
            [Passed, Passed, Inconclusive]
        );
        assert_eq!([outcome(&[Passed; 2], 0), outcome(&[], 0)], [Inconclusive, Inconclusive]);
        assert_eq!(outcome(&[Passed, Failed], 0), Failed);
    }
}
