//! The parameters with which a customer comes back, and what their signature is made of as small steps: a mistake replaces some of them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use thiserror::Error;

use super::auth::RESPONSE_KEY;
use super::mistakes;
use super::return_url::{ALGORITHM, HMAC, SIGNATURE};
use crate::signing::encoding::Encoding;
use crate::signing::hmac256;
use crate::signing::mistakes::Mistake;
use crate::signing::tagged::{self, Steps, Tagged};

/// Why a return address is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ReturnError {
    /// There is nothing to compare with.
    #[error("could not check the return address: no {RESPONSE_KEY} is given")]
    NoKey,
    /// No signature, or one that does not name its algorithm.
    #[error("could not accept the return address: it has no {SIGNATURE} with the {ALGORITHM} {HMAC}")]
    Unsigned,
    /// A parameter twice: which one is meant is open.
    #[error("could not accept the return address: a parameter is there twice")]
    Doubled,
    /// Another signature than that of its parameters.
    #[error("could not accept the return address: its signature is not that of its parameters")]
    Mismatch,
}

/// A parameter, as it is and encoded.
#[derive(Debug)]
pub struct Pair {
    /// Its name as it is.
    pub name: String,
    /// Name and value, encoded.
    pub encoded: (String, String),
}

/// The steps of the string to sign.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// True for the name of a parameter that is signed.
    pub signs: fn(&str) -> bool,
    /// False when parameters without value are left out.
    pub keeps_empty: bool,
    /// Names and values, as they are written.
    pub inner: Encoding,
    /// The order of the parameters.
    pub sort: fn(&mut [Pair]),
    /// True when names are written.
    pub names: bool,
    /// Between name and value, between pairs, and behind them.
    pub marks: [&'static str; 3],
    /// The joined text, as it is written.
    pub outer: Encoding,
}

impl Text {
    /// As published.
    pub const RIGHT: Self = Self {
        signs: |name| name != SIGNATURE && name != ALGORITHM,
        keeps_empty: true,
        inner: Encoding::RFC_3986,
        sort: |pairs| pairs.sort_by(|one, other| one.encoded.cmp(&other.encoded)),
        names: true,
        marks: ["=", "&", ""],
        outer: Encoding::RFC_3986,
    };

    /// How a space, `*` and `~` are encoded is not published; Juspay's Java sample encodes as `URLEncoder` does.
    pub fn readings() -> [Self; 3] {
        let mut plus = Self::RIGHT;
        plus.inner.plus_for_space = true;
        let mut java = plus;
        for encoding in [&mut java.inner, &mut java.outer] {
            encoding.leave("*");
            encoding.take("~");
        }
        [Self::RIGHT, plus, java]
    }

    /// The string to sign of decoded parameters.
    pub fn of(&self, parameters: &[(String, String)]) -> String {
        let signed = parameters.iter().filter(|(name, value)| (self.signs)(name) && (self.keeps_empty || !value.is_empty()));
        let mut pairs: Vec<_> = signed.map(|(name, value)| self.pair(name, value)).collect();
        (self.sort)(&mut pairs);
        let [equals, between, end] = self.marks;
        let written = |pair: &Pair| match self.names {
            true => [pair.encoded.0.as_str(), equals, &pair.encoded.1].concat(),
            false => pair.encoded.1.clone(),
        };
        let joined = pairs.iter().map(written).collect::<Vec<_>>().join(between) + end;
        write(&self.outer, &joined)
    }

    fn pair(&self, name: &str, value: &str) -> Pair {
        Pair { name: name.to_owned(), encoded: (write(&self.inner, name), write(&self.inner, value)) }
    }
}

fn write(encoding: &Encoding, text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    encoding.write(text, &mut out);
    out
}

/// Decoded parameters, the signature's own among them, and the key that should have signed them.
pub struct Returned {
    /// Names and values in the order of the address.
    pub parameters: Vec<(String, String)>,
    /// The response key.
    pub key: String,
}

impl Returned {
    /// The signature among the parameters, decoded until it is base64.
    pub fn signature(&self) -> Option<String> {
        self.own(SIGNATURE).map(|text| bytes(text).map_or_else(|| text.to_owned(), |tag| STANDARD.encode(tag)))
    }

    /// Checks `given`, else the signature among the parameters.
    pub fn check(&self, given: Option<&str>) -> Result<(), ReturnError> {
        if self.key.is_empty() {
            return Err(ReturnError::NoKey);
        }
        let observed = match (given, self.own(SIGNATURE), self.own(ALGORITHM)) {
            (Some(given), ..) | (None, Some(given), Some(HMAC)) => given,
            _ => return Err(ReturnError::Unsigned),
        };
        let mut names: Vec<_> = self.parameters.iter().map(|(name, _)| name).collect();
        names.sort();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(ReturnError::Doubled);
        }
        let observed = bytes(observed).ok_or(ReturnError::Mismatch)?;
        let texts = Text::readings().map(|reading| reading.of(&self.parameters));
        let right = texts.iter().any(|text| hmac256::verify(self.key.as_bytes(), text.as_bytes(), &observed));
        if right { Ok(()) } else { Err(ReturnError::Mismatch) }
    }

    /// The error with what explains the signature.
    pub fn told(&self, given: Option<&str>, error: ReturnError) -> String {
        let observed = given.map(str::to_owned).or_else(|| self.signature()).filter(|_| error == ReturnError::Mismatch);
        observed.map_or_else(|| error.to_string(), |observed| tagged::told(self, &observed, &error.to_string()))
    }

    fn own(&self, wanted: &str) -> Option<&str> {
        self.parameters.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }
}

/// The bytes of a signature that was encoded once or twice on its way.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let once = percent_decode_str(text).decode_utf8().ok()?;
    [text, &once].into_iter().find_map(|text| STANDARD.decode(text).ok())
}

impl Tagged for Returned {
    type Text = Text;

    fn readings(&self) -> Vec<Steps<Text>> {
        let steps =
            |text| Steps { text, key: |key| key.as_bytes().to_vec(), tag: tagged::sha256, write: |tag| STANDARD.encode(tag) };
        Text::readings().map(steps).to_vec()
    }

    fn mistakes(&self) -> Vec<&'static Mistake<Steps<Text>>> {
        mistakes::all().collect()
    }

    fn secret(&self) -> &str {
        &self.key
    }

    fn text(&self, steps: &Text) -> Vec<u8> {
        steps.of(&self.parameters).into_bytes()
    }
}
