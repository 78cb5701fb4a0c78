//! Selection, the cucumber run, and what it leaves behind.

pub mod record;
