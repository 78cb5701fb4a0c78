//! The signatures of webhooks: of a standard one over eight fields of its item, of the others over the bytes of the body (HMACDOC).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use thiserror::Error;

use super::text::Text;
use crate::signing::hmac256;

/// The header that carries the signature of a webhook whose body is signed.
pub const SIGNATURE_HEADER: &str = "HmacSignature";

/// The header that names the algorithm of [`SIGNATURE_HEADER`].
pub const PROTOCOL: (&str, &str) = ("Protocol", "HmacSHA256");

/// The member of `additionalData` that carries the signature of an item.
pub const SIGNATURE_MEMBER: &str = "hmacSignature";

/// A key as the Customer Area shows it: 64 hex digits.
pub struct HmacKey([u8; 32]);

/// Why a text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("could not use the HMAC key: it is not 64 hex digits")]
pub struct HmacKeyError;

/// Why a webhook is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SignatureRefusal {
    /// There is none, or it is empty.
    #[error("the signature is missing")]
    Missing,
    /// A number, an object, ...
    #[error("the signature is no text")]
    NotText,
    /// No base64 of 32 bytes.
    #[error("the signature is not base64 of 32 bytes")]
    Form,
    /// The signature of something else, or with another key.
    #[error("the signature does not match")]
    Mismatch,
}

impl HmacKey {
    /// Reads a key.
    pub fn parse(text: &str) -> Result<Self, HmacKeyError> {
        bytes(text).and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(HmacKeyError)
    }

    /// The signature of a standard webhook's item.
    pub fn sign_item(&self, item: &Value) -> String {
        self.sign_body(string_to_sign(item).as_bytes())
    }

    /// The signature of a body, or of any bytes.
    pub fn sign_body(&self, body: &[u8]) -> String {
        STANDARD.encode(hmac256::tag(&self.0, body))
    }

    /// Checks the signature that an item carries.
    pub fn verify_item(&self, item: &Value) -> Result<(), SignatureRefusal> {
        match &item["additionalData"][SIGNATURE_MEMBER] {
            Value::Null => Err(SignatureRefusal::Missing),
            Value::String(signature) => self.verify_body(string_to_sign(item).as_bytes(), Some(signature)),
            _ => Err(SignatureRefusal::NotText),
        }
    }

    /// Checks the signature of a body as it came, before anything parses it.
    pub fn verify_body(&self, body: &[u8], signature: Option<&str>) -> Result<(), SignatureRefusal> {
        let signature = signature.filter(|signature| !signature.is_empty()).ok_or(SignatureRefusal::Missing)?;
        let tag = STANDARD.decode(signature).map_err(|_| SignatureRefusal::Form)?;
        if tag.len() != hmac256::LENGTH {
            return Err(SignatureRefusal::Form);
        }
        if hmac256::verify(&self.0, body, &tag) { Ok(()) } else { Err(SignatureRefusal::Mismatch) }
    }
}

/// The eight fields that are signed, joined by colons.
pub fn string_to_sign(item: &Value) -> String {
    Text::RIGHT.of_item(item)
}

/// The bytes of a key; `None` for a text that is none.
pub fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.bytes().map(|digit| char::from(digit).to_digit(16)).collect::<Option<Vec<_>>>()?;
    let bytes = digits.chunks(2).filter_map(|pair| u8::try_from(pair.iter().fold(0, |byte, d| byte * 16 + d)).ok());
    (text.len() == 64).then(|| bytes.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_64_hex_digits() {
        let good = "0123456789abcdefABCDEF9876543210".repeat(2);
        assert!(HmacKey::parse(&good).is_ok());
        for text in ["", "BadKey", &good[1..], &format!("{good}0"), &good.replace('a', "g"), &good.replace("01", "é")] {
            assert!(HmacKey::parse(text).is_err(), "{text}");
        }
    }
}
