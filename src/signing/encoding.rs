//! Texts as they stand in a canonical request: percent-encoded per RFC 3986.

use std::borrow::Cow;

/// True for the bytes that are unreserved in RFC 3986.
const UNRESERVED: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        byte += 1;
    }
    table
};

/// Appends `text`, its UTF-8 percent-encoded with upper-case hex; only `A-Z a-z 0-9 - . _ ~` stay literal.
#[inline]
pub fn encode(text: &str, out: &mut String) {
    // Most texts need nothing; looking at all bytes without a branch is the fastest way to know.
    if text.bytes().fold(true, |all, byte| all & UNRESERVED[usize::from(byte)]) {
        out.push_str(text);
    } else {
        encode_reserved(text, out);
    }
}

fn encode_reserved(text: &str, out: &mut String) {
    let digit = |number: u8| char::from(b"0123456789ABCDEF"[usize::from(number & 15)]);
    out.reserve(text.len() * 3);
    let mut literal = 0;
    for (place, byte) in text.bytes().enumerate().filter(|(_, byte)| !UNRESERVED[usize::from(*byte)]) {
        // Between two bytes of one character there is no text, and no place to cut it.
        out.push_str(text.get(literal..place).unwrap_or_default());
        out.push('%');
        out.push(digit(byte >> 4));
        out.push(digit(byte));
        literal = place + 1;
    }
    out.push_str(text.get(literal..).unwrap_or_default());
}

/// How texts are written; everything but [`Encoding::RFC_3986`] is a mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding {
    /// The ASCII characters that stay literal, one bit each.
    literal: u128,
    /// `+` for a space.
    pub plus_for_space: bool,
    /// `%2f` for `%2F`.
    pub lower_case: bool,
    /// What looks encoded already stays as it is.
    pub keeps_sequences: bool,
    /// Characters up to U+00FF are one byte, others a question mark.
    pub latin_1: bool,
    /// How often a text is encoded.
    pub times: u8,
}

impl Encoding {
    /// As published.
    pub const RFC_3986: Self = Self {
        literal: mask("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"),
        plus_for_space: false,
        lower_case: false,
        keeps_sequences: false,
        latin_1: false,
        times: 1,
    };

    /// Leaves these ASCII characters literal, too.
    pub fn leave(&mut self, characters: &str) {
        self.literal |= mask(characters);
    }

    /// Encodes these ASCII characters, too.
    pub fn take(&mut self, characters: &str) {
        self.literal &= !mask(characters);
    }

    /// Appends `text`.
    pub fn write(&self, text: &str, out: &mut String) {
        if *self == Self::RFC_3986 {
            return encode(text, out);
        }
        let mut written = text.to_owned();
        for _ in 0..self.times {
            written = self.once(&written);
        }
        out.push_str(&written);
    }

    fn once(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() * 3);
        for (place, character) in text.char_indices() {
            let rest = text.get(place + 1..).unwrap_or_default();
            if character.is_ascii() && self.literal >> u32::from(character) & 1 == 1
                || character == '%' && self.keeps_sequences && is_hex_pair(rest.as_bytes())
            {
                out.push(character);
            } else if character == ' ' && self.plus_for_space {
                out.push('+');
            } else {
                self.escape(character, &mut out);
            }
        }
        out
    }

    fn escape(&self, character: char, out: &mut String) {
        let mut bytes = [0; 4];
        let bytes = match u8::try_from(character) {
            Ok(byte) if self.latin_1 => [byte].to_vec(),
            Err(_) if self.latin_1 => b"?".to_vec(),
            _ => character.encode_utf8(&mut bytes).as_bytes().to_vec(),
        };
        for byte in bytes {
            let digits = hex(&[byte]);
            out.push('%');
            out.push_str(&if self.lower_case { digits } else { digits.to_ascii_uppercase() });
        }
    }
}

const fn mask(characters: &str) -> u128 {
    let (bytes, mut place, mut mask) = (characters.as_bytes(), 0, 0);
    while place < bytes.len() {
        mask |= 1 << bytes[place];
        place += 1;
    }
    mask
}

/// `text` as [`encode`] writes it.
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    encode(text, &mut out);
    out
}

/// Decodes once; `+` stays `+`. `None` for a broken sequence such as `%4` or `%zz`, and for what is no UTF-8.
pub fn decode(text: &str) -> Option<Cow<'_, str>> {
    let mut parts = text.split('%');
    let mut bytes = match parts.next() {
        Some(whole) if whole.len() == text.len() => return Some(Cow::Borrowed(text)),
        start => start.unwrap_or_default().as_bytes().to_vec(),
    };
    bytes.reserve_exact(text.len() - bytes.len());
    for part in parts {
        let (pair, rest) = part.as_bytes().split_at_checked(2).filter(|(pair, _)| is_hex_pair(pair))?;
        let digit = |place: usize| char::from(pair[place]).to_digit(16).unwrap_or_default() as u8;
        bytes.push(digit(0) << 4 | digit(1));
        bytes.extend_from_slice(rest);
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

/// True when `text` starts with two hexadecimal digits.
pub fn is_hex_pair(text: &[u8]) -> bool {
    matches!(text, [high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit())
}

/// Lower-case hexadecimal text.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |number: u8| char::from(b"0123456789abcdef"[usize::from(number & 15)]);
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(*byte));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_unreserved_stay_literal() {
        let literal = "AZaz09-._~";
        assert_eq!(encoded(literal), literal);
        assert_eq!(encoded(" !'()*+/%40"), "%20%21%27%28%29%2A%2B%2F%2540");
        assert_eq!(encoded("₹é😀"), "%E2%82%B9%C3%A9%F0%9F%98%80");
    }

    #[test]
    fn the_published_encoding_is_the_same_character_by_character() {
        for text in ["AZaz09-._~", " !'()*+/%40%zz", "₹é😀%"] {
            assert_eq!(Encoding::RFC_3986.once(text), encoded(text));
        }
    }

    #[test]
    fn decodes_once_and_refuses_what_is_broken() {
        assert_eq!(decode("a+b%20c%2540").as_deref(), Some("a+b c%40"));
        for broken in ["%", "a%4", "%zz", "%%41", "%FF", "ok%e2%82"] {
            assert_eq!(decode(broken), None, "{broken} was decoded");
        }
    }

    #[test]
    fn hex_keeps_leading_zeros() {
        assert_eq!(hex(&[0, 0x0a, 0xff]), "000aff");
    }
}
