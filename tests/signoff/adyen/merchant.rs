//! A merchant who talks to the simulator without a socket.

use std::cell::RefCell;

use jiff::Timestamp;
use serde_json::{Value, json};
use signoff::core::http::{Request, Response};
use signoff::core::id::Ids;
use signoff::core::member;
use signoff::providers::adyen::ADYEN;
use signoff::providers::{Account, Draft, Opening, Sender, Simulator, Slot};

pub const NOW: Timestamp = Timestamp::UNIX_EPOCH;

pub struct Merchant {
    pub account: Account,
    simulator: RefCell<Box<dyn Simulator>>,
    ids: Ids,
}

/// A message as it was sent, and its answer.
pub struct Call {
    pub draft: Draft,
    pub response: Response,
    pub answer: Value,
}

impl Merchant {
    pub fn open(faults: &[&str]) -> Self {
        Self::opened(Opening { seed: 7, faults: faults.iter().copied().collect(), ..Opening::default() })
    }

    /// An account whose payments are captured without a call.
    pub fn open_automatic() -> Self {
        Self::open_with(&[("capture", "automatic")])
    }

    /// An account in which these keys have these values.
    pub fn open_with(keys: &[(&str, &str)]) -> Self {
        let mut credentials = Self::open(&[]).account.credentials;
        keys.iter().for_each(|(name, value)| credentials.set(name, *value));
        Self::opened(Opening { credentials: Some(credentials), ..Opening::default() })
    }

    fn opened(opening: Opening) -> Self {
        let (account, simulator) = (ADYEN.open)(&opening);
        Self { account, simulator: RefCell::new(simulator), ids: Ids::new("t") }
    }

    /// A payment of the shopper in that state.
    pub fn pays(&self, persona: &str, amount: &str) -> Call {
        let (_, token) = self.account.customers.iter().find(|(name, _)| name == persona).unwrap();
        self.send(self.draft("payment", amount, &[Slot::Customer(token.expose())]))
    }

    /// An operation on an earlier one.
    pub fn modifies(&self, earlier: &Call, operation: &str, amount: &str) -> Call {
        self.send(self.draft(operation, amount, &[Slot::Earlier { by: "", sent: &earlier.draft, answer: &earlier.answer }]))
    }

    pub fn draft(&self, operation: &str, amount: &str, slots: &[Slot<'_>]) -> Draft {
        let endpoint = ADYEN.endpoint(operation).unwrap();
        let mut draft = Draft::new(endpoint, (ADYEN.draft)(endpoint, &self.account.credentials, &self.ids));
        if endpoint.amount.is_some() {
            (ADYEN.fill)(&mut draft, &Slot::Amount(amount));
        }
        for slot in slots {
            (ADYEN.fill)(&mut draft, slot);
        }
        draft
    }

    pub fn send(&self, draft: Draft) -> Call {
        let sender =
            Sender { base_url: "http://127.0.0.1/v71", signed_host: None, credentials: &self.account.credentials, now: NOW };
        let response = self.respond(&(ADYEN.compose)(&draft, &sender).unwrap());
        let answer = serde_json::from_slice(&response.body).unwrap_or_default();
        Call { draft, response, answer }
    }

    pub fn respond(&self, request: &Request) -> Response {
        self.simulator.borrow_mut().respond(request, NOW)
    }

    pub fn directs(&self, direction: &str, call: &Call) -> Result<Value, String> {
        self.simulator.borrow_mut().direct(direction, &json!({ "answer": call.answer }), NOW)
    }

    /// A webhook as it is directed, for a merchant under test.
    pub fn composes(&self, wanted: Value) -> Result<Value, String> {
        let message = self.simulator.borrow_mut().direct("notification", &wanted, NOW)?;
        Ok(serde_json::from_str(&text(&message["body"])).unwrap())
    }

    /// Every webhook: its kind and, of a standard one, whether it tells success.
    pub fn told(&self) -> Vec<(String, String)> {
        let told = self.notifications();
        let success = |one: &Value| member::at(one, "body.notificationItems.0.NotificationRequestItem.success").cloned();
        told.iter().map(|one| (text(&one["kind"]), success(one).map_or_else(String::new, |value| text(&value)))).collect()
    }

    pub fn notifications(&self) -> Vec<Value> {
        let told = self.simulator.borrow_mut().direct("notifications", &json!({}), NOW).unwrap();
        told.as_array().unwrap().clone()
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
