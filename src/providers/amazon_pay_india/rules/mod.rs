//! The passive checks, judged on every exchange of a run: one small function each, one table.

mod charge;
mod eligibility;
mod errors;
#[cfg(test)]
mod fixture;
mod merchant;
mod reading;
mod refund;
mod signature;
mod table;

pub use table::RULES;
