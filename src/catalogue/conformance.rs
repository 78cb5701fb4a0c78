//! The join: what a run says about each published requirement, and what that means for the exit code.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::checks::Checks;
use super::requirement::{Basis, Catalogue, ChecklistItem, Level, Requirement};
use super::status::Status;
use crate::core::finding::Finding;
use crate::core::subject::Subject;
use crate::engine::record::{RuleTally, RunRecord, ScenarioRecord, SnapshotNote, TargetState};

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
    /// The provider's own sign-off checklist.
    pub checklist: Vec<ChecklistItem>,
    /// What no machine can check of it, when the integrator's page or backend was looked at.
    pub for_a_person: Vec<ChecklistItem>,
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
    let for_a_person = catalogue.checklist.iter().filter(|item| item.manual.is_some() && is_due(&requirements, item)).cloned();
    let (checklist, for_a_person) = (catalogue.checklist.clone(), for_a_person.collect());
    Conformance { checklist, for_a_person, requirements, totals, outcome, exit_code, strict: selection.strict }
}

/// True when the run looked at the integrator that the item's provider signs off.
fn is_due(requirements: &[RequirementRecord], item: &ChecklistItem) -> bool {
    let looked = |one: &RequirementRecord| one.provider == item.provider && one.status != Status::NotSelected;
    let integrator = |one: &RequirementRecord| matches!(one.subject, Subject::Checkout | Subject::Merchant);
    requirements.iter().any(|one| looked(one) && integrator(one))
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

    /// The sentence on why a target can show nothing at all.
    fn barred(&self, provider: &str, subject: Subject) -> Option<&'a str> {
        let of = self.run.targets.iter().filter(|target| target.provider == provider);
        of.filter(|target| target.subject == subject).find_map(|target| match &target.state {
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
    let left_out = selection.left_out.get(&requirement.id).copied().unwrap_or(0);
    let barred = |subject| evidence.barred(&requirement.provider, subject);
    let checks = Checks {
        scenarios,
        tally,
        left_out,
        barred: barred(requirement.subject),
        rule_barred: requirement.find_rule().and_then(|rule| barred(rule.subject)),
    };
    (record.status, record.reason) = checks.status(requirement, selection);
    record.scenarios = scenarios.iter().map(|scenario| scenario.id.clone()).collect();
    let (judged, failed) = tally.map_or((0, 0), |tally| (tally.judged, tally.failed));
    record.rules = rule.map(|name| RuleRecord { name: name.to_owned(), judged, failed }).into_iter().collect();
    if record.status == Status::Violated {
        record.findings = checks.findings();
    }
    record
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
    let drifted = strict && run.snapshots.iter().any(|note| matches!(note, SnapshotNote::Drift(_)));
    if drifted || counting.contains(&Status::Violated) {
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
