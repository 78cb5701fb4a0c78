//! `signoff run`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use cucumber::gherkin::tagexpr::TagOperation;
use cucumber::gherkin::{Feature, Scenario};
use regex::Regex;
use tokio::sync::watch::Receiver;

use super::earlier::{self, Earlier};
use super::stage::{self, Stage};
use super::{BAD, BROKEN, Format, Globals, USAGE, evidence, signals, watch};
use crate::catalogue::selection::{Scope, facts};
use crate::catalogue::{self, Catalogue, Selected};
use crate::config::target::is_production;
use crate::core::subject::Subject;
use crate::engine::select::{self, Filter};
use crate::engine::{self, Event, Plan, features};
use crate::providers;
use crate::report::journal::{Intent, Journal};
use crate::report::{self, Report};
use crate::world::{BROWSERS, Settings};

/// The flags of `run`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The configuration [default: signoff.toml here; without one, everything under test is embedded]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Only this provider (may be given several times)
    #[arg(long, value_name = "PROVIDER")]
    provider: Vec<String>,
    /// Only this subject: endpoint, signer, checkout or merchant (may be given several times)
    #[arg(long, value_name = "SUBJECT", value_parser = subject)]
    subject: Vec<Subject>,
    /// Only scenarios whose tags satisfy this expression, e.g. "not @moves-money"
    #[arg(long, value_name = "EXPR")]
    tags: Option<TagOperation>,
    /// Only scenarios whose name matches this regular expression
    #[arg(long, value_name = "REGEX")]
    name: Option<Regex>,
    /// More features and requirements, laid out like features/ (may be given several times)
    #[arg(long, value_name = "DIR")]
    features: Vec<PathBuf>,
    /// The most scenarios at once [default: 64 at embedded targets, 8 at others]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Repeats an earlier run's ids and orders
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// A SHOULD counts like a MUST, and a snapshot that drifted like a violation
    #[arg(long)]
    strict: bool,
    /// Let scenarios that move money run against a production host
    #[arg(long)]
    allow_production: bool,
    /// Write a report: html, markdown, json, junit, sarif, github, csv or messages (may be given several times)
    #[arg(long, value_name = "FORMAT=PATH", value_parser = report::Destination::parse)]
    report: Vec<report::Destination>,
    /// Reviewed snapshots of a foreign target's answers
    #[arg(long, value_name = "DIR")]
    snapshots: Option<PathBuf>,
    /// Rewrite those snapshots instead of comparing
    #[arg(long, requires = "snapshots")]
    update_snapshots: bool,
    /// Look at the checkout page with a real browser (Chromium and chromedriver)
    #[arg(long)]
    browser: bool,
    /// Keep there the report, features, configuration, and what customers saw and the merchant asked in each scenario
    #[arg(long, value_name = "DIR")]
    evidence: Option<PathBuf>,
    /// Break an embedded target on purpose: PROVIDER:NAME (may be given several times)
    #[arg(long, value_name = "PROVIDER:NAME")]
    fault: Vec<String>,
    /// Run again whenever the configuration, the waivers or the features of --features change, until Ctrl-C
    #[arg(long)]
    watch: bool,
    #[command(flatten)]
    earlier: earlier::Args,
}

/// The subject of that name.
pub(super) fn subject(text: &str) -> Result<Subject, String> {
    Subject::ALL.into_iter().find(|subject| subject.name() == text).ok_or_else(|| {
        let known: Vec<_> = Subject::ALL.iter().map(|subject| subject.name()).collect();
        format!("known are {}", known.join(", "))
    })
}

/// Runs the suite and returns its exit code.
pub fn run(args: &Args, globals: &Globals) -> u8 {
    let stop = signals::stop_on_interrupt();
    let once = || match prepare(args).and_then(|prepared| carry_out(prepared, args, globals, stop.clone())) {
        Ok(code) => code,
        Err(error) => {
            super::complain(&error);
            USAGE
        }
    };
    if args.watch { watch::watch(&args.watched(), &stop, once) } else { once() }
}

impl Args {
    /// The files and folders whose change asks for another run; the configuration may yet come to be.
    fn watched(&self) -> Vec<PathBuf> {
        let config = self.config.clone().unwrap_or_else(|| stage::CONFIG.into());
        std::iter::once(config).chain(self.features.iter().cloned()).chain(self.earlier.waivers().cloned()).collect()
    }
}

