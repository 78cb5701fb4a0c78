//! The join: what a run says about each published requirement, and what that means for the exit code.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::load::{Basis, Catalogue, Level, Requirement};
use crate::core::finding::Finding;
use crate::core::subject::Subject;
use crate::engine::record::{Outcome as Ending, RuleTally, RunRecord, ScenarioRecord, TargetState};

/// What a run was asked to look at.
#[derive(Debug, Clone, Default)]
pub struct Selected {
    /// The ids of the requirements within the selection.
    pub requirements: BTreeSet<String>,
    /// Provider and subject that the configuration leaves out, with the sentence that says so.
    pub without_target: BTreeMap<(String, Subject), String>,
    /// What each provider's target declares.
    pub capabilities: BTreeMap<String, BTreeSet<String>>,
    /// How many scenarios of a requirement the filters left out.
    pub left_out: BTreeMap<String, usize>,
    /// A SHOULD counts like a MUST.
    pub strict: bool,
}

/// What is known about a requirement after a run; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// A `Then` or a rule found it broken.
    Violated,
    /// It was tried, and nothing can be said.
    Inconclusive,
    /// Nothing judged it.
    Untested,
    /// Every check that judged it passed, and at least one did.
    Met,
    /// The target does not claim what it speaks of, or what it speaks of did not happen.
    NotApplicable,
    /// A valid waiver covers it.
    Waived,
    /// A person must confirm it.
    Manual,
    /// Outside of this run's selection.
    NotSelected,
}

impl Status {
    /// Every status, the worst first.
    pub const ALL: [Self; 8] = [
        Self::Violated,
        Self::Inconclusive,
        Self::Untested,
        Self::Met,
        Self::NotApplicable,
        Self::Waived,
        Self::Manual,
        Self::NotSelected,
    ];

    /// As people read it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Violated => "violated",
            Self::Inconclusive => "inconclusive",
            Self::Untested => "untested",
            Self::Met => "met",
            Self::NotApplicable => "not applicable",
            Self::Waived => "waived",
            Self::Manual => "manual",
            Self::NotSelected => "not selected",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.words())
    }
}

/// The verdict on a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every requirement that counts holds.
    Conformant,
    /// One that counts is violated.
    Violated,
    /// None is violated, but not all could be shown to hold.
    Unproven,
}

/// A run joined with the catalogue.
#[derive(Debug, Clone)]
pub struct Conformance {
    /// Every requirement of the catalogue, in its order.
    pub requirements: Vec<RequirementRecord>,
    /// How many requirements have each status; every status is there.
    pub totals: BTreeMap<Status, usize>,
    /// The verdict.
    pub outcome: Outcome,
    /// What `run` exits with: 0, 1, 3, 4 or 70.
    pub exit_code: u8,
    /// A SHOULD counted like a MUST.
    pub strict: bool,
}

/// One requirement as the report shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequirementRecord {
    /// Its id.
    pub id: String,
    /// The provider's slug.
    pub provider: String,
    /// Who must keep it.
    pub subject: Subject,
    /// How binding it is.
    pub level: Level,
    /// The requirement in one sentence.
    pub text: String,
    /// Where it is published.
    pub source: String,
    /// How well it is established.
    pub basis: Basis,
    /// What this run says about it.
    pub status: Status,
    /// Why, where the status alone does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The ids of its scenarios in this run.
    pub scenarios: Vec<String>,
    /// Its passive checks.
    pub rules: Vec<RuleRecord>,
    /// What was found wrong.
    pub findings: Vec<FindingRecord>,
}

/// What a passive check saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRecord {
    /// The rule's name.
    pub name: String,
    /// Exchanges on which it passed or failed.
    pub judged: u64,
    /// Exchanges on which it failed.
    pub failed: u64,
}

/// A finding and where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingRecord {
    /// What was wrong.
    #[serde(flatten)]
    pub finding: Finding,
    /// The scenario that caused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<String>,
    /// The exchange that shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<String>,
}

/// Joins what a run left behind with the catalogue. Only scenarios and rules with this planted `fault` count (none: a clean run).
pub fn join(catalogue: &Catalogue, selection: &Selected, run: &RunRecord, fault: Option<&str>) -> Conformance {
    let evidence = Evidence::collect(run, fault);
    let requirements: Vec<_> = catalogue.requirements.iter().map(|entry| record(entry, selection, &evidence)).collect();
    let mut totals: BTreeMap<Status, usize> = Status::ALL.into_iter().map(|status| (status, 0)).collect();
    for requirement in &requirements {
        *totals.entry(requirement.status).or_default() += 1;
    }
    let (outcome, exit_code) = verdict(&requirements, selection.strict, run);
    Conformance { requirements, totals, outcome, exit_code, strict: selection.strict }
}

