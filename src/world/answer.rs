//! How a step reads the last answer: what cannot be judged is told apart before anything is.

use serde_json::Value;

use crate::core::http::Response;
use crate::providers::{Cause, Refusal};

use super::{Sent, Step, World, unclear};

impl World {
    /// The last request with its answer.
    pub fn last(&self) -> Step<&Sent> {
        self.sent.last().map_or_else(|| unclear("nothing was sent yet"), Ok)
    }

    /// The last answer, whatever it says; a transport failure is inconclusive.
    pub fn response(&self) -> Step<&Response> {
        self.last()?.answer.as_ref().map_or_else(unclear, Ok)
    }

    /// The last answer, when it can be judged: not a refused token of a customer in good standing, no gateway that
    /// answered in the provider's place, no rate limit, no fault of the provider that the scenario did not cause.
    pub fn judgeable(&self) -> Step<&Response> {
        self.judgeable_of(self.last()?)
    }

    /// The same for any of the requests.
    pub fn judgeable_of<'s>(&self, sent: &'s Sent) -> Step<&'s Response> {
        let response = sent.answer.as_ref().map_or_else(unclear, Ok)?;
        match (response.status, self.refusal_of(sent)) {
            (429, _) => unclear("the target limits the rate of requests (429)"),
            (502..=504, None) => unclear(format!("a gateway answered {} in the provider's place", response.status)),
            (_, Some(refusal)) if refusal.cause == Cause::Token && !self.expects_refused_token() => {
                unclear(format!("token refused: {} {}", response.status, refusal.code))
            }
            (_, Some(refusal)) if refusal.cause == Cause::Fault && !self.outage => {
                unclear(format!("the target failed: {} {}", response.status, refusal.code))
            }
            _ => Ok(response),
        }
    }

    /// What the last answer refused, by its status or in its words.
    pub fn refusal(&self) -> Option<Refusal> {
        self.refusal_of(self.last().ok()?)
    }

    /// The same for any of the requests.
    pub fn refusal_of(&self, sent: &Sent) -> Option<Refusal> {
        sent.declined.clone().or_else(|| (self.provider?.refusal)(sent.answer.as_ref().ok()?))
    }

    /// The JSON of an answer with a status of success, declined or not.
    pub fn answered_json(&self) -> Step<&Value> {
        if !self.judgeable()?.is_success() {
            return unclear(format!("the request was not accepted: {}", self.describe()));
        }
        self.last()?.json.as_ref().map_or_else(|| unclear("the answer is no JSON"), Ok)
    }

    /// The JSON of an accepted answer. An answer that is not accepted, or is no JSON, is inconclusive: it is judged by
    /// the scenarios that are about acceptance.
    pub fn accepted_json(&self) -> Step<&Value> {
        if self.last()?.declined.is_some() {
            return unclear(format!("the request was not accepted: {}", self.describe()));
        }
        self.answered_json()
    }

    /// One short sentence on the last answer: `400 ChargeNotApproved`.
    pub fn describe(&self) -> String {
        let Ok(response) = self.response() else { return "no answer".to_owned() };
        match self.refusal() {
            Some(refusal) => format!("{} {}", response.status, refusal.code),
            None => response.status.to_string(),
        }
    }

    fn expects_refused_token(&self) -> bool {
        let refused = self.provider.map_or(&[][..], |provider| provider.refused_personas);
        self.customer.as_ref().is_some_and(|(persona, _)| refused.contains(&persona.as_str()))
    }
}
