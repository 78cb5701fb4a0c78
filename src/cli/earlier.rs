//! What a run knows beforehand: an earlier run, waivers, and which part of the whole it is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::ValueEnum;
use cucumber::gherkin::{Feature, Scenario};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::USAGE;
use super::stage::Stage;
use crate::catalogue::conformance::RuleRecord;
use crate::catalogue::shard::deal;
use crate::catalogue::verdict::Course;
use crate::catalogue::{Catalogue, Comparison, Conformance, Part, RequirementRecord, Selected, Status, Waivers};
use crate::engine::probe::Readiness;
use crate::engine::record::RunRecord;
use crate::engine::tally::KEPT;
use crate::engine::{features, recorder, targets};
use crate::report::saved::Saved;
use crate::signing::encoding::hex;

/// Flags about earlier runs and parts of a run.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Args {
    /// Compare with the JSON report of an earlier run; --shard deals out by its durations
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// What fails the run: only what got worse since the baseline
    #[arg(long, value_enum, requires = "baseline")]
    gate: Option<Gate>,
    /// Requirements that need not hold for now: a waivers.toml
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,
    /// Run again only what was not met in this JSON report
    #[arg(long, value_name = "FILE")]
    rerun: Option<PathBuf>,
    /// Run only this part of the whole, counted from 1, e.g. 2/8
    #[arg(long, value_name = "I/N", value_parser = Shard::parse)]
    shard: Option<Shard>,
}

impl Args {
    /// The file of waivers.
    pub fn waivers(&self) -> Option<&PathBuf> {
        self.waivers.as_ref()
    }
}

/// What fails a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Gate {
    /// What got worse.
    Regressions,
}

/// Which part of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shard {
    index: usize,
    of: usize,
}

impl Shard {
    fn parse(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(index, of)| Some((index.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((index, of)) if (1..=of).contains(&index) && of <= 1000 => Ok(Self { index, of }),
            _ => Err("expected I/N with 1 <= I <= N <= 1000, e.g. 2/8".to_owned()),
        }
    }
}

/// The files that those flags name, read.
pub struct Earlier {
    baseline: Option<Saved>,
    gated: bool,
    rerun: Option<Saved>,
    waivers: Waivers,
    shard: Option<Shard>,
}

impl Earlier {
    /// Reads the files.
    pub fn read(args: &Args, catalogue: &Catalogue) -> Result<Self, String> {
        let saved = |path: &Option<PathBuf>| path.as_deref().map(Saved::load).transpose().map_err(|error| error.to_string());
        let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
        let waivers = args.waivers.as_deref().map(|path| Waivers::load(path, catalogue, today)).transpose();
        Ok(Self {
            baseline: saved(&args.baseline)?,
            gated: args.gate.is_some(),
            rerun: saved(&args.rerun)?,
            waivers: waivers.map_err(|error| error.to_string())?.unwrap_or_default(),
            shard: args.shard,
        })
    }

    /// An error when a gate is set and the baseline looked at nothing that is selected now: nothing could get worse.
    pub fn comparable(&self, catalogue: &Catalogue, selection: &Selected) -> Result<(), String> {
        let Some(baseline) = self.baseline.as_ref().filter(|_| self.gated) else { return Ok(()) };
        // What holds at every provider is one requirement for all of them: it was looked at, but perhaps at another one.
        let of_a_provider = |id: &str| catalogue.find(id).is_none_or(|requirement| requirement.provider != features::COMMON);
        let alone = !selection.requirements.iter().any(|id| of_a_provider(id));
        let looked = |entry: &RequirementRecord| {
            let is_due = selection.requirements.contains(&entry.id) && (alone || of_a_provider(&entry.id));
            is_due && !matches!(entry.status, Status::NotSelected | Status::Manual)
        };
        match baseline.conformance.requirements.iter().any(looked) {
            true => Ok(()),
            false => Err("could not gate on regressions: the baseline looked at none of what is selected now".to_owned()),
        }
    }

