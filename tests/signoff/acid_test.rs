//! `signoff selftest`: every fault is seen by exactly the checks that name it. Tests start in the order of their names, and this
//! one takes longest: hence its name.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::cli::scene::{Scene, catalogue};

#[test]
fn every_fault_is_killed_and_nothing_is_unproven() {
    let scene = Scene::embedded();
    let ran = scene.signoff(&["selftest", "--report", "json=selftest.json", "--seed", "7"]);
    let browser = crate::checkout::browser::is_there();
    assert_eq!(ran.code, if browser { 0 } else { 3 }, "{ran:?}");
    let document: Value = serde_json::from_str(&std::fs::read_to_string(scene.path("selftest.json")).unwrap()).unwrap();
    let faults = document["faults"].as_array().unwrap();
    let named = ["endpoint", "signer", "checkout", "merchant"].into_iter().flat_map(catalogue);
    let named: BTreeSet<_> = named
        .flat_map(|entry| entry["faults"].as_array().unwrap().clone())
        .map(|fault| fault["name"].as_str().unwrap().to_owned())
        .collect();
    assert!(faults.len() >= named.len() && !named.is_empty());
    for fault in faults {
        let members: Vec<_> = fault.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members, ["provider", "name", "linked", "violated", "outcome"]);
        if browser || fault["outcome"] != "not_tried" {
            assert_eq!((&fault["outcome"], &fault["violated"]), (&Value::from("killed"), &fault["linked"]), "{fault}");
        }
    }
    assert_eq!(document["unproven"], Value::Array(Vec::new()));
}
