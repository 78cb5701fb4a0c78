//! What PPRO tells a merchant: CloudEvents over https, signed in two ways (DH/webhooks, DH/webhooks-event-payloads).

mod event;
mod signature;

pub use event::{Event, Subject, TYPES};
pub use signature::{CURRENT, DEPRECATED, SignatureError, current, deprecated, verify_current, verify_deprecated};
