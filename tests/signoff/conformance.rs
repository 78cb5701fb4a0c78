//! The join of a run with the catalogue: every status, and every exit code.

use signoff::catalogue::verdict::{Course, Standing};
use signoff::catalogue::{Conformance, Level, Outcome as Verdict, Requirement, Status, join};
use signoff::core::subject::Subject;
use signoff::engine::record::Outcome::{Failed, Inconclusive, Passed, Skipped};
use signoff::engine::record::{Outcome, RuleTally, RunRecord, SnapshotNote, TargetState};

use crate::sample;

/// One selected requirement, its scenarios by their outcomes, and its rule as (judged, failed, unclear).
fn one(change: impl Fn(&mut Requirement), outcomes: &[Outcome], rule: Option<(u64, u64, u64)>) -> (Status, String) {
    let mut requirement = sample::requirement("T-1");
    requirement.rule = rule.map(|_| "r".to_owned());
    change(&mut requirement);
    let catalogue = sample::catalogue([requirement]);
    let scenarios = outcomes.iter().enumerate().map(|(line, outcome)| sample::scenario("T-1", line + 1, *outcome)).collect();
    let tallies = rule.map(|(judged, failed, unclear)| sample::tally("r", judged, failed, unclear));
    let run = sample::run(scenarios, tallies.into_iter().collect());
    let mut joined = join(&catalogue, &sample::all_of(&catalogue), &run, None);
    let record = joined.requirements.remove(0);
    (record.status, record.reason.unwrap_or_default())
}

#[test]
fn a_requirement_takes_the_worst_of_its_scenarios_and_its_rule() {
    use Status::{Inconclusive as Unclear, Met, Untested, Violated};
    type Row<'a> = (&'a [Outcome], Option<(u64, u64, u64)>, Status, &'a str);
    let table: &[Row<'_>] = &[
        (&[], None, Untested, "no scenario and no rule checks it"),
        (&[], Some((0, 0, 0)), Untested, "the rule r found nothing to judge"),
        (&[Skipped, Skipped], None, Untested, "0 of 2 scenarios ran"),
        (&[Passed], None, Met, ""),
        (&[Passed], Some((0, 0, 0)), Met, ""),
        (&[], Some((7, 0, 0)), Met, ""),
        (&[Skipped], Some((7, 0, 0)), Met, "0 of 1 scenarios ran"),
        (&[Passed, Skipped], None, Met, "1 of 2 scenarios ran"),
        (&[Passed, Inconclusive], Some((7, 0, 0)), Unclear, "the persona of line 2 has no token"),
        (&[Passed], Some((7, 0, 1)), Unclear, "a gateway answered"),
        (&[Inconclusive], Some((7, 0, 1)), Unclear, "the persona of line 1 has no token; a gateway answered"),
        (&[Inconclusive, Skipped], None, Unclear, "the persona of line 1 has no token; 1 of 2 scenarios ran"),
        (&[Passed, Inconclusive, Failed], None, Violated, ""),
        (&[Failed, Skipped], None, Violated, "1 of 2 scenarios ran"),
        (&[Passed], Some((7, 1, 3)), Violated, ""),
        (&[Inconclusive], Some((7, 1, 0)), Violated, ""),
    ];
    for (outcomes, rule, status, reason) in table {
        assert_eq!(one(|_| (), outcomes, *rule), (*status, (*reason).to_owned()), "{outcomes:?} {rule:?}");
    }
}

#[test]
fn a_capability_an_occasion_and_a_person_change_what_nothing_judged() {
    let capability = |entry: &mut Requirement| entry.capability = Some("emi".into());
    let occasional = |entry: &mut Requirement| entry.occasional = true;
    let manual = |entry: &mut Requirement| entry.manual = Some("ask the contact".into());
    assert_eq!(
        one(capability, &[Failed], None),
        (Status::NotApplicable, "the target does not declare the capability emi".into())
    );
    assert_eq!(one(occasional, &[], Some((0, 0, 0))), (Status::NotApplicable, "it did not happen in this run".into()));
    assert_eq!(one(occasional, &[], Some((1, 0, 0))).0, Status::Met);
    assert_eq!(one(occasional, &[Inconclusive], Some((0, 0, 0))).0, Status::Inconclusive);
    assert_eq!(one(occasional, &[], Some((1, 1, 0))).0, Status::Violated);
    assert_eq!(one(manual, &[], None), (Status::Manual, "ask the contact".into()));
    assert_eq!(one(manual, &[Passed], None).0, Status::Manual);
    assert_eq!(one(manual, &[Failed], None).0, Status::Violated);
    assert_eq!(one(manual, &[Inconclusive], None).0, Status::Inconclusive);
    // What its rule should have judged is not for a person alone.
    assert_eq!(one(manual, &[], Some((7, 0, 0))).0, Status::Manual);
    assert_eq!(one(manual, &[], Some((7, 1, 0))).0, Status::Violated);
    assert_eq!(one(manual, &[], Some((0, 0, 0))).0, Status::Untested);
}

