//! Reviewed snapshots of response bodies.
