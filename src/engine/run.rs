//! One run: probe the targets, drive cucumber on every core, gather what is left behind.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use cucumber::gherkin::Feature;
use jiff::Timestamp;
use tokio::sync::watch;

use super::cores::{self, Ground, Progress, RunError};
use super::event::Event;
use super::probe::{self, Readiness};
use super::record::{Outcome, RunRecord, ScenarioRecord};
use super::tally::Tallies;
use super::{drive, features, recorder, targets};
use crate::config::target::ProviderTargets;
use crate::config::transport::TransportSettings;
use crate::core::id::{Ids, base36};
use crate::world::{Settings, Shared};

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

/// Only one run at a time: cucumber exchanges the process-wide panic hook.
static RUNNING: Mutex<()> = Mutex::new(());

/// Carries out a plan and tells `progress` of it. `stop` turning true ends it early; what ran so far is in the record.
pub fn run(mut plan: Plan, progress: Progress<'_>, stop: watch::Receiver<bool>) -> Result<RunRecord, RunError> {
    let _alone: MutexGuard<'_, ()> = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    let (started_at, began) = (Timestamp::now(), Instant::now());
    let features = std::mem::take(&mut plan.features);
    let order: HashMap<_, _> = features.iter().enumerate().map(|(place, one)| (features::path(one).to_owned(), place)).collect();
    let ground = Ground { transport: &plan.transport, shared: Arc::new(shared(&plan)) };
    let (readiness, exchanges) = cores::block_on(&ground, async |session| {
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
    progress(Event::Begun { targets: &record.targets, exchanges: &record.exchanges, blocked: &blocked });
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let parts = cores::on_every_core(&ground, ready, plan.jobs, progress, &stop);
    std::panic::set_hook(hook);
    let mut tallies = Tallies::default();
    for part in parts {
        let drive::Part { gathered, exchanges, notes } = part?;
        record.scenarios.extend(gathered.scenarios);
        // What an early end left undone, or half done.
        record.scenarios.extend(gathered.waiting.into_values());
        record.crashes.extend(gathered.crashes);
        record.exchanges.extend(exchanges);
        record.snapshots.extend(notes);
        tallies.merge(gathered.tallies);
    }
    record.scenarios.append(&mut blocked);
    record.interrupted = *stop.borrow();
    sort(&mut record, &order);
    record.rules = tallies.into_records();
    record.duration_ms = began.elapsed().as_secs_f64() * 1000.0;
    Ok(record)
}

fn shared(plan: &Plan) -> Shared {
    let foreign = plan.targets.iter().any(|targets| targets.endpoint.as_ref().is_some_and(|target| !target.embedded));
    // Foreign targets remember ids across runs, so there the time joins the seed.
    let stem = if foreign { plan.seed ^ Timestamp::now().as_millisecond().unsigned_abs() } else { plan.seed };
    Shared::new(plan.targets.clone(), Ids::new(&base36(stem)), plan.seed, plan.settings.clone())
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

/// Puts scenarios into the order of the features, and exchanges into the order of their ids.
fn sort(record: &mut RunRecord, order: &HashMap<String, usize>) {
    record.scenarios.sort_by_cached_key(|s| (s.fault.clone(), order.get(&s.feature).copied(), s.line));
    let number = |id: &str| id.trim_start_matches('x').parse::<u64>().unwrap_or_default();
    record.exchanges.sort_by_cached_key(|exchange| number(&exchange.id));
}
