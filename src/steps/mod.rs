//! The step definitions: the words in which features are written. Only `Then` steps judge.

mod answer;
mod draft;
mod exchange;
mod field;
mod forgery;
mod schema;
mod signing;
mod target;
mod text;
mod verification;
