//! `signoff.toml`: parsed once into targets; nothing is validated later.
