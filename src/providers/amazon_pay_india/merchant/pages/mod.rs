//! Amazon's own parts of the pages.

mod link;

pub use link::link;
