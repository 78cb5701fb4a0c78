//! The provider's side, played: a pure responder per merchant account.

use crate::providers::{Account, Opening, Simulator};

mod arguments;
mod customer;
mod directions;
mod eligibility;
mod faults;
mod notify;
mod order;
mod personas;
mod refund;
mod refusal;
mod render;
mod responder;
mod returning;
mod session;
mod stage;
mod transaction;
mod wallet;

pub use faults::FAULTS;
pub use personas::PERSONAS;

/// Opens a merchant account with one customer in each state.
pub fn open(opening: &Opening) -> (Account, Box<dyn Simulator>) {
    let (account, responder) = responder::Responder::open(opening);
    (account, Box::new(responder))
}
