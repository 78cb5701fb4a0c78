//! The hash functions, and the bytes that they and their HMACs make.

use std::fmt;
use std::ops::Deref;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// The most bytes that a hash function of these makes.
const LONGEST: usize = 64;

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// 32 bytes.
    Sha256,
    /// 48 bytes.
    Sha384,
    /// 64 bytes.
    Sha512,
}

impl Algorithm {
    /// The digest of `message`.
    pub fn digest(self, message: &[u8]) -> Digest {
        match self {
            Self::Sha256 => Digest::new(&Sha256::digest(message)),
            Self::Sha384 => Digest::new(&Sha384::digest(message)),
            Self::Sha512 => Digest::new(&Sha512::digest(message)),
        }
    }
}

/// The bytes of a digest or of an HMAC. Never printed: those of a key's steps are secret.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Digest {
    fn new(made: &[u8]) -> Self {
        let mut bytes = [0; LONGEST];
        bytes.iter_mut().zip(made).for_each(|(place, byte)| *place = *byte);
        Self { bytes, length: made.len().min(LONGEST) }
    }
}

impl Deref for Digest {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes]", self.length)
    }
}

/// A key that is ready to sign: the state of its HMAC. Never printed.
#[derive(Clone)]
pub struct SigningKey(State);

#[derive(Clone)]
#[allow(clippy::large_enum_variant)] // there is one of them at a time
enum State {
    Sha256(Hmac<Sha256>),
    Sha384(Hmac<Sha384>),
    Sha512(Hmac<Sha512>),
}

impl SigningKey {
    /// Takes the bytes of a key.
    pub fn new(algorithm: Algorithm, key: &[u8]) -> Self {
        // An HMAC takes keys of every length; the error of the trait cannot occur.
        Self(match algorithm {
            Algorithm::Sha256 => State::Sha256(Hmac::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&Default::default()))),
            Algorithm::Sha384 => State::Sha384(Hmac::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&Default::default()))),
            Algorithm::Sha512 => State::Sha512(Hmac::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&Default::default()))),
        })
    }

    /// The HMAC of `message`.
    pub fn mac(&self, message: &[u8]) -> Digest {
        match &self.0 {
            State::Sha256(hmac) => Digest::new(&hmac.clone().chain_update(message).finalize().into_bytes()),
            State::Sha384(hmac) => Digest::new(&hmac.clone().chain_update(message).finalize().into_bytes()),
            State::Sha512(hmac) => Digest::new(&hmac.clone().chain_update(message).finalize().into_bytes()),
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}
