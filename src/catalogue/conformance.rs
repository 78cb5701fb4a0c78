//! The join: what a run says about each published requirement, and what that means for the exit code.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::checks::Checks;
use super::comparison::Comparison;
use super::requirement::{Basis, Catalogue, ChecklistItem, Level, Requirement};
use super::selection::Selected;
use super::shard::Part;
use super::status::Status;
use super::verdict::{Course, Standing};
use crate::core::finding::Finding;
use crate::core::subject::Subject;
use crate::engine::record::{RuleTally, RunRecord, ScenarioRecord, is_zero};

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
    /// What `run` exits with, but for waivers that cover nothing: 0, 1, 3, 4 or 70.
    pub exit_code: u8,
    /// A SHOULD counted like a MUST.
    pub strict: bool,
    /// The requirements whose waivers cover nothing; of a part, nothing that was tried there.
    pub unused_waivers: Vec<String>,
    /// The part of a split run that this is.
    pub part: Option<Part>,
    /// What changed since an earlier run.
    pub comparison: Option<Comparison>,
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
    /// How many of its scenarios did not run.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub not_run: u64,
    /// Its passive checks.
    pub rules: Vec<RuleRecord>,
    /// What was found wrong.
    pub findings: Vec<FindingRecord>,
}

impl RequirementRecord {
    /// True when none of its scenarios was left out.
    pub fn is_whole(&self) -> bool {
        self.not_run == 0
    }
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
    /// Exchanges on which it applied and could not tell.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unclear: u64,
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
    let mut requirements: Vec<_> = catalogue.requirements.iter().map(|entry| record(entry, selection, &evidence)).collect();
    let both = catalogue.requirements.iter().zip(&mut requirements);
    let unused_waivers = both.filter_map(|(entry, record)| {
        let needless = selection.waivers.apply(entry, record, &run.targets);
        (needless && record.is_whole() && !run.interrupted).then(|| record.id.clone())
    });
    let unused_waivers = unused_waivers.collect();
    let (outcome, exit_code) =
        Standing::of(&requirements, selection.strict).verdict(&Course::of(run, selection.strict, selection.part.is_some()));
    let for_a_person = catalogue.checklist.iter().filter(|item| item.manual.is_some() && is_due(&requirements, item)).cloned();
    Conformance {
        checklist: catalogue.checklist.clone(),
        for_a_person: for_a_person.collect(),
        totals: totals(&requirements),
        requirements,
        outcome,
        exit_code,
        strict: selection.strict,
        unused_waivers,
        part: selection.part.clone(),
        comparison: None,
    }
}

impl Conformance {
    /// A sentence on each waiver that covers nothing; none of a part, for another part may need it.
    pub fn complaints(&self) -> Vec<String> {
        let unused = |entry: &&RequirementRecord| self.part.is_none() && self.unused_waivers.contains(&entry.id);
        let entries = self.requirements.iter().filter(unused);
        entries.map(|entry| format!("the waiver of {} is unused: the requirement is {}", entry.id, entry.status)).collect()
    }
}

/// How many requirements have each status; every status is there.
pub fn totals(requirements: &[RequirementRecord]) -> BTreeMap<Status, usize> {
    let mut totals: BTreeMap<Status, usize> = Status::ALL.into_iter().map(|status| (status, 0)).collect();
    for requirement in requirements {
        *totals.entry(requirement.status).or_default() += 1;
    }
    totals
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
        let rules = rules.map(|tally| ((tally.provider.as_ref(), tally.rule.as_ref()), tally)).collect();
        Self { run, scenarios, rules }
    }

    /// The sentence on why a target can show nothing at all.
    fn barred(&self, provider: &str, subject: Subject) -> Option<&'a str> {
        let of = self.run.targets.iter().filter(|target| target.provider == provider);
        of.filter(|target| target.subject == subject).find_map(|target| target.state.obstacle())
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
        not_run: 0,
        rules: Vec::new(),
        findings: Vec::new(),
    };
    let elsewhere = !selection.is_at_home(&requirement.id);
    let rule = requirement.rule.as_deref();
    let tally = rule.and_then(|rule| evidence.rules.get(&(requirement.provider.as_str(), rule)).copied());
    let is_found = selection.watched.contains(&requirement.id) && tally.is_some_and(|tally| tally.failed > 0);
    let is_selected = selection.requirements.contains(&requirement.id) || is_found;
    if !is_selected || (elsewhere && rule.is_none()) {
        return record;
    }
    let scenarios = evidence.scenarios.get(requirement.id.as_str()).map_or(&[][..], Vec::as_slice);
    let here = |numbers: &BTreeMap<String, usize>| numbers.get(&requirement.id).copied().filter(|_| !elsewhere).unwrap_or(0);
    let barred = |subject| evidence.barred(&requirement.provider, subject);
    let checks = Checks {
        scenarios,
        tally,
        left_out: here(&selection.left_out),
        out_of_time: here(&selection.out_of_time),
        elsewhere,
        barred: barred(requirement.subject),
        rule_barred: requirement.find_rule().and_then(|rule| barred(rule.subject)),
    };
    (record.status, record.reason) = checks.status(requirement, selection);
    record.scenarios = scenarios.iter().map(|scenario| scenario.id.clone()).collect();
    record.not_run = checks.not_run() as u64;
    let (judged, failed, unclear) = tally.map_or((0, 0, 0), |tally| (tally.judged, tally.failed, tally.unclear));
    record.rules = rule.map(|name| RuleRecord { name: name.to_owned(), judged, failed, unclear }).into_iter().collect();
    if record.status == Status::Violated {
        record.findings = checks.findings();
    }
    record
}
