//! The one integration-test binary; a folder or file here is one area.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod acid_test;
mod adyen;
mod catalogue;
mod checkout;
mod cli;
mod comparison;
mod config;
mod conformance;
mod deploy;
mod docs;
mod house;
mod merchant;
mod own_files;
mod packages;
mod ppro;
mod report;
mod rules;
mod sample;
mod schemas;
mod sdks;
mod signing;
mod simulator;
mod snapshots;
mod transport;
