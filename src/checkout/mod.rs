//! The checkout page as a customer sees it: read from its HTML, or in a real browser.
//!
//! Both readers make a [`tree::Tree`], and one piece of code makes the [`page::Page`] of it.

pub mod amount;
pub mod browser;
pub mod finders;
pub mod html;
pub mod linking;
mod model;
mod names;
mod option;
pub mod page;
mod search;
mod sight;
pub mod standing;
mod style;
mod text;
pub mod tree;
pub mod visit;
pub mod wording;
