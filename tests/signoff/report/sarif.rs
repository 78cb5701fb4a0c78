//! SARIF against its published schema, and what code scanning reads of it.

use serde_json::{Value, json};
use signoff::report::{Report, sarif};

use super::{mixed, real};

const SCHEMA: &str = include_str!("../../data/report/sarif-2.1.0.schema.json");

/// The first words on why a log does not fit the schema.
fn problems(log: &Value) -> Vec<String> {
    // An unmatched bracket is a letter to JavaScript and an error to others.
    let schema: Value = serde_json::from_str(&SCHEMA.replace("{2}]?$", r"{2}\\]?$")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    validator.iter_errors(log).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn log() -> Value {
    let (run, conformance) = mixed();
    let mut bytes = Vec::new();
    sarif::write(&mut bytes, &Report::new(&run, &conformance)).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

#[test]
fn it_keeps_the_published_schema() {
    assert_eq!(problems(&log()), [""; 0]);
    let real: Value = serde_json::from_str(&real::text("sarif")).unwrap();
    assert_eq!(problems(&real), [""; 0]);
    for (pointer, value) in [
        ("/runs/0/results/0/level", json!("fatal")),
        ("/runs/0/results/0/locations/0/physicalLocation/region/startLine", json!(0)),
        ("/runs/0/tool/driver/rules/0/helpUri", json!("no address")),
        ("/version", json!("2.0")),
    ] {
        let mut bad = log();
        *bad.pointer_mut(pointer).unwrap() = value;
        assert!(!problems(&bad).is_empty(), "{pointer} was not looked at");
    }
}

#[test]
fn a_violation_is_a_result_at_its_feature_and_line() {
    let log = log();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let found: Vec<_> = results.iter().map(|one| (one["ruleId"].as_str().unwrap(), one["level"].as_str().unwrap())).collect();
    assert_eq!(found, [("T-1", "error"), ("T-3", "error")]);
    let place = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "features/amazon_pay_india/charges.feature");
    assert_eq!(place["region"]["startLine"], 2);
    for result in results {
        let rule = &log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
    }
    let prints: Vec<_> = results.iter().map(|one| &one["partialFingerprints"]["signoff/v1"]).collect();
    assert_ne!(prints[0], prints[1]);
}

#[test]
fn a_real_run_names_the_files_that_are_there() {
    let log: Value = serde_json::from_str(&real::text("sarif")).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert!(results.len() >= 2);
    for result in results {
        let place = &result["locations"][0]["physicalLocation"];
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(place["artifactLocation"]["uri"].as_str().unwrap());
        let lines = std::fs::read_to_string(path).unwrap().lines().count() as u64;
        assert!(place["region"]["startLine"].as_u64().unwrap() <= lines);
    }
}
