//! What leaves this process and what comes back: HTTP, signers, and the redacted record of both.

pub mod client;
pub mod control;
pub mod failure;
pub mod fields;
pub mod journal;
pub mod login;
pub mod record;
pub mod redact;
pub mod signer;