#[test]
fn the_selection_says_what_was_left_out() {
    let catalogue = sample::catalogue([sample::requirement("T-1"), sample::requirement("T-2"), sample::requirement("T-3")]);
    let mut selection = sample::all_of(&catalogue);
    selection.requirements.remove("T-3");
    selection.left_out = [("T-1".to_owned(), 3), ("T-3".to_owned(), 1)].into();
    selection.out_of_time = [("T-1".to_owned(), 2)].into();
    selection.without_target =
        [((sample::PROVIDER.to_owned(), Subject::Endpoint), "no endpoint is configured".to_owned())].into();
    selection.capabilities = [(sample::PROVIDER.to_owned(), ["emi".to_owned()].into())].into();
    let run = sample::run(
        vec![sample::scenario("T-1", 1, Passed), sample::scenario("T-1", 2, Passed), sample::scenario("T-3", 3, Failed)],
        vec![],
    );
    let joined = join(&catalogue, &selection, &run, None);
    let found: Vec<_> =
        joined.requirements.iter().map(|entry| (entry.status, entry.reason.as_deref().unwrap_or_default())).collect();
    let expected = [
        (Status::Met, "2 of 5 scenarios ran (2 need a merchant whose clock can be moved)"),
        (Status::Untested, "no endpoint is configured"),
        (Status::NotSelected, ""),
    ];
    assert_eq!(found, expected);
    assert!(joined.requirements[2].findings.is_empty() && joined.requirements[2].scenarios.is_empty());
    assert_eq!(joined.totals.values().sum::<usize>(), 3);
    assert_eq!(joined.totals.len(), Status::ALL.len(), "every status has its count");
}

#[test]
fn a_target_that_refuses_us_is_not_judged() {
    let catalogue = sample::catalogue([sample::requirement("T-1"), sample::requirement("T-2")]);
    let mut run = sample::run(vec![sample::scenario("T-1", 1, Failed)], vec![]);
    run.targets[0].state = TargetState::Refused("credentials refused".into());
    let joined = join(&catalogue, &sample::all_of(&catalogue), &run, None);
    assert_eq!(joined.exit_code, 3);
    for entry in &joined.requirements {
        assert_eq!((entry.status, entry.reason.as_deref()), (Status::Inconclusive, Some("credentials refused")));
        assert!(entry.findings.is_empty());
    }
}

#[test]
fn only_the_planted_fault_counts() {
    let mut entry = sample::requirement("T-1");
    entry.rule = Some("r".into());
    let catalogue = sample::catalogue([entry]);
    let planted = |fault: &str| Some(fault.to_owned());
    let mut broken = sample::scenario("T-1", 2, Failed);
    broken.fault = planted("f");
    let rules = vec![RuleTally { fault: planted("g"), ..sample::tally("r", 3, 3, 0) }, sample::tally("r", 3, 0, 0)];
    let run = sample::run(vec![sample::scenario("T-1", 1, Passed), broken], rules);
    let status = |fault| join(&catalogue, &sample::all_of(&catalogue), &run, fault).requirements[0].status;
    assert_eq!(status(None), Status::Met);
    assert_eq!(status(Some("f")), Status::Violated);
    assert_eq!(status(Some("g")), Status::Violated);
    assert_eq!(status(Some("h")), Status::Untested);
}

#[test]
fn what_a_step_and_the_rule_both_found_is_told_once() {
    let mut entry = sample::requirement("T-1");
    entry.rule = Some("r".into());
    let catalogue = sample::catalogue([entry]);
    let scenario = sample::scenario("T-1", 3, Failed);
    let place = scenario.finding.as_ref().unwrap().place.clone();
    for (line, place, told) in [(3, place.as_str(), 1), (4, place.as_str(), 2), (3, "response body other", 2)] {
        let mut tally = sample::tally("r", 1, 1, 0);
        tally.findings[0].scenario = scenario.id.replace(":3", &format!(":{line}"));
        tally.findings[0].exchange = format!("x{line}");
        tally.findings[0].finding.place = place.to_owned();
        let run = sample::run(vec![scenario.clone()], vec![tally]);
        let joined = join(&catalogue, &sample::all_of(&catalogue), &run, None);
        assert_eq!(joined.requirements[0].findings.len(), told, "line {line}, {place}");
    }
}

#[test]
fn findings_name_their_scenario_and_exchange() {
    let mut entry = sample::requirement("T-1");
    entry.rule = Some("r".into());
    let catalogue = sample::catalogue([entry]);
    let run = sample::run(vec![sample::scenario("T-1", 9, Failed)], vec![sample::tally("r", 3, 1, 0)]);
    let joined = join(&catalogue, &sample::all_of(&catalogue), &run, None);
    let found: Vec<_> =
        joined.requirements[0].findings.iter().map(|found| (found.scenario.as_deref(), found.exchange.as_deref())).collect();
    assert_eq!(found, [(Some("amazon_pay_india/charges:9"), Some("x9")), (Some("amazon_pay_india/charges:3"), Some("x3"))]);
    assert_eq!((joined.requirements[0].rules[0].judged, joined.requirements[0].rules[0].failed), (3, 1));
}

