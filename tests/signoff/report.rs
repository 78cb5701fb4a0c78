//! The reports of one run: JSON against its schema, JUnit read back, and the summary on the console.

use assert_cmd::Command;
use quick_junit::{NonSuccessKind, Report as Junit, TestCase, TestCaseStatus};
use serde_json::Value;
use signoff::catalogue::{Conformance, join};
use signoff::engine::record::Outcome::{Failed, Inconclusive, Passed, Skipped};
use signoff::engine::record::RunRecord;
use signoff::report::console::{self, Options, Progress};
use signoff::report::{Destination, Report, json, open_all, write_all};
use signoff::schema;

use crate::sample;

mod checklist;
mod github;
mod html;
mod junit;
mod markdown;
mod messages;
pub mod real;
mod sarif;
mod saved;
mod verdict;

/// A run with one requirement of nearly every status.
fn mixed() -> (RunRecord, Conformance) {
    let mut ruled = sample::requirement("T-3");
    ruled.rule = Some("r".into());
    let mut manual = sample::requirement("T-5");
    manual.manual = Some("ask the contact".into());
    let plain = ["T-1", "T-2"].map(sample::requirement);
    let catalogue =
        sample::catalogue(plain.into_iter().chain([ruled, sample::requirement("T-4"), manual, sample::requirement("T-6")]));
    let mut selection = sample::all_of(&catalogue);
    selection.requirements.remove("T-6");
    let scenarios = vec![
        sample::scenario("T-1", 1, Passed),
        sample::scenario("T-1", 2, Failed),
        sample::scenario("T-2", 3, Inconclusive),
        sample::scenario("T-2", 4, Skipped),
    ];
    let run = sample::run(scenarios, vec![sample::tally("r", 5, 1, 0)]);
    let conformance = join(&catalogue, &selection, &run, None);
    (run, conformance)
}

fn document(run: &RunRecord, conformance: &Conformance) -> Value {
    let mut bytes = Vec::new();
    json::write(&mut bytes, &Report::new(run, conformance)).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

#[test]
fn the_json_report_keeps_its_schema_and_holds_the_evidence() {
    let (run, conformance) = mixed();
    let document = document(&run, &conformance);
    schema::validate("signoff", "report", &document).unwrap();
    let names: Vec<_> = document.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "schema",
        "tool",
        "started_at",
        "duration_ms",
        "seed",
        "outcome",
        "exit_code",
        "targets",
        "totals",
        "requirements",
        "scenarios",
        "exchanges",
    ];
    assert_eq!(names, expected);
    assert_eq!(
        (&document["outcome"], &document["totals"]["violated"], &document["totals"]["waived"]),
        (&"violated".into(), &2.into(), &0.into())
    );
    let finding = &document["requirements"][0]["findings"][0];
    assert_eq!((&finding["where"], &finding["exchange"]), (&"response body requestedAmount".into(), &"x2".into()));
    assert_eq!(document["requirements"][2]["rules"][0]["failed"], 1);
}

#[test]
fn the_report_of_a_real_run_keeps_the_schema() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let mut run = Command::cargo_bin("signoff").unwrap();
    run.current_dir(folder.path()).args([
        "run",
        "--tags",
        "@APL-A06 or @APL-S04",
        "--fault",
        "amazon_pay_india:charge_echo_wrong",
        "--report",
    ]);
    let output = run.arg(format!("json={}", path.display())).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let document: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    schema::validate("signoff", "report", &document).unwrap();
    let broken = document["requirements"].as_array().unwrap().iter().find(|entry| entry["id"] == "APL-A06").unwrap();
    let exchange = &broken["findings"][0]["exchange"];
    assert!(
        document["exchanges"].as_array().unwrap().iter().any(|kept| kept["id"] == *exchange),
        "{exchange} is not in the report"
    );
}