/// Everything that is settled before the first request.
struct Prepared {
    catalogue: Catalogue,
    stage: Stage,
    plan: Plan,
    selection: Selected,
    earlier: Earlier,
}

fn prepare(args: &Args) -> Result<Prepared, String> {
    engine::prepare();
    let catalogue = Catalogue::with(&args.features).map_err(|error| error.to_string())?;
    let earlier = Earlier::read(&args.earlier, &catalogue)?;
    let seed = args.seed.unwrap_or_else(|| fastrand::u64(..1 << 32));
    let mut stage = stage::open(args.config.as_deref(), &args.provider, &args.subject, seed)?;
    if args.browser {
        stage.look_with_browser()?;
    }
    let subjects = subjects(&args.subject, &stage)?;
    let faults = faults(&args.fault, &stage, &subjects)?;
    let scope = Scope { targets: &stage.targets, subjects };
    let looks = scope.subjects.iter().any(|subject| matches!(subject, Subject::Checkout | Subject::Merchant));
    let browser = looks && stage.has_browser()?;
    let filter = Filter { tags: args.tags.clone(), name: args.name.clone(), browser, real_time: stage.is_in_real_time() };
    let all = load(&args.features, &catalogue)?;
    let tries = |id: &str, slug: &str| catalogue.find(id).is_some_and(|requirement| scope.tries(requirement, slug));
    let (mut features, counts) = select::select(all, &filter, tries);
    let filtered = filter.tags.is_some() || filter.name.is_some();
    let mut selection = scope.selected(&catalogue, &counts, filtered, args.strict);
    if selection.requirements.is_empty() {
        return Err("nothing is selected: no requirement is left by the filters".to_owned());
    }
    earlier.again(&mut features, &mut selection, &catalogue)?;
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

/// The most scenarios at once where nobody says it.
pub(super) fn usual_jobs(foreign: bool, browser: bool) -> usize {
    match (browser, foreign) {
        // A browser serves one customer at a time, and every core has its own.
        (true, _) => std::thread::available_parallelism().map_or(1, usize::from) * BROWSERS,
        (false, true) => 8,
        (false, false) => 64,
    }
}

fn carry_out(prepared: Prepared, args: &Args, globals: &Globals, stop: Receiver<bool>) -> Result<u8, String> {
    let Prepared { catalogue, stage, plan, selection, earlier } = prepared;
    let files = report::open_all(&args.report).map_err(|error| error.to_string())?;
    let mut journal = journal(args, &catalogue, &selection, &plan)?;
    selection.waivers.warnings().iter().for_each(|warning| super::warn(warning));
    let console = report::console::Options::new(globals.quiet, globals.verbose > 0, super::colored(globals));
    let mut progress = report::console::Progress::new(Box::new(std::io::stderr()), &console);
    let mut tell = |event: Event<'_>| {
        if let Some(journal) = &mut journal {
            journal.note(&event);
        }
        if let Event::Ended(ended) = event {
            progress.scenario(ended.scenario);
        }
    };
    let run = engine::run(plan, &mut tell, stop).map_err(|error| error.to_string())?;
    drop(stage);
    progress.finish();
    let mut conformance = catalogue::join(&catalogue, &selection, &run, None);
    earlier.compare(&mut conformance);
    let report = Report { evidence: args.evidence.as_deref(), ..Report::new(&run, &conformance) };
    // What was found is not undone by a report that could not be written.
    let mut problems = publish(&report, files, args, globals.format, &console);
    let kept = journal.map_or(Ok(()), |journal| journal.close(problems.is_empty()));
    problems.extend(kept.err().map(|error| format!("could not keep the journal: {error}")));
    problems.iter().for_each(|problem| super::complain(problem));
    conformance.unused_waivers.iter().for_each(|waiver| super::complain(waiver));
    let code = earlier::with_waivers(&conformance);
    if !args.watch {
        // The process ends now: to give back every small piece of a long run would take longer than to print it.
        std::mem::forget((run, conformance.requirements));
    }
    Ok(if problems.is_empty() || code == BAD { code } else { BROKEN })
}

