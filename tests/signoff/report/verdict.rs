//! What a run means in words, and what every report says of a run that did not reach its end.

use signoff::catalogue::selection::Selected;
use signoff::catalogue::{Catalogue, Conformance, Level, Outcome, Part, Status, join};
use signoff::engine::record::Outcome::{Failed, Inconclusive, Passed};
use signoff::engine::record::{RunRecord, SnapshotNote, TargetState};
use signoff::report::{Destination, Report, open_all, write_all};

use super::summary;
use crate::sample;

/// A report in this form.
fn text(format: &str, run: &RunRecord, conformance: &Conformance) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    let destination = Destination::parse(&format!("{format}={}", file.path().display())).unwrap();
    assert!(write_all(open_all(&[destination]).unwrap(), &Report::new(run, conformance)).is_empty());
    std::fs::read_to_string(file.path()).unwrap()
}

/// The answer to "can we sign off?", and the sentence behind it.
fn answer(run: &RunRecord, conformance: &Conformance) -> (String, String) {
    let page = text("markdown", run, conformance);
    let mut lines = page.lines();
    let answer = lines.next().unwrap().trim_start_matches("## Can we sign off? ").to_owned();
    (answer, lines.nth(1).unwrap().split(". ").next().unwrap().to_owned())
}

/// Two requirements that hold, and what was selected.
fn held() -> (Catalogue, Selected, RunRecord) {
    let catalogue = sample::catalogue([sample::requirement("T-1"), sample::requirement("T-2")]);
    let run = sample::run(vec![sample::scenario("T-1", 1, Passed), sample::scenario("T-2", 2, Passed)], vec![]);
    let selection = sample::all_of(&catalogue);
    (catalogue, selection, run)
}

#[test]
fn yes_is_said_of_the_whole_only() {
    let said = |change: &dyn Fn(&mut Catalogue, &mut Selected, &mut RunRecord)| {
        let (mut catalogue, mut selection, mut run) = held();
        change(&mut catalogue, &mut selection, &mut run);
        let conformance = join(&catalogue, &selection, &run, None);
        assert_eq!((conformance.outcome, conformance.exit_code), (Outcome::Conformant, 0));
        let (answer, sentence) = answer(&run, &conformance);
        assert_eq!(answer == "Yes", sentence.starts_with("All 2 "), "{answer}: {sentence}");
        (answer, sentence)
    };
    let selected = |_: &mut Catalogue, selection: &mut Selected, _: &mut RunRecord| {
        selection.requirements.remove("T-2");
    };
    assert_eq!(said(&|_, _, _| ()).0, "Yes");
    let (answer, sentence) = said(&selected);
    assert_eq!(answer, "Only for what was selected");
    assert_eq!(sentence, "1 of the published MUST requirements was tried and holds; 1 not selected");
    let (answer, sentence) = said(&|_, selection, _| selection.left_out = [("T-2".to_owned(), 3)].into());
    assert_eq!(answer, "Only as far as it was tried");
    assert_eq!(sentence, "1 of the published MUST requirements was tried and holds; 1 more only in part");
    let both = [("T-1".to_owned(), 1), ("T-2".to_owned(), 3)];
    let (_, sentence) = said(&|_, selection, _| selection.left_out = both.clone().into());
    assert_eq!(sentence, "None of the published MUST requirements was tried as a whole; 2 only in part");
    let part = Part { index: 1, of: 2, plan: "p".into(), home: ["T-1".to_owned(), "T-2".to_owned()].into() };
    assert_eq!(said(&|_, selection, _| selection.part = Some(part.clone())).0, "Only for this part of the run");
    // What does not count, and what is of another provider, changes nothing.
    assert_eq!(
        said(&|all, selection, run| {
            let lesser = signoff::catalogue::Requirement { level: Level::Should, ..sample::requirement("T-3") };
            let foreign = signoff::catalogue::Requirement { provider: "another".into(), ..sample::requirement("T-4") };
            all.requirements.extend([lesser, foreign]);
            selected(&mut sample::catalogue([]), &mut Selected::default(), run);
            selection.requirements.remove("T-3");
        })
        .0,
        "Yes"
    );
}

#[test]
fn what_is_waived_does_not_hold() {
    let (catalogue, selection, run) = held();
    let mut conformance = join(&catalogue, &selection, &run, None);
    conformance.requirements[1].status = Status::Waived;
    let (answer, sentence) = answer(&run, &conformance);
    assert_eq!(answer, "Only with what is waived");
    assert_eq!(sentence, "1 of the published MUST requirements was tried and holds; 1 waived");
}

