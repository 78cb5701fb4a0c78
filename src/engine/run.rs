//! One run: probe the targets, drive cucumber on every core, gather what is left behind.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use cucumber::gherkin::{Feature, Scenario};
use jiff::Timestamp;
use thiserror::Error;
use tokio::sync::watch;

use crate::config::target::ProviderTargets;
use crate::config::transport::TransportSettings;
use crate::core::id::{Ids, base36};
use crate::transport::client::{Client, ClientError};
use crate::world::{Session, Settings};

use super::probe::{self, Readiness};
use super::record::{Outcome, RunRecord, ScenarioRecord};
use super::recorder;
use super::{definitions, drive, features, targets};

/// What is run, against what, and how.
pub struct Plan {
    /// Selected features, Examples expanded; a copy per planted fault in the self-test.
    pub features: Vec<Feature>,
    /// What is under test.
    pub targets: Vec<ProviderTargets>,
    /// How requests are sent.
    pub transport: TransportSettings,
    /// What every scenario is given.
    pub settings: Settings,
    /// The most scenarios at once.
    pub jobs: usize,
    /// Repeats the run.
    pub seed: u64,
}

/// Why nothing could be run.
#[derive(Debug, Error)]
pub enum RunError {
    /// The HTTP client could not be made.
    #[error("could not prepare the HTTP client: {0}")]
    Client(#[from] ClientError),
    /// The async runtime could not be made.
    #[error("could not start the async runtime: {0}")]
    Runtime(std::io::Error),
}

/// Told of every scenario that ends.
pub type Progress<'a> = &'a mut (dyn FnMut(&ScenarioRecord) + Send);

/// Only one run at a time: cucumber exchanges the process-wide panic hook.
static RUNNING: Mutex<()> = Mutex::new(());

/// Scenarios below which a second thread costs more than it brings.
const WORTH_A_THREAD: usize = 48;

/// Carries out a plan. `stop` turning true ends it early; what ran so far is in the record.
pub fn run(mut plan: Plan, progress: Progress<'_>, stop: watch::Receiver<bool>) -> Result<RunRecord, RunError> {
    let _alone: MutexGuard<'_, ()> = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    let (started_at, began) = (Timestamp::now(), Instant::now());
    let features = std::mem::take(&mut plan.features);
    let order: HashMap<_, _> = features.iter().enumerate().map(|(place, one)| (features::path(one), place)).collect();
    let shared = Shared::new(&plan);
    let (readiness, exchanges) = shared.block_on(async |session| {
        let mut stop = stop.clone();
        let readiness = tokio::select! {
            biased;
            readiness = probe::all(&session, &features) => readiness,
            Ok(_) = stop.wait_for(|stop| *stop) => Readiness::default(),
        };
        (readiness, session.take_exchanges())
    })?;
    let mut record = RunRecord {
        started_at: format!("{started_at:.3}"),
        seed: plan.seed,
        targets: targets::records(&plan.targets, &readiness),
        exchanges,
        ..RunRecord::default()
    };
    let (ready, mut blocked) = split_ready(features, &readiness);
    blocked.iter().for_each(&mut *progress);
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let parts = on_every_core(&shared, ready, plan.jobs, progress, &stop);
    std::panic::set_hook(hook);
    let (mut tallies, mut left) = (super::tally::Tallies::default(), Vec::new());
    for part in parts {
        let drive::Part { gathered, exchanges, notes, left: undone } = part?;
        record.scenarios.extend(gathered.scenarios);
        record.crashes.extend(gathered.crashes);
        record.exchanges.extend(exchanges);
        record.snapshots.extend(notes);
        tallies.merge(gathered.tallies);
        left.extend(undone);
    }
    record.scenarios.append(&mut blocked);
    record.interrupted = *stop.borrow();
    add_missing(&mut record, &left);
    sort(&mut record, &order);
    record.rules = tallies.into_records();
    record.duration_ms = began.elapsed().as_secs_f64() * 1000.0;
    Ok(record)
}

/// What every engine thread needs to make its own session.
struct Shared<'a> {
    plan: &'a Plan,
    targets: Arc<Vec<ProviderTargets>>,
    ids: Ids,
    numbers: Arc<AtomicU64>,
}

impl<'a> Shared<'a> {
    fn new(plan: &'a Plan) -> Self {
        let foreign = plan.targets.iter().any(|targets| targets.endpoint.as_ref().is_some_and(|t| !t.embedded));
        // Foreign targets remember ids across runs, so there the time joins the seed.
        let stem = if foreign { plan.seed ^ Timestamp::now().as_millisecond().unsigned_abs() } else { plan.seed };
        Self { plan, targets: Arc::new(plan.targets.clone()), ids: Ids::new(&base36(stem)), numbers: Arc::new(AtomicU64::new(1)) }
    }

