//! A report that is read back says what it said, and parts say together what the whole says.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use serde_json::Value;
use signoff::catalogue::selection::Selected;
use signoff::catalogue::{Catalogue, Conformance, Level, Part, Waivers, join};
use signoff::engine::record::Outcome::{Failed, Inconclusive, Passed};
use signoff::engine::record::{RuleTally, RunRecord, SnapshotNote, TargetState};
use signoff::engine::tally::Tallies;
use signoff::engine::{Ended, Event};
use signoff::report::journal::{self, Intent, Journal};
use signoff::report::merge::merge;
use signoff::report::saved::Saved;
use signoff::report::{Report, html, json, junit, sarif};
use signoff::schema;

use super::{document, summary};
use crate::sample;

/// Writes a report, and reads it back.
fn again(run: &RunRecord, conformance: &Conformance) -> Saved {
    let document = document(run, conformance);
    schema::validate("signoff", "report", &document).unwrap();
    Saved::parse(document.to_string().as_bytes()).unwrap()
}

/// The same bytes before and after.
fn same(run: &RunRecord, conformance: &Conformance, saved: &Saved) {
    type Write = fn(&mut Vec<u8>, &Report<'_>) -> std::io::Result<()>;
    let forms: [Write; 4] =
        [|o, r| json::write(o, r), |o, r| junit::write(o, r), |o, r| html::write(o, r), |o, r| sarif::write(o, r)];
    for (place, write) in forms.into_iter().enumerate() {
        let texts = [Report::new(run, conformance), saved.report()].map(|report| {
            let mut bytes = Vec::new();
            write(&mut bytes, &report).unwrap();
            String::from_utf8(bytes).unwrap()
        });
        assert_eq!(texts[0], texts[1], "form {place}");
    }
    let last = |run: &RunRecord, conformance: &Conformance| summary(run, conformance, true).lines().last().map(str::to_owned);
    assert_eq!(last(run, conformance), last(&saved.run, &saved.conformance));
}

#[test]
fn a_report_that_is_read_back_says_what_it_said() {
    let lesser = signoff::catalogue::Requirement { level: Level::Should, ..sample::requirement("T-2") };
    let mut ruled = sample::requirement("T-3");
    ruled.rule = Some("r".into());
    let catalogue = sample::catalogue([sample::requirement("T-1"), lesser, ruled]);
    let mut selection = sample::all_of(&catalogue);
    selection.left_out = [("T-1".to_owned(), 2)].into();
    let scenarios = |should| vec![sample::scenario("T-1", 1, Passed), sample::scenario("T-2", 2, should)];
    let run = |should| sample::run(scenarios(should), vec![sample::tally("r", 4, 0, 0)]);
    let changed = |change: fn(&mut RunRecord)| {
        let mut run = run(Passed);
        change(&mut run);
        run
    };
    let runs = [
        run(Passed),
        run(Failed),
        run(Inconclusive),
        changed(|run| run.crashes.push("a step panicked".into())),
        changed(|run| run.targets[0].state = TargetState::Unreachable("connection refused".into())),
        changed(|run| run.targets[0].state = TargetState::Refused("credentials refused".into())),
        changed(|run| run.targets[0].state = TargetState::Unasked),
        changed(|run| run.targets[0].simulated = true),
        changed(|run| run.snapshots.push(SnapshotNote::Drift("house/charge".into()))),
        changed(|run| run.interrupted = true),
    ];
    let mut codes = BTreeSet::new();
    for (run, strict) in runs.iter().flat_map(|run| [(run, false), (run, true)]) {
        selection.strict = strict;
        let conformance = join(&catalogue, &selection, run, None);
        let saved = again(run, &conformance);
        assert_eq!((saved.conformance.exit_code, saved.conformance.strict), (conformance.exit_code, strict));
        codes.insert(conformance.exit_code);
        same(run, &conformance, &saved);
    }
    assert_eq!(codes, [0, 1, 3, 4, 70].into());
}

/// A requirement whose rule judges in both parts; its scenario is tried in the first.
fn ruled() -> Catalogue {
    let mut ruled = sample::requirement("T-1");
    ruled.rule = Some("r".into());
    sample::catalogue([ruled, sample::requirement("T-2")])
}

/// The two parts of a run, each with what the rule said there.
fn parts(selection: &Selected, tallies: [RuleTally; 2], change: fn(&mut RunRecord)) -> [(String, Saved); 2] {
    let part = |index: usize, tally| {
        let home = [format!("T-{index}")].into();
        let selection = Selected { part: Some(Part { index, of: 2, plan: "p".into(), home }), ..selection.clone() };
        let mut run = sample::run(vec![sample::scenario(&format!("T-{index}"), index, Passed)], vec![tally]);
        change(&mut run);
        let conformance = join(&ruled(), &selection, &run, None);
        assert!(conformance.complaints().is_empty(), "a part cannot know: {:?}", conformance.complaints());
        (format!("{index}.json"), again(&run, &conformance))
    };
    let [one, other] = tallies;
    [part(1, one), part(2, other)]
}

fn selection(waivers: &str) -> Selected {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), waivers).unwrap();
    let catalogue = ruled();
    Selected { waivers: Waivers::load(file.path(), &catalogue, date(2026, 1, 1)).unwrap(), ..sample::all_of(&catalogue) }
}

