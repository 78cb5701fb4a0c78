//! A tenant: one merchant account at a simulator with its own credentials, books, clock, faults and shop.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::journal::Journal;
use super::shop::{Shop, ShopError};
use crate::core::clock::Clock;
use crate::core::http::{Request, Response};
use crate::providers::{Account, Faults, Opening, Provider, Simulator};
use crate::transport::journal::Page;

/// One merchant account.
pub struct Tenant {
    /// The name by which the control address knows it.
    pub id: String,
    /// What the merchant knows of its account.
    pub account: Account,
    /// The shop that our reference merchant keeps for it.
    pub shop: Option<Arc<Shop>>,
    /// Those that it was opened with.
    pub faults: Faults,
    clock: Clock,
    simulator: Mutex<Box<dyn Simulator>>,
    /// What its merchant sent, where somebody will ask for it.
    journal: Option<Mutex<Journal>>,
    /// So many seconds every answer to a merchant elsewhere takes.
    slowness: AtomicU32,
}

impl Tenant {
    /// Opens an account without a shop; its time is that of `clock`, and then its own.
    pub fn open(provider: &Provider, id: String, clock: &Clock, opening: Opening) -> Self {
        let faults = opening.faults.clone();
        let (account, simulator) = (provider.open)(&Opening { now: clock.now(), ..opening });
        let (clock, simulator) = (clock.fork(), Mutex::new(simulator));
        Self { id, account, shop: None, faults, clock, simulator, journal: None, slowness: AtomicU32::new(0) }
    }

    /// Keeps a journal from now on.
    pub fn with_journal(mut self) -> Self {
        self.journal = Some(Mutex::default());
        self
    }

    /// Lets our reference merchant keep a shop for it, and keeps a journal.
    pub fn with_shop(mut self, open: impl FnOnce(&Self, Clock) -> Arc<Shop>) -> Self {
        self.shop = Some(open(&self, self.clock.clone()));
        self.with_journal()
    }

    /// Answers one request at the tenant's own time. A defect of the simulator is an answer, too.
    pub fn respond(&self, request: &Request) -> Response {
        let now = self.clock.now();
        let answer = self.guarded(|simulator| (simulator.respond(request, now), simulator.scene()));
        let (answer, scene) = answer.unwrap_or_else(|| {
            let message = "The simulator failed on this request.";
            (Response::json(500, &json!({ "code": "SimulatorFailed", "message": message })), None)
        });
        if let Some(journal) = &self.journal {
            lock(journal).write(now, scene, request, &answer);
        }
        answer
    }

    /// Moves the tenant's clock; its shop then has done all that fell due.
    pub async fn advance(&self, by: SignedDuration) -> Result<(), ShopError> {
        match &self.shop {
            Some(shop) => shop.advance(by).await,
            None => {
                self.clock.advance(by);
                Ok(())
            }
        }
    }

    /// Lets the next requests fail.
    pub fn outage(&self, requests: u32) {
        lock(&self.simulator).outage(requests);
    }

    /// Lets every answer to the merchant take so many seconds; to its shop, by the shop's clock.
    pub fn slow(&self, seconds: u32) {
        match &self.shop {
            Some(shop) => shop.slow(SignedDuration::from_secs(seconds.into())),
            None => self.slowness.store(seconds, Ordering::Relaxed),
        }
    }

    /// So long is an answer to be held back.
    pub fn slowness(&self) -> Duration {
        Duration::from_secs(self.slowness.load(Ordering::Relaxed).into())
    }

    /// Replaces the faults of provider and shop.
    pub fn plant(&self, faults: Faults) {
        if let Some(shop) = &self.shop {
            shop.plant(faults.clone());
        }
        lock(&self.simulator).plant(faults);
    }

    /// Carries out a stage direction; the error says why not. Where a scenario begins nothing is slow any more.
    pub fn direct(&self, direction: &str, argument: &Value) -> Result<Value, String> {
        let now = self.clock.now();
        if direction == "begin" {
            self.slow(0);
        }
        let told = self.guarded(|simulator| simulator.direct(direction, argument, now));
        told.unwrap_or_else(|| Err("the simulator failed on this direction".to_owned()))
    }

    /// The calls after that number, as many as fit a page; `None` when no journal is kept.
    pub fn journal(&self, after: u64) -> Option<Page> {
        self.journal.as_ref().map(|journal| lock(journal).page(after))
    }

    /// What the simulator makes of it; `None` when it fails.
    fn guarded<T>(&self, act: impl FnOnce(&mut dyn Simulator) -> T) -> Option<T> {
        let mut simulator = lock(&self.simulator);
        catch_unwind(AssertUnwindSafe(|| act(simulator.as_mut()))).ok()
    }
}

fn lock<T>(state: &Mutex<T>) -> MutexGuard<'_, T> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
