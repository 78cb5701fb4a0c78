//! What the tests of every house expect of a rule.

use crate::core::finding::Verdict;

#[track_caller]
pub fn assert_passed(verdict: Verdict) {
    assert_eq!(verdict, Verdict::Passed);
}

#[track_caller]
pub fn assert_not_applicable(verdict: Verdict) {
    assert_eq!(verdict, Verdict::NotApplicable);
}

#[track_caller]
pub fn assert_unclear(verdict: Verdict) {
    assert!(matches!(verdict, Verdict::Unclear(_)), "expected a doubt, got {verdict:?}");
}

#[track_caller]
pub fn assert_broken(verdict: Verdict, place: &str) {
    match verdict {
        Verdict::Broken(finding) => assert_eq!(finding.place, place, "{finding:?}"),
        other => panic!("expected a finding at {place}, got {other:?}"),
    }
}
