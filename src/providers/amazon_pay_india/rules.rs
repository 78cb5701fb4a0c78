//! The passive checks, judged on every exchange.

use crate::providers::Rule;

/// The table.
pub const RULES: &[Rule] = &[];
