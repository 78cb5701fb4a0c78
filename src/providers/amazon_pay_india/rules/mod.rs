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

pub(super) use charge::tells_of_refund;
pub use table::RULES;
