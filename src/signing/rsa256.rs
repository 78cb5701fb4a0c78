//! RSA signatures with SHA-256 over texts (PKCS #1 v1.5), base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls_pki_types::SubjectPublicKeyInfoDer;
use thiserror::Error;
use webpki::RawPublicKeyEntity;
use webpki::ring::RSA_PKCS1_2048_8192_SHA256;

/// Why a text is not signed, or its signature not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RsaError {
    /// The key cannot be read.
    #[error("could not read the RSA key")]
    Key,
    /// It is no base64, or of another text or key.
    #[error("could not accept the signature: it is not that of this text and key")]
    Signature,
}

/// Signs a text with a key (PKCS #8, DER).
pub fn sign(text: &str, key: &[u8]) -> Result<String, RsaError> {
    let key = RsaKeyPair::from_pkcs8(key).map_err(|_| RsaError::Key)?;
    let mut signature = vec![0; key.public().modulus_len()];
    let signed = key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature);
    signed.map(|()| STANDARD.encode(signature)).map_err(|_| RsaError::Key)
}

/// Checks the signature of a text with a public key: a PEM, or the base64 within it.
pub fn verify(text: &str, signature: &str, public_key: &str) -> Result<(), RsaError> {
    let lines = public_key.lines().map(str::trim).filter(|line| !line.starts_with("-----"));
    let key = STANDARD.decode(lines.collect::<String>()).map_err(|_| RsaError::Key)?;
    let key = SubjectPublicKeyInfoDer::from(key);
    let key = RawPublicKeyEntity::try_from(&key).map_err(|_| RsaError::Key)?;
    let signature = STANDARD.decode(signature).map_err(|_| RsaError::Signature)?;
    let checked = key.verify_signature(RSA_PKCS1_2048_8192_SHA256, text.as_bytes(), &signature);
    checked.map_err(|_| RsaError::Signature)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNING_KEY: &[u8] = include_bytes!("../providers/juspay/keys/merchant.key.der");
    const PUBLIC_KEY: &str = include_str!("../providers/juspay/keys/merchant.pub.txt");

    #[test]
    fn a_signature_belongs_to_its_text_and_key() {
        let signature = sign("{\"a\":1}", SIGNING_KEY).unwrap();
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{PUBLIC_KEY}\n-----END PUBLIC KEY-----\n");
        assert_eq!(verify("{\"a\":1}", &signature, PUBLIC_KEY), Ok(()));
        assert_eq!(verify("{\"a\":1}", &signature, &pem), Ok(()));
        assert_eq!(verify("{\"a\": 1}", &signature, PUBLIC_KEY), Err(RsaError::Signature));
        assert_eq!(verify("{\"a\":1}", "?", PUBLIC_KEY), Err(RsaError::Signature));
        assert_eq!(verify("{\"a\":1}", &signature, "no key"), Err(RsaError::Key));
        assert_eq!(sign("a", b"no key"), Err(RsaError::Key));
    }
}
