//! The JSON documents of `sign` and `verify`: PPRO signs what it tells a merchant, so these are about webhooks.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::notification::{CURRENT, DEPRECATED, current, deprecated, verify_current, verify_deprecated};
use crate::core::json::{Fields, JsonError};

/// `{"secret", "body", "time": unix seconds}`: both signatures of that body.
pub fn sign(text: &str) -> Result<Value, String> {
    let read = || -> Result<_, JsonError> {
        let mut fields = Fields::read(text.as_bytes())?;
        let document = (fields.text("secret")?, fields.text("body")?, fields.number("time")?);
        fields.finish()?;
        Ok(document)
    };
    let (secret, body, seconds) = read().map_err(|error| error.to_string())?;
    let at = instant(seconds)?;
    Ok(json!({ CURRENT: current(&secret, at, body.as_bytes()), DEPRECATED: deprecated(&secret, body.as_bytes()) }))
}

/// `{"secret", "body", "header": one of the two names, "value", "time": now}`; a current signature is taken for five minutes.
pub fn verify(text: &str) -> Result<Result<(), String>, String> {
    let read = || -> Result<_, JsonError> {
        let mut fields = Fields::read(text.as_bytes())?;
        let texts = (fields.text("secret")?, fields.text("body")?, fields.text("header")?, fields.text("value")?);
        let seconds = if fields.has("time") { Some(fields.number("time")?) } else { None };
        fields.finish()?;
        Ok((texts, seconds))
    };
    let ((secret, body, header, value), seconds) = read().map_err(|error| error.to_string())?;
    let verdict = if header.eq_ignore_ascii_case(DEPRECATED) {
        verify_deprecated(&secret, &value, body.as_bytes())
    } else if header.eq_ignore_ascii_case(CURRENT) {
        let now = instant(seconds.ok_or("could not verify: time is missing")?)?;
        verify_current(&secret, &value, body.as_bytes(), now, SignedDuration::from_mins(5))
    } else {
        return Err(format!("could not verify: the header is neither {CURRENT} nor {DEPRECATED}"));
    };
    Ok(verdict.map_err(|error| error.to_string()))
}

fn instant(seconds: u64) -> Result<Timestamp, String> {
    let at = i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    at.ok_or_else(|| "could not use time: it is no instant".to_owned())
}
