//! Adyen: signatures of webhooks, amounts, and the simulator as a merchant meets it.

mod amounts;
mod merchant;
mod payments;
mod schemas;
mod vectors;
mod webhooks;