    /// Leaves only what was not met in the run that is done again.
    pub fn again(&self, features: &mut Vec<Feature>, selection: &mut Selected, catalogue: &Catalogue) -> Result<(), String> {
        let Some(rerun) = &self.rerun else { return Ok(()) };
        let open = rerun.conformance.requirements.iter().filter(|entry| !is_settled(entry, rerun.run.interrupted));
        let open: BTreeMap<&str, _> = open.map(|entry| (entry.id.as_str(), entry)).collect();
        selection.requirements.retain(|id| open.contains_key(id.as_str()));
        if selection.requirements.is_empty() {
            return Err("nothing is selected: nothing that was not met in the earlier run is left to run again".to_owned());
        }
        let wanted = Wanted::new(&open, features, catalogue);
        keep(features, |feature, scenario| wanted.takes(feature, scenario));
        Ok(())
    }

    /// Leaves only the scenarios of this part of the run. All that the parts of one run have in common goes
    /// into the digest of the plan, with `flags`.
    pub fn narrow(
        &self,
        features: &mut Vec<Feature>,
        selection: &mut Selected,
        catalogue: &Catalogue,
        stage: &Stage,
        flags: &[String],
    ) {
        let Some(Shard { index, of }) = self.shard else { return };
        let dealt = deal(&self.weights(features, selection, catalogue), of);
        let records = targets::records(&stage.targets, &Readiness::default());
        // Our own targets listen on another port in every part.
        let places = records.iter().map(|one| (&one.provider, one.subject, (!one.embedded).then_some(&one.address)));
        let scenarios = features.iter().flat_map(|feature| feature.scenarios.iter().map(|one| recorder::key(feature, one)));
        let plan = json!([
            env!("CARGO_PKG_VERSION"),
            dealt,
            scenarios.collect::<Vec<_>>(),
            selection,
            self.waivers.entries(),
            places.collect::<Vec<_>>(),
            flags,
        ]);
        let home: BTreeSet<_> = dealt.into_iter().filter(|(_, part)| *part == index).map(|(id, _)| id).collect();
        keep(features, |feature, scenario| home.contains(features::requirement(feature, scenario)));
        let digest = hex(&Sha256::digest(plan.to_string()));
        selection.part = Some(Part { index, of, plan: digest, home });
    }

    /// How long the scenarios of each requirement took, or how many there are. What only a rule judges is not dealt out: rules
    /// judge in every part.
    fn weights(&self, features: &[Feature], selection: &Selected, catalogue: &Catalogue) -> BTreeMap<String, f64> {
        let known = self.baseline.as_ref().map(Saved::durations).unwrap_or_default();
        let usual = if known.is_empty() { 1.0 } else { known.values().sum::<f64>() / known.len() as f64 };
        let selected = catalogue.requirements.iter().filter(|entry| selection.requirements.contains(&entry.id));
        let unruled = selected.filter(|entry| entry.rule.is_none()).map(|entry| (entry.id.clone(), 0.0));
        let mut weights: BTreeMap<String, f64> = unruled.collect();
        for feature in features {
            for scenario in &feature.scenarios {
                let took = known.get(recorder::key(feature, scenario).as_str()).copied().unwrap_or(usual);
                *weights.entry(features::requirement(feature, scenario).to_owned()).or_default() += took;
            }
        }
        weights
    }

    /// The waivers of the run.
    pub fn waivers(&self) -> &Waivers {
        &self.waivers
    }

