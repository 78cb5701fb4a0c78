//! The two signatures of a webhook. The older one is no HMAC and covers no time; a receiver does not rely on it alone.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use thiserror::Error;

use crate::signing::encoding::hex;
use crate::signing::hmac256;

/// The header of the current signature, `t=<unix seconds>,s=<hex>`.
pub const CURRENT: &str = "PPRO-Signature";

/// The header of the deprecated one.
pub const DEPRECATED: &str = "Webhook-Signature";

/// Why a signature is not a webhook's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SignatureError {
    /// Not of the published form.
    #[error("could not read the signature: it is not of the published form")]
    Form,
    /// Made with another secret, or of other bytes.
    #[error("could not verify the signature: secret, time or body is another")]
    Mismatch,
    /// Signed too long ago, or in the future.
    #[error("could not accept the signature: its time is too far from now")]
    Stale,
}

/// The current signature: HMAC-SHA256 of the time, a full stop and the body's bytes.
pub fn current(secret: &str, at: Timestamp, body: &[u8]) -> String {
    let seconds = at.as_second();
    format!("t={seconds},s={}", hex(&hmac256::tag(secret.as_bytes(), &timed(seconds, body))))
}

/// The deprecated signature: plain SHA-256 of the body, a full stop and the secret.
pub fn deprecated(secret: &str, body: &[u8]) -> String {
    hex(&plain(secret, body))
}

/// Checks a current signature; no tolerance is published, so the caller names one.
pub fn verify_current(
    secret: &str,
    value: &str,
    body: &[u8],
    now: Timestamp,
    most: SignedDuration,
) -> Result<(), SignatureError> {
    let (at, tag) = read(value)?;
    if !hmac256::verify(secret.as_bytes(), &timed(at.as_second(), body), &bytes(tag)?) {
        return Err(SignatureError::Mismatch);
    }
    if now.duration_since(at).abs() > most { Err(SignatureError::Stale) } else { Ok(()) }
}

/// When a current signature says that it was made.
pub fn time_of(value: &str) -> Result<Timestamp, SignatureError> {
    read(value).map(|(at, _)| at)
}

/// The time of a current signature, and its digits.
fn read(value: &str) -> Result<(Timestamp, &str), SignatureError> {
    let (seconds, tag) = value.strip_prefix("t=").and_then(|rest| rest.split_once(",s=")).ok_or(SignatureError::Form)?;
    let at = seconds.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or(SignatureError::Form)?;
    Ok((at, tag))
}

/// Checks a deprecated signature.
pub fn verify_deprecated(secret: &str, value: &str, body: &[u8]) -> Result<(), SignatureError> {
    let same: bool = plain(secret, body).ct_eq(bytes(value)?.as_slice()).into();
    if same { Ok(()) } else { Err(SignatureError::Mismatch) }
}

fn timed(seconds: i64, body: &[u8]) -> Vec<u8> {
    [seconds.to_string().as_bytes(), b".", body].concat()
}

fn plain(secret: &str, body: &[u8]) -> [u8; 32] {
    Sha256::digest([body, b".", secret.as_bytes()].concat()).into()
}

/// The bytes of lower-case hex digits.
fn bytes(digits: &str) -> Result<Vec<u8>, SignatureError> {
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(SignatureError::Form),
    };
    if !digits.len().is_multiple_of(2) {
        return Err(SignatureError::Form);
    }
    digits.as_bytes().chunks(2).map(|pair| Ok(value(pair[0])? << 4 | value(pair[1])?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"id":"e1"}"#;

    fn check(value: &str, now: i64) -> Result<(), SignatureError> {
        let now = Timestamp::from_second(now).unwrap();
        verify_current("whsec_x", value, BODY, now, SignedDuration::from_mins(5))
    }

    #[test]
    fn what_was_signed_verifies_within_its_time() {
        let value = current("whsec_x", Timestamp::from_second(1000).unwrap(), BODY);
        assert_eq!([check(&value, 1000), check(&value, 1300), check(&value, 700)], [Ok(()), Ok(()), Ok(())]);
        assert_eq!(check(&value, 1301), Err(SignatureError::Stale));
        assert_eq!(check(&value.replace("t=1000", "t=1001"), 1001), Err(SignatureError::Mismatch));
        assert_eq!(verify_deprecated("whsec_x", &deprecated("whsec_x", BODY), BODY), Ok(()));
        assert_eq!(verify_deprecated("other", &deprecated("whsec_x", BODY), BODY), Err(SignatureError::Mismatch));
    }

    #[test]
    fn another_form_is_told_from_another_secret() {
        for value in ["", "t=1000", "s=00,t=1000", "t=x,s=00", "t=1000,s=0", "t=1000,s=zz", "t=1000,s=AB"] {
            assert_eq!(check(value, 1000), Err(SignatureError::Form), "{value}");
        }
        assert_eq!(check("t=1000,s=00", 1000), Err(SignatureError::Mismatch));
        assert_eq!(check("t=1000,s=", 1000), Err(SignatureError::Mismatch));
    }
}
