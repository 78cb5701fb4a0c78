//! Charges and refunds: states, sums, idempotency. One truth under every provider's dialect.
//!
//! Pure: the caller gives the ids and the time. Nothing is ever forgotten, so an id is refused years later too.

mod books;
mod entry;
mod replays;
mod shelf;

pub use books::{Ledger, LedgerError};
pub use entry::{Charge, Refund, State};
pub use replays::{Replay, Replays};
pub use shelf::Reference;
