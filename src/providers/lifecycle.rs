//! The life of a payment in a provider's words, for what holds at every provider.

/// How a payment is made and given back through a provider's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifecycle {
    /// The customer who can pay; empty where a message names none.
    pub payer: &'static str,
    /// The operations that move the money, in their order.
    pub pay: &'static [&'static str],
    /// The status that the last answer must have, as the money moved; none where every accepted one is as good.
    pub paid: Option<&'static str>,
    /// The stage direction that lets the customer do their part; none where nothing is left to do.
    pub approved_by: Option<&'static str>,
    /// The operation that gives money back.
    pub refund: &'static str,
    /// The notification that tells whether a refund is made, and the member that says "true" then; none where the answer tells.
    pub refund_told: Option<(&'static str, &'static str)>,
}
