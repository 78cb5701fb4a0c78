//! `signoff selftest`: the negative control.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use cucumber::gherkin::Feature;

use super::stage::{self, Stage};
use super::{BROKEN, Format, Globals, USAGE, signals};
use crate::catalogue::selection::{Scope, facts};
use crate::catalogue::selftest::SelfTest;
use crate::catalogue::{Catalogue, Selected};
use crate::core::subject::Subject;
use crate::engine::record::RunRecord;
use crate::engine::select::{self, Filter};
use crate::engine::{self, Plan, control, features};
use crate::providers::{Fault, Faults, Provider};
use crate::report;
use crate::world::{Facts, Settings};

/// The flags of `selftest`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this provider (may be given several times)
    #[arg(long, value_name = "PROVIDER", value_parser = stage::provider)]
    provider: Vec<&'static Provider>,
    /// Write the result: json=PATH
    #[arg(long, value_name = "FORMAT=PATH", value_parser = report::Destination::parse)]
    report: Vec<report::Destination>,
    /// Repeats an earlier run
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..1 << 32))]
    seed: Option<u64>,
}

/// Breaks every embedded target in every known way, and returns the exit code.
pub fn run(args: &Args, globals: &Globals) -> u8 {
    match carry_out(args, globals) {
        Ok(code) => code,
        Err(error) => {
            super::complain(&error);
            USAGE
        }
    }
}

fn carry_out(args: &Args, globals: &Globals) -> Result<u8, String> {
    if args.report.iter().any(|destination| destination.format != report::Format::Json) {
        return Err("the self-test writes json only".to_owned());
    }
    let files = report::open_all(&args.report).map_err(|error| error.to_string())?;
    let catalogue = Catalogue::embedded().map_err(|error| error.to_string())?;
    let seed = args.seed.unwrap_or_else(|| fastrand::u64(..1 << 32));
    let mut stage = stage::embedded(&args.provider, seed)?;
    let stop = signals::stop_on_interrupt();
    let all = Scenarios::select(&catalogue, &stage, Sight::Reading)?;
    let carry_out = |plan| engine::run(plan, &mut |_| {}, stop.clone()).map_err(|error| error.to_string());
    let mut run = all.try_out(&stage, seed, carry_out)?;
    let browser = stage.look_with_browser().and_then(|()| stage.has_browser());
    if let Ok(true) = browser {
        run.extend(Scenarios::select(&catalogue, &stage, Sight::Browser)?.try_out(&stage, seed, carry_out)?);
    }
    let result = all.judge(&stage, &run, browser == Ok(true));
    let saved = files.into_iter().try_for_each(|file| report::selftest::save(file, &result));
    let mut stdout = std::io::stdout().lock();
    super::printed(match globals.format {
        Format::Json => serde_json::to_writer_pretty(&mut stdout, &result).map_err(std::io::Error::from),
        Format::Human | Format::Markdown => report::selftest::print(&mut stdout, &result, &run, !globals.quiet),
    })?;
    if let Err(error) = saved {
        super::complain(&error.to_string());
        return Ok(BROKEN);
    }
    Ok(if run.crashes.is_empty() { result.exit_code() } else { BROKEN })
}

/// How the checkout page is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sight {
    /// Its HTML is read.
    Reading,
    /// With a real browser: only what nothing else can see.
    Browser,
}

/// The scenarios that are tried, and the faults that may concern them.
struct Scenarios<'c> {
    catalogue: &'c Catalogue,
    features: Vec<Feature>,
    selection: Selected,
    faults: Vec<(&'static Provider, &'static Fault)>,
    facts: BTreeMap<String, Facts>,
    sight: Sight,
}

impl<'c> Scenarios<'c> {
    /// All those of the embedded targets; with a browser only the faults and the scenarios that need one.
    fn select(catalogue: &'c Catalogue, stage: &Stage, sight: Sight) -> Result<Self, String> {
        let browser = sight == Sight::Browser;
        let subjects = Subject::ALL.into_iter().filter(|subject| stage.has(*subject)).collect();
        let scope = Scope { targets: &stage.targets, subjects };
        let all = features::parse_all(&features::embedded()).map_err(|error| error.to_string())?;
        let (features, counts) = select::select(all, &Filter { browser, ..Filter::default() }, scope.wants(catalogue));
        let providers = stage.targets.iter().map(|targets| targets.provider);
        let known = providers.flat_map(|provider| (provider.faults)().iter().map(move |fault| (provider, fault)));
        let faults = known.filter(|(_, fault)| fault.browser_only == browser).collect();
        let selection = scope.selected(catalogue, &counts, &Filter::default(), false);
        Ok(Self { catalogue, features, selection, faults, facts: facts(catalogue), sight })
    }

    /// Runs each scenario as it is, and then once more per fault, as far as the clean run does not show that the fault
    /// changes nothing in it. What could not tell though it should is asked again, one scenario after the other: the machine may
    /// have been busy.
    fn try_out(&self, stage: &Stage, seed: u64, run: impl Fn(Plan) -> Result<RunRecord, String>) -> Result<RunRecord, String> {
        let again = |record: &mut RunRecord, features: &dyn Fn() -> Vec<Feature>, faults: &Faults, unseen: &HashSet<String>| {
            let doubtful = control::doubtful(&record.scenarios, unseen);
            if !doubtful.is_empty() && !record.interrupted {
                let features = control::only(features(), &doubtful);
                record.renew(run(Plan { jobs: 1, ..self.plan(features, faults.clone(), stage, seed) })?);
            }
            Ok::<_, String>(())
        };
        let watched = Faults::default().watched();
        let mut clean = run(self.plan(self.clean(), watched.clone(), stage, seed))?;
        again(&mut clean, &|| self.clean(), &watched, &HashSet::new())?;
        let planted = || control::cross(self.features.clone(), &self.faults, &self.facts, &clean.scenarios);
        let mut broken = run(self.plan(planted(), Faults::default(), stage, seed))?;
        let unseen = self.judge(stage, &broken, true).survivors();
        again(&mut broken, &planted, &Faults::default(), &unseen)?;
        clean.extend(broken);
        Ok(clean)
    }

    /// What a run says of all faults that the selection names.
    fn judge(&self, stage: &Stage, run: &RunRecord, browser: bool) -> SelfTest {
        let providers: Vec<_> = stage.targets.iter().map(|targets| targets.provider).collect();
        SelfTest::judge(self.catalogue, &self.selection, run, &providers, browser)
    }

    fn clean(&self) -> Vec<Feature> {
        let mut features = self.features.clone();
        if self.sight == Sight::Browser {
            features.iter_mut().for_each(|feature| feature.scenarios.retain(select::needs_browser));
            features.retain(|feature| !feature.scenarios.is_empty());
        }
        features
    }

    fn plan(&self, features: Vec<Feature>, faults: Faults, stage: &Stage, seed: u64) -> Plan {
        Plan {
            features,
            targets: stage.targets.clone(),
            transport: stage.transport.clone(),
            settings: Settings {
                step_timeout: stage.transport.timeout,
                scenario_timeout: Duration::from_secs(60),
                faults,
                keep_exchanges: false,
                evidence: None,
                snapshots: None,
                update_snapshots: false,
                requirements: self.facts.clone(),
            },
            jobs: super::run::usual_jobs(false, self.sight == Sight::Browser),
            seed,
        }
    }
}
