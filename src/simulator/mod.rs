//! The provider that we play: an HTTP shell around the pure responders of the provider houses.