#[test]
fn the_schema_of_the_report_is_closed() {
    let (run, conformance) = mixed();
    let good = document(&run, &conformance);
    for path in [
        "",
        "/tool",
        "/targets/0",
        "/totals",
        "/requirements/0",
        "/requirements/0/findings/0",
        "/scenarios/0/steps/0",
        "/exchanges/0/request",
    ] {
        let mut bad = good.clone();
        bad.pointer_mut(path).unwrap()["surprise"] = 1.into();
        assert!(schema::validate("signoff", "report", &bad).is_err(), "a stranger in {path:?} was let in");
    }
}

fn cases(run: &RunRecord, conformance: &Conformance) -> Junit {
    let mut bytes = Vec::new();
    signoff::report::junit::write(&mut bytes, &Report::new(run, conformance)).unwrap();
    Junit::deserialize_from_str(&String::from_utf8(bytes).unwrap()).unwrap()
}

fn kind(case: &TestCase) -> &'static str {
    match &case.status {
        TestCaseStatus::Success { .. } => "success",
        TestCaseStatus::NonSuccess { kind: NonSuccessKind::Failure, .. } => "failure",
        TestCaseStatus::NonSuccess { kind: NonSuccessKind::Error, .. } => "error",
        TestCaseStatus::Skipped { .. } => "skipped",
    }
}

#[test]
fn junit_tells_failures_from_errors_and_shows_what_is_untested() {
    let (run, conformance) = mixed();
    let report = cases(&run, &conformance);
    let found: Vec<_> = report
        .test_suites
        .iter()
        .flat_map(|suite| {
            suite.test_cases.iter().map(|case| (suite.name.as_str().to_owned(), case.name.as_str().to_owned(), kind(case)))
        })
        .collect();
    let row = |suite: &str, case: &str, kind| (suite.to_owned(), case.to_owned(), kind);
    let expected = [
        row("amazon_pay_india/charges.feature", "scenario of line 1", "success"),
        row("amazon_pay_india/charges.feature", "scenario of line 2", "failure"),
        row("amazon_pay_india/charges.feature", "scenario of line 3", "error"),
        row("amazon_pay_india/charges.feature", "scenario of line 4", "skipped"),
        row("rules", "T-3 r", "failure"),
        row("requirements", "T-4 The sentence of T-4 holds.", "error"),
    ];
    assert_eq!(found, expected);
    assert_eq!((report.tests, report.failures, report.errors, report.skipped), (6, 2, 2, 1));
    let properties: Vec<_> =
        report.test_suites[0].test_cases[1].properties.iter().map(|p| (p.name.as_str(), p.value.as_str())).collect();
    assert!(properties.contains(&("requirement", "T-1")) && properties.contains(&("level", "MUST")), "{properties:?}");
    assert!(properties.contains(&("source", "https://docs.example/page")), "{properties:?}");
}

#[test]
fn junit_drops_what_xml_cannot_hold() {
    let (mut run, conformance) = mixed();
    run.scenarios[1].name = "a\u{0}b\u{1b}[31mc\u{fffe}d\u{ffff} <&\"> é 🙂".into();
    let report = cases(&run, &conformance);
    assert_eq!(report.test_suites[0].test_cases[1].name.as_str(), "abcd <&\"> é 🙂");
}

