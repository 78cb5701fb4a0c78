//! The provider's side, played: a pure responder per merchant account.

use crate::core::http::Request;
use crate::core::json;
use crate::providers::adyen::auth::API_KEY;
use crate::providers::{Account, Opening, Simulator};

mod answer;
mod directions;
mod faults;
mod methods;
mod modification;
mod outbox;
mod payment;
mod personas;
mod responder;
mod staged;
mod webhooks;

pub use faults::FAULTS;
pub use personas::{PERSONAS, SHOPPERS};

/// Opens a merchant account with one shopper in each state, and with a payment method that was stored before.
pub fn open(opening: &Opening) -> (Account, Box<dyn Simulator>) {
    let (account, responder) = responder::Responder::open(opening);
    (account, Box::new(responder))
}

/// The account keys that a request names: its API key, and the merchant account of its body.
pub fn account_keys(request: &Request) -> Vec<String> {
    let api_key = request.headers.get(API_KEY).map(str::to_owned);
    let body = json::object(&request.body).ok();
    let merchant = body.as_ref().and_then(|members| members.get("merchantAccount")?.as_str()).map(str::to_owned);
    api_key.into_iter().chain(merchant).collect()
}
