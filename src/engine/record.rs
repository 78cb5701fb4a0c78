//! What a run leaves behind. Everything here is redacted; the reports print it as it stands.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use serde::{Deserialize, Serialize};

use crate::core::finding::Finding;
use crate::core::subject::Subject;
pub use crate::snapshot::SnapshotNote;
pub use crate::transport::record::{ExchangeRecord, RequestRecord, ResponseRecord};

/// One run, before it is joined with the catalogue.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RunRecord {
    /// RFC 3339, UTC.
    pub started_at: String,
    /// Wall time.
    pub duration_ms: f64,
    /// Repeats the run.
    pub seed: u64,
    /// The seeds of its parts, in their order, where it was split and they are not the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub part_seeds: Vec<u64>,
    /// What was under test.
    pub targets: Vec<TargetRecord>,
    /// In the order of the features.
    pub scenarios: Vec<ScenarioRecord>,
    /// In the order in which they were recorded.
    pub exchanges: Vec<ExchangeRecord>,
    /// One per provider, rule and planted fault.
    pub rules: Vec<RuleTally>,
    /// Notes on snapshots of foreign targets.
    pub snapshots: Vec<SnapshotNote>,
    /// Ctrl-C ended the run early.
    pub interrupted: bool,
    /// Defects of the harness itself (exit 70).
    pub crashes: Vec<String>,
}

impl RunRecord {
    /// Adds another run over some of the same scenarios, whose records take the place of those before. What rules passed, or could not
    /// tell, in the attempts that no longer count does not count either; what they found stays found, as a crash does.
    pub fn renew(&mut self, later: Self) {
        let tried: HashSet<_> = later.scenarios.iter().map(|ran| (ran.id.as_str(), ran.fault.as_deref())).collect();
        let is_over = |ran: &ScenarioRecord| tried.contains(&(ran.id.as_str(), ran.fault.as_deref()));
        let (over, counts): (Vec<_>, Vec<_>) = std::mem::take(&mut self.scenarios).into_iter().partition(is_over);
        self.scenarios = counts;
        for said in over.iter().flat_map(|ran| &ran.said) {
            self.rules.iter_mut().filter(|mine| mine.is_of_the_same(said)).for_each(|mine| mine.take_back(said));
        }
        self.rules.retain(|tally| tally.judged + tally.unclear > 0);
        self.extend(later);
    }

    /// Adds another run over other scenarios of the same targets.
    pub fn extend(&mut self, other: Self) {
        self.duration_ms += other.duration_ms;
        self.scenarios.extend(other.scenarios);
        self.exchanges.extend(other.exchanges);
        self.snapshots.extend(other.snapshots);
        self.interrupted |= other.interrupted;
        self.crashes.extend(other.crashes);
        for tally in other.rules {
            match self.rules.iter_mut().find(|mine| mine.is_of_the_same(&tally)) {
                Some(mine) => mine.add(tally),
                None => self.rules.push(tally),
            }
        }
    }
}

/// One target of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetRecord {
    /// The provider's slug.
    pub provider: String,
    /// What is under test.
    pub subject: Subject,
    /// Our own, in this process: proves the harness, never the user's system.
    pub embedded: bool,
    /// Our own, in another process: proves no more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub simulated: bool,
    /// The base URL, or the command of a signer.
    pub address: String,
    /// Whether it ever answered, and how.
    #[serde(default)]
    pub state: TargetState,
}

impl TargetRecord {
    /// True for our own, wherever it runs.
    pub fn is_ours(&self) -> bool {
        self.embedded || self.simulated
    }
}

/// What the first call to a target showed; the worst last.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetState {
    /// No call was made: no scenario of this run is about it.
    #[default]
    Unasked,
    /// It accepted a well-formed call.
    Ready,
    /// It answered, but accepted nothing: credentials refused, or not this provider. The sentence says which.
    Refused(String),
    /// It gave no HTTP response to any request. The sentence says what was tried.
    Unreachable(String),
}

impl TargetState {
    /// The sentence on why a target can show nothing at all.
    pub fn obstacle(&self) -> Option<&str> {
        match self {
            Self::Unasked | Self::Ready => None,
            Self::Refused(why) | Self::Unreachable(why) => Some(why),
        }
    }
}

/// How a scenario ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every step passed.
    Passed,
    /// A `Then` found the target wrong.
    Failed,
    /// It could not tell.
    Inconclusive,
    /// It did not run (after Ctrl-C), or the step stands behind one that ended the scenario.
    Skipped,
}

