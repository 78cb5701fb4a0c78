//! The provider's side, played: a pure responder per merchant account.

use crate::providers::{Account, Opening, Simulator};

mod agreement;
mod charge;
mod checks;
mod describe;
mod directions;
mod faults;
mod misreport;
mod operation;
mod outbox;
mod payment;
mod refund;
mod refusal;
mod responder;
mod script;

pub use faults::FAULTS;

/// Opens a merchant account.
pub fn open(opening: &Opening) -> (Account, Box<dyn Simulator>) {
    let (account, responder) = responder::Responder::open(opening);
    (account, Box::new(responder))
}
