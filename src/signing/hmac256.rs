//! HMAC-SHA256, as notifications and return addresses are signed.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Bytes of a tag.
pub const LENGTH: usize = 32;

/// The tag of a message.
pub fn tag(key: &[u8], message: &[u8]) -> [u8; LENGTH] {
    // A key of any length is taken: the error cannot come.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&Default::default()));
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// True when `observed` is the tag of the message; compared in constant time.
pub fn verify(key: &[u8], message: &[u8], observed: &[u8]) -> bool {
    tag(key, message).ct_eq(observed).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signing::encoding::hex;

    #[test]
    fn the_published_example_holds() {
        // RFC 4231, test case 2.
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        let tag = tag(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(hex(&tag), expected);
        assert!(verify(b"Jefe", b"what do ya want for nothing?", &tag));
    }

    #[test]
    fn another_key_message_or_tag_does_not_pass() {
        let tag = tag(b"k", b"m");
        assert!(!verify(b"l", b"m", &tag) && !verify(b"k", b"n", &tag) && !verify(b"k", b"m", &tag[1..]));
    }
}
