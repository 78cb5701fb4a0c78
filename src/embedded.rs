//! The data files that the binary carries. Part of the lowest layer: it imports nothing of the house.

use include_dir::{Dir, include_dir};

/// `features/`: requirements and scenarios.
pub static FEATURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/features");

/// `schemas/`: JSON Schemas of the providers' messages and of our own files.
pub static SCHEMAS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/schemas");

/// `snapshots/`: reviewed snapshots of bodies.
pub static SNAPSHOTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/snapshots");