#[test]
fn our_own_simulator_is_ours_in_any_process() {
    let (catalogue, selection, mut run) = held();
    let said = |run: &RunRecord| answer(run, &join(&catalogue, &selection, run, None)).0;
    run.targets[0].simulated = true;
    assert_eq!(said(&run), "Not shown: this was a rehearsal");
    let mut theirs = run.targets[0].clone();
    (theirs.simulated, theirs.subject, theirs.state) = (false, signoff::core::subject::Subject::Signer, TargetState::Unasked);
    run.targets.push(theirs);
    assert_eq!(said(&run), "Not shown: this was a rehearsal", "theirs was not asked");
    run.targets[1].state = TargetState::Ready;
    assert_eq!(said(&run), "Only for what is not signoff's own");
    run.targets.clear();
    let nothing = text("html", &run, &join(&catalogue, &selection, &run, None));
    assert!(!nothing.contains("Rehearsal."), "nothing is known of what was under test");
}

#[test]
fn the_sentence_goes_by_what_was_found_whatever_the_gate_says() {
    let (catalogue, selection, mut run) = held();
    run.scenarios[0] = sample::scenario("T-1", 1, Failed);
    run.scenarios[1] = sample::scenario("T-2", 2, Inconclusive);
    let mut conformance = join(&catalogue, &selection, &run, None);
    let broken = "1 of the published MUST requirements is broken: T-1.";
    for (code, start) in [(1, ""), (3, ""), (0, "Nothing got worse, but ")] {
        conformance.exit_code = code;
        assert_eq!(summary(&run, &conformance, false).lines().last(), Some(&*format!("NOT CONFORMANT  {start}{broken}")));
    }
}

#[test]
fn what_is_broken_and_waived_is_not_called_whole() {
    let (catalogue, selection, mut run) = held();
    run.scenarios[1] = sample::scenario("T-2", 2, Inconclusive);
    for (first, found) in [(Passed, "Nothing was found broken"), (Failed, "Nothing that counts was found broken")] {
        run.scenarios[0] = sample::scenario("T-1", 1, first);
        let mut conformance = join(&catalogue, &selection, &run, None);
        conformance.requirements[0].status = Status::Waived;
        (conformance.outcome, conformance.exit_code) = (Outcome::Unproven, 3);
        let said = summary(&run, &conformance, false);
        assert!(said.lines().last().unwrap().starts_with(&format!("NOT PROVEN  {found}, but not all ")), "{said}");
    }
}

#[test]
fn drift_that_counts_is_told_by_its_name_and_is_a_failure() {
    let (catalogue, mut selection, mut run) = held();
    run.snapshots.push(SnapshotNote::Drift("house/charge:\n--- expected".into()));
    assert!(!text("junit", &run, &join(&catalogue, &selection, &run, None)).contains("<failure"));
    selection.strict = true;
    let conformance = join(&catalogue, &selection, &run, None);
    let sentence = "No requirement was found broken, but answers differ from the reviewed snapshots: house/charge.";
    assert!(summary(&run, &conformance, true).ends_with(&format!("NOT CONFORMANT  {sentence}\n")));
    assert!(text("junit", &run, &conformance).contains("<failure message=\"house/charge\""));
}

#[test]
fn every_report_says_of_a_run_that_it_ended_early() {
    let (catalogue, selection, mut run) = held();
    let missing = |run: &RunRecord, outcome| {
        let mut run = run.clone();
        run.scenarios[0] = sample::scenario("T-1", 1, outcome);
        let conformance = join(&catalogue, &selection, &run, None);
        let forms = [
            ("html", "The run ended early"),
            ("markdown", "> **Incomplete.** The run ended early"),
            ("github", "The run ended early"),
            ("messages", "The run ended early"),
            ("csv", "\"The run ended early; what it did not reach is untested for that reason alone.\",\"incomplete\""),
            ("junit", "<error message=\"The run ended early"),
            ("json", "\"incomplete\":true"),
        ];
        forms.into_iter().filter(|(form, words)| !text(form, &run, &conformance).contains(words)).count()
    };
    assert_eq!((missing(&run, Passed), missing(&run, Failed)), (7, 7));
    run.interrupted = true;
    assert_eq!((missing(&run, Passed), missing(&run, Failed)), (0, 0));
}
