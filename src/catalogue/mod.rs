//! The published requirements as data, and the join of a run with them.

pub mod conformance;
pub mod links;
pub mod load;
pub mod requirement;
pub mod selection;
pub mod selftest;
pub mod status;

mod checks;

pub use conformance::{Conformance, Outcome, RequirementRecord, Selected, join};
pub use load::CatalogueError;
pub use requirement::{Basis, Catalogue, ChecklistItem, Level, Requirement};
pub use status::Status;
