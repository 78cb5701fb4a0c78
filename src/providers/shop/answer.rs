//! What the provider said, as far as it may be believed.

use serde_json::Value;

use crate::core::http::Response;
use crate::providers::{Cause, Faults, Provider, Refusal};

/// What the provider said, as far as it may be believed.
#[derive(Debug)]
pub enum Answer {
    /// It accepted.
    Said(Value),
    /// It refused, and will not change its mind.
    Refused(Refusal),
    /// It said nothing that decides anything: no answer, an outage, or an answer that is not its own.
    Silence,
}

impl Answer {
    /// Reads an answer that is the provider's own. An outage decides nothing.
    pub fn read(provider: &Provider, response: &Response, faults: &Faults) -> Self {
        if response.is_success() {
            return serde_json::from_slice(&response.body).map_or(Self::Silence, Self::Said);
        }
        match (provider.refusal)(response) {
            Some(refusal) if refusal.cause == Cause::Fault && !faults.has("shop_outage_taken_as_failure") => Self::Silence,
            Some(refusal) => Self::Refused(refusal),
            None => Self::Silence,
        }
    }
}
