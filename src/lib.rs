//! `signoff` proves that an Amazon Pay or Amazon Pay Later integration conforms to what the provider published.
//!
//! Imports point down only: cli → report → catalogue → engine, prover → steps, world → transport, simulator, config →
//! providers → signing, ledger, schema, snapshot → core. `ARCHITECTURE.md` shows the house.

pub mod catalogue;
pub mod checkout;
pub mod cli;
pub mod config;
pub mod core;
pub mod embedded;
pub mod engine;
pub mod ledger;
pub mod prover;
pub mod providers;
pub mod report;
pub mod schema;
pub mod signing;
pub mod simulator;
pub mod snapshot;
pub mod steps;
pub mod transport;
pub mod world;