/// What a run left behind, by requirement and by rule.
struct Evidence<'a> {
    run: &'a RunRecord,
    scenarios: HashMap<&'a str, Vec<&'a ScenarioRecord>>,
    rules: HashMap<(&'a str, &'a str), &'a RuleTally>,
}

impl<'a> Evidence<'a> {
    fn collect(run: &'a RunRecord, fault: Option<&str>) -> Self {
        let mut scenarios: HashMap<_, Vec<_>> = HashMap::new();
        for scenario in run.scenarios.iter().filter(|scenario| scenario.fault.as_deref() == fault) {
            scenarios.entry(scenario.requirement.as_str()).or_default().push(scenario);
        }
        let rules = run.rules.iter().filter(|tally| tally.fault.as_deref() == fault);
        let rules = rules.map(|tally| ((tally.provider.as_str(), tally.rule.as_str()), tally)).collect();
        Self { run, scenarios, rules }
    }

    /// The sentence on why a requirement's target can show nothing at all.
    fn barred(&self, requirement: &Requirement) -> Option<&'a str> {
        let of = self.run.targets.iter().filter(|target| target.provider == requirement.provider);
        of.filter(|target| target.subject == requirement.subject).find_map(|target| match &target.state {
            TargetState::Ready => None,
            TargetState::Refused(why) | TargetState::Unreachable(why) => Some(why.as_str()),
        })
    }
}

fn record(requirement: &Requirement, selection: &Selected, evidence: &Evidence<'_>) -> RequirementRecord {
    let mut record = RequirementRecord {
        id: requirement.id.clone(),
        provider: requirement.provider.clone(),
        subject: requirement.subject,
        level: requirement.level,
        text: requirement.text.clone(),
        source: requirement.source.clone(),
        basis: requirement.basis,
        status: Status::NotSelected,
        reason: None,
        scenarios: Vec::new(),
        rules: Vec::new(),
        findings: Vec::new(),
    };
    if !selection.requirements.contains(&requirement.id) {
        return record;
    }
    let scenarios = evidence.scenarios.get(requirement.id.as_str()).map_or(&[][..], Vec::as_slice);
    let rule = requirement.rule.as_deref();
    let tally = rule.and_then(|rule| evidence.rules.get(&(requirement.provider.as_str(), rule)).copied());
    let checks = Checks { scenarios, tally };
    let (status, why) = judge(requirement, selection, &checks, evidence.barred(requirement));
    let partly = checks.partly(selection.left_out.get(&requirement.id).copied().unwrap_or(0));
    record.status = status;
    record.reason = [why, partly].into_iter().flatten().reduce(|why, partly| format!("{why}; {partly}"));
    record.scenarios = scenarios.iter().map(|scenario| scenario.id.clone()).collect();
    let (judged, failed) = tally.map_or((0, 0), |tally| (tally.judged, tally.failed));
    record.rules = rule.map(|name| RuleRecord { name: name.to_owned(), judged, failed }).into_iter().collect();
    if status == Status::Violated {
        record.findings = checks.findings();
    }
    record
}

/// The status of a selected requirement, and why.
fn judge(requirement: &Requirement, selection: &Selected, checks: &Checks<'_>, barred: Option<&str>) -> (Status, Option<String>) {
    if let Some(capability) = &requirement.capability
        && !selection.capabilities.get(&requirement.provider).is_some_and(|declared| declared.contains(capability))
    {
        return (Status::NotApplicable, Some(format!("the target does not declare the capability {capability}")));
    }
    if let Some(why) = barred {
        return (Status::Inconclusive, Some(why.to_owned()));
    }
    let worst = checks.worst();
    if let Some(found @ (Status::Violated | Status::Inconclusive)) = worst {
        return (found, (found == Status::Inconclusive).then(|| checks.doubts()));
    }
    if let Some(why) = &requirement.manual {
        return (Status::Manual, Some(why.clone()));
    }
    if worst.is_some() {
        return (Status::Met, None);
    }
    if requirement.occasional {
        return (Status::NotApplicable, Some("it did not happen in this run".into()));
    }
    let no_target = selection.without_target.get(&(requirement.provider.clone(), requirement.subject));
    (Status::Untested, no_target.cloned().or_else(|| checks.absence(requirement)))
}