    /// Compares with the baseline, and lets the gate decide the exit code.
    pub fn compare(&self, conformance: &mut Conformance, run: &RunRecord) {
        let Some(baseline) = &self.baseline else { return };
        let (before, after) = (&baseline.conformance.requirements, &conformance.requirements);
        let comparison = Comparison::new(before, after, conformance.part.is_none());
        if self.gated {
            let course = Course::of(run, conformance.strict, conformance.part.is_some());
            (_, conformance.exit_code) = comparison.standing(conformance.strict).verdict(&course);
        }
        conformance.comparison = Some(comparison);
    }
}

/// The exit code with the waivers that cover nothing: a wrong file, like any other.
pub fn with_waivers(conformance: &Conformance) -> u8 {
    if conformance.complaints().is_empty() { conformance.exit_code } else { USAGE }
}

/// True when nothing is left to run again. Of a run that ended early (`incomplete`) that is what was tried as a whole; a rule has not
/// seen the exchanges that never came.
fn is_settled(entry: &RequirementRecord, incomplete: bool) -> bool {
    match entry.status {
        Status::NotSelected | Status::Manual => true,
        Status::Met | Status::NotApplicable => !incomplete || (entry.is_whole() && entry.rules.is_empty()),
        Status::Violated | Status::Inconclusive | Status::Untested | Status::Waived => false,
    }
}

/// The scenarios that can show whether an open requirement holds now.
struct Wanted<'a> {
    open: &'a BTreeMap<&'a str, &'a RequirementRecord>,
    /// Scenarios in whose exchanges a rule found something.
    found: BTreeSet<&'a str>,
    /// Subjects all of whose exchanges must be judged again: a rule failed or could not tell, and nothing says where.
    subjects: BTreeSet<(&'a str, &'static str)>,
    catalogue: &'a Catalogue,
}

impl<'a> Wanted<'a> {
    fn new(open: &'a BTreeMap<&'a str, &'a RequirementRecord>, features: &[Feature], catalogue: &'a Catalogue) -> Self {
        let tried: BTreeSet<_> = features
            .iter()
            .flat_map(|feature| feature.scenarios.iter().map(move |scenario| features::requirement(feature, scenario)))
            .collect();
        let found = open.values().flat_map(|entry| &entry.findings).filter_map(|found| found.scenario.as_deref());
        let nowhere = open.values().filter(|entry| {
            let unplaced = |rule: &RuleRecord| rule.unclear > 0 || rule.failed > KEPT as u64;
            let held = matches!(entry.status, Status::Met | Status::NotApplicable);
            let untried = !held && entry.findings.is_empty() && !tried.contains(entry.id.as_str());
            untried || entry.rules.iter().any(unplaced)
        });
        let subjects = nowhere.filter_map(|entry| {
            let requirement = catalogue.find(&entry.id)?;
            Some((requirement.provider.as_str(), requirement.find_rule()?.subject.name()))
        });
        Self { open, found: found.collect(), subjects: subjects.collect(), catalogue }
    }

    fn takes(&self, feature: &Feature, scenario: &Scenario) -> bool {
        let id = features::requirement(feature, scenario);
        let about = self.catalogue.find(id).map(|requirement| (requirement.provider.as_str(), requirement.subject.name()));
        self.open.contains_key(id)
            || self.found.contains(recorder::key(feature, scenario).as_str())
            || about.is_some_and(|about| self.subjects.contains(&about))
    }
}

/// Drops all other scenarios, and features that have none left.
fn keep(features: &mut Vec<Feature>, wanted: impl Fn(&Feature, &Scenario) -> bool) {
    for feature in features.iter_mut() {
        let scenarios = std::mem::take(&mut feature.scenarios);
        let kept: Vec<_> = scenarios.into_iter().filter(|scenario| wanted(feature, scenario)).collect();
        feature.scenarios = kept;
    }
    features.retain(|feature| !feature.scenarios.is_empty());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_counted_from_one() {
        assert_eq!(Shard::parse("2/8"), Ok(Shard { index: 2, of: 8 }));
        for text in ["", "2", "0/8", "9/8", "1/0", "-1/8", "1/8/2", "a/b", "1/1001", " 1/8"] {
            assert!(Shard::parse(text).is_err(), "{text:?} was read");
        }
    }
}
