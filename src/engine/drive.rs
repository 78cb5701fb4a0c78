//! Cucumber, driven on the current thread.

use std::cell::RefCell;
use std::rc::Rc;

use cucumber::gherkin::Feature;
use cucumber::step::Collection;
use cucumber::{Cucumber, cli, parser, runner};
use futures::{FutureExt as _, stream};
use tokio::sync::watch;

use super::definitions;
use super::event::Ended;
use super::features;
use super::queue::Queue;
use super::record::{ExchangeRecord, SnapshotNote};
use super::recorder::{self, Gathered, Recorder};
use crate::providers;
use crate::world::{Session, World};

/// What the scenarios of one thread leave behind.
pub(super) struct Part {
    pub gathered: Gathered,
    pub exchanges: Vec<ExchangeRecord>,
    pub notes: Vec<SnapshotNote>,
}

/// Runs what waits, `jobs` scenarios at once, and tells of each that ends. `stop` turning true ends it early.
pub(super) async fn drive(
    session: Rc<Session>,
    waiting: &Queue,
    jobs: usize,
    mut tell: impl FnMut(Ended<'_>),
    mut stop: watch::Receiver<bool>,
) -> Part {
    let gathered = Rc::new(RefCell::new(Gathered::default()));
    loop {
        let features = waiting.take();
        if features.is_empty() {
            break;
        }
        gathered.borrow_mut().expect(&features);
        let writer = Recorder::new(Rc::clone(&session), Rc::clone(&gathered), &mut tell);
        let run = Cucumber::<World, _, _, _, _, cli::Empty>::custom(Parsed, runner(definitions::needed(&features), jobs), writer);
        tokio::select! {
            biased; // nothing is sent any more after an interrupt while the targets were probed
            Ok(_) = stop.wait_for(|stop| *stop) => {}
            _ = run.with_default_cli().run(features) => {}
        }
    }
    Part { gathered: gathered.take(), exchanges: session.take_exchanges(), notes: session.take_notes() }
}

/// Tells every world which scenario it belongs to, and takes from it what the scenario leaves behind.
fn runner(steps: Collection<World>, jobs: usize) -> impl cucumber::Runner<World, Cli = runner::basic::Cli> {
    runner::Basic::default()
        .steps(steps)
        .max_concurrent_scenarios(jobs)
        .before(|feature, _, scenario, world: &mut World| {
            let provider = providers::find(features::provider(feature, scenario));
            let requirement = features::requirement(feature, scenario);
            world.begin(&recorder::key(feature, scenario), provider, requirement, recorder::fault(scenario));
            let steps = feature.background.iter().flat_map(|background| &background.steps).chain(&scenario.steps);
            world.expect(steps.map(|step| step.value.as_str()), &scenario.tags);
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
        })
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
