//! A merchant who composes and signs requests as the harness does.

use std::cell::RefCell;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use signoff::core::http::{Request, Response};
use signoff::core::id::Ids;
use signoff::providers::amazon_pay_india::AMAZON_PAY_INDIA as APL;
use signoff::providers::{Account, Draft, Opening, Sender, Simulator};

/// The host of a simulator without a server.
pub const HOST: &str = "http://127.0.0.1:1";

/// A merchant with an account.
pub struct Merchant {
    pub account: Account,
    pub base_url: String,
    pub now: Timestamp,
    pub ids: Ids,
}

impl Merchant {
    pub fn new(account: Account, base_url: &str, now: Timestamp) -> Self {
        Self { account, base_url: base_url.to_owned(), now, ids: Ids::new("test") }
    }

    pub fn token(&self, persona: &str) -> &str {
        let found = self.account.customers.iter().find(|(name, _)| name == persona);
        found.unwrap_or_else(|| panic!("no customer is {persona}")).1.expose()
    }

    /// A well-formed draft with these members put over the usual ones; null leaves one out.
    pub fn draft(&self, operation: &str, members: Value) -> Draft {
        let endpoint = APL.endpoint(operation).unwrap();
        let mut draft = Draft::new(endpoint, (APL.draft)(endpoint, &self.account.credentials, &self.ids));
        for (name, value) in members.as_object().unwrap() {
            match value {
                Value::Null => draft.members.shift_remove(name),
                value => draft.members.insert(name.clone(), value.clone()),
            };
        }
        draft
    }

    pub fn request(&self, draft: &Draft) -> Request {
        let credentials = &self.account.credentials;
        let sender = Sender { base_url: &self.base_url, signed_host: None, credentials, now: self.now };
        let mut request = (APL.compose)(draft, &sender).unwrap();
        if draft.endpoint.signed {
            APL.sign(&mut request, &sender).unwrap();
        }
        request
    }

    pub fn instruments(&self, persona: &str, amount: &str) -> Draft {
        self.draft("instruments", json!({ "accessToken": self.token(persona), "amount": amount }))
    }

    pub fn charge(&self, persona: &str, amount: &str, id: &str) -> Draft {
        self.draft("charge", json!({ "accessToken": self.token(persona), "amount": amount, "chargeId": id }))
    }

    pub fn status(&self, operation: &str, kind: &str, id: &str) -> Draft {
        self.draft(operation, json!({ "txnIdType": kind, "txnId": id }))
    }

    pub fn refund(&self, charge: &str, amount: &str, id: &str) -> Draft {
        self.draft("refund", json!({ "chargeId": charge, "amount": amount, "refundId": id }))
    }
}

/// A merchant and its simulator, called directly.
pub struct Shop {
    pub merchant: Merchant,
    pub simulator: RefCell<Box<dyn Simulator>>,
    pub now: Timestamp,
}

impl Shop {
    pub fn open(faults: &[&str]) -> Self {
        let now: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
        Self::of(Opening { seed: 7, now, faults: faults.iter().copied().collect(), ..Opening::default() })
    }

    pub fn of(opening: Opening) -> Self {
        let now = opening.now;
        let (account, simulator) = (APL.open)(&Opening { address: HOST.to_owned(), ..opening });
        Self { merchant: Merchant::new(account, HOST, now), simulator: RefCell::new(simulator), now }
    }

    /// Sends a draft at the simulator's time.
    pub fn send(&self, draft: &Draft) -> Response {
        self.respond(&self.merchant.request(draft))
    }

    /// Gives a stage direction at the simulator's time.
    pub fn direct(&self, direction: &str, argument: Value) -> Result<Value, String> {
        self.simulator.borrow_mut().direct(direction, &argument, self.now)
    }

    pub fn respond(&self, request: &Request) -> Response {
        self.simulator.borrow_mut().respond(request, self.now)
    }
}

/// The body of an answer as a JSON object.
pub fn body(response: &Response) -> Map<String, Value> {
    serde_json::from_slice(&response.body).unwrap_or_else(|_| panic!("no JSON: {}", response.text()))
}

/// Status and `code` of an answer; `""` for a success.
pub fn told(response: &Response) -> (u16, String) {
    let code = body(response).get("code").and_then(Value::as_str).unwrap_or_default().to_owned();
    (response.status, code)
}