    /// Runs `work` with a session on a runtime of its own.
    fn block_on<T>(&self, work: impl AsyncFnOnce(Rc<Session>) -> T) -> Result<T, RunError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(RunError::Runtime)?;
        let _inside = runtime.enter();
        let client = Client::new(&self.plan.transport)?;
        let session = Session::new(
            client,
            Arc::clone(&self.targets),
            self.ids.clone(),
            self.plan.seed,
            self.plan.settings.clone(),
            Arc::clone(&self.numbers),
        );
        let session = Rc::new(session);
        Ok(runtime.block_on(Rc::clone(&session).scope(work(session))))
    }
}

/// Spreads the features over the cores and runs each share.
fn on_every_core(
    shared: &Shared<'_>,
    features: Vec<Feature>,
    jobs: usize,
    progress: Progress<'_>,
    stop: &watch::Receiver<bool>,
) -> Vec<Result<drive::Part, RunError>> {
    let count: usize = features.iter().map(|feature| feature.scenarios.len()).sum();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.min(jobs).min(count.div_ceil(WORTH_A_THREAD)).max(1);
    let steps = definitions::needed(&features);
    let progress = Mutex::new(progress);
    let share = |features: Vec<Feature>| {
        let tell = |record: &ScenarioRecord| (progress.lock().unwrap_or_else(PoisonError::into_inner))(record);
        shared.block_on(async |session| {
            drive::drive(session, features, steps.clone(), jobs.div_ceil(threads), tell, stop.clone()).await
        })
    };
    if threads == 1 {
        return vec![share(features)];
    }
    std::thread::scope(|scope| {
        let started: Vec<_> = spread(features, threads).into_iter().map(|part| scope.spawn(|| share(part))).collect();
        started.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}

/// Deals the scenarios of every feature out in turn.
fn spread(features: Vec<Feature>, parts: usize) -> Vec<Vec<Feature>> {
    let mut shares = vec![Vec::new(); parts];
    let mut turn = 0;
    for mut feature in features {
        let scenarios = std::mem::take(&mut feature.scenarios);
        let mut dealt: Vec<Vec<Scenario>> = vec![Vec::new(); parts];
        for scenario in scenarios {
            dealt[turn % parts].push(scenario);
            turn += 1;
        }
        for (share, scenarios) in shares.iter_mut().zip(dealt).filter(|(_, scenarios)| !scenarios.is_empty()) {
            share.push(Feature { scenarios, ..feature.clone() });
        }
    }
    shares
}

/// Scenarios whose target accepts calls, and records of the others with the reason.
fn split_ready(all: Vec<Feature>, readiness: &Readiness) -> (Vec<Feature>, Vec<ScenarioRecord>) {
    let mut blocked = Vec::new();
    let ready = all.into_iter().filter_map(|mut feature| {
        let scenarios = std::mem::take(&mut feature.scenarios);
        feature.scenarios = scenarios
            .into_iter()
            .filter(|scenario| match readiness.obstacle(&feature, scenario) {
                None => true,
                Some(reason) => {
                    let mut record = recorder::blank(&feature, scenario);
                    record.outcome = Outcome::Inconclusive;
                    if let Some(first) = record.steps.first_mut() {
                        first.outcome = Outcome::Inconclusive;
                        first.message = Some(reason.to_owned());
                    }
                    blocked.push(record);
                    false
                }
            })
            .collect();
        (!feature.scenarios.is_empty()).then_some(feature)
    });
    (ready.collect(), blocked)
}

/// Records the scenarios that an early end left out.
fn add_missing(record: &mut RunRecord, features: &[Feature]) {
    let ran: std::collections::HashSet<_> = record.scenarios.iter().map(|s| (s.id.clone(), s.fault.clone())).collect();
    for feature in features {
        let blank = feature.scenarios.iter().map(|scenario| recorder::blank(feature, scenario));
        record.scenarios.extend(blank.filter(|blank| !ran.contains(&(blank.id.clone(), blank.fault.clone()))));
    }
}

/// Puts scenarios into the order of the features, and exchanges into the order of their ids.
fn sort(record: &mut RunRecord, order: &HashMap<String, usize>) {
    record.scenarios.sort_by_key(|s| (s.fault.clone(), order.get(&s.feature).copied(), s.line));
    let number = |id: &str| id.trim_start_matches('x').parse::<u64>().unwrap_or_default();
    record.exchanges.sort_by_key(|exchange| number(&exchange.id));
}
