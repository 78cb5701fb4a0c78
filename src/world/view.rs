//! What a step looks up of the customer's way: the page, its keys, and what the merchant asked.

use serde_json::Value;

use super::{Heard, Journey, Step, World, unclear};
use crate::checkout::page::Page;
use crate::checkout::standing::Standing;
use crate::config::target::PageKeys;
use crate::providers::MerchantRoom;

impl World {
    /// The customer's way that goes on now.
    pub fn current(&mut self) -> Step<&mut Journey> {
        self.journeys.last_mut().map_or_else(|| unclear("no customer has come yet"), Ok)
    }

    /// The customer's way that goes on now, to look at.
    pub fn journey(&self) -> Step<&Journey> {
        self.journeys.last().map_or_else(|| unclear("no customer has come yet"), Ok)
    }

    /// What testing the merchant needs of the provider.
    pub fn room(&self) -> Step<&'static MerchantRoom> {
        self.provider()?.merchant.map_or_else(|| unclear("this provider has no reference merchant"), Ok)
    }

    /// True when the target claims to be able to do that.
    pub fn claims(&self, capability: &str) -> Step<bool> {
        let provider = self.provider()?;
        Ok(self.session.targets(provider).is_some_and(|targets| targets.claims(capability)))
    }

    /// What the customer sees now.
    pub fn page(&self) -> Step<&Page> {
        self.journey().map(|journey| journey.visit.page())
    }

    /// How elements of the page are found, as configured.
    pub fn page_keys(&self) -> Step<&PageKeys> {
        let targets = self.session.targets(self.provider()?);
        let checkout = targets.and_then(|targets| targets.checkout.as_ref());
        checkout.map_or_else(|| unclear("no checkout is configured"), |checkout| Ok(&checkout.page))
    }

    /// Where the payment stands, as the page tells.
    pub fn standing(&self) -> Step<Standing> {
        let journey = self.journey()?;
        Ok(journey.finders.standings.of(journey.visit.page()))
    }

    /// The last call of an operation since the customer came, by its name or by what it is for.
    pub fn last_heard(&self, operation: &str) -> Step<&Heard> {
        let found = self.journey()?.heard.iter().rev().find(|heard| heard.is(operation));
        found.map_or_else(|| unclear(format!("the page never asked the simulator (no {operation} came)")), Ok)
    }

    /// The JSON of the last accepted answer to an operation since the customer came.
    pub fn answered(&self, operation: &str) -> Step<&Value> {
        let last = self.last_heard(operation)?;
        match &last.refusal {
            _ if last.response.is_success() => Ok(&last.json),
            Some(refusal) => unclear(format!("the merchant's {operation} was refused: {}", refusal.code)),
            None => unclear(format!("the merchant's {operation} was answered {}", last.response.status)),
        }
    }
}
