//! The scenarios on every core, each core with a session of its own.

use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use cucumber::gherkin::Feature;
use thiserror::Error;
use tokio::sync::watch;

use super::drive::{Part, drive};
use super::event::{Ended, Event};
use super::queue::Queue;
use crate::config::transport::TransportSettings;
use crate::transport::client::{Client, ClientError};
use crate::world::{Session, Shared};

/// Scenarios below which a second thread costs more than it brings.
const WORTH_A_THREAD: usize = 48;

/// What a thread needs to make its own session.
pub struct Ground<'a> {
    /// How requests are sent.
    pub transport: &'a TransportSettings,
    /// What all threads share.
    pub shared: Arc<Shared>,
}

/// Told of all that happens while a run goes on.
pub type Progress<'a> = &'a mut (dyn FnMut(Event<'_>) + Send);

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

/// Runs `work` with a session on a runtime of its own.
pub fn block_on<T>(ground: &Ground<'_>, work: impl AsyncFnOnce(Rc<Session>) -> T) -> Result<T, RunError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(RunError::Runtime)?;
    let _inside = runtime.enter();
    let session = Rc::new(Session::new(Client::new(ground.transport)?, Arc::clone(&ground.shared)));
    Ok(runtime.block_on(async {
        let done = Rc::clone(&session).scope(work(Rc::clone(&session))).await;
        session.end().await;
        done
    }))
}

/// Runs the features on all cores that are worth it.
pub fn on_every_core(
    ground: &Ground<'_>,
    features: Vec<Feature>,
    jobs: usize,
    progress: Progress<'_>,
    stop: &watch::Receiver<bool>,
) -> Vec<Result<Part, RunError>> {
    let count: usize = features.iter().map(|feature| feature.scenarios.len()).sum();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.min(jobs).min(count.div_ceil(WORTH_A_THREAD)).max(1);
    let progress = Mutex::new(progress);
    let waiting = Queue::new(features, threads);
    let work = || {
        let tell = |ended: Ended<'_>| (progress.lock().unwrap_or_else(PoisonError::into_inner))(Event::Ended(ended));
        block_on(ground, async |session| drive(session, &waiting, jobs.div_ceil(threads), tell, stop.clone()).await)
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        // This thread works, too: one more would have memory of its own.
        let own = std::iter::once(work());
        let others = others.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        own.chain(others).collect()
    })
}