const WAIVER: &str = "[[waiver]]\nrequirement = \"T-1\"\nreason = \"x\"\nowner = \"x\"\nexpires = 2026-12-31\n";

#[test]
fn a_waiver_is_unused_only_when_no_part_needs_it() {
    let merged = |selection: &Selected, other: RuleTally, change| {
        merge(parts(selection, [sample::tally("r", 5, 0, 0), other], change).into()).unwrap()
    };
    let complaints = |saved: Saved| saved.conformance.complaints();
    let good = || sample::tally("r", 5, 0, 0);
    let unused = ["the waiver of T-1 is unused: the requirement is met"];
    assert_eq!(complaints(merged(&selection(WAIVER), good(), |_| ())), unused);
    assert_eq!(complaints(merged(&selection(""), good(), |_| ())), [""; 0]);
    assert_eq!(complaints(merged(&selection(WAIVER), good(), |run| run.interrupted = true)), [""; 0]);
    let needed = merged(&selection(WAIVER), sample::tally("r", 5, 1, 0), |_| ());
    assert_eq!(needed.conformance.requirements[0].status, signoff::catalogue::Status::Waived);
    assert_eq!(complaints(needed), [""; 0]);
    let mut partly = selection(WAIVER);
    partly.left_out = [("T-1".to_owned(), 1)].into();
    assert_eq!(complaints(merged(&partly, good(), |_| ())), [""; 0]);
}

#[test]
fn a_run_that_was_stopped_or_left_scenarios_out_complains_of_no_waiver() {
    let complaints = |selection: &Selected, interrupted| {
        let mut run = sample::run(vec![sample::scenario("T-1", 1, Passed)], vec![]);
        run.interrupted = interrupted;
        join(&ruled(), selection, &run, None).complaints().len()
    };
    let mut selection = selection(WAIVER);
    assert_eq!((complaints(&selection, false), complaints(&selection, true)), (1, 0));
    selection.left_out = [("T-1".to_owned(), 1)].into();
    assert_eq!(complaints(&selection, false), 0);
}

#[test]
fn what_befell_one_part_befell_the_whole() {
    let whole = |change, strict| {
        let selection = Selected { strict, ..selection("") };
        let saved = merge(parts(&selection, [sample::tally("r", 5, 0, 0), sample::tally("r", 5, 0, 0)], change).into()).unwrap();
        let again = again(&saved.run, &saved.conformance);
        same(&saved.run, &saved.conformance, &again);
        saved
    };
    let crashed = |run: &mut RunRecord| run.crashes.extend((run.scenarios[0].line == 2).then(|| "a step panicked".to_owned()));
    let silent = |run: &mut RunRecord| {
        if run.scenarios[0].line == 2 {
            run.targets[0].state = TargetState::Unreachable("connection refused".into());
        }
    };
    let drifted = |run: &mut RunRecord| run.snapshots.push(SnapshotNote::Drift("house/charge".into()));
    assert_eq!(whole(|_| (), false).conformance.exit_code, 0);
    assert_eq!(whole(silent, false).conformance.exit_code, 4);
    assert_eq!((whole(drifted, false).conformance.exit_code, whole(drifted, true).conformance.exit_code), (0, 1));
    let crashed = whole(crashed, false);
    assert_eq!(crashed.conformance.exit_code, 70);
    let mut log = Vec::new();
    sarif::write(&mut log, &crashed.report()).unwrap();
    let log: Value = serde_json::from_slice(&log).unwrap();
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!((&invocation["executionSuccessful"], &invocation["exitCode"]), (&false.into(), &70.into()));
}

/// A journal tells which exchange shows what is wrong.
#[test]
fn a_journal_keeps_what_shows_a_finding() {
    let catalogue = sample::catalogue([sample::requirement("T-1")]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.ndjson");
    let intent = Intent { catalogue: &catalogue, selection: &sample::all_of(&catalogue), planned: &BTreeMap::new(), seed: 1 };
    let mut journal = Journal::create(&path, &intent).unwrap();
    let mut scenario = sample::scenario("T-1", 3, Failed);
    scenario.exchanges = vec!["x1".to_owned(), "x2".to_owned(), "x3".to_owned()];
    for (shown_by, wanted) in [(None, "x3"), (Some("x2"), "x2")] {
        scenario.shown_by = shown_by.map(str::to_owned);
        journal.note(&Event::Ended(Ended { scenario: &scenario, exchanges: &[], tallies: &Tallies::default() }));
        let saved = journal::read(&std::fs::read(&path).unwrap()).unwrap();
        let findings = &saved.conformance.requirements[0].findings;
        assert_eq!(findings.last().unwrap().exchange.as_deref(), Some(wanted), "{findings:?}");
    }
}
