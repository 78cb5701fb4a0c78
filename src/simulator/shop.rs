//! A shop: the shell around a reference merchant that carries its effects out, on the clock of the tenant it belongs to.

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;
use tokio::sync::{Notify, oneshot, watch};
use tokio::time::timeout;

use super::http;
use crate::config::target::is_loopback;
use crate::core::clock::Clock;
use crate::core::http::{Request, Response};
use crate::providers::{Effect, Event, Faults, Merchant};
use crate::transport::client::Client;
use crate::transport::control::ShopAddresses;

/// For one call of the shop's.
const CALL: Duration = Duration::from_secs(5);
/// For the answer to a question.
const VISIT: Duration = Duration::from_secs(20);
/// For everything that follows from a move of the clock; whoever ordered it waits a little longer.
const REST: Duration = Duration::from_secs(8);
/// So many timers may fire in one move of the clock.
const TIMERS: usize = 1000;

/// A shop that is open.
pub struct Shop {
    /// Where it is reached.
    pub addresses: ShopAddresses,
    clock: Clock,
    client: Client,
    /// Calls in flight.
    busy: watch::Sender<usize>,
    /// Told of every move of the clock.
    moved: Arc<Notify>,
    state: Mutex<State>,
}

struct State {
    merchant: Box<dyn Merchant>,
    /// Questions that wait for an answer.
    visits: HashMap<u64, oneshot::Sender<Response>>,
    visited: u64,
    /// What happens later, by its time: timers fall due, answers come.
    later: BTreeMap<Moment, Event>,
    /// So long does the provider take for every answer.
    slowness: SignedDuration,
}

/// When something happens, and its number; a timer and a call may have the same one.
type Moment = (Timestamp, Kind, u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Timer,
    Answer,
}

/// Why a shop's clock was not moved as far as was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ShopError {
    /// Calls follow calls, or timers follow timers, without end.
    #[error("could not move the clock so far: the shop did not come to rest within {} s or {TIMERS} timers", REST.as_secs())]
    Restless,
}

impl Shop {
    /// Opens a shop.
    pub fn open(merchant: Box<dyn Merchant>, addresses: ShopAddresses, clock: Clock, client: Client) -> Arc<Self> {
        let state =
            State { merchant, visits: HashMap::new(), visited: 0, later: BTreeMap::new(), slowness: SignedDuration::ZERO };
        let (busy, moved) = (watch::Sender::new(0), Arc::default());
        Arc::new(Self { addresses, clock, client, busy, moved, state: Mutex::new(state) })
    }

    /// Asks the shop; the path of the request is that below the shop's own address.
    pub async fn visit(self: &Arc<Self>, request: Request) -> Response {
        let (answer, answered) = oneshot::channel();
        let visit = {
            let mut state = self.state();
            state.visited += 1;
            let visit = state.visited;
            state.visits.insert(visit, answer);
            visit
        };
        self.take(Event::Asked { visit, request });
        let answer = timeout(VISIT, answered).await;
        self.state().visits.remove(&visit);
        match answer {
            Ok(Ok(response)) => response,
            Ok(Err(_)) => http::text(500, "The shop failed on this request."),
            Err(_) => http::text(504, "The shop gave no answer."),
        }
    }

    /// Replaces the planted faults.
    pub fn plant(&self, faults: Faults) {
        self.state().merchant.plant(faults);
    }

    /// From now on the provider takes so long for every answer, by the shop's clock.
    pub fn slow(&self, by: SignedDuration) {
        self.state().slowness = by;
    }

    /// Moves the clock step by step to each timer that falls due, and lets the shop do all that follows.
    pub async fn advance(self: &Arc<Self>, by: SignedDuration) -> Result<(), ShopError> {
        let outcome = timeout(REST, self.step_forward(by)).await;
        self.moved.notify_waiters();
        outcome.unwrap_or(Err(ShopError::Restless))
    }

    async fn step_forward(self: &Arc<Self>, mut left: SignedDuration) -> Result<(), ShopError> {
        for _ in 0..TIMERS {
            self.rest().await;
            let now = self.clock.now();
            let next = self.state().later.first_key_value().map(|(moment, _)| *moment);
            let Some(moment) = next.filter(|(due, ..)| due.duration_since(now) <= left) else {
                self.clock.advance(left);
                return Ok(());
            };
            let step = moment.0.duration_since(now).max(SignedDuration::ZERO);
            self.clock.advance(step);
            left -= step;
            self.fire(moment);
        }
        Err(ShopError::Restless)
    }

    /// Waits until no call is in flight.
    async fn rest(&self) {
        // The sender is ours, so the channel is open.
        let _ = self.busy.subscribe().wait_for(|calls| *calls == 0).await;
    }

    /// Hands an event to the merchant and carries out what follows. A defect of the merchant leaves every question unanswered.
    fn take(self: &Arc<Self>, event: Event) {
        let now = self.clock.now();
        let mut state = self.state();
        let handled = catch_unwind(AssertUnwindSafe(|| state.merchant.handle(event, now)));
        let Ok(effects) = handled else { return state.visits.clear() };
        for effect in effects {
            match effect {
                Effect::Call { call, request } => self.call(call, request),
                Effect::Reply { visit, response } => {
                    if let Some(answer) = state.visits.remove(&visit) {
                        // Whoever asked may have gone.
                        let _ = answer.send(response);
                    }
                }
                Effect::Wake { timer, after } => {
                    let due = now.checked_add(after).unwrap_or(Timestamp::MAX);
                    self.hold(&mut state, (due, Kind::Timer, timer), Event::Due { timer });
                }
            }
        }
    }

    fn call(self: &Arc<Self>, call: u64, request: Request) {
        self.busy.send_modify(|calls| *calls += 1);
        let shop = Arc::clone(self);
        tokio::spawn(async move {
            let answer = match is_loopback(&request.url) {
                true => shop.client.send(&request, CALL).await.map_err(|failure| failure.to_string()),
                false => Err("a shop calls nobody beyond this machine".to_owned()),
            };
            shop.hear(call, Event::Answered { call, request, answer });
            shop.busy.send_modify(|calls| *calls -= 1);
        });
    }

    /// Takes an answer; that of a slow provider comes later.
    fn hear(self: &Arc<Self>, call: u64, answer: Event) {
        let mut state = self.state();
        if state.slowness.is_zero() {
            drop(state);
            return self.take(answer);
        }
        let due = self.clock.now().checked_add(state.slowness).unwrap_or(Timestamp::MAX);
        self.hold(&mut state, (due, Kind::Answer, call), answer);
    }

    /// Keeps what happens later.
    fn hold(self: &Arc<Self>, state: &mut State, moment: Moment, event: Event) {
        state.later.insert(moment, event);
        tokio::spawn(Self::wake(Arc::downgrade(self), moment));
    }

    /// Lets something happen when its time has come, unless a move of the clock did, or the shop is gone.
    async fn wake(shop: Weak<Self>, moment: Moment) {
        while let Some(shop) = shop.upgrade() {
            let left = Duration::try_from(moment.0.duration_since(shop.clock.now())).unwrap_or_default();
            if left.is_zero() || !shop.state().later.contains_key(&moment) {
                return shop.fire(moment);
            }
            let moved = Arc::clone(&shop.moved);
            drop(shop);
            // In either case the clock is looked at again.
            let _ = timeout(left, moved.notified()).await;
        }
    }

    fn fire(self: &Arc<Self>, moment: Moment) {
        let event = self.state().later.remove(&moment);
        if let Some(event) = event {
            self.take(event);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
