//! The cucumber runs: one per core, each with a session of its own.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use cucumber::gherkin::{Feature, Scenario};
use cucumber::step::Collection;
use cucumber::{Cucumber, World as _, cli, parser, runner};
use futures::{FutureExt as _, stream};
use tokio::sync::watch;

use super::features;
use super::record::{ExchangeRecord, ScenarioRecord, SnapshotNote};
use super::recorder::{self, Gathered, Recorder};
use super::run::{Progress, RunError};
use crate::config::transport::TransportSettings;
use crate::providers;
use crate::transport::client::Client;
use crate::world::{Session, Shared, World};

/// Scenarios below which a second thread costs more than it brings.
const WORTH_A_THREAD: usize = 48;

/// What a thread needs to make its own session.
pub struct Ground<'a> {
    /// How requests are sent.
    pub transport: &'a TransportSettings,
    /// What all threads share.
    pub shared: Arc<Shared>,
}

/// What one thread leaves behind.
pub type Part = (Gathered, Vec<ExchangeRecord>, Vec<SnapshotNote>);

/// Runs `work` with a session on a runtime of its own.
pub fn block_on<T>(ground: &Ground<'_>, work: impl AsyncFnOnce(Rc<Session>) -> T) -> Result<T, RunError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(RunError::Runtime)?;
    let _inside = runtime.enter();
    let session = Rc::new(Session::new(Client::new(ground.transport)?, Arc::clone(&ground.shared)));
    Ok(runtime.block_on(Rc::clone(&session).scope(work(session))))
}

/// Spreads the features over the cores and runs each share.
pub fn drive(
    ground: &Ground<'_>,
    features: Vec<Feature>,
    jobs: usize,
    progress: Progress<'_>,
    stop: &watch::Receiver<bool>,
) -> Vec<Result<Part, RunError>> {
    let count: usize = features.iter().map(|feature| feature.scenarios.len()).sum();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.min(jobs).min(count.div_ceil(WORTH_A_THREAD)).max(1);
    let steps = World::collection();
    let progress = Mutex::new(progress);
    let share = |features: Vec<Feature>| {
        let tell = |record: &ScenarioRecord| (progress.lock().unwrap_or_else(PoisonError::into_inner))(record);
        block_on(ground, async |session| {
            cucumber(session, features, steps.clone(), jobs.div_ceil(threads), tell, stop.clone()).await
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

/// Features that are parsed already.
struct Parsed;

impl cucumber::Parser<Vec<Feature>> for Parsed {
    type Cli = cli::Empty;
    type Output = stream::Iter<std::vec::IntoIter<parser::Result<Feature>>>;

    fn parse(self, features: Vec<Feature>, _: cli::Empty) -> Self::Output {
        stream::iter(features.into_iter().map(Ok).collect::<Vec<_>>())
    }
}

/// One cucumber run on the current thread.
async fn cucumber(
    session: Rc<Session>,
    features: Vec<Feature>,
    steps: Collection<World>,
    jobs: usize,
    tell: impl FnMut(&ScenarioRecord),
    mut stop: watch::Receiver<bool>,
) -> Part {
    let gathered = Rc::new(RefCell::new(Gathered::default()));
    let writer = Recorder::new(Rc::clone(&session), Rc::clone(&gathered), tell);
    let runner = runner::Basic::default()
        .steps(steps)
        .max_concurrent_scenarios(jobs)
        .before(|feature, _, scenario, world: &mut World| {
            let provider = providers::find(&features::provider(feature));
            let requirement = features::requirement(feature, scenario);
            world.begin(&recorder::key(feature, scenario), provider, &requirement, recorder::fault(scenario));
            async {}.boxed_local()
        })
        .after(|feature, _, scenario, _, world| {
            async move {
                if let Some(world) = world {
                    let evidence = world.finish().await;
                    world.session.leave(recorder::key(feature, scenario), evidence);
                }
            }
            .boxed_local()
        });
    let run = Cucumber::<World, _, _, _, _, cli::Empty>::custom(Parsed, runner, writer).with_default_cli().run(features);
    tokio::select! {
        biased; // nothing is sent any more after an interrupt while the targets were probed
        Ok(_) = stop.wait_for(|stop| *stop) => {}
        _ = run => {}
    }
    (gathered.take(), session.take_exchanges(), session.take_notes())
}
