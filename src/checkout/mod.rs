//! The checkout page as a customer sees it: read from its HTML, or in a real browser.

pub mod page;
