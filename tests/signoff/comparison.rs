//! Two runs beside each other: every change is in exactly one list.

use signoff::catalogue::verdict::Standing;
use signoff::catalogue::{Comparison, Level, RequirementRecord, Status, join};
use signoff::engine::record::Outcome::Passed;

use crate::sample;

fn entry(id: &str, status: Status) -> RequirementRecord {
    let catalogue = sample::catalogue([sample::requirement(id)]);
    let run = sample::run(vec![sample::scenario(id, 1, Passed)], vec![]);
    RequirementRecord { status, ..join(&catalogue, &sample::all_of(&catalogue), &run, None).requirements.remove(0) }
}

/// The lists that a change of status goes to.
fn lists(before: Status, after: Status) -> Vec<&'static str> {
    let found = Comparison::new(&[entry("T-1", before)], &[entry("T-1", after)], true);
    let all = [
        ("regressed", found.regressed.len()),
        ("fixed", found.fixed.len()),
        ("changed", found.changed.len()),
        ("new", found.new.len()),
        ("gone", found.gone.len()),
    ];
    all.into_iter().filter(|(_, count)| *count > 0).map(|(name, _)| name).collect()
}

#[test]
fn worse_is_from_settled_to_open_and_from_open_to_violated() {
    use Status::{Inconclusive, Manual, Met, NotApplicable, NotSelected, Untested, Violated, Waived};
    let table: &[(Status, Status, &[&str])] = &[
        (Met, Violated, &["regressed"]),
        (Met, Inconclusive, &["regressed"]),
        (NotApplicable, Untested, &["regressed"]),
        (Waived, Violated, &["regressed"]),
        (Inconclusive, Violated, &["regressed"]),
        (Violated, Met, &["fixed"]),
        (Untested, Met, &["fixed"]),
        (Violated, Inconclusive, &["changed"]),
        (Violated, Waived, &["changed"]),
        (Inconclusive, Untested, &["changed"]),
        (Met, Manual, &["changed"]),
        (Met, Met, &[]),
        (Violated, Violated, &[]),
        (NotSelected, Violated, &["new"]),
        (Met, NotSelected, &["gone"]),
        (NotSelected, NotSelected, &[]),
    ];
    for (before, after, expected) in table {
        assert_eq!(lists(*before, *after), *expected, "{before} -> {after}");
    }
}

#[test]
fn a_should_counts_only_when_strict_and_what_a_part_does_not_look_at_is_not_gone() {
    let lesser = |status| RequirementRecord { level: Level::Should, ..entry("T-1", status) };
    let found = Comparison::new(&[lesser(Status::Met)], &[lesser(Status::Violated)], true);
    assert_eq!((found.standing(false), found.standing(true)), (Standing::Held, Standing::Violated));
    let gone = |whole| Comparison::new(&[entry("T-1", Status::Met)], &[], whole).gone.len();
    assert_eq!((gone(true), gone(false)), (1, 0));
}

#[test]
fn another_wording_is_told_beside_the_status() {
    let reworded = RequirementRecord { text: "It holds.".into(), ..entry("T-1", Status::Violated) };
    let found = Comparison::new(&[entry("T-1", Status::Met)], &[reworded], true);
    assert_eq!((found.regressed.len(), found.text_changed[0].after.as_str()), (1, "It holds."));
}
