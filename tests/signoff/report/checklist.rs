//! The checklist as a spreadsheet reads it: Python's csv module stands for one.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;
use signoff::catalogue::{ChecklistItem, Conformance, Status};
use signoff::engine::record::RunRecord;
use signoff::report::{Report, checklist};

use super::{mixed, real};
use crate::sample;

const READ: &str =
    "import csv, io, json, sys; print(json.dumps(list(csv.DictReader(io.TextIOWrapper(sys.stdin.buffer, 'utf-8', newline='')))))";

/// The rows of a CSV file.
fn rows(csv: &str) -> Vec<Value> {
    let mut python = Command::new("python3").args(["-c", READ]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    python.stdin.take().unwrap().write_all(csv.as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

fn item(number: &str, text: &str, requirements: &[&str], manual: Option<&str>) -> ChecklistItem {
    ChecklistItem {
        item: number.into(),
        provider: sample::PROVIDER.into(),
        text: text.into(),
        requirements: requirements.iter().map(|id| (*id).to_owned()).collect(),
        manual: manual.map(str::to_owned),
    }
}

fn csv(run: &RunRecord, conformance: &Conformance) -> String {
    let mut bytes = Vec::new();
    checklist::write(&mut bytes, &Report::new(run, conformance)).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn each_item_has_the_worst_answer_of_its_requirements() {
    let (mut run, mut conformance) = mixed();
    conformance.requirements[3].status = Status::Met;
    conformance.checklist = vec![
        item("1", "=broken, \"quoted\"\nand cut", &["T-4", "T-1"], Some("someone")),
        item("2", "open", &["T-2", "T-4"], None),
        item("3", "held", &["T-4"], None),
        item("4", "held as far as seen", &["T-4"], Some("someone")),
        item("5", "asked elsewhere", &["T-6"], None),
        item("6", "held, the rest elsewhere", &["T-4", "T-6"], None),
        item("7", "a person's", &[], Some("someone")),
        ChecklistItem { provider: "another".into(), ..item("8", "of another provider", &["T-1"], None) },
        item("9", "of which nothing is known", &[], None),
        item("10", "of which the report does not know all", &["T-4", "T-99"], None),
    ];
    let answers = |run: &RunRecord| {
        rows(&csv(run, &conformance)).iter().map(|row| row["answer"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let expected =
        ["no", "not shown", "yes", "for a person", "not in this run", "in part", "for a person", "not shown", "not shown"];
    assert_eq!(answers(&run), expected);
    let first = &rows(&csv(&run, &conformance))[0];
    assert_eq!(first["text"], "'=broken, \"quoted\"\nand cut", "a spreadsheet would take it for a formula");
    assert_eq!(first["requirements"], "T-4 met; T-1 violated");
    run.targets[0].embedded = true;
    assert_eq!(answers(&run)[..4], ["no", "not shown", "rehearsed only", "rehearsed only"]);
}

#[test]
fn yes_is_the_answer_only_where_all_of_it_holds() {
    use Status::{Inconclusive, Manual, Met, NotApplicable, Violated, Waived};
    let (run, mut conformance) = mixed();
    conformance.checklist = vec![item("1", "two of them", &["T-1", "T-2"], None)];
    let mut answer = |one, other, not_run| {
        (conformance.requirements[0].status, conformance.requirements[1].status) = (one, other);
        (conformance.requirements[0].not_run, conformance.requirements[1].not_run) = (not_run, 0);
        rows(&csv(&run, &conformance))[0]["answer"].as_str().unwrap().to_owned()
    };
    for (one, other, not_run, expected) in [
        (Met, Met, 0, "yes"),
        (Met, NotApplicable, 0, "yes"),
        (NotApplicable, NotApplicable, 0, "not applicable"),
        (Met, Met, 11, "in part"),
        (Met, Manual, 0, "for a person"),
        (Met, Waived, 0, "waived"),
        (Waived, Manual, 0, "waived"),
        (Inconclusive, Waived, 0, "not shown"),
        (Waived, Violated, 0, "no"),
    ] {
        assert_eq!(answer(one, other, not_run), expected, "{one} and {other}");
        assert_eq!(answer(other, one, 0) == expected, not_run == 0, "{other} and {one}");
    }
}

#[test]
fn a_real_run_fills_in_the_whole_checklist() {
    let rows = rows(&real::text("csv"));
    assert!(rows.len() > 40, "{} rows", rows.len());
    for row in &rows {
        let (answer, requirements) = (row["answer"].as_str().unwrap(), row["requirements"].as_str().unwrap());
        assert_ne!(answer, "yes", "our own targets prove nothing about the reader's: {row}");
        assert_eq!(answer == "no", requirements.contains(" violated"), "{row}");
        assert_eq!(answer == "for a person", requirements.is_empty(), "{row}");
    }
}
