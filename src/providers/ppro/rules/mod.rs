//! The passive checks, judged on every exchange of a run: one small function each, one table.

mod agreement;
mod charge;
mod errors;
#[cfg(test)]
mod fixture;
mod merchant;
mod operation;
mod reading;
mod table;

pub use table::RULES;
