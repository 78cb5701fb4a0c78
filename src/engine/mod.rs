//! Selection, the cucumber run, and what it leaves behind.

pub mod features;
pub mod keywords;
pub mod lint;
pub mod record;
