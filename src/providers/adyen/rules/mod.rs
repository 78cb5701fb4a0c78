//! The passive checks, judged on every exchange of a run: one small function each, one table.

mod errors;
#[cfg(test)]
mod fixture;
mod merchant;
mod methods;
mod modification;
mod payment;
mod table;

pub use table::RULES;

/// The folder of this provider's schemas.
const FOLDER: &str = "adyen";
