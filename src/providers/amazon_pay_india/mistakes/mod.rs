//! The mistakes that integrators make when they sign: each replaces steps of the recipe.

use crate::signing::mistakes::{Mistake, Stage};

mod authorization;
mod encodings;
mod key;
mod layout;
mod lines;
mod members;
mod steps;
mod string_to_sign;

/// Every known mistake, table by table, in the order of the stages.
pub static TABLES: [&[Mistake]; 7] = [
    layout::MISTAKES,
    lines::MISTAKES,
    encodings::MISTAKES,
    members::MISTAKES,
    string_to_sign::MISTAKES,
    key::MISTAKES,
    authorization::MISTAKES,
];

/// Every known mistake.
pub fn all() -> impl Iterator<Item = &'static Mistake> {
    TABLES.into_iter().flatten()
}

/// The mistake of that id.
pub fn find(id: &str) -> Option<&'static Mistake> {
    all().find(|mistake| mistake.cause.id == id)
}
