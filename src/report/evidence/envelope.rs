//! A DSSE envelope signed with Ed25519, and the key that signed it as PEM.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::signing::encoding::hex;

/// What an in-toto statement is called in an envelope.
const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

/// What stands before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410).
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The envelope, <https://github.com/secure-systems-lab/dsse>.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Envelope {
    payload_type: String,
    payload: String,
    signatures: Vec<Signature>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signature {
    keyid: String,
    sig: String,
}

/// Signs a statement; returns the envelope as JSON and the public key as PEM.
pub fn seal(statement: &[u8], key: &Ed25519KeyPair) -> Result<(Vec<u8>, Vec<u8>), serde_json::Error> {
    let public = key.public_key().as_ref();
    let sig = STANDARD.encode(key.sign(&encoded(PAYLOAD_TYPE, statement)));
    let envelope = Envelope {
        payload_type: PAYLOAD_TYPE.to_owned(),
        payload: STANDARD.encode(statement),
        signatures: vec![Signature { keyid: key_id(public), sig }],
    };
    Ok((serde_json::to_vec(&envelope)?, pem(public)))
}

/// The statement in an envelope and the id of the key, when that key signed it and nothing in both was changed.
pub fn open(envelope: &[u8], key: &[u8]) -> Option<(Vec<u8>, String)> {
    let public = from_pem(key)?;
    let read: Envelope = serde_json::from_slice(envelope).ok()?;
    let [signature] = read.signatures.as_slice() else { return None };
    let statement = STANDARD.decode(&read.payload).ok()?;
    let sig = STANDARD.decode(&signature.sig).ok()?;
    UnparsedPublicKey::new(&ED25519, &public).verify(&encoded(&read.payload_type, &statement), &sig).ok()?;
    // The signature does not cover how the envelope and the key are written down.
    let as_written = serde_json::to_vec(&read).ok()? == envelope && pem(&public) == key;
    let id = key_id(&public);
    (as_written && id == signature.keyid && read.payload_type == PAYLOAD_TYPE).then_some((statement, id))
}

/// What is signed: the pre-authentication encoding.
fn encoded(kind: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len());
    [head.as_bytes(), payload].concat()
}

fn key_id(public: &[u8]) -> String {
    hex(&Sha256::digest([SPKI.as_slice(), public].concat()))
}

fn pem(public: &[u8]) -> Vec<u8> {
    let text = STANDARD.encode([SPKI.as_slice(), public].concat());
    format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n").into_bytes()
}

fn from_pem(pem: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(pem).ok()?.lines().nth(1)?;
    let spki = STANDARD.decode(text).ok()?;
    spki.strip_prefix(SPKI.as_slice()).map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_that_of_the_specification() {
        let example = encoded("http://example.com/HelloWorld", b"hello world");
        assert_eq!(example, b"DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    #[test]
    fn every_flipped_bit_of_envelope_and_key_is_seen() {
        let key = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
        let (envelope, pem) = seal(b"{\"a\":1}", &key).unwrap();
        assert_eq!(open(&envelope, &pem).unwrap().0, b"{\"a\":1}");
        for at in 0..envelope.len() + pem.len() {
            let (mut one, mut other) = (envelope.clone(), pem.clone());
            match one.get_mut(at) {
                Some(byte) => *byte ^= 1,
                None => other[at - envelope.len()] ^= 1,
            }
            assert!(open(&one, &other).is_none(), "a flip at {at} was not seen");
        }
    }
}
