//! What `signoff run` settles before the first request: the catalogue, what is under test, and which scenarios are tried.

use std::collections::BTreeSet;
use std::path::PathBuf;

use cucumber::gherkin::{Feature, Scenario};

use super::{Args, usual_jobs};
use crate::catalogue::selection::{Scope, facts};
use crate::catalogue::{Catalogue, Selected};
use crate::cli::earlier::Earlier;
use crate::cli::stage::{self, Stage};
use crate::config::target::is_production;
use crate::core::subject::Subject;
use crate::engine::features::COMMON;
use crate::engine::select::{self, Filter};
use crate::engine::{Plan, features};
use crate::providers;
use crate::transport::client::Client;
use crate::world::Settings;

/// Everything that is settled before the first request.
pub(super) struct Prepared {
    pub catalogue: Catalogue,
    pub stage: Stage,
    pub plan: Plan,
    pub selection: Selected,
    pub earlier: Earlier,
}

/// Settles it.
pub(super) fn prepare(args: &Args) -> Result<Prepared, String> {
    let catalogue = Catalogue::with(&args.features).map_err(|error| error.to_string())?;
    let earlier = Earlier::read(&args.earlier, &catalogue)?;
    let seed = args.seed.unwrap_or_else(|| fastrand::u64(..1 << 32));
    let mut stage = stage::open(args.config.as_deref(), &args.provider, &args.subject, seed)?;
    if args.browser {
        stage.look_with_browser()?;
    }
    Client::new(&stage.transport).map_err(|error| format!("could not prepare the HTTP client: {error}"))?;
    let subjects = subjects(&args.subject, &stage)?;
    let faults = faults(args, &stage, &subjects)?;
    let scope = Scope { targets: &stage.targets, subjects };
    let looks = scope.subjects.iter().any(|subject| matches!(subject, Subject::Checkout | Subject::Merchant));
    let browser = looks && stage.has_browser()?;
    let filter = Filter { tags: args.tags.clone(), name: args.name.clone(), browser, real_time: stage.is_in_real_time() };
    let all = load(&args.features, &catalogue, &stage)?;
    let (mut features, counts) = select::select(all, &filter, scope.wants(&catalogue));
    let mut selection = scope.selected(&catalogue, &counts, &filter, args.strict);
    if selection.requirements.is_empty() {
        return Err("nothing is selected: no requirement is left by the filters".to_owned());
    }
    earlier.again(&mut features, &mut selection, &catalogue)?;
    earlier.comparable(&catalogue, &selection)?;
    guard_real_money(&stage, &features, args.allow_production)?;
    earlier.narrow(&mut features, &mut selection, &catalogue, &stage, &args.fault);
    selection.waivers = earlier.waivers().clone();
    let (foreign, settings) = (!stage.embedded, settings(args, &stage, faults, &catalogue));
    let plan = Plan {
        features,
        targets: std::mem::take(&mut stage.targets),
        transport: stage.transport.clone(),
        settings,
        jobs: args.jobs.map_or_else(|| usual_jobs(foreign, browser), usize::from),
        seed,
    };
    Ok(Prepared { catalogue, stage, plan, selection, earlier })
}

fn settings(args: &Args, stage: &Stage, faults: providers::Faults, catalogue: &Catalogue) -> Settings {
    Settings {
        step_timeout: stage.transport.timeout,
        scenario_timeout: stage.transport.scenario_timeout.unwrap_or(stage.transport.timeout * 6),
        faults,
        keep_exchanges: true,
        evidence: args.evidence.clone(),
        snapshots: args.snapshots.clone(),
        update_snapshots: args.update_snapshots,
        requirements: facts(catalogue),
    }
}

