//! The provider's side, played: a pure responder per merchant account.

use crate::core::http::{Request, Response};
use crate::providers::{Account, Fault, Opening, Simulator};

/// Customers in known states.
pub const PERSONAS: &[&str] = &[];

/// What can be broken on purpose.
pub const FAULTS: &[Fault] = &[];

/// Opens a merchant account.
pub fn open(_opening: &Opening) -> (Account, Box<dyn Simulator>) {
    (Account::default(), Box::new(Books))
}

/// The account keys that a request names.
pub fn account_keys(_request: &Request) -> Vec<String> {
    Vec::new()
}

struct Books;

impl Simulator for Books {
    fn respond(&mut self, _request: &Request, _now: jiff::Timestamp) -> Response {
        Response::json(500, &serde_json::json!({}))
    }

    fn plant(&mut self, _faults: crate::providers::Faults) {}

    fn outage(&mut self, _requests: u32) {}
}
