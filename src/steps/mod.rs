//! The step definitions: the words in which features are written. Only `Then` steps judge.

mod answer;
mod checkout;
mod consent;
mod draft;
mod equivalence;
mod event;
mod exchange;
mod field;
mod forgery;
mod header;
mod linking;
mod merchant;
mod notification;
mod outcome;
mod recurring;
mod repetition;
mod schema;
mod shop;
mod signing;
mod stage;
mod status;
mod target;
mod text;
mod twins;
mod verification;
