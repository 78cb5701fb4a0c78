//! Texts as they stand in a canonical request: percent-encoded per RFC 3986.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986.
pub const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Appends `text`, its UTF-8 percent-encoded with upper-case hex; only `A-Z a-z 0-9 - . _ ~` stay literal.
pub fn encode(text: &str, out: &mut String) {
    out.extend(utf8_percent_encode(text, RESERVED));
}

/// `text` as [`encode`] writes it.
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    encode(text, &mut out);
    out
}

/// Decodes once; `+` stays `+`. `None` for a broken sequence such as `%4` or `%zz`, and for what is no UTF-8.
pub fn decode(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let whole = text.split('%').skip(1).all(|rest| is_hex_pair(rest.as_bytes()));
    whole.then(|| percent_decode_str(text).decode_utf8().ok()).flatten()
}

/// True when `text` starts with two hexadecimal digits.
pub fn is_hex_pair(text: &[u8]) -> bool {
    matches!(text, [high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit())
}

/// Lower-case hexadecimal text.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
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
