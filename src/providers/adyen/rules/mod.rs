//! The passive checks, judged on every exchange of a run: one small function each, one table.

mod errors;
#[cfg(test)]
mod fixture;
mod methods;
mod modification;
mod payment;
mod table;

pub use table::RULES;
