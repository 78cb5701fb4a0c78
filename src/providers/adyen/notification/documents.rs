//! The JSON documents of `sign`, `verify` and `diagnose`: a webhook's item, or the body of a webhook whose bytes are signed.

use serde_json::{Value, json};
use thiserror::Error;

use super::hmac::{HmacKey, HmacKeyError, SIGNATURE_MEMBER, SignatureRefusal, string_to_sign};
use super::mistakes;
use super::text::{Message, Signed};
use crate::core::json::{Fields, JsonError};
use crate::providers::Documents;
use crate::signing::diagnosis::{Diagnosis, MOST};
use crate::signing::tagged;

/// Each takes `{"hmac_key_hex", "item"}` or `{"hmac_key_hex", "body"}`; all but `sign` also `"signature"`, which an item may carry
/// itself. An item may stand in its `NotificationRequestItem`, as it came.
pub const DOCUMENTS: Documents = Documents {
    sign: |text| sign(text).map_err(|error| error.to_string()),
    verify: |text| verify(text).map_err(|error| error.to_string()),
    diagnose: |text| diagnose(text).map_err(|error| error.to_string()),
    causes: || mistakes::all().map(|mistake| mistake.cause).collect(),
};

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

fn sign(text: &str) -> Result<Value, DocumentError> {
    let mut fields = Fields::read(text.as_bytes())?;
    let (key, message) = take(&mut fields)?;
    fields.finish()?;
    let signed = match &message.signed {
        Signed::Item(item) => string_to_sign(item),
        Signed::Body(body) => body.clone(),
    };
    let signature = key.sign_body(signed.as_bytes());
    Ok(json!({ "string_to_sign": signed, "signature": signature }))
}

fn verify(text: &str) -> Result<Result<(), String>, DocumentError> {
    let (key, message, observed) = read_signed(Fields::read(text.as_bytes())?)?;
    let verdict = match (&message.signed, &observed) {
        (Signed::Item(item), None) => key.verify_item(item),
        (Signed::Item(item), Some(observed)) => key.verify_body(string_to_sign(item).as_bytes(), Some(observed)),
        (Signed::Body(body), observed) => key.verify_body(body.as_bytes(), observed.as_deref()),
    };
    Ok(verdict.map_err(|refusal| match refusal {
        SignatureRefusal::Mismatch => tagged::told(&message, own(&message, &observed).unwrap_or_default(), &refusal.to_string()),
        refusal => refusal.to_string(),
    }))
}

fn diagnose(text: &str) -> Result<Diagnosis, DocumentError> {
    let mut fields = Fields::read(text.as_bytes())?;
    let theirs = fields.optional_text("string_to_sign")?;
    let (_, message, observed) = read_signed(fields)?;
    let observed = own(&message, &observed).ok_or_else(|| JsonError::Missing("signature".to_owned()))?;
    Ok(tagged::diagnose(&message, observed, theirs.as_deref(), MOST))
}

/// The signature that is given beside the item, else the one in it.
fn own<'a>(message: &'a Message, given: &'a Option<String>) -> Option<&'a str> {
    match &message.signed {
        Signed::Item(item) => given.as_deref().or_else(|| item["additionalData"][SIGNATURE_MEMBER].as_str()),
        Signed::Body(_) => given.as_deref(),
    }
}

fn read_signed(mut fields: Fields) -> Result<(HmacKey, Message, Option<String>), DocumentError> {
    let (key, message) = take(&mut fields)?;
    let observed = fields.optional_text("signature")?;
    fields.finish()?;
    Ok((key, message, observed))
}

fn take(fields: &mut Fields) -> Result<(HmacKey, Message), DocumentError> {
    let text = fields.text("hmac_key_hex")?;
    let key = HmacKey::parse(&text)?;
    let signed = match fields.take("item") {
        Some(item @ Value::Object(_)) => Signed::Item(unwrapped(item)?),
        Some(_) => return Err(JsonError::Kind { path: "item".to_owned(), expected: "an object" }.into()),
        None => Signed::Body(fields.text("body")?),
    };
    Ok((key, Message { signed, key: text }))
}

/// What is signed stands within `NotificationRequestItem`, which may come with the item; a whole webhook is none.
fn unwrapped(mut item: Value) -> Result<Value, DocumentError> {
    let wrong = |path: &str, expected: &'static str| JsonError::Kind { path: path.to_owned(), expected };
    if item.get("notificationItems").is_some() {
        return Err(wrong("item", "one item, the NotificationRequestItem of one of notificationItems").into());
    }
    match item.get_mut("NotificationRequestItem") {
        Some(inner @ Value::Object(_)) => Ok(inner.take()),
        Some(_) => Err(wrong("item.NotificationRequestItem", "an object").into()),
        None => Ok(item),
    }
}
