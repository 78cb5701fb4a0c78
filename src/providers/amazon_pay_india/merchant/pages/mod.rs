//! Amazon's own parts of the pages.

mod link;
mod statement;

pub use link::link;
pub use statement::statement;
