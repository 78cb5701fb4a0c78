//! Cucumber, driven on the current thread.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use cucumber::gherkin::Feature;
use cucumber::step::Collection;
use cucumber::{Cucumber, cli, parser, runner};
use futures::{FutureExt as _, Stream, stream};
use tokio::sync::watch;

use super::definitions::{self, Definitions};
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
    waiting: Arc<Queue>,
    jobs: usize,
    mut tell: impl FnMut(Ended<'_>),
    mut stop: watch::Receiver<bool>,
) -> Part {
    let gathered = Rc::new(RefCell::new(Gathered::default()));
    while let Some(known) = waiting.needed() {
        let steps = definitions::collection(&known);
        let load = Rc::new(Load::default());
        let supply = Supply {
            waiting: Arc::clone(&waiting),
            known,
            gathered: Rc::clone(&gathered),
            load: Rc::clone(&load),
            most: jobs + AHEAD,
        };
        let writer = Recorder::new(Rc::clone(&session), Rc::clone(&gathered), &mut tell);
        let run = Cucumber::<World, _, _, _, _, cli::Empty>::custom(Supplied, runner(steps, jobs, load), writer);
        tokio::select! {
            biased; // nothing is sent any more after an interrupt while the targets were probed
            Ok(_) = stop.wait_for(|stop| *stop) => break,
            _ = run.with_default_cli().run(supply) => {}
        }
    }
    // What an early end left waiting.
    while let Some(feature) = waiting.needed().and_then(|known| waiting.take(&known)) {
        gathered.borrow_mut().expect(&feature);
    }
    Part { gathered: gathered.take(), exchanges: session.take_exchanges(), notes: session.take_notes() }
}

/// Tells every world which scenario it belongs to, and takes from it what the scenario leaves behind.
fn runner(steps: Collection<World>, jobs: usize, load: Rc<Load>) -> impl cucumber::Runner<World, Cli = runner::basic::Cli> {
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
        .after(move |feature, _, scenario, _, world| {
            load.ended(); // first: what fails behind it has ended, too
            async move {
                if let Some(world) = world {
                    let evidence = world.finish().await;
                    world.session.leave(recorder::key(feature, scenario), evidence);
                }
            }
            .boxed_local()
        })
}

/// Scenarios that are handed over before there is a place for them. Cucumber moves all of them whenever one ends.
const AHEAD: usize = 16;

/// The scenarios that were handed over and have not ended.
#[derive(Default)]
struct Load {
    count: Cell<usize>,
    waker: RefCell<Option<Waker>>,
}

impl Load {
    fn ended(&self) {
        self.count.set(self.count.get().saturating_sub(1));
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

/// What waits, handed over as scenarios end: always before the last of them does, for cucumber would not wait for more.
struct Supply {
    waiting: Arc<Queue>,
    known: Definitions,
    gathered: Rc<RefCell<Gathered>>,
    load: Rc<Load>,
    most: usize,
}

impl Supply {
    fn next(&self, context: &Context<'_>) -> Poll<Option<parser::Result<Feature>>> {
        if self.load.count.get() >= self.most {
            self.load.waker.replace(Some(context.waker().clone()));
            return Poll::Pending;
        }
        Poll::Ready(self.waiting.take(&self.known).map(|feature| {
            self.load.count.set(self.load.count.get() + feature.scenarios.len());
            self.gathered.borrow_mut().expect(&feature);
            Ok(feature)
        }))
    }
}

/// Features that are parsed already.
struct Supplied;

impl cucumber::Parser<Supply> for Supplied {
    type Cli = cli::Empty;
    type Output = Pin<Box<dyn Stream<Item = parser::Result<Feature>>>>;

    fn parse(self, supply: Supply, _: cli::Empty) -> Self::Output {
        Box::pin(stream::poll_fn(move |context| supply.next(context)))
    }
}