/// One scenario (or one row of its Examples).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ScenarioRecord {
    /// Unique within a run, e.g. `amazon_pay_india/charges:12`.
    pub id: String,
    /// The feature file, e.g. `amazon_pay_india/charges.feature`.
    pub feature: String,
    /// The name, placeholders filled in.
    pub name: String,
    /// Line of the scenario (or the row) in the feature file.
    pub line: usize,
    /// Without the `@`.
    pub tags: Vec<String>,
    /// The id of its requirement.
    pub requirement: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Wall time.
    pub duration_ms: f64,
    /// Every step, those that were not run included.
    pub steps: Vec<StepRecord>,
    /// Ids of what it sent and received.
    pub exchanges: Vec<String>,
    /// Files in the evidence folder: what the customer saw, what the merchant asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// What it found wrong.
    #[serde(skip)]
    pub finding: Option<Finding>,
    /// The exchange that shows it, where that is not the last one.
    #[serde(skip)]
    pub shown_by: Option<String>,
    /// The fault planted by the self-test: `<provider>:<name>`.
    #[serde(skip)]
    pub fault: Option<String>,
    /// The faults that anything in it looked for, where they were watched.
    #[serde(skip)]
    pub asked: Option<BTreeSet<String>>,
    /// What the rules said of its exchanges, where it could not tell and may be tried once more.
    #[serde(skip)]
    pub said: Vec<RuleTally>,
}

/// One step.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StepRecord {
    /// `Given`, `When`, `Then`, `And`, ...
    pub keyword: Cow<'static, str>,
    /// The text behind the keyword.
    pub text: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it did not pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What one rule said over a run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RuleTally {
    /// The provider's slug.
    pub provider: Cow<'static, str>,
    /// The rule's name.
    pub rule: Cow<'static, str>,
    /// Exchanges on which it passed or failed.
    pub judged: u64,
    /// Exchanges on which it failed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub failed: u64,
    /// Exchanges on which it applied and could not tell.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unclear: u64,
    /// The first sentence on why it could not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
    /// The first findings (at most ten), each with the scenario and exchange it came from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<RuleFinding>,
    /// The fault planted by the self-test: `<provider>:<name>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
}

/// True for what a document leaves out.
pub fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// A finding of a rule.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RuleFinding {
    /// What was wrong.
    #[serde(flatten)]
    pub finding: Finding,
    /// The scenario that caused the exchange.
    pub scenario: String,
    /// The exchange.
    pub exchange: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ran(outcome: Outcome, said: &[RuleTally]) -> ScenarioRecord {
        let text = r#"{"id":"p/f:3","feature":"p/f.feature","name":"n","line":3,"tags":[],"requirement":"T-1","outcome":"passed",
            "duration_ms":1.0,"steps":[],"exchanges":[]}"#;
        ScenarioRecord { outcome, said: said.to_vec(), ..serde_json::from_str(text).unwrap() }
    }

    fn tally(rule: &'static str, judged: u64, failed: u64, unclear: u64) -> RuleTally {
        let doubt = (unclear > 0).then(|| "no answer came".to_owned());
        RuleTally { provider: "p".into(), rule: rule.into(), judged, failed, unclear, doubt, ..RuleTally::default() }
    }

    #[test]
    fn what_rules_could_not_tell_of_an_attempt_that_does_not_count_does_not_count() {
        let first = [tally("doubted", 2, 0, 1), tally("only_there", 1, 0, 0), tally("found", 3, 1, 0)];
        let mut run = RunRecord { scenarios: vec![ran(Outcome::Inconclusive, &first)], ..RunRecord::default() };
        // Another scenario was judged, too.
        run.rules = vec![tally("doubted", 7, 0, 1), tally("only_there", 1, 0, 0), tally("found", 3, 1, 0)];
        let again = RunRecord {
            scenarios: vec![ran(Outcome::Passed, &[])],
            rules: vec![tally("doubted", 3, 0, 0)],
            ..RunRecord::default()
        };
        run.renew(again);
        assert_eq!(run.scenarios.iter().map(|ran| ran.outcome).collect::<Vec<_>>(), [Outcome::Passed]);
        let said: Vec<_> = run
            .rules
            .iter()
            .map(|tally| (&*tally.rule, tally.judged, tally.failed, tally.unclear, tally.doubt.is_some()))
            .collect();
        assert_eq!(said, [("doubted", 8, 0, 0, false), ("found", 1, 1, 0, false)]);
    }
}
