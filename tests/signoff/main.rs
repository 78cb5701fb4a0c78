//! The one integration-test binary; a folder or file here is one area.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod config;
mod house;
mod rules;
mod schemas;
mod snapshots;
mod transport;