/// A run over a MUST (T-1) and a SHOULD (T-2) with these outcomes.
fn both(must: Outcome, should: Outcome, strict: bool, change: impl Fn(&mut RunRecord)) -> Conformance {
    let mut lesser = sample::requirement("T-2");
    lesser.level = Level::Should;
    let catalogue = sample::catalogue([sample::requirement("T-1"), lesser]);
    let mut run = sample::run(vec![sample::scenario("T-1", 1, must), sample::scenario("T-2", 2, should)], vec![]);
    change(&mut run);
    let mut selection = sample::all_of(&catalogue);
    selection.strict = strict;
    join(&catalogue, &selection, &run, None)
}

#[test]
fn the_exit_code_follows_the_precedence() {
    let plain = |_: &mut RunRecord| ();
    let crashed = |run: &mut RunRecord| run.crashes.push("a step panicked".into());
    let interrupted = |run: &mut RunRecord| run.interrupted = true;
    let silent = |run: &mut RunRecord| run.targets[0].state = TargetState::Unreachable("connection refused".into());
    let silent_and_stopped = |run: &mut RunRecord| {
        run.targets[0].state = TargetState::Unreachable("connection refused".into());
        run.interrupted = true;
    };
    let drifted = |run: &mut RunRecord| run.snapshots.push(SnapshotNote::Drift("-a\n+b".into()));
    type Change = fn(&mut RunRecord);
    let table: &[(Outcome, Outcome, bool, Change, Verdict, u8)] = &[
        (Passed, Passed, false, plain, Verdict::Conformant, 0),
        (Passed, Failed, false, plain, Verdict::Conformant, 0),
        (Passed, Inconclusive, false, plain, Verdict::Conformant, 0),
        (Passed, Failed, true, plain, Verdict::Violated, 1),
        (Passed, Inconclusive, true, plain, Verdict::Unproven, 3),
        (Passed, Skipped, true, plain, Verdict::Unproven, 3),
        (Failed, Passed, false, plain, Verdict::Violated, 1),
        (Inconclusive, Passed, false, plain, Verdict::Unproven, 3),
        (Skipped, Passed, false, plain, Verdict::Unproven, 3),
        (Passed, Passed, false, drifted, Verdict::Conformant, 0),
        (Passed, Passed, true, drifted, Verdict::Violated, 1),
        (Failed, Passed, false, crashed, Verdict::Violated, 1),
        (Passed, Passed, false, crashed, Verdict::Unproven, 70),
        (Failed, Skipped, false, interrupted, Verdict::Violated, 1),
        (Passed, Passed, false, interrupted, Verdict::Unproven, 3),
        (Inconclusive, Inconclusive, false, silent, Verdict::Unproven, 4),
        (Inconclusive, Inconclusive, false, silent_and_stopped, Verdict::Unproven, 3),
    ];
    for (must, should, strict, change, outcome, code) in table {
        let joined = both(*must, *should, *strict, change);
        assert_eq!((joined.outcome, joined.exit_code), (*outcome, *code), "{must:?} {should:?} strict {strict}");
    }
}

#[test]
fn where_nothing_got_worse_a_run_that_could_not_tell_still_does_not_end_with_0() {
    let stopped = |run: &mut RunRecord| run.interrupted = true;
    let silent = |run: &mut RunRecord| run.targets[0].state = TargetState::Unreachable("connection refused".into());
    let crashed = |run: &mut RunRecord| run.crashes.push("a step panicked".into());
    let drifted = |run: &mut RunRecord| run.snapshots.push(SnapshotNote::Drift("-a\n+b".into()));
    let gated = |strict, change: fn(&mut RunRecord)| {
        let mut run = sample::run(Vec::new(), Vec::new());
        change(&mut run);
        Standing::Held.verdict(&Course::of(&run, strict, false)).1
    };
    assert_eq!(
        [stopped as fn(&mut RunRecord), silent, crashed, drifted, |_| ()].map(|change| gated(false, change)),
        [3, 4, 70, 0, 0]
    );
    assert_eq!(gated(true, drifted), 1);
}

#[test]
fn nothing_met_is_nothing_proven() {
    let mut manual = sample::requirement("T-1");
    manual.manual = Some("ask the contact".into());
    let mut occasional = sample::requirement("T-2");
    occasional.occasional = true;
    let catalogue = sample::catalogue([manual, occasional, sample::requirement("T-3")]);
    let mut selection = sample::all_of(&catalogue);
    selection.requirements.remove("T-3");
    let run = sample::run(vec![sample::scenario("T-3", 1, Passed)], vec![]);
    assert_eq!(join(&catalogue, &selection, &run, None).exit_code, 3);
    selection.requirements.insert("T-3".into());
    assert_eq!(join(&catalogue, &selection, &run, None).exit_code, 0);
}
