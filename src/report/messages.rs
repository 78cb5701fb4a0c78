//! The run as Cucumber Messages, one envelope a line. The run's record knows the line of a scenario but not of its steps, and how
//! long a scenario took but not each step: steps stand at their scenario's line and take no time. A scenario that could not tell is
//! `PENDING`, for that is neither a failure nor a pass.

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::verdict::Verdict;
use super::words::file;
use super::{Report, curl};
use crate::engine::record::{Outcome, ScenarioRecord, StepRecord};

/// The version of the messages that are written.
const PROTOCOL: &str = "34.2.1";

/// The id of the one run.
const RUN: &str = "run";

/// Writes the stream.
pub fn write(out: impl Write, report: &Report<'_>) -> io::Result<()> {
    let began = report.run.started_at.parse().unwrap_or(Timestamp::UNIX_EPOCH);
    Stream { out, report, began }.write()
}

struct Stream<'a, W> {
    out: W,
    report: &'a Report<'a>,
    began: Timestamp,
}

impl<W: Write> Stream<'_, W> {
    fn write(mut self) -> io::Result<()> {
        let run = self.report.run;
        let ended = after(self.began, run.duration_ms);
        let product = |name: &str| json!({ "name": name });
        self.envelope(&json!({ "meta": {
            "protocolVersion": PROTOCOL,
            "implementation": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
            "runtime": product("rust"), "os": product(std::env::consts::OS), "cpu": product(std::env::consts::ARCH),
        } }))?;
        let mut features: BTreeMap<&str, Vec<(usize, &ScenarioRecord)>> = BTreeMap::new();
        for (number, scenario) in run.scenarios.iter().enumerate() {
            features.entry(&scenario.feature).or_default().push((number, scenario));
        }
        for scenarios in features.values() {
            self.feature(scenarios)?;
        }
        self.envelope(&json!({ "testRunStarted": { "id": RUN, "timestamp": instant(self.began) } }))?;
        for (number, scenario) in run.scenarios.iter().enumerate() {
            self.envelope(&test_case(number, scenario))?;
        }
        let exchanges = self.report.exchanges();
        for (number, scenario) in run.scenarios.iter().enumerate() {
            let last = scenario.exchanges.last().and_then(|id| exchanges.get(id.as_str()));
            let evidence = last.filter(|_| scenario.outcome != Outcome::Passed);
            let evidence = evidence.map(|exchange| format!("{}\n{}", curl::command(&exchange.request), curl::answer(exchange)));
            self.attempt(number, scenario, evidence)?;
        }
        let success = self.report.conformance.exit_code == 0;
        let verdict = Verdict::new(self.report);
        let notes: String = verdict.notes.iter().map(|note| format!(" {}", note.text)).collect();
        let message = format!("{}{notes}", verdict.sentence);
        self.envelope(&json!({ "testRunFinished": { "success": success, "message": message, "timestamp": instant(ended),
            "testRunStartedId": RUN } }))
    }

    /// The document of a feature, and a pickle for each of its scenarios.
    fn feature(&mut self, scenarios: &[(usize, &ScenarioRecord)]) -> io::Result<()> {
        let Some((_, first)) = scenarios.first() else { return Ok(()) };
        let stem = first.feature.rsplit('/').next().unwrap_or_default().trim_end_matches(".feature");
        let children: Vec<_> = scenarios.iter().map(|(number, one)| json!({ "scenario": node(*number, one) })).collect();
        self.envelope(&json!({ "gherkinDocument": { "uri": file(first), "comments": [], "feature": {
            "location": { "line": 1 }, "tags": [], "language": "en", "keyword": "Feature", "name": stem, "description": "",
            "children": children,
        } } }))?;
        scenarios.iter().try_for_each(|(number, scenario)| self.envelope(&pickle(*number, scenario)))
    }

    /// What became of a scenario.
    fn attempt(&mut self, number: usize, scenario: &ScenarioRecord, evidence: Option<String>) -> io::Result<()> {
        let (case, started) = (format!("case-{number}"), format!("attempt-{number}"));
        let (began, ended) = (instant(self.began), instant(after(self.began, scenario.duration_ms)));
        self.envelope(&json!({ "testCaseStarted": { "id": started, "testCaseId": case, "attempt": 0, "timestamp": began } }))?;
        let telling = scenario.steps.iter().rposition(|step| step.outcome != Outcome::Skipped);
        for (place, step) in scenario.steps.iter().enumerate() {
            let id = format!("case-{number}-{place}");
            self.envelope(&json!({ "testStepStarted": { "testCaseStartedId": started, "testStepId": id, "timestamp": began } }))?;
            if let Some(text) = evidence.as_ref().filter(|_| telling == Some(place)) {
                self.envelope(&json!({ "attachment": { "body": text, "contentEncoding": "IDENTITY", "mediaType": "text/plain",
                    "fileName": "exchange.txt", "testCaseStartedId": started, "testStepId": id } }))?;
            }
            self.envelope(&json!({ "testStepFinished": { "testCaseStartedId": started, "testStepId": id,
                "testStepResult": result(step), "timestamp": ended } }))?;
        }
        self.envelope(
            &json!({ "testCaseFinished": { "testCaseStartedId": started, "timestamp": ended, "willBeRetried": false } }),
        )
    }

    fn envelope(&mut self, envelope: &Value) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, envelope)?;
        self.out.write_all(b"\n")
    }
}

