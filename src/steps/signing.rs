//! The signer under test.

/// What was asked of the signer in this scenario.
#[derive(Debug, Default)]
pub struct Conversation {}
