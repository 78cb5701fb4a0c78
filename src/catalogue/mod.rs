//! The published requirements as data, and the join of a run with them.