/// The scenario in its feature's document.
fn node(number: usize, scenario: &ScenarioRecord) -> Value {
    let location = json!({ "line": scenario.line });
    let tags =
        scenario.tags.iter().enumerate().map(
            |(place, tag)| json!({ "id": format!("tag-{number}-{place}"), "name": format!("@{tag}"), "location": location }),
        );
    let steps = scenario.steps.iter().enumerate().map(|(place, step)| {
        let (id, keyword) = (format!("step-{number}-{place}"), format!("{} ", step.keyword));
        json!({ "id": id, "keyword": keyword, "text": step.text, "location": location })
    });
    json!({ "id": format!("scenario-{number}"), "keyword": "Scenario", "name": scenario.name, "description": "", "location": location,
        "tags": tags.collect::<Vec<_>>(), "steps": steps.collect::<Vec<_>>(), "examples": [] })
}

fn pickle(number: usize, scenario: &ScenarioRecord) -> Value {
    let tags = scenario.tags.iter().enumerate();
    let tags = tags.map(|(place, tag)| json!({ "name": format!("@{tag}"), "astNodeId": format!("tag-{number}-{place}") }));
    let steps = scenario.steps.iter().enumerate();
    let steps = steps.map(|(place, step)| {
        json!({ "id": format!("pickle-{number}-{place}"), "text": step.text, "astNodeIds": [format!("step-{number}-{place}")] })
    });
    json!({ "pickle": { "id": format!("pickle-{number}"), "uri": file(scenario), "name": scenario.name, "language": "en",
        "location": { "line": scenario.line }, "astNodeIds": [format!("scenario-{number}")],
        "tags": tags.collect::<Vec<_>>(), "steps": steps.collect::<Vec<_>>() } })
}

fn test_case(number: usize, scenario: &ScenarioRecord) -> Value {
    let steps = (0..scenario.steps.len())
        .map(|place| json!({ "id": format!("case-{number}-{place}"), "pickleStepId": format!("pickle-{number}-{place}") }));
    json!({ "testCase": { "id": format!("case-{number}"), "pickleId": format!("pickle-{number}"), "testRunStartedId": RUN,
        "testSteps": steps.collect::<Vec<_>>() } })
}

fn result(step: &StepRecord) -> Value {
    let status = match step.outcome {
        Outcome::Passed => "PASSED",
        Outcome::Failed => "FAILED",
        Outcome::Inconclusive => "PENDING",
        Outcome::Skipped => "SKIPPED",
    };
    let mut result = json!({ "status": status, "duration": { "seconds": 0, "nanos": 0 } });
    if let Some(message) = &step.message {
        result["message"] = message.as_str().into();
    }
    result
}

fn after(began: Timestamp, milliseconds: f64) -> Timestamp {
    let took = SignedDuration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or_default();
    began.checked_add(took).unwrap_or(began)
}

fn instant(at: Timestamp) -> Value {
    json!({ "seconds": at.as_second(), "nanos": at.subsec_nanosecond() })
}
