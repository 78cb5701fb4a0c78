//! `--shard` and `signoff report merge`: the parts together say what the whole says.

use std::collections::BTreeSet;

use serde_json::Value;
use signoff::schema;

use super::scene::{Ran, Report, Scene, linked};

const FAULT: [&str; 2] = ["--fault", "amazon_pay_india:response_unsigned"];

fn run(scene: &Scene, report: &str, more: &[&str]) -> Ran {
    let report = format!("json={report}");
    scene.signoff(&[&["run", "--subject", "endpoint", "--subject", "signer", "--report", &report], more].concat())
}

fn load(scene: &Scene, name: &str) -> Report {
    Report(serde_json::from_str(&std::fs::read_to_string(scene.path(name)).unwrap()).unwrap())
}

/// Runs three parts with these flags, as `1.json` to `3.json`.
fn parts(scene: &Scene, more: &[&str]) -> Vec<Ran> {
    (1..=3).map(|part| run(scene, &format!("{part}.json"), &[&["--shard", &format!("{part}/3")], more].concat())).collect()
}

fn merge(scene: &Scene, files: &[&str]) -> Ran {
    scene.signoff(&[&["report", "merge"], files, &["--output", "merged.json"]].concat())
}

fn scenarios(report: &Report) -> Vec<String> {
    report.scenarios().map(|scenario| scenario["id"].as_str().unwrap().to_owned()).collect()
}

/// Status and counts of every rule, by requirement.
fn judged(report: &Report) -> Vec<(String, Value)> {
    let entries = report.requirements().map(|entry| (entry["id"].as_str().unwrap().to_owned(), entry["rules"].clone()));
    entries.collect()
}

#[test]
fn merged_parts_say_what_the_whole_run_says() {
    let scene = Scene::embedded();
    let whole = run(&scene, "whole.json", &["--seed", "1"]);
    assert_eq!(whole.code, 0, "{whole:?}");
    let ran = parts(&scene, &[]);
    assert_eq!(ran.iter().map(|ran| ran.code).collect::<Vec<_>>(), [0, 0, 0], "{ran:?}");
    let merged = merge(&scene, &["3.json", "1.json", "2.json"]);
    assert_eq!(merged.code, 0, "{merged:?}");
    let (whole, printed, merged) = (load(&scene, "whole.json"), merged.stdout, load(&scene, "merged.json"));
    schema::validate("signoff", "report", &merged.0).unwrap();
    let seeds = [1, 2, 3].map(|part| load(&scene, &format!("{part}.json")).0["seed"].clone());
    assert_eq!(merged.0["part_seeds"], Value::from(seeds.to_vec()));
    let told = seeds.map(|seed| format!("--seed {seed}")).join(", ");
    assert!(printed.contains(&format!("({told} repeat its parts, in their order)")), "{printed}");
    assert_eq!(merged.verdicts(), whole.verdicts());
    assert_eq!((judged(&merged), &merged.0["totals"]), (judged(&whole), &whole.0["totals"]));
    let all: BTreeSet<_> = scenarios(&merged).into_iter().collect();
    assert_eq!((all.len(), &all), (whole.scenarios().count(), &scenarios(&whole).into_iter().collect()));
    let ids: BTreeSet<_> = merged.0["exchanges"].as_array().unwrap().iter().map(|one| one["id"].to_string()).collect();
    assert_eq!(ids.len(), merged.0["exchanges"].as_array().unwrap().len(), "an id is there twice");
    let named = merged.scenarios().flat_map(|scenario| scenario["exchanges"].as_array().unwrap());
    let named: Vec<_> = named.map(Value::to_string).collect();
    assert!(named.len() > 100 && named.iter().all(|id| ids.contains(id)));
}

