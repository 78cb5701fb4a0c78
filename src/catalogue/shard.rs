//! A run in several parts: which requirement belongs to which part, and how the parts' answers join.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::conformance::{RequirementRecord, RuleRecord};
use super::status::Status;

/// One part of a run that was split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// From 1.
    pub index: usize,
    /// How many parts there are.
    pub of: usize,
    /// A digest of all that the parts of one run have in common; parts of other runs have another.
    pub plan: String,
    /// The requirements whose scenarios are tried here. Rules judge what is exchanged in every part.
    #[serde(default)]
    pub home: BTreeSet<String>,
}

/// Deals requirements of these weights out to the parts 1 to `of`, as evenly as whole requirements allow: the heaviest first, each
/// to the part that has least. The same weights are always dealt out the same way.
pub fn deal(weights: &BTreeMap<String, f64>, of: usize) -> BTreeMap<String, usize> {
    let mut heaviest: Vec<_> = weights.iter().collect();
    heaviest.sort_by(|(id, weight), (other, than)| than.total_cmp(weight).then_with(|| id.cmp(other)));
    let mut loads = vec![0.0_f64; of];
    let mut dealt = BTreeMap::new();
    for (id, weight) in heaviest {
        let least = loads.iter_mut().enumerate().min_by(|(_, load), (_, other)| load.total_cmp(other));
        if let Some((part, load)) = least {
            *load += weight;
            dealt.insert(id.clone(), part + 1);
        }
    }
    dealt
}

/// What the parts of one run say together of each requirement.
pub fn join_parts(parts: &[Vec<RequirementRecord>]) -> Vec<RequirementRecord> {
    let Some(first) = parts.first() else { return Vec::new() };
    let same = |id: &str| parts.iter().flatten().filter(|entry| entry.id == id).collect::<Vec<_>>();
    first.iter().map(|entry| join_one(entry, &same(&entry.id))).collect()
}

fn join_one(first: &RequirementRecord, said: &[&RequirementRecord]) -> RequirementRecord {
    let worst = said.iter().map(|entry| entry.status).min_by_key(|status| weight(*status)).unwrap_or(first.status);
    // Its scenarios are all in one part; what that part says counts for more than what a rule saw elsewhere.
    let mut having: Vec<_> = said.iter().filter(|entry| entry.status == worst).collect();
    having.sort_by_key(|entry| entry.scenarios.is_empty());
    let at_home = said.iter().any(|entry| !entry.scenarios.is_empty());
    let reason =
        having.iter().find_map(|entry| entry.reason.clone().filter(|_| worst != Status::Met || !entry.scenarios.is_empty()));
    // A part that could not judge it says why; if none could, nobody did.
    let status = if worst == Status::NotSelected && reason.is_some() && !at_home { Status::Untested } else { worst };
    RequirementRecord {
        status,
        reason,
        scenarios: said.iter().flat_map(|entry| entry.scenarios.clone()).collect(),
        not_run: said.iter().map(|entry| entry.not_run).sum(),
        rules: join_rules(said),
        findings: said.iter().flat_map(|entry| entry.findings.clone()).collect(),
        ..first.clone()
    }
}

fn join_rules(said: &[&RequirementRecord]) -> Vec<RuleRecord> {
    let mut rules: Vec<RuleRecord> = Vec::new();
    for rule in said.iter().flat_map(|entry| &entry.rules) {
        match rules.iter_mut().find(|known| known.name == rule.name) {
            Some(known) => {
                known.judged += rule.judged;
                known.failed += rule.failed;
                known.unclear += rule.unclear;
            }
            None => rules.push(rule.clone()),
        }
    }
    rules
}

/// Which of two parts' answers counts: what one could not judge another may have judged.
fn weight(status: Status) -> u8 {
    match status {
        Status::Violated => 0,
        Status::Inconclusive => 1,
        Status::Waived => 2,
        Status::Manual => 3,
        Status::Met => 4,
        Status::NotApplicable => 5,
        Status::Untested => 6,
        Status::NotSelected => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(all: &[(&str, f64)]) -> BTreeMap<String, f64> {
        all.iter().map(|(id, weight)| ((*id).to_owned(), *weight)).collect()
    }

    #[test]
    fn requirements_are_dealt_out_once_evenly_and_always_the_same_way() {
        let hundred: BTreeMap<_, _> = (0..100).map(|number| (format!("R{number}"), f64::from(1 + number % 7))).collect();
        let dealt = deal(&hundred, 8);
        assert_eq!((dealt.len(), &dealt), (100, &deal(&hundred, 8)));
        let mut loads = [0.0; 8];
        dealt.iter().for_each(|(id, part)| loads[part - 1] += hundred[id]);
        let (least, most) = (loads.iter().copied().fold(f64::MAX, f64::min), loads.iter().copied().fold(0.0, f64::max));
        assert!(most - least <= 1.0, "{loads:?}");
    }

    #[test]
    fn a_heavy_one_has_a_part_of_its_own() {
        let dealt = deal(&weights(&[("A", 1.0), ("B", 9.0), ("C", 1.0), ("D", 2.0)]), 2);
        assert_eq!(
            dealt.into_iter().collect::<Vec<_>>(),
            [("A", 2), ("B", 1), ("C", 2), ("D", 2)].map(|(id, part)| (id.to_owned(), part))
        );
        assert_eq!(deal(&weights(&[("A", 1.0)]), 3)["A"], 1);
    }
}
