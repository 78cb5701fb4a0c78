//! What a merchant's backend sends: the rules judge its requests to our simulator, and never what our simulator answers.

pub mod headers;
pub mod payment;
mod reading;
pub mod refund;
pub mod session;
