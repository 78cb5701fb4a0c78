//! The simulator of Amazon Pay India: its answers, its faults, its server.

mod catalogue;
mod directions;
mod faults;
mod garbage;
mod guest;
mod merchant;
mod notifications;
mod reference;
mod scenes;
mod server;
mod shop;
pub mod simulate;
mod tls;
mod walk;

pub use garbage::json_value;