/// Writes and prints what was found; returns what could not be written.
fn publish(
    report: &Report<'_>,
    files: Vec<report::Opened<'_>>,
    args: &Args,
    format: Format,
    console: &report::console::Options,
) -> Vec<String> {
    let unwritten = report::write_all(files, report);
    let config = stage::found(args.config.as_deref());
    let kept = args.evidence.as_deref().map(|folder| evidence::keep(folder, report, &args.features, config.as_deref()));
    let kept = kept.and_then(Result::err).map(|error| format!("could not keep the evidence: {error}"));
    let mut stdout = std::io::stdout().lock();
    let printed = super::printed(match format {
        Format::Json => report::json::write(&mut stdout, report),
        Format::Human | Format::Markdown => report::console::summary(&mut stdout, report, console),
    });
    unwritten.iter().map(ToString::to_string).chain(kept).chain(printed.err()).collect()
}

/// The journal in the evidence folder, or beside the first report that is a file.
fn journal(args: &Args, catalogue: &Catalogue, selection: &Selected, plan: &Plan) -> Result<Option<Journal>, String> {
    let beside = |path: &PathBuf| PathBuf::from(format!("{}.journal", path.display()));
    let first = args.report.first().map(|report| &report.path).filter(|path| path.is_file());
    let Some(path) = args.evidence.as_ref().map(|folder| folder.join("journal.ndjson")).or_else(|| first.map(beside)) else {
        return Ok(None);
    };
    let mut planned = BTreeMap::new();
    for feature in &plan.features {
        for scenario in &feature.scenarios {
            *planned.entry(features::requirement(feature, scenario)).or_default() += 1;
        }
    }
    let intent = Intent { catalogue, selection, planned: &planned, seed: plan.seed };
    let created = Journal::create(&path, &intent);
    created.map(Some).map_err(|error| format!("could not write the journal {}: {error}", path.display()))
}

/// The embedded features and those of `--features`, linted and parsed.
fn load(folders: &[PathBuf], catalogue: &Catalogue) -> Result<Vec<Feature>, String> {
    let mut all = features::parse_all(&features::embedded()).map_err(|error| error.to_string())?;
    for folder in folders {
        let more = features::directory(folder).map_err(|error| error.to_string())?;
        let more = super::lint::parse(&more, catalogue);
        all.extend(more.map_err(|problems| format!("could not use {}:\n{}", folder.display(), problems.join("\n")))?);
    }
    let mut paths = BTreeSet::new();
    match all.iter().map(features::path).find(|path| !paths.insert(path.clone())) {
        Some(path) => Err(format!("there are two features {path}: give the added file another name")),
        None => Ok(all),
    }
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
fn faults(asked: &[String], stage: &Stage, subjects: &BTreeSet<Subject>) -> Result<providers::Faults, String> {
    for text in asked {
        let named = text.split_once(':').and_then(|(slug, name)| Some((slug, providers::find(slug)?.fault(name)?)));
        let Some((slug, fault)) = named else {
            return Err(format!("unknown fault {text:?} (signoff requirements lists them)"));
        };
        if !stage.embedded || stage.targets.iter().all(|targets| targets.provider.slug != slug) {
            return Err(format!("fault {text:?} cannot be planted: only embedded targets can be broken"));
        }
        if !subjects.contains(&fault.subject) {
            return Err(format!("fault {text:?} would break nothing: the subject {} is not selected", fault.subject));
        }
    }
    Ok(asked.iter().collect())
}

/// Refuses scenarios that move money at production hosts, before anything is sent.
fn guard_real_money(stage: &Stage, features: &[Feature], allowed: bool) -> Result<(), String> {
    const TAG: &str = "moves-money";
    let production = stage.targets.iter().filter_map(|targets| targets.endpoint.as_ref()).find(|target| is_production(target));
    let Some(target) = production.filter(|_| !allowed) else { return Ok(()) };
    let moves = |feature: &Feature| {
        let tagged = |tags: &[String]| tags.iter().any(|tag| tag == TAG);
        let moved = |scenario: &Scenario| tagged(&scenario.tags) || tagged(&feature.tags);
        feature.scenarios.iter().any(|one| features::provider(feature, one) == target.provider.slug && moved(one))
    };
    if !features.iter().any(moves) {
        return Ok(());
    }
    Err(format!(
        "{} is a production host, and some of the selected scenarios move real money; \
         --tags \"not @{TAG}\" selects the rest, --allow-production runs them all",
        target.base_url
    ))
}
