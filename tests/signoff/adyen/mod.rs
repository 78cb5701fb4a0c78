//! Adyen: signatures of webhooks, amounts, the simulator as a merchant meets it, and the reference merchant.

mod amounts;
mod merchant;
mod payments;
mod schemas;
mod shop;
mod street;
mod vectors;
mod webhooks;