/// The embedded features of what is under test and all those of `--features`, linted and parsed.
fn load(folders: &[PathBuf], catalogue: &Catalogue, stage: &Stage) -> Result<Vec<Feature>, String> {
    let own = features::embedded();
    let mut paths: BTreeSet<_> = own.iter().map(|source| source.path.clone()).collect();
    let under_test = |folder: &str| folder == COMMON || stage.targets.iter().any(|targets| targets.provider.slug == folder);
    let own: Vec<_> = own.into_iter().filter(|source| under_test(source.folder())).collect();
    let mut all = features::parse_all(&own).map_err(|error| error.to_string())?;
    for folder in folders {
        let more = features::directory(folder).map_err(|error| error.to_string())?;
        if let Some(doubled) = more.iter().find(|source| !paths.insert(source.path.clone())) {
            return Err(format!("there are two features {}: give the added file another name", doubled.path));
        }
        let more = crate::cli::lint::parse(&more, catalogue);
        all.extend(more.map_err(|problems| format!("could not use {}:\n{}", folder.display(), problems.join("\n")))?);
    }
    Ok(all)
}

/// The subjects asked for; without configuration, those that have an embedded target.
fn subjects(asked: &[Subject], stage: &Stage) -> Result<BTreeSet<Subject>, String> {
    if asked.is_empty() {
        return Ok(Subject::ALL.into_iter().filter(|subject| !stage.embedded || stage.has(*subject)).collect());
    }
    match asked.iter().find(|subject| stage.embedded && !stage.has(**subject)) {
        Some(subject) => Err(format!("nothing is selected: the subject {subject} has no embedded target yet")),
        None => Ok(asked.iter().copied().collect()),
    }
}

/// The faults asked for, which must break an embedded target of this run.
fn faults(args: &Args, stage: &Stage, subjects: &BTreeSet<Subject>) -> Result<providers::Faults, String> {
    for text in &args.fault {
        let named = text.split_once(':').and_then(|(slug, name)| Some((slug, providers::find(slug)?.fault(name)?)));
        let Some((slug, fault)) = named else {
            return Err(unknown(text));
        };
        if !stage.embedded || stage.targets.iter().all(|targets| targets.provider.slug != slug) {
            return Err(format!("fault {text:?} cannot be planted: only embedded targets can be broken"));
        }
        if !subjects.contains(&fault.subject) {
            return Err(format!("fault {text:?} would break nothing: the subject {} is not selected", fault.subject));
        }
        if fault.browser_only && !args.browser {
            return Err(format!("fault {text:?} would not be seen: only a real browser sees it (--browser)"));
        }
    }
    Ok(args.fault.iter().collect())
}

/// What is told of a name that is no fault's: the form, and the providers that have one of that name.
fn unknown(text: &str) -> String {
    let name = text.rsplit_once(':').map_or(text, |(_, name)| name);
    let having = providers::ALL.iter().filter(|provider| provider.fault(name).is_some());
    let meant = match having.map(|provider| format!("{}:{name}", provider.slug)).collect::<Vec<_>>().join(" or ") {
        none if none.is_empty() => String::new(),
        some => format!("; did you mean {some}?"),
    };
    format!("unknown fault {text:?}: it has the form PROVIDER:NAME, and signoff requirements lists the names{meant}")
}

/// Refuses scenarios that move money at production hosts, before anything is sent.
fn guard_real_money(stage: &Stage, features: &[Feature], allowed: bool) -> Result<(), String> {
    const TAG: &str = "moves-money";
    let endpoints = stage.targets.iter().filter_map(|targets| targets.endpoint.as_ref());
    let production = endpoints.filter(|target| !allowed && is_production(target));
    let moves = |scenario: &Scenario| scenario.tags.iter().any(|tag| tag == TAG);
    let tried = |slug: &str, feature: &Feature| {
        feature.scenarios.iter().any(|scenario| features::provider(feature, scenario) == slug && moves(scenario))
    };
    let at_stake = production.filter(|target| features.iter().any(|feature| tried(target.provider.slug, feature)));
    let hosts: Vec<_> = at_stake.map(|target| target.base_url.as_str()).collect();
    let are = match hosts.len() {
        0 => return Ok(()),
        1 => "is a production host",
        _ => "are production hosts",
    };
    Err(format!(
        "{} {are}, and some of the selected scenarios move real money; \
         --tags \"not @{TAG}\" selects the rest, --allow-production runs them all",
        hosts.join(" and ")
    ))
}
