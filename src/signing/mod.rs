//! Signatures as pure functions: every stage is a value that can be printed.
