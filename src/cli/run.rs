//! `signoff run`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use cucumber::gherkin::tagexpr::TagOperation;
use preparation::{Prepared, prepare};
use regex::Regex;
use tokio::sync::watch::Receiver;

use super::{BAD, BROKEN, Format, Globals, USAGE, earlier, evidence, signals, stage, watch};
use crate::catalogue::selection::strange_claims;
use crate::catalogue::{self, Catalogue, Selected};
use crate::core::subject::Subject;
use crate::engine::probe::Readiness;
use crate::engine::{self, Event, Plan, features, targets};
use crate::providers::Provider;
use crate::report::journal::{Intent, Journal};
use crate::report::{self, Report};
use crate::world::BROWSERS;

mod preparation;

/// The flags of `run`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The configuration [default: signoff.toml here; without one, everything under test is embedded]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Only this provider (may be given several times)
    #[arg(long, value_name = "PROVIDER", value_parser = stage::provider)]
    provider: Vec<&'static Provider>,
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
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..1 << 32))]
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
pub fn run(mut args: Args, globals: &Globals) -> u8 {
    let stop = signals::stop_on_interrupt();
    let (watched, watches) = (args.watched(), args.watch);
    let mut once = || {
        // Once found it is kept to: when it is gone, our own targets must not be tried in place of those that it names.
        args.config = stage::found(args.config.as_deref());
        match prepare(&args).and_then(|prepared| carry_out(prepared, &args, globals, stop.clone())) {
            Ok(code) => code,
            Err(error) => {
                super::complain(&error);
                USAGE
            }
        }
    };
    if watches { watch::watch(&watched, &stop, once) } else { once() }
}

impl Args {
    /// The files and folders whose change asks for another run; the configuration may yet come to be.
    fn watched(&self) -> Vec<PathBuf> {
        let config = self.config.clone().unwrap_or_else(|| stage::CONFIG.into());
        std::iter::once(config).chain(self.features.iter().cloned()).chain(self.earlier.waivers().cloned()).collect()
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
    args.evidence.as_deref().map_or(Ok(()), evidence::begin)?;
    let records = targets::records(&plan.targets, &Readiness::default());
    selection.waivers.warnings(&catalogue, &records).iter().for_each(|warning| super::warn(warning));
    strange_claims(&plan.targets, &catalogue).iter().for_each(|warning| super::warn(warning));
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
    earlier.compare(&mut conformance, &run);
    let report = Report { evidence: args.evidence.as_deref(), ..Report::new(&run, &conformance) };
    // What was found is not undone by a report that could not be written.
    let mut problems = publish(&report, files, args, globals.format, &console);
    let kept = journal.map_or(Ok(()), |journal| journal.close(problems.is_empty()));
    problems.extend(kept.err().map(|error| format!("could not keep the journal: {error}")));
    problems.iter().for_each(|problem| super::complain(problem));
    conformance.complaints().iter().for_each(|waiver| super::complain(waiver));
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
    let keep = |folder| evidence::keep(folder, report, &args.features, args.config.as_deref());
    let kept = args.evidence.as_deref().map(keep);
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
    let first = args.report.first().filter(|report| report.becomes_file()).map(|report| &report.path);
    let Some(path) = args.evidence.as_ref().map(|folder| folder.join(evidence::JOURNAL)).or_else(|| first.map(beside)) else {
        return Ok(None);
    };
    let mut planned = BTreeMap::new();
    for feature in &plan.features {
        for scenario in &feature.scenarios {
            *planned.entry(features::requirement(feature, scenario).to_owned()).or_default() += 1;
        }
    }
    let intent = Intent { catalogue, selection, planned: &planned, seed: plan.seed };
    let created = Journal::create(&path, &intent);
    created.map(Some).map_err(|error| format!("could not write the journal {}: {error}", path.display()))
}
