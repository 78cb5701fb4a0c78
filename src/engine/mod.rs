//! Selection, the cucumber run, and what it leaves behind.

pub mod control;
mod cores;
mod definitions;
pub mod doctor;
mod drive;
pub mod event;
pub mod features;
pub mod keywords;
pub mod lint;
pub mod probe;
mod queue;
pub mod record;
pub mod recorder;
pub mod run;
pub mod select;
pub mod tally;
pub mod targets;

pub use cores::RunError;
pub use definitions::prepare;
pub use event::{Ended, Event};
pub use run::{Plan, run};
