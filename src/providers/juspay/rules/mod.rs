//! The passive checks of an endpoint's answers.

mod eligibility;
mod errors;
#[cfg(test)]
mod fixture;
mod merchant;
mod order;
mod payment;
mod reading;
mod refund;
mod session;
mod table;

pub use table::RULES;