fn summary(run: &RunRecord, conformance: &Conformance, quiet: bool) -> String {
    let options = Options { quiet, verbose: false, color: false, live: false };
    let mut out = Vec::new();
    console::summary(&mut out, &Report::new(run, conformance), &options).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_summary_ends_with_the_verdict_and_shows_how_to_repeat_a_finding() {
    let (run, conformance) = mixed();
    let text = summary(&run, &conformance, false);
    for part in [
        "T-1 MUST is violated  The sentence of T-1 holds.",
        "expected  10.00\n  actual    10.01",
        r#"curl -X POST http://127.0.0.1:4100/v1/payments/charge -H 'x-amz-user-agent: it'\''s a test' --data-raw '{"amount":"10.00","accessToken":"[eligible]"}'"#,
        "the persona of line 3 has no token; 1 of 2 scenarios ran\n    T-2",
        "no scenario and no rule checks it\n    T-4",
        "ask the contact\n    T-5",
        "--seed 42 repeats this run",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
    let verdict = "NOT CONFORMANT  2 of the published MUST requirements are broken: T-1, T-3.";
    assert_eq!(text.lines().last(), Some(verdict));
    assert!(!text.contains("built in"));
    assert!(!text.contains('\x1b'), "there is colour in\n{text}");
}

#[test]
fn an_embedded_target_never_proves_the_users_system() {
    let catalogue = sample::catalogue([sample::requirement("T-1")]);
    let mut run = sample::run(vec![sample::scenario("T-1", 1, Passed)], vec![]);
    let text = |run: &RunRecord, quiet| summary(run, &join(&catalogue, &sample::all_of(&catalogue), run, None), quiet);
    assert_eq!(text(&run, true), "", "quiet prints only what went wrong");
    assert!(text(&run, false).ends_with("CONFORMANT  The 1 published MUST requirement that applies was tried and holds.\n"));
    run.targets[0].embedded = true;
    let text = text(&run, false);
    assert!(
        text.contains("built in: proves the harness, not your system") && text.ends_with("this proves the harness only.\n"),
        "{text}"
    );
}

#[test]
fn quiet_prints_only_what_went_wrong() {
    let (run, mut conformance) = mixed();
    let item = signoff::catalogue::ChecklistItem {
        item: "7".into(),
        provider: sample::PROVIDER.into(),
        text: "The logo is right.".into(),
        requirements: Vec::new(),
        manual: Some("a person looks".into()),
    };
    conformance.for_a_person = vec![item];
    let (loud, quiet) = (summary(&run, &conformance, false), summary(&run, &conformance, true));
    for part in ["The logo is right.", "for a person to confirm", "Manual: ", "ask the contact", "Requirements  "] {
        assert!(loud.contains(part) && !quiet.contains(part), "{part:?}: {quiet}");
    }
    for part in ["T-1 MUST is violated", "Inconclusive: ", "Untested: ", "NOT CONFORMANT"] {
        assert!(quiet.contains(part), "{part:?}: {quiet}");
    }
}

#[test]
fn progress_shows_what_did_not_pass() {
    let shown = |verbose: bool| {
        let file = tempfile::NamedTempFile::new().unwrap();
        let options = Options { quiet: false, verbose, color: false, live: false };
        let mut progress = Progress::new(Box::new(file.reopen().unwrap()), &options);
        [Passed, Failed, Inconclusive]
            .into_iter()
            .enumerate()
            .for_each(|(i, outcome)| progress.scenario(&sample::scenario("T-1", i + 1, outcome)));
        progress.finish();
        std::fs::read_to_string(file.path()).unwrap()
    };
    let failed = "failed        T-1  amazon_pay_india/charges:2  scenario of line 2\n";
    let unclear = "inconclusive  T-1  amazon_pay_india/charges:3  scenario of line 3\n";
    assert_eq!(shown(false), format!("{failed}{unclear}"));
    assert_eq!(shown(true), format!("passed        T-1  amazon_pay_india/charges:1  scenario of line 1\n{failed}{unclear}"));
}

#[test]
fn a_report_is_written_into_new_folders() {
    let (run, conformance) = mixed();
    let folder = tempfile::tempdir().unwrap();
    for (form, start) in [("json", "{\"schema\""), ("junit", "<?xml")] {
        let path = folder.path().join("new/folder").join(form);
        let destination = Destination::parse(&format!("{form}={}", path.display())).unwrap();
        let opened = open_all(std::slice::from_ref(&destination)).unwrap();
        assert!(write_all(opened, &Report::new(&run, &conformance)).is_empty());
        assert!(std::fs::read_to_string(&path).unwrap().starts_with(start));
    }
    let blocked = Destination::parse(&format!("json={}", folder.path().display())).unwrap();
    let error = open_all(&[blocked]).unwrap_err().to_string();
    assert!(error.starts_with("could not write the report "), "{error}");
}
