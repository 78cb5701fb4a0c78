//! The JSON documents of `sign` and `verify`: a webhook's item, or the body of a webhook whose bytes are signed.

use serde_json::{Value, json};
use thiserror::Error;

use super::hmac::{HmacKey, HmacKeyError, string_to_sign};
use crate::core::json::{Fields, JsonError};

/// Why a document cannot be used.
#[derive(Debug, Error)]
enum DocumentError {
    /// Not JSON, or a member is wrong.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// Not 64 hex digits.
    #[error(transparent)]
    Key(#[from] HmacKeyError),
}

/// What is signed.
enum Signed {
    /// `item`: eight of its fields.
    Item(Value),
    /// `body`: its bytes.
    Body(String),
}

/// Carries `sign` out: `{"hmac_key", "item"}` or `{"hmac_key", "body"}`.
pub fn sign(text: &str) -> Result<Value, String> {
    signed(text).map_err(|error| error.to_string())
}

/// Carries `verify` out: `{"hmac_key", "item"}` or `{"hmac_key", "body", "signature"}`.
pub fn verify(text: &str) -> Result<Result<(), String>, String> {
    verified(text).map_err(|error| error.to_string())
}

fn signed(text: &str) -> Result<Value, DocumentError> {
    let mut fields = Fields::read(text.as_bytes())?;
    let (key, signed) = take(&mut fields)?;
    fields.finish()?;
    Ok(match signed {
        Signed::Item(item) => json!({ "string_to_sign": string_to_sign(&item), "signature": key.sign_item(&item) }),
        Signed::Body(body) => json!({ "signature": key.sign_body(body.as_bytes()) }),
    })
}

fn verified(text: &str) -> Result<Result<(), String>, DocumentError> {
    let mut fields = Fields::read(text.as_bytes())?;
    let (key, signed) = take(&mut fields)?;
    let verdict = match signed {
        Signed::Item(item) => key.verify_item(&item),
        Signed::Body(body) => key.verify_body(body.as_bytes(), fields.optional_text("signature")?.as_deref()),
    };
    fields.finish()?;
    Ok(verdict.map_err(|refusal| refusal.to_string()))
}

fn take(fields: &mut Fields) -> Result<(HmacKey, Signed), DocumentError> {
    let key = HmacKey::parse(&fields.text("hmac_key")?)?;
    let signed = match fields.take("item") {
        Some(item @ Value::Object(_)) => Signed::Item(item),
        Some(_) => return Err(JsonError::Kind { path: "item".to_owned(), expected: "an object" }.into()),
        None => Signed::Body(fields.text("body")?),
    };
    Ok((key, signed))
}
