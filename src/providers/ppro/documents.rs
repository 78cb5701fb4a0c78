//! The JSON documents of `sign`, `verify` and `diagnose`: PPRO signs what it tells a merchant, so these are about webhooks.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::notification::{CURRENT, DEPRECATED, Message, causes, verify_current, verify_deprecated};
use crate::core::json::{Fields, JsonError};
use crate::providers::Documents;
use crate::signing::diagnosis::{Diagnosis, MOST};
use crate::signing::tagged;

/// Each takes `{"body", "timestamp": unix seconds, "secret"}`; all but `sign` also `"signature"`, in hexadecimal or as it stands in
/// its header, where the time may be taken from it. With `"header": "Webhook-Signature"` it is about the deprecated one.
pub const DOCUMENTS: Documents = Documents { sign, verify, diagnose, causes };

fn sign(text: &str) -> Result<Value, String> {
    let mut fields = read(text)?;
    let message = message(&mut fields, None)?;
    finish(fields)?;
    let (string_to_sign, signature) = message.signed();
    let header = message.time.map_or_else(|| signature.clone(), |seconds| format!("t={seconds},s={signature}"));
    Ok(json!({ "string_to_sign": string_to_sign, "signature": signature, "header": header }))
}

fn verify(text: &str) -> Result<Result<(), String>, String> {
    let (message, observed) = signed(read(text)?)?;
    let body = message.body.as_bytes();
    let verdict = match message.time {
        None => verify_deprecated(&message.secret, &observed, body),
        Some(seconds) => {
            let at = Timestamp::from_second(seconds).map_err(|_| "could not use timestamp: it is no instant")?;
            verify_current(&message.secret, &format!("t={seconds},s={observed}"), body, at, SignedDuration::ZERO)
        }
    };
    Ok(verdict.map_err(|error| message.told(&observed, error)))
}

fn diagnose(text: &str) -> Result<Diagnosis, String> {
    let mut fields = read(text)?;
    let theirs = fields.optional_text("string_to_sign").map_err(|error| error.to_string())?;
    let (message, observed) = signed(fields)?;
    Ok(tagged::diagnose(&message, &observed, theirs.as_deref(), MOST))
}

fn signed(mut fields: Fields) -> Result<(Message, String), String> {
    let value = fields.text("signature").map_err(|error| error.to_string())?;
    let in_header = value.strip_prefix("t=").and_then(|rest| rest.split_once(",s="));
    let time = in_header.and_then(|(seconds, _)| seconds.parse().ok());
    let message = message(&mut fields, time)?;
    finish(fields)?;
    let observed = in_header.map_or(value.as_str(), |(_, signature)| signature);
    Ok((message, observed.to_owned()))
}

fn message(fields: &mut Fields, in_header: Option<i64>) -> Result<Message, String> {
    let read = |fields: &mut Fields| -> Result<_, JsonError> {
        let texts = (fields.text("body")?, fields.text("secret")?, fields.optional_text("header")?);
        let seconds = if fields.has("timestamp") { Some(fields.number("timestamp")?) } else { None };
        Ok((texts, seconds))
    };
    let ((body, secret, header), seconds) = read(fields).map_err(|error| error.to_string())?;
    let seconds = seconds.and_then(|seconds| i64::try_from(seconds).ok()).or(in_header);
    let time = match header.as_deref().unwrap_or(CURRENT) {
        name if name.eq_ignore_ascii_case(DEPRECATED) => None,
        name if name.eq_ignore_ascii_case(CURRENT) => {
            Some(seconds.ok_or_else(|| JsonError::Missing("timestamp".to_owned()).to_string())?)
        }
        _ => return Err(format!("could not use header: it is neither {CURRENT} nor {DEPRECATED}")),
    };
    Ok(Message { body, secret, time })
}

fn read(text: &str) -> Result<Fields, String> {
    Fields::read(text.as_bytes()).map_err(|error| error.to_string())
}

fn finish(fields: Fields) -> Result<(), String> {
    fields.finish().map_err(|error| error.to_string())
}
