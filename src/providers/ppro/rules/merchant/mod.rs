//! What a merchant's backend sends: the rules judge its requests to our simulator, and never what our simulator answers.

pub mod amount;
pub mod consumer;
pub mod message;
pub mod payment;
mod reading;
pub mod request;
