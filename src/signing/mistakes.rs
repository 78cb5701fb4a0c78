//! The mistakes that integrators make.
