//! What is told of a wrong signature: its causes, and where the first stage that differs does so.

use serde::Serialize;

use super::case::{Case, Given, Made};
use super::difference::Difference;
use super::mac::Stages;
use super::mistakes::{Cause, Stage};
use super::search::{self, Set};

/// At most so many mistakes are looked for at once.
pub const MOST: usize = 3;

/// Why a signature is another one than it should be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// True when the causes make exactly the signature that was observed.
    pub explained: bool,
    /// The smallest set of mistakes that does; empty when the signature is right.
    pub causes: Vec<Cause>,
    /// Other sets of as many mistakes that do so, too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Vec<Cause>>,
    /// The observed signature as the causes make it.
    pub reproduced_signature: Option<String>,
    /// Where the first stage differs that does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_difference: Option<Difference>,
}

/// The other side's canonical request leads to the signature, and no known mistake leads to it.
static OTHER_REQUEST: Cause = Cause {
    id: "other_canonical_request",
    stage: Stage::CanonicalRequest,
    text: "The canonical request that was signed is another one, in a way that no known mistake explains.",
    fix: "Compare it with the published form from the first difference on.",
};

/// The other side's string to sign leads to the signature, and no known mistake leads to it.
pub(super) static OTHER_STRING: Cause = Cause {
    id: "other_string_to_sign",
    stage: Stage::StringToSign,
    text: "The string to sign that was signed is another one, in a way that no known mistake explains.",
    fix: "Compare it with the published form from the first difference on.",
};

impl Diagnosis {
    /// Causes that are known without a search, such as a header that is missing.
    pub fn of_request(cause: Cause) -> Self {
        Self { explained: true, causes: vec![cause], ..Self::default() }
    }

    /// Looks for at most `most` mistakes in each of the cases, which are the readings of one message. `observed` is the
    /// signature, or the header with it; `theirs` is what is known of the other side.
    pub fn find(cases: &[Case<'_>], observed: &str, theirs: Given<'_>, most: usize) -> Self {
        let wanted = Made::Written(observed.to_owned());
        for size in 0..=most {
            for case in cases {
                let sets = search::sets_of(case, size, std::slice::from_ref(&wanted)).swap_remove(0);
                if !sets.is_empty() {
                    return Self::explained(case, as_given(case, sets, observed, theirs), observed, theirs);
                }
            }
        }
        let from_theirs = cases.iter().find_map(|case| Self::from_theirs(case, observed, theirs));
        from_theirs.or_else(|| cases.first().map(|case| Self::unexplained(case, theirs))).unwrap_or_default()
    }

    /// All causes, each once, of the first set and of the others.
    pub fn singles(&self) -> impl Iterator<Item = &Cause> {
        let sets = std::iter::once(&self.causes).chain(&self.alternatives);
        sets.filter(|set| set.len() == 1).flatten()
    }

    /// The causes in one sentence each; `None` when nothing explains the signature.
    pub fn sentence(&self) -> Option<String> {
        if self.causes.is_empty() {
            return None;
        }
        let told = self.causes.iter().map(|cause| format!("stage {}: {} {}", cause.stage, cause.text, cause.fix));
        let others = self.alternatives.iter().map(|set| set.iter().map(|cause| cause.id).collect::<Vec<_>>().join(" with "));
        let others: Vec<_> = others.collect();
        let or = if others.is_empty() { String::new() } else { format!(" (or: {})", others.join(", ")) };
        Some(told.collect::<Vec<_>>().join(" And ") + &or)
    }

    fn explained(case: &Case<'_>, mut sets: Vec<Set>, observed: &str, theirs: Given<'_>) -> Self {
        let first = sets.remove(0);
        let (made, written) = case.stages_that_make(&first, observed);
        let (right, right_written) = case.stages(&[]);
        let made_first = || {
            first_difference(&right, given(&made))
                .or_else(|| last_difference(&first, [&right.signature, &right_written], [&made.signature, &written]))
        };
        Self {
            explained: true,
            causes: first.iter().map(|cause| **cause).collect(),
            alternatives: sets.iter().map(|set| set.iter().map(|cause| **cause).collect()).collect(),
            reproduced_signature: Some(made.signature.clone()),
            first_difference: if first.is_empty() { None } else { first_difference(&right, theirs).or_else(made_first) },
        }
    }

    /// Signs what the other side signed.
    fn from_theirs(case: &Case<'_>, observed: &str, theirs: Given<'_>) -> Option<Self> {
        let (right, _) = case.stages(&[]);
        let tried = [
            (theirs.canonical_request.is_some(), Given { string_to_sign: None, ..theirs }, &OTHER_REQUEST),
            (theirs.string_to_sign.is_some(), Given { canonical_request: None, ..theirs }, &OTHER_STRING),
        ];
        let wanted = Made::Written(observed.to_owned());
        let found = tried.into_iter().filter(|(there, ..)| *there).find_map(|(_, given, cause)| {
            let sets = search::smallest(&case.given(given), &wanted, MOST - 1);
            sets.into_iter().next().map(|set| (cause, set))
        });
        let (cause, set) = found?;
        Some(Self {
            explained: true,
            causes: std::iter::once(cause).chain(set).copied().collect(),
            alternatives: Vec::new(),
            reproduced_signature: Some(observed.to_owned()),
            first_difference: first_difference(&right, theirs),
        })
    }

    fn unexplained(case: &Case<'_>, theirs: Given<'_>) -> Self {
        Self { first_difference: first_difference(&case.stages(&[]).0, theirs), ..Self::default() }
    }
}

/// Those of the sets that make what the other side has, when any do.
fn as_given(case: &Case<'_>, sets: Vec<Set>, observed: &str, theirs: Given<'_>) -> Vec<Set> {
    let makes = |set: &Set| {
        let (made, _) = case.stages_that_make(set, observed);
        theirs.canonical_request.is_none_or(|text| text == made.canonical_request)
            && theirs.string_to_sign.is_none_or(|text| text == made.string_to_sign)
    };
    let fitting: Vec<_> = sets.iter().filter(|set| makes(set)).cloned().collect();
    if fitting.is_empty() { sets } else { fitting }
}

fn given(stages: &Stages) -> Given<'_> {
    Given { canonical_request: Some(&stages.canonical_request), string_to_sign: Some(&stages.string_to_sign) }
}

/// The first of the stages before the signature that differs.
fn first_difference(right: &Stages, theirs: Given<'_>) -> Option<Difference> {
    let shown = [
        (Stage::CanonicalRequest, &right.canonical_request, theirs.canonical_request),
        (Stage::StringToSign, &right.string_to_sign, theirs.string_to_sign),
    ];
    shown.into_iter().find_map(|(stage, ours, theirs)| Difference::of(stage, ours, theirs?))
}

/// That of the signature, or of the header. A mistake in the key is not to be seen: the signature is another one as a whole.
fn last_difference(set: &[&Cause], right: [&str; 2], made: [&str; 2]) -> Option<Difference> {
    let stage = set.iter().map(|cause| cause.stage).min().filter(|stage| *stage > Stage::Key)?;
    let place = usize::from(stage == Stage::Header);
    Difference::of(stage, right[place], made[place])
}
