//! What the provider tells the merchant: how webhooks are signed, and how they are written.

pub mod documents;
pub mod hmac;
pub mod mistakes;
pub mod text;
pub mod webhook;

pub use webhook::Webhook;
