//! The provider's side, played: a pure responder per merchant account.

use fastrand::Rng;

use crate::core::http::Request;
use crate::providers::amazon_pay_india::auth::{AUTHORIZATION, SCHEME};
use crate::providers::{Account, Opening, Simulator};
use crate::signing::{parts, verify};

mod access_token;
mod arguments;
mod authentication;
mod charge;
mod customers;
mod faults;
mod instruments;
mod personas;
mod random;
mod refund;
mod refusal;
mod responder;

pub use faults::FAULTS;
pub use personas::PERSONAS;

/// Opens a merchant account with one customer in each state.
pub fn open(opening: &Opening) -> (Account, Box<dyn Simulator>) {
    responder::Responder::open(opening)
}
