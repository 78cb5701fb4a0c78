//! The journal: a run that is killed loses nothing that was finished.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command};

use serde_json::Value;
use signoff::schema;

use super::scene::{Report, Scene, foreign};
use crate::transport::server::slow_way_to;

/// Starts a run at a slow endpoint, waits until some scenarios passed, and kills it.
pub fn killed(more: &[&str]) -> Scene {
    let mut config = foreign();
    config["amazon_pay_india"]["endpoint"]["base_url"] =
        format!("http://{}", slow_way_to(&super::scene::simulator().address)).into();
    let scene = Scene::with(&config);
    scene.write("kept/report.json", "of an earlier run");
    let mut child: Child =
        scene.command(&[&["run", "-v", "--subject", "endpoint", "--jobs", "1"], more].concat()).spawn().unwrap();
    let mut progress = BufReader::new(child.stderr.take().unwrap()).lines();
    for _ in 0..3 {
        assert!(progress.any(|line| line.unwrap().contains("passed")), "no scenario passed");
    }
    assert!(Command::new("kill").args(["-KILL", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), None, "it ended by itself");
    scene
}

/// Converts the journal, and looks at the report of it.
fn converted(scene: &Scene, journal: &str) -> Report {
    let ran = scene.signoff(&["report", "convert", journal, "--report", "json=out.json", "--report", "junit=out.xml"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("NOT PROVEN") && ran.stdout.contains("INCOMPLETE"), "{}", ran.stdout);
    let report = Report(serde_json::from_str(&std::fs::read_to_string(scene.path("out.json")).unwrap()).unwrap());
    schema::validate("signoff", "report", &report.0).unwrap();
    assert_eq!((&report.0["incomplete"], &report.0["outcome"]), (&Value::Bool(true), &"unproven".into()));
    let junit = quick_junit::Report::deserialize_from_str(&std::fs::read_to_string(scene.path("out.xml")).unwrap()).unwrap();
    let suite = junit.test_suites.iter().find(|suite| suite.name.as_str() == "run").unwrap();
    assert_eq!((suite.test_cases[0].name.as_str(), suite.errors), ("the run reached its end", 1));
    report
}

#[test]
fn what_ran_before_kill_9_is_in_the_journal_and_the_report_of_it_is_incomplete() {
    let scene = killed(&["--report", "json=report.json"]);
    assert!(!scene.path("report.json").exists(), "a report is there");
    let report = converted(&scene, "report.json.journal");
    let ran = report.scenarios().count();
    assert!(ran >= 3 && report.scenarios().all(|scenario| scenario["outcome"] == "passed"), "{ran}");
    let kept: Vec<_> = report.0["exchanges"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    assert!(report.scenarios().flat_map(|one| one["exchanges"].as_array().unwrap()).all(|id| kept.contains(&id)));
    assert!(report.having("untested").len() > 5, "{:?}", report.verdicts());
    assert!(report.requirements().any(|entry| entry["reason"].as_str().is_some_and(|why| why.starts_with("0 of "))));
    assert!(report.requirements().any(|entry| entry["rules"][0]["judged"].as_u64() > Some(0)));
}

#[test]
fn a_line_that_was_cut_off_counts_for_nothing_and_a_broken_one_is_named() {
    let scene = killed(&["--evidence", "kept"]);
    let journal = std::fs::read_to_string(scene.path("kept/journal.ndjson")).unwrap();
    let whole = converted(&scene, "kept/journal.ndjson").scenarios().count();
    let end = journal.trim_end().rfind('\n').unwrap();
    scene.write("cut.ndjson", &journal[..end + 40]);
    assert_eq!(converted(&scene, "cut.ndjson").scenarios().count(), whole - 1);
    let letter = [&journal.as_bytes()[..end + 40], &"é".as_bytes()[..1]].concat();
    std::fs::write(scene.path("letter.ndjson"), letter).unwrap();
    assert_eq!(converted(&scene, "letter.ndjson").scenarios().count(), whole - 1);
    let broken = journal.replacen("{\"scenario\":{\"elapsed", "{\"scenario\"{\"elapsed", 1);
    scene.write("broken.ndjson", &broken);
    scene.signoff(&["report", "convert", "broken.ndjson"]).refused(&["could not use broken.ndjson", "its line 3"]);
    assert!(!scene.path("kept/report.json").exists(), "an earlier run's report stands for this one");
    std::fs::copy(scene.path("out.json"), scene.path("kept/report.json")).unwrap();
    let pack = ["evidence", "pack", "kept", "--output", "e.tar"];
    scene.signoff(&pack).refused(&["could not pack kept: it holds the journal.ndjson of a run that did not reach its end"]);
    let no_secret = scene.path("kept/journal.ndjson");
    let secret = foreign()["amazon_pay_india"]["endpoint"]["secret_key"].as_str().unwrap().to_owned();
    assert!(!std::fs::read_to_string(no_secret).unwrap().contains(&secret), "the journal holds the secret key");
}

#[test]
fn a_clean_end_leaves_no_journal_and_convert_makes_every_form_of_a_report() {
    let scene = Scene::embedded();
    let fault = ["--subject", "endpoint", "--fault", "amazon_pay_india:duplicate_charge_accepted"];
    let ran = scene.run(&[&fault[..], &["--evidence", "kept"]].concat());
    assert_eq!(ran.code, 1, "{ran:?}");
    let left: Vec<_> = walk(scene.folder.path()).into_iter().filter(|name| name.contains("journal")).collect();
    assert_eq!(left, [""; 0]);
    let convert = ["report", "convert", "report.json", "--report", "json=again.json", "--report", "junit=again.xml"];
    let again = scene.signoff(&convert);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.stdout.contains("NOT CONFORMANT") && !again.stdout.contains("INCOMPLETE"), "{}", again.stdout);
    let same = |one: &str, other: &str| {
        let [one, other] = [one, other].map(|name| std::fs::read_to_string(scene.path(name)).unwrap());
        assert_eq!(one, other);
    };
    same("report.json", "again.json");
    same("junit.xml", "again.xml");
}

fn walk(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path.display().to_string()] }).collect()
}
