//! `--waivers`: what need not hold for now, and for how long.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use quick_junit::{Report as Junit, TestCaseStatus};

use super::scene::{Ran, Scene, linked};

const FAULT: &str = "duplicate_charge_accepted";

/// A day so far from today.
fn day(days: i64) -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date().checked_add(days.days()).unwrap()
}

fn waiver(requirement: &str, days: i64) -> String {
    let day = day(days);
    format!(
        "[[waiver]]\nrequirement = \"{requirement}\"\nreason = \"the provider knows\"\nowner = \"payments\"\nexpires = {day}\n"
    )
}

/// A run of the endpoint with these waivers, and perhaps with the fault.
fn run(waivers: &str, broken: bool) -> (Scene, Ran) {
    let scene = Scene::embedded();
    scene.write("waivers.toml", waivers);
    let fault = format!("amazon_pay_india:{FAULT}");
    let fault = if broken { vec!["--fault", fault.as_str()] } else { Vec::new() };
    let ran = scene.run(&[&["--subject", "endpoint", "--waivers", "waivers.toml"][..], &fault].concat());
    (scene, ran)
}

fn all(days: i64) -> String {
    linked(FAULT, "endpoint").iter().map(|id| waiver(id, days)).collect()
}

#[test]
fn what_is_waived_is_shown_as_waived_everywhere_with_its_reason() {
    let (scene, ran) = run(&all(100), true);
    assert_eq!(ran.code, 0, "{ran:?}");
    let report = scene.report();
    assert_eq!(report.having("waived"), linked(FAULT, "endpoint"));
    assert_eq!(report.0["totals"]["waived"], linked(FAULT, "endpoint").len());
    let entry = report.requirements().find(|entry| entry["status"] == "waived").unwrap();
    let reason = entry["reason"].as_str().unwrap();
    assert!(reason.contains("the provider knows (waived by payments until"), "{reason}");
    assert!(reason.ends_with("otherwise violated)") && !entry["findings"].as_array().unwrap().is_empty(), "{entry}");
    assert!(ran.stdout.contains("Waived: need not hold for now") && ran.stdout.contains(reason), "{}", ran.stdout);
    assert!(!ran.stderr.contains("expires"), "{}", ran.stderr);
    let junit = std::fs::read_to_string(scene.path("junit.xml")).unwrap();
    let junit = Junit::deserialize_from_str(&junit).unwrap();
    assert_eq!((junit.failures, junit.errors), (0, 0));
    let cases = junit.test_suites.iter().flat_map(|suite| &suite.test_cases);
    let skipped = cases.filter(|case| match &case.status {
        TestCaseStatus::Skipped { message, .. } => {
            message.as_ref().is_some_and(|text| text.contains("waived: the provider knows"))
        }
        _ => false,
    });
    assert!(skipped.count() > 0);
}

#[test]
fn one_that_ends_soon_warns() {
    for (days, words) in [(0, "expires today"), (1, "expires in 1 day"), (30, "expires in 30 days")] {
        let (scene, ran) = run(&all(days), true);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.stderr.contains("warning: the waiver of ") && ran.stderr.contains(words), "{}", ran.stderr);
        assert_eq!(scene.report().having("waived"), linked(FAULT, "endpoint"));
    }
}

#[test]
fn an_expired_or_unknown_one_is_exit_2_before_anything_is_run() {
    for (waivers, words) in
        [(all(-1), "waivers.toml:1: could not use `expires`"), (waiver("NO-1", 9), "there is no requirement NO-1")]
    {
        let (scene, ran) = run(&waivers, true);
        ran.refused(&[words]);
        assert!(!scene.path("report.json").exists());
    }
    Scene::embedded().run(&["--waivers", "nowhere.toml"]).refused(&["could not read nowhere.toml"]);
}

#[test]
fn an_unused_one_is_exit_2_and_the_reports_are_written() {
    let (scene, ran) = run(&all(100), false);
    assert_eq!(ran.code, 2, "{ran:?}");
    for id in linked(FAULT, "endpoint") {
        assert!(ran.stderr.contains(&format!("error: the waiver of {id} is unused: the requirement is met")), "{}", ran.stderr);
    }
    assert_eq!(scene.report().having("waived"), [""; 0]);
}

#[test]
fn one_for_another_target_or_outside_of_the_selection_changes_nothing() {
    let elsewhere = all(100).replace("owner", "target = \"https://elsewhere.example\"\nowner");
    let ran = run(&elsewhere, true).1;
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("counts for https://elsewhere.example only, and no such target of this run is there"), "{ran:?}");
    assert_eq!(run(&elsewhere, false).1.code, 0);
    let here = all(100).replace("owner", "target = \"embedded\"\nowner");
    assert_eq!(run(&here, true).1.code, 0);
    let signer = super::scene::catalogue("signer")[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(run(&waiver(&signer, 100), false).1.code, 0);
}