/// What judged one requirement.
struct Checks<'a> {
    scenarios: &'a [&'a ScenarioRecord],
    tally: Option<&'a RuleTally>,
}

impl Checks<'_> {
    /// The worst that a check said; none when no check judged anything.
    fn worst(&self) -> Option<Status> {
        let scenarios = self.scenarios.iter().filter_map(|scenario| match scenario.outcome {
            Ending::Failed => Some(Status::Violated),
            Ending::Inconclusive => Some(Status::Inconclusive),
            Ending::Passed => Some(Status::Met),
            Ending::Skipped => None,
        });
        let rule = self.tally.and_then(|tally| match tally {
            RuleTally { failed: 1.., .. } => Some(Status::Violated),
            RuleTally { unclear: 1.., .. } => Some(Status::Inconclusive),
            RuleTally { judged: 1.., .. } => Some(Status::Met),
            _ => None,
        });
        scenarios.chain(rule).min()
    }

    /// Why the inconclusive ones could not tell: at most three different sentences.
    fn doubts(&self) -> String {
        let unclear = self.scenarios.iter().filter(|scenario| scenario.outcome == Ending::Inconclusive);
        let sentences = unclear.map(|scenario| doubt(scenario)).chain(self.tally.and_then(|tally| tally.doubt.as_deref()));
        let mut reasons = Vec::new();
        for sentence in sentences {
            if !reasons.contains(&sentence) && reasons.len() < 3 {
                reasons.push(sentence);
            }
        }
        reasons.join("; ")
    }

    /// Why nothing judged the requirement, when the count of scenarios does not say it.
    fn absence(&self, requirement: &Requirement) -> Option<String> {
        if !self.scenarios.is_empty() {
            return None;
        }
        Some(match &requirement.rule {
            Some(rule) => format!("the rule {rule} found nothing to judge"),
            None => "no scenario of this run and no rule checks it".into(),
        })
    }

    /// `2 of 5 scenarios ran`, when not all did.
    fn partly(&self, left_out: usize) -> Option<String> {
        let ran = self.scenarios.iter().filter(|scenario| scenario.outcome != Ending::Skipped).count();
        let all = self.scenarios.len() + left_out;
        (ran < all).then(|| format!("{ran} of {all} scenarios ran"))
    }

    fn findings(&self) -> Vec<FindingRecord> {
        let scenarios = self.scenarios.iter().filter(|scenario| scenario.outcome == Ending::Failed).filter_map(|scenario| {
            let (finding, exchange) = (scenario.finding.clone()?, scenario.exchanges.last().cloned());
            Some(FindingRecord { finding, scenario: Some(scenario.id.clone()), exchange })
        });
        let rule = self.tally.into_iter().flat_map(|tally| &tally.findings).map(|found| FindingRecord {
            finding: found.finding.clone(),
            scenario: Some(found.scenario.clone()),
            exchange: Some(found.exchange.clone()),
        });
        scenarios.chain(rule).collect()
    }
}

/// Why a scenario could not tell.
fn doubt(scenario: &ScenarioRecord) -> &str {
    let message = scenario.steps.iter().find_map(|step| step.message.as_deref());
    message.unwrap_or("a scenario ended without a verdict")
}

/// The outcome and the exit code of a run.
fn verdict(requirements: &[RequirementRecord], strict: bool, run: &RunRecord) -> (Outcome, u8) {
    let counting: Vec<_> = requirements
        .iter()
        .filter(|requirement| requirement.status != Status::NotSelected && (strict || requirement.level == Level::Must))
        .map(|requirement| requirement.status)
        .collect();
    let settled = |status: &Status| matches!(status, Status::Met | Status::NotApplicable | Status::Waived | Status::Manual);
    let unreachable = run.targets.iter().any(|target| matches!(target.state, TargetState::Unreachable(_)));
    if counting.contains(&Status::Violated) {
        (Outcome::Violated, 1)
    } else if !run.crashes.is_empty() {
        (Outcome::Unproven, 70)
    } else if run.interrupted {
        (Outcome::Unproven, 3)
    } else if unreachable {
        (Outcome::Unproven, 4)
    } else if counting.iter().all(settled) && counting.contains(&Status::Met) {
        (Outcome::Conformant, 0)
    } else {
        (Outcome::Unproven, 3)
    }
}
