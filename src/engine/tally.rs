//! What the passive rules said over a run.

use std::collections::BTreeMap;

use crate::core::finding::Verdict;
use crate::providers::Provider;

use super::record::{RuleFinding, RuleTally, ScenarioRecord};

/// Findings kept per rule; the counts go on.
pub const KEPT: usize = 10;

/// Tallies by provider, rule and planted fault.
#[derive(Debug, Default)]
pub struct Tallies(BTreeMap<(&'static str, &'static str, Option<String>), RuleTally>);

impl Tallies {
    /// Adds what the rules said of one scenario's exchanges.
    pub fn add(&mut self, provider: &'static Provider, scenario: &ScenarioRecord, verdicts: Vec<(String, usize, Verdict)>) {
        for (exchange, rule, verdict) in verdicts {
            let rule = provider.rules[rule].name;
            let tally = self.0.entry((provider.slug, rule, scenario.fault.clone())).or_insert_with(|| RuleTally {
                provider: provider.slug.into(),
                rule: rule.into(),
                fault: scenario.fault.clone(),
                ..RuleTally::default()
            });
            note(tally, &scenario.id, exchange, verdict);
        }
    }

    /// Joins the tallies of another part of the run.
    pub fn merge(&mut self, other: Self) {
        for (key, tally) in other.0 {
            let Some(mine) = self.0.get_mut(&key) else {
                self.0.insert(key, tally);
                continue;
            };
            mine.add(tally);
        }
    }

    /// The tallies so far, ordered.
    pub fn records(&self) -> impl Iterator<Item = &RuleTally> {
        self.0.values()
    }

    /// The tallies, ordered.
    pub fn into_records(self) -> Vec<RuleTally> {
        self.0.into_values().collect()
    }
}

impl RuleTally {
    /// Adds what the same rule said elsewhere.
    pub(super) fn add(&mut self, other: Self) {
        self.judged += other.judged;
        self.failed += other.failed;
        self.unclear += other.unclear;
        self.doubt = self.doubt.take().or(other.doubt);
        self.findings.extend(other.findings);
        self.findings.truncate(KEPT);
    }

    /// True for what the same rule said under the same fault.
    pub(super) fn is_of_the_same(&self, other: &Self) -> bool {
        (&self.provider, &self.rule, &self.fault) == (&other.provider, &other.rule, &other.fault)
    }

    /// Takes back what was said of an attempt that no longer counts, but for what was found.
    pub(super) fn take_back(&mut self, said: &Self) {
        self.judged = self.judged.saturating_sub(said.judged - said.failed);
        self.unclear = self.unclear.saturating_sub(said.unclear);
        self.doubt = self.doubt.take().filter(|_| self.unclear > 0);
    }
}

fn note(tally: &mut RuleTally, scenario: &str, exchange: String, verdict: Verdict) {
    match verdict {
        Verdict::Passed => tally.judged += 1,
        Verdict::Broken(finding) => {
            tally.judged += 1;
            tally.failed += 1;
            if tally.findings.len() < KEPT {
                tally.findings.push(RuleFinding { finding, scenario: scenario.to_owned(), exchange });
            }
        }
        Verdict::Unclear(why) => {
            tally.unclear += 1;
            tally.doubt.get_or_insert(why);
        }
        Verdict::NotApplicable => {}
    }
}
