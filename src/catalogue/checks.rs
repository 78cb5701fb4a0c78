//! What the checks of one requirement say together.

use std::collections::BTreeSet;

use super::conformance::FindingRecord;
use super::requirement::Requirement;
use super::selection::Selected;
use super::status::Status;
use crate::engine::record::{Outcome, RuleTally, ScenarioRecord};

/// What judged one requirement.
pub struct Checks<'a> {
    /// Its scenarios in this run.
    pub scenarios: &'a [&'a ScenarioRecord],
    /// What its rule said.
    pub tally: Option<&'a RuleTally>,
    /// How many of its scenarios the filters left out.
    pub left_out: usize,
    /// How many of these need a merchant whose clock can be moved.
    pub out_of_time: usize,
    /// Its scenarios are tried in another part of the run, where its rule may find more to judge.
    pub elsewhere: bool,
    /// Why its target can show nothing at all.
    pub barred: Option<&'a str>,
    /// Why the target whose exchanges its rule judges can show nothing at all.
    pub rule_barred: Option<&'a str>,
}

impl Checks<'_> {
    /// The status of a selected requirement, and why it has it where that is not plain.
    pub fn status(&self, requirement: &Requirement, selection: &Selected) -> (Status, Option<String>) {
        let (status, why) = self.judge(requirement, selection);
        if self.elsewhere && status == Status::Untested {
            return (Status::NotSelected, why);
        }
        (status, [why, self.partly()].into_iter().flatten().reduce(|why, partly| format!("{why}; {partly}")))
    }

    fn judge(&self, requirement: &Requirement, selection: &Selected) -> (Status, Option<String>) {
        if let Some(capability) = &requirement.capability
            && !selection.capabilities.get(&requirement.provider).is_some_and(|declared| declared.contains(capability))
        {
            return (Status::NotApplicable, Some(format!("the target does not declare the capability {capability}")));
        }
        if let Some(why) = self.barred {
            return (Status::Inconclusive, Some(why.to_owned()));
        }
        let worst = self.worst();
        if let (None, Some(why)) = (worst, self.rule_barred) {
            return (Status::Inconclusive, Some(why.to_owned()));
        }
        let no_target = selection.without_target.get(&(requirement.provider.clone(), requirement.subject));
        match (worst, &requirement.manual) {
            (Some(Status::Violated), _) => (Status::Violated, None),
            (Some(Status::Inconclusive), _) => (Status::Inconclusive, Some(self.doubts())),
            (None, _) if no_target.is_some() => (Status::Untested, no_target.cloned()),
            (Some(_), Some(why)) => (Status::Manual, Some(why.clone())),
            // What a rule should have judged is not for a person alone.
            (None, Some(why)) if requirement.rule.is_none() => (Status::Manual, Some(why.clone())),
            (Some(_), None) => (Status::Met, None),
            (None, _) if requirement.occasional => (Status::NotApplicable, Some("it did not happen in this run".into())),
            (None, _) => (Status::Untested, self.absence(requirement)),
        }
    }

    /// The worst that a check said; none when no check judged anything.
    fn worst(&self) -> Option<Status> {
        let scenarios = self.scenarios.iter().filter_map(|scenario| match scenario.outcome {
            Outcome::Failed => Some(Status::Violated),
            Outcome::Inconclusive => Some(Status::Inconclusive),
            Outcome::Passed => Some(Status::Met),
            Outcome::Skipped => None,
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
        let unclear = self.scenarios.iter().filter(|scenario| scenario.outcome == Outcome::Inconclusive);
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
        if self.scenarios.len() + self.left_out > 0 {
            return None;
        }
        Some(match &requirement.rule {
            Some(rule) => format!("the rule {rule} found nothing to judge"),
            None => "no scenario and no rule checks it".into(),
        })
    }

    /// How many of its scenarios did not run.
    pub fn not_run(&self) -> usize {
        self.left_out + self.scenarios.iter().filter(|scenario| scenario.outcome == Outcome::Skipped).count()
    }

    /// `2 of 5 scenarios ran`, when not all did, and why where that is no filter's doing.
    fn partly(&self) -> Option<String> {
        let (all, missing) = (self.scenarios.len() + self.left_out, self.not_run());
        let why = match self.out_of_time {
            0 => String::new(),
            1 => " (1 needs a merchant whose clock can be moved)".to_owned(),
            several => format!(" ({several} need a merchant whose clock can be moved)"),
        };
        (missing > 0).then(|| format!("{} of {all} scenarios ran{why}", all - missing))
    }

    /// What was found wrong, and where; what a step and the rule both found is told once.
    pub fn findings(&self) -> Vec<FindingRecord> {
        let scenarios = self.scenarios.iter().filter(|scenario| scenario.outcome == Outcome::Failed).filter_map(|scenario| {
            let finding = scenario.finding.clone()?;
            let exchange = scenario.shown_by.as_ref().or_else(|| scenario.exchanges.last()).cloned();
            Some(FindingRecord { finding, scenario: Some(scenario.id.clone()), exchange })
        });
        let rule = self.tally.into_iter().flat_map(|tally| &tally.findings).map(|found| FindingRecord {
            finding: found.finding.clone(),
            scenario: Some(found.scenario.clone()),
            exchange: Some(found.exchange.clone()),
        });
        let mut findings: Vec<_> = scenarios.collect();
        let place = |found: &FindingRecord| (found.scenario.clone(), found.exchange.clone(), found.finding.place.clone());
        let told: BTreeSet<_> = findings.iter().map(place).collect();
        findings.extend(rule.filter(|found| !told.contains(&place(found))));
        findings
    }
}

/// Why a scenario could not tell.
fn doubt(scenario: &ScenarioRecord) -> &str {
    let message = scenario.steps.iter().find_map(|step| step.message.as_deref());
    message.unwrap_or("a scenario ended without a verdict")
}
