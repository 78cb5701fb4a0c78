//! Secrets as plain texts, for those who play the merchant: the control address, and what `signoff simulate` prints.

use serde_json::{Map, Value, json};

use crate::core::secret::Secret;
use crate::providers::Credentials;

/// Keys and values of an account.
pub fn credentials(credentials: &Credentials) -> Map<String, Value> {
    credentials.iter().map(|(name, secret)| (name.to_owned(), json!(secret.expose()))).collect()
}

/// Personas and their tokens.
pub fn tokens(tokens: &[(String, Secret)]) -> Map<String, Value> {
    tokens.iter().map(|(persona, secret)| (persona.clone(), json!(secret.expose()))).collect()
}
