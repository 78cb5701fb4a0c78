//! `signoff selftest`: the negative control.

use std::time::Duration;

use super::stage::{self, Stage};
use super::{BROKEN, Format, Globals, USAGE, signals};
use crate::catalogue::selection::{Scope, facts};
use crate::catalogue::selftest::SelfTest;
use crate::catalogue::{Catalogue, Selected};
use crate::core::subject::Subject;
use crate::engine::select::{self, Filter};
use crate::engine::{self, Plan, control, features};
use crate::providers::Faults;
use crate::report;
use crate::world::Settings;

/// The flags of `selftest`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this provider (may be given several times)
    #[arg(long, value_name = "PROVIDER")]
    provider: Vec<String>,
    /// Write the result: json=PATH
    #[arg(long, value_name = "FORMAT=PATH", value_parser = report::Destination::parse)]
    report: Vec<report::Destination>,
    /// Repeats an earlier run
    #[arg(long, value_name = "N")]
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
    let files = report::open_all(&args.report).map_err(|error| error.to_string())?;
    let catalogue = Catalogue::embedded().map_err(|error| error.to_string())?;
    let seed = args.seed.unwrap_or_else(|| fastrand::u64(..1 << 32));
    let mut stage = stage::embedded(&stage::asked(&args.provider)?, seed)?;
    let (plan, selection) = plan(&catalogue, &stage, seed, Sight::Reading)?;
    let stop = signals::stop_on_interrupt();
    let mut run = engine::run(plan, &mut |_| {}, stop.clone()).map_err(|error| error.to_string())?;
    let browser = stage.look_with_browser().and_then(|()| stage.has_browser());
    if let Ok(true) = browser {
        let (plan, _) = self::plan(&catalogue, &stage, seed, Sight::Browser)?;
        run.extend(engine::run(plan, &mut |_| {}, stop).map_err(|error| error.to_string())?);
    }
    let providers: Vec<_> = stage.targets.iter().map(|targets| targets.provider).collect();
    let result = SelfTest::judge(&catalogue, &selection, &run, &providers, browser == Ok(true));
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

/// Every scenario of the embedded targets, as it is and once more per fault that may concern it; with a browser only the
/// faults and the scenarios that need one.
fn plan(catalogue: &Catalogue, stage: &Stage, seed: u64, sight: Sight) -> Result<(Plan, Selected), String> {
    let browser = sight == Sight::Browser;
    let subjects = Subject::ALL.into_iter().filter(|subject| stage.has(*subject)).collect();
    let scope = Scope { targets: &stage.targets, subjects };
    let all = features::parse_all(&features::embedded()).map_err(|error| error.to_string())?;
    let tries = |id: &str, slug: &str| catalogue.find(id).is_some_and(|requirement| scope.tries(requirement, slug));
    let (all, counts) = select::select(all, &Filter { browser, ..Filter::default() }, tries);
    let selection = scope.selected(catalogue, &counts, false, false);
    let faults =
        stage.targets.iter().flat_map(|targets| (targets.provider.faults)().iter().map(|fault| (targets.provider, fault)));
    let planted: Vec<_> = faults.filter(|(_, fault)| fault.browser_only == browser).collect();
    let facts = facts(catalogue);
    let plan = Plan {
        features: control::cross(all, &planted, &facts, |scenario| !browser || select::needs_browser(scenario)),
        targets: stage.targets.clone(),
        transport: stage.transport.clone(),
        settings: Settings {
            step_timeout: stage.transport.timeout,
            scenario_timeout: Duration::from_secs(60),
            faults: Faults::default(),
            keep_exchanges: false,
            evidence: None,
            snapshots: None,
            update_snapshots: false,
            requirements: facts,
        },
        jobs: super::run::usual_jobs(false, browser),
        seed,
    };
    Ok((plan, selection))
}
