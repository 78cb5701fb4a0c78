//! Data that every other room speaks: no I/O, no async, no provider.

pub mod clock;
pub mod finding;
pub mod http;
pub mod id;
pub mod json;
pub mod member;
pub mod money;
pub mod parallel;
pub mod random;
pub mod secret;
pub mod subject;
