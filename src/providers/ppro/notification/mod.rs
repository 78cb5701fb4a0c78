//! What PPRO tells a merchant: CloudEvents over https, signed in two ways (DH/webhooks, DH/webhooks-event-payloads).

mod event;
mod message;
mod mistakes;
mod signature;

use crate::signing::mistakes::Cause;

pub use event::{Event, MEMBERS_OF_DATA, Subject, TYPES};
pub use message::Message;
pub use signature::{CURRENT, DEPRECATED, SignatureError, current, deprecated, time_of, verify_current, verify_deprecated};

/// Every cause that a diagnosis may name.
pub fn causes() -> Vec<Cause> {
    mistakes::all().map(|mistake| mistake.cause).collect()
}