#[test]
fn parts_are_even_whole_by_requirement_and_always_the_same() {
    let scene = Scene::embedded();
    parts(&scene, &[]);
    let reports = [1, 2, 3].map(|part| load(&scene, &format!("{part}.json")));
    let counts = reports.each_ref().map(|report| report.scenarios().count());
    assert!(counts.iter().max().unwrap() - counts.iter().min().unwrap() <= 3, "{counts:?}");
    let homes = reports.each_ref().map(|report| {
        report.scenarios().map(|scenario| scenario["requirement"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    });
    assert_eq!(
        homes[0].intersection(&homes[1]).chain(homes[1].intersection(&homes[2])).chain(homes[0].intersection(&homes[2])).count(),
        0
    );
    for (report, home) in reports.iter().zip(&homes) {
        schema::validate("signoff", "report", &report.0).unwrap();
        for entry in report.requirements().filter(|entry| entry["rules"].as_array().unwrap().is_empty()) {
            let mine = home.contains(entry["id"].as_str().unwrap());
            let subject = entry["subject"] == "endpoint" || entry["subject"] == "signer";
            assert!(!subject || mine == (entry["status"] != "not_selected"), "{entry}");
        }
    }
    run(&scene, "again.json", &["--shard", "2/3", "--seed", "99"]);
    assert_eq!(scenarios(&load(&scene, "again.json")), scenarios(&reports[1]));
}

#[test]
fn a_violation_of_one_part_is_one_of_the_whole() {
    let scene = Scene::embedded();
    assert_eq!(run(&scene, "whole.json", &FAULT).code, 1);
    parts(&scene, &FAULT);
    let merged = merge(&scene, &["1.json", "2.json", "3.json"]);
    assert_eq!(merged.code, 1, "{merged:?}");
    let (whole, merged) = (load(&scene, "whole.json"), load(&scene, "merged.json"));
    assert_eq!(merged.verdicts(), whole.verdicts());
    assert_eq!((merged.having("violated"), judged(&merged)), (linked("response_unsigned", "endpoint"), judged(&whole)));
}

#[test]
fn earlier_durations_decide_who_gets_what() {
    let scene = Scene::embedded();
    run(&scene, "whole.json", &[]);
    let mut slow = load(&scene, "whole.json").0;
    let first = slow["scenarios"][0]["requirement"].clone();
    for scenario in slow["scenarios"].as_array_mut().unwrap() {
        scenario["duration_ms"] = if scenario["requirement"] == first { 1e6.into() } else { 1.into() };
    }
    scene.write("slow.json", &slow.to_string());
    parts(&scene, &["--baseline", "slow.json"]);
    let reports = [1, 2, 3].map(|part| load(&scene, &format!("{part}.json")));
    let alone: Vec<_> =
        reports.iter().filter(|report| report.scenarios().all(|scenario| scenario["requirement"] == first)).collect();
    assert_eq!(alone.len(), 1, "the slow requirement has no part of its own");
    assert_eq!(merge(&scene, &["1.json", "2.json", "3.json"]).code, 0);
}

#[test]
fn an_empty_part_ends_with_0_and_proves_nothing() {
    let scene = Scene::embedded();
    let only = ["--seed", "5", "--name", "^A charge id is used once$", "--shard"];
    let codes = ["1/2", "2/2"].map(|part| run(&scene, &format!("{}.json", &part[..1]), &[&only[..], &[part]].concat()).code);
    assert_eq!(codes, [0, 0]);
    let empty = load(&scene, "2.json");
    assert_eq!((empty.scenarios().count(), &empty.0["outcome"]), (0, &"unproven".into()));
    assert_eq!(empty.having("met"), [""; 0]);
    let merged = merge(&scene, &["1.json", "2.json"]);
    assert!(merged.code == 0 && merged.stdout.contains("(--seed 5 repeats this run)"), "{merged:?}");
    let merged = load(&scene, "merged.json");
    assert_eq!((merged.having("met").len(), &merged.0["seed"], &merged.0["part_seeds"]), (1, &5.into(), &Value::Null));
}

#[test]
fn a_missing_a_doubled_and_a_foreign_part_are_exit_2() {
    let scene = Scene::embedded();
    let narrow = ["--name", "charge"];
    parts(&scene, &narrow);
    run(&scene, "other.json", &["--shard", "3/3"]);
    run(&scene, "fourth.json", &[&narrow[..], &["--shard", "4/4"]].concat());
    run(&scene, "whole.json", &narrow);
    for (files, words) in [
        (&["1.json", "3.json"][..], "of 3 parts these are missing: 2"),
        (&["1.json", "2.json", "3.json", "2.json"], "part 2/3 is there twice, in 2.json and 2.json"),
        (&["1.json", "2.json", "other.json"], "could not merge other.json: it is a part of another run than 1.json"),
        (&["1.json", "2.json", "fourth.json"], "could not merge fourth.json"),
        (&["1.json", "2.json", "whole.json"], "could not merge whole.json: it is no part of a split run"),
    ] {
        merge(&scene, files).refused(&[words]);
    }
    assert!(!scene.path("merged.json").exists());
    for text in ["0/3", "4/3", "1"] {
        scene.run(&["--shard", text]).refused(&["--shard", "expected I/N"]);
    }
}

#[test]
fn no_file_is_written_twice_or_while_it_is_read() {
    let scene = Scene::embedded();
    run(&scene, "1.json", &["--tags", "@APL-A01"]);
    let before = std::fs::read(scene.path("1.json")).unwrap();
    let two = ["run", "--report", "json=same.json", "--report", "html=./same.json"];
    scene.signoff(&two).refused(&["could not write two reports to ./same.json"]);
    assert!(!scene.path("same.json").exists());
    for arguments in [
        &["report", "merge", "1.json", "--output", "1.json"][..],
        &["report", "merge", "1.json", "--output", "all.json", "--report", "html=1.json"],
        &["report", "convert", "1.json", "--report", "markdown=./1.json"],
    ] {
        scene.signoff(arguments).refused(&["1.json: it is what is read"]);
    }
    assert_eq!(std::fs::read(scene.path("1.json")).unwrap(), before);
}
