//! The provider that we play: an HTTP shell around the pure responders of the provider houses.

pub mod control;
pub mod disclosed;
pub mod server;
pub mod tenant;
