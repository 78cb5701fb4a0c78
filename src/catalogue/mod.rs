//! The published requirements as data, and the join of a run with them.

pub mod comparison;
pub mod conformance;
pub mod links;
pub mod load;
pub mod requirement;
pub mod selection;
pub mod selftest;
pub mod shard;
pub mod status;
pub mod verdict;
pub mod waivers;

mod checks;

pub use comparison::Comparison;
pub use conformance::{Conformance, Outcome, RequirementRecord, join};
pub use load::CatalogueError;
pub use requirement::{Basis, Catalogue, ChecklistItem, Level, Requirement};
pub use selection::Selected;
pub use shard::Part;
pub use status::Status;
pub use waivers::Waivers;
