//! What a webhook's signatures are made of, as small steps: a mistake replaces some of them.

use sha2::{Digest, Sha256};

use super::mistakes;
use super::signature::SignatureError;
use crate::signing::encoding::hex;
use crate::signing::mistakes::Mistake;
use crate::signing::tagged::{self, Steps, Tagged};
use crate::signing::usual::WithBody;

/// The steps of the string to sign.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// The time, in seconds of Unix, as it is written.
    pub time: fn(i64) -> String,
    /// Between time and body.
    pub mark: &'static str,
    /// Time, mark and body, as they are joined.
    pub join: fn(&str, &str, &str) -> String,
    /// The body as it is signed.
    pub body: fn(&str) -> String,
}

impl WithBody for Text {
    fn write_body(&mut self, write: fn(&str) -> String) {
        self.body = write;
    }
}

impl Text {
    /// As published for the current signature; the deprecated one takes no time in.
    const RIGHT: Self = Self {
        time: |seconds| seconds.to_string(),
        mark: ".",
        join: |time, mark, body| [time, mark, body].concat(),
        body: |body| body.to_owned(),
    };
}

/// A webhook's body, and the secret that should have signed it.
pub struct Message {
    /// The bytes as they came.
    pub body: String,
    /// As it was agreed upon.
    pub secret: String,
    /// When it was signed, in seconds of Unix; `None` for the deprecated signature.
    pub time: Option<i64>,
}

impl Message {
    /// The string to sign and the signature, in hexadecimal.
    pub fn signed(&self) -> (String, String) {
        let (text, signature) = tagged::mistaken(self, &[]);
        (String::from_utf8_lossy(&text).into_owned(), signature)
    }

    /// The error with what explains `observed`, a signature in hexadecimal.
    pub fn told(&self, observed: &str, error: SignatureError) -> String {
        match error {
            SignatureError::Mismatch => tagged::told(self, observed, &error.to_string()),
            other => other.to_string(),
        }
    }
}

/// SHA-256 of the text, a full stop and the secret: the deprecated signature.
pub fn hash_before_marked_secret(secret: &[u8], text: &[u8]) -> Vec<u8> {
    Sha256::digest([text, b".", secret].concat()).to_vec()
}

impl Tagged for Message {
    type Text = Text;

    fn readings(&self) -> Vec<Steps<Text>> {
        let tag = if self.time.is_some() { tagged::sha256 } else { hash_before_marked_secret };
        vec![Steps { text: Text::RIGHT, key: |secret| secret.as_bytes().to_vec(), tag, write: hex }]
    }

    fn mistakes(&self) -> Vec<&'static Mistake<Steps<Text>>> {
        mistakes::all().collect()
    }

    fn secret(&self) -> &str {
        &self.secret
    }

    fn text(&self, steps: &Text) -> Vec<u8> {
        let body = (steps.body)(&self.body);
        match self.time {
            Some(seconds) => (steps.join)(&(steps.time)(seconds), steps.mark, &body).into_bytes(),
            None => body.into_bytes(),
        }
    }
}
