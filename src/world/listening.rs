//! Listening to the merchant: what it asks the provider that we play, and whose that is.

use std::rc::Rc;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::heard::{Heard, secrets};
use super::whose::{Listener, Whose};
use super::{Shop, Step, World, unclear};
use crate::core::http::Exchange;
use crate::core::subject::Subject;
use crate::providers::{Judged, Provider};
use crate::transport::journal::Call;

/// A user's merchant that asked nothing for this long has come to rest.
const REST: Duration = Duration::from_millis(250);
/// It is not waited for longer.
const LONGEST_REST: Duration = Duration::from_secs(3);

const NAMELESS: &str = "a charge came that names no order, and may be one for which the customer of an earlier scenario paid";

/// What the customers of a scenario did to be charged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Paying {
    /// Nothing.
    #[default]
    No,
    /// Something for which a merchant may charge.
    Possibly,
    /// They pressed the button that pays, and no charge came yet.
    Awaited,
}

impl World {
    /// Reads what the merchant asked the provider since the last look, once it has come to rest; the rules judge it.
    pub(super) async fn hear(&mut self) -> Step {
        let (provider, session) = (self.provider()?, Rc::clone(&self.session));
        let mut quiet = Instant::now();
        let began = quiet;
        loop {
            let shop = self.shop().await?;
            shop.settle(&session).await?;
            let calls = shop.calls(&session).await?;
            let mixed = shop.mixed;
            let rests = shop.rented || !shop.is_heard();
            if !calls.is_empty() {
                quiet = Instant::now();
            }
            // One that may be another's does not keep the rules from those behind it.
            let heard: Vec<Step> = calls.into_iter().map(|call| self.heard(provider, call)).collect();
            heard.into_iter().collect::<Step>()?;
            if mixed {
                return Err(self.shop().await?.mistrust(&session, provider));
            }
            if rests || quiet.elapsed() > REST || began.elapsed() > LONGEST_REST {
                break;
            }
            tokio::time::sleep(REST / 5).await;
        }
        let seen = self.journeys.last_mut().map(|journey| journey.visit.take_exchanges()).unwrap_or_default();
        for exchange in seen {
            self.look_for_keys(provider, &exchange);
            self.keep(Exchange { id: format!("x{}", session.number()), ..exchange });
        }
        Ok(())
    }

    /// Listens until the merchant did what `done` looks for; false when `limit` or the time of a step is over.
    pub async fn waits_for(&mut self, limit: Duration, done: impl Fn(&Self) -> bool) -> Step<bool> {
        let until = Instant::now() + self.time_left()?.min(limit);
        while !done(self) {
            if Instant::now() >= until {
                return Ok(false);
            }
            self.hear().await?;
        }
        Ok(true)
    }

    fn heard(&mut self, provider: &'static Provider, call: Call) -> Step {
        let (exchange, heard) = self.read(provider, call);
        let of_this_account = self.judges(provider, &exchange, &heard);
        self.keep(exchange);
        if !of_this_account {
            return Ok(());
        }
        match self.whose(provider, &heard) {
            Whose::Ours => {
                if heard.moves_money && self.paying == Paying::Awaited {
                    self.paying = Paying::Possibly;
                }
                if let Some(journey) = self.journeys.last_mut() {
                    journey.heard.push(heard);
                }
                Ok(())
            }
            Whose::Anothers => Ok(()),
            Whose::Open => unclear(NAMELESS),
        }
    }

    fn read(&self, provider: &'static Provider, call: Call) -> (Exchange, Heard) {
        let Call { at, request, response, .. } = call;
        let id = format!("x{}", self.session.number());
        let heard = Heard::read(provider, &id, at, &request, response.clone());
        (Exchange { id, at, duration_ms: 0.0, request, answer: Ok(response) }, heard)
    }

    /// Lets the rules judge a call, and learns its secrets; false for one of another account, which is none of the merchant's.
    fn judges(&mut self, provider: &'static Provider, exchange: &Exchange, heard: &Heard) -> bool {
        let Some(shop) = self.shop.as_deref_mut() else { return true };
        if provider.merchant.is_some_and(|room| (room.of_another_account)(&exchange.request, &shop.credentials)) {
            return false;
        }
        let judged = Judged::new(exchange, heard.endpoint, &shop.credentials).signed_by(shop.signed_host.as_deref());
        let verdicts = self.session.judge(provider, Subject::Merchant, &judged);
        self.verdicts.extend(verdicts.into_iter().map(|(rule, verdict)| (exchange.id.clone(), rule, verdict)));
        learn(shop, provider, heard);
        true
    }

    /// A merchant may still ask for the status of what an earlier scenario left behind, and a backend with a queue charges when the
    /// next scenario is there.
    fn whose(&self, provider: &Provider, heard: &Heard) -> Whose {
        match self.shop.as_deref() {
            Some(shop) if !shop.rented => {
                let (sure, paid) = (shop.tells_whose(), self.paying != Paying::No);
                let listener = Listener { provider: provider.slug, scenario: &self.key, sure, paid };
                self.session.belongings.whose(heard, listener)
            }
            _ => Whose::Ours,
        }
    }

    /// What came before this scenario, and after the one before it, is judged by the rules like any call, and told in the report as no
    /// scenario's.
    pub(super) fn takes_note_of_the_past(&mut self, provider: &'static Provider) {
        let before = self.shop.as_deref_mut().map(|shop| std::mem::take(&mut shop.before)).unwrap_or_default();
        for call in before {
            let (exchange, heard) = self.read(provider, call);
            if self.judges(provider, &exchange, &heard) {
                self.session.belongings.between(provider.slug, &heard);
            }
            self.session.keep(self.recorded(&exchange));
        }
    }

    /// Listens a last time: what came until now is this scenario's, and what comes later is no other's for sure.
    pub(super) async fn takes_leave(&mut self) {
        let (Some(provider), Some(shop)) = (self.provider, self.shop.as_deref_mut()) else { return };
        if shop.rented || !shop.is_heard() {
            return;
        }
        let session = Rc::clone(&self.session);
        // A simulator that has gone away tells nothing any more, and what is open now comes too late to be judged.
        for call in shop.calls(&session).await.unwrap_or_default() {
            let _ = self.heard(provider, call);
        }
        let read = self.shop.as_ref().map_or(0, |shop| shop.read);
        session.belongings.leave(provider.slug, read, self.paying == Paying::Awaited);
    }
}

/// Learns the secrets that a call and its answer brought.
fn learn(shop: &mut Shop, provider: &Provider, heard: &Heard) {
    let members = Value::Object(heard.members.clone());
    shop.learn([&heard.json, &members].into_iter().flat_map(|json| secrets(provider, json)));
}
