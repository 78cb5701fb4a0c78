//! The reference merchant: an honest one first, then what each kind of fault makes of it.

mod backend;
mod engine;
mod faults;
mod garbage;
mod pages;
pub mod stage;
