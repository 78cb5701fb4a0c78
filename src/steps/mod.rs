//! The step definitions: the words in which features are written. Only `Then` steps judge.

pub mod answer;
pub mod exchange;
pub mod schema;
pub mod signing;
pub mod target;
