//! The provider's side, played: a pure responder per merchant account.

use crate::core::http::Request;
use crate::providers::amazon_pay_india::auth::{AUTHORIZATION, SCHEME};
use crate::providers::amazon_pay_india::messages::CLIENT_ID;
use crate::providers::{Account, Opening, Simulator};
use crate::signing::verify;

mod access_token;
mod acquaintances;
mod arguments;
mod authentication;
mod charge;
mod customers;
mod directions;
mod faults;
mod instruments;
pub mod keys;
mod notify;
mod personas;
mod random;
mod refund;
mod refusal;
mod responder;
mod scenes;

pub use faults::FAULTS;
pub use personas::{PERSONAS, REFUSED_PERSONAS, UNLINKED};

/// Opens a merchant account with one customer in each state.
pub fn open(opening: &Opening) -> (Account, Box<dyn Simulator>) {
    let (account, responder) = responder::Responder::open(opening);
    (account, Box::new(responder))
}

/// The account keys that a request names: its access key id, its merchant, or the client at Login with Amazon with the token
/// that it renews.
pub fn account_keys(request: &Request) -> Vec<String> {
    let authorization = request.headers.get(AUTHORIZATION).and_then(|header| verify::read_authorization(&SCHEME, header));
    let access_key = authorization.map(|(access_key, _)| access_key.to_owned());
    let client = request.headers.get(CLIENT_ID).map(str::to_owned);
    let mut keys: Vec<_> = access_key.into_iter().chain(client).collect();
    if let Some(arguments) = keys.is_empty().then(|| arguments::Arguments::read(request).ok()).flatten() {
        keys.extend(
            ["client_id", "merchantId", "refresh_token"].into_iter().filter_map(|name| arguments.given(name)).map(str::to_owned),
        );
    }
    keys
}
