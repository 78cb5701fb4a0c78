//! The provider that we play, and the merchant: an HTTP shell around the pure responders and merchants of the provider houses.

pub mod control;
pub mod disclosed;
mod http;
mod journal;
mod log;
mod premises;
pub mod server;
mod shop;
mod tenant;
mod tenants;
mod thread;
pub mod tls;
