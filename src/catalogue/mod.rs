//! The published requirements as data, and the join of a run with them.

pub mod conformance;
pub mod links;
pub mod load;
pub mod selection;
pub mod selftest;

pub use conformance::{Conformance, RequirementRecord, Selected, Status, join};
pub use load::{Basis, Catalogue, CatalogueError, ChecklistItem, Level, Requirement};
