//! `signoff run` on a machine that has nothing: everything under test is embedded.

use std::sync::OnceLock;

use quick_junit::Report as Junit;
use serde_json::Value;
use signoff::catalogue::Catalogue;
use signoff::core::subject::Subject;
use signoff::providers::{self, Provider};
use signoff::schema;

use super::scene::{Ran, Report, Scene};

struct Default {
    ran: Ran,
    report: Report,
    junit: Junit,
}

/// One run that several tests look at.
fn default_run() -> &'static Default {
    static RUN: OnceLock<Default> = OnceLock::new();
    RUN.get_or_init(|| {
        let scene = Scene::embedded();
        let ran = scene.run(&["--seed", "7"]);
        let junit = std::fs::read_to_string(scene.path("junit.xml")).unwrap();
        Default { ran, report: scene.report(), junit: Junit::deserialize_from_str(&junit).unwrap() }
    })
}

#[test]
fn every_requirement_is_met_but_those_for_a_person() {
    let Default { ran, report, .. } = default_run();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(report.0["outcome"], "conformant");
    let catalogue = Catalogue::embedded().unwrap();
    for entry in report.requirements() {
        let known = catalogue.requirements.iter().find(|known| entry["id"] == known.id.as_str()).unwrap();
        let for_a_person = known.manual.is_some();
        let expected = match () {
            () if !has_room(entry) => "not_selected",
            () if for_a_person => "manual",
            () => "met",
        };
        assert_eq!(entry["status"], expected, "{entry}");
    }
    assert!(report.scenarios().count() >= 100);
    assert!(report.scenarios().all(|scenario| scenario["outcome"] == "passed"));
}

/// True when the house of the requirement's provider has what testing its subject takes.
fn has_room(entry: &Value) -> bool {
    // What holds at every provider belongs to no house.
    let Some(provider) = providers::find(entry["provider"].as_str().unwrap()) else { return true };
    Subject::ALL.into_iter().any(|subject| entry["subject"] == subject.name() && provider.has_room(subject))
}

#[test]
fn the_report_matches_its_schema_and_says_that_the_targets_are_ours() {
    let Default { report, .. } = default_run();
    schema::validate("signoff", "report", &report.0).unwrap();
    let targets = report.0["targets"].as_array().unwrap();
    let rooms = |provider: &&Provider| Subject::ALL.into_iter().filter(|subject| provider.has_room(*subject)).count();
    assert_eq!(targets.len(), providers::ALL.iter().map(rooms).sum::<usize>());
    assert!(targets.iter().all(|target| target["embedded"] == true));
    let counted: u64 = report.0["totals"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(counted as usize, report.requirements().count());
}

#[test]
fn every_exchange_of_a_scenario_is_in_the_report() {
    let report = &default_run().report;
    let ids: Vec<&Value> = report.0["exchanges"].as_array().unwrap().iter().map(|exchange| &exchange["id"]).collect();
    let named: Vec<_> = report.scenarios().flat_map(|scenario| scenario["exchanges"].as_array().unwrap()).collect();
    assert!(named.len() > 100);
    for id in named {
        assert!(ids.contains(&id), "{id} is nowhere");
    }
}

#[test]
fn junit_counts_the_same_scenarios() {
    let Default { report, junit, .. } = default_run();
    let features = junit.test_suites.iter().filter(|suite| suite.name.ends_with(".feature"));
    assert_eq!(features.map(|suite| suite.tests).sum::<usize>(), report.scenarios().count());
    assert_eq!(junit.tests, junit.test_suites.iter().map(|suite| suite.test_cases.len()).sum::<usize>());
    assert_eq!((junit.failures, junit.errors), (0, 0));
}

#[test]
fn the_same_seed_sends_the_same_ids_and_json_is_all_of_stdout() {
    let scene = Scene::embedded();
    let ran = scene.signoff(&["run", "--seed", "7", "--format", "json"]);
    let again = Report(serde_json::from_str(&ran.stdout).expect("stdout holds exactly one JSON document"));
    let first = &default_run().report;
    assert_eq!(ran.code, 0);
    assert_eq!(again.verdicts(), first.verdicts());
    let sent = ids(first);
    assert!(sent.len() > 50, "{sent:?}");
    assert_eq!(ids(&again), sent);
}

/// The ids of everything that was charged, sorted: scenarios run at once.
fn ids(report: &Report) -> Vec<String> {
    let exchanges = report.0["exchanges"].as_array().unwrap().iter();
    let bodies = exchanges.filter_map(|exchange| serde_json::from_str::<Value>(exchange["request"]["body"].as_str()?).ok());
    let mut ids: Vec<_> = bodies.filter_map(|body| Some(body["chargeId"].as_str()?.to_owned())).collect();
    ids.sort();
    ids
}

#[test]
fn the_summary_is_the_reviewed_one() {
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/signoff"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("run", redacted(&default_run().ran.stdout));
    });
}

/// The text without what differs from run to run: ports and seconds.
fn redacted(text: &str) -> String {
    let patterns = [(r"127\.0\.0\.1:\d+", "127.0.0.1:[port]"), (r"in \d+\.\d s", "in [seconds] s")];
    patterns.iter().fold(text.to_owned(), |text, (pattern, replacement)| {
        regex::Regex::new(pattern).unwrap().replace_all(&text, *replacement).into_owned()
    })
}
