//! The reference merchant: a small, honest integrator, and a worked example. It is pure: events in, effects out.

mod faults;

pub use faults::FAULTS;
