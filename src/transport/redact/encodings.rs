//! The forms in which a secret may stand in a message.

use std::borrow::Cow;
use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::signing::encoding::hex;

/// RFC 3986: all but the unreserved characters.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// What browsers' `encodeURIComponent` encodes.
const COMPONENT: &AsciiSet = &STRICT.remove(b'!').remove(b'\'').remove(b'(').remove(b')').remove(b'*');
/// What a form encodes, where a space becomes `+`.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_').remove(b' ');
/// What a lenient client encodes in a query.
const QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'\'');

/// Fewer characters of base64 or hex could be part of anything.
const SHORTEST: usize = 8;

/// Every form of `secret` that is looked for, itself among them.
pub(super) fn of(secret: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([secret.to_owned()]);
    let hex = hex(secret.as_bytes());
    let others = base64(secret).into_iter().chain([hex.to_ascii_uppercase(), hex]);
    forms.extend(others.filter(|form| form.len() >= SHORTEST));
    if secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte)) {
        return forms; // nobody writes these otherwise
    }
    for set in [STRICT, COMPONENT, FORM, QUERY] {
        let mut encoded = utf8_percent_encode(secret, set).to_string();
        if std::ptr::eq(set, FORM) {
            encoded = encoded.replace(' ', "+");
        }
        forms.insert(lower_case_hex(&encoded));
        forms.insert(encoded.replace('%', "%25"));
        forms.insert(encoded);
    }
    let escaped = serde_json::Value::from(secret).to_string();
    let escaped = &escaped[1..escaped.len() - 1];
    for escaped in [escaped.to_owned(), escaped.replace('/', "\\/")] {
        forms.extend([ascii(&escaped, false), ascii(&escaped, true), escaped]);
    }
    forms
}

/// A text in which no printable ASCII character is written as `\u` and four digits: some writers of JSON do so with `=`, `&`, `<`, `>` and
/// `'`, which stand in keys and tokens, too. Quotation marks and backslashes stay as they are.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains("\\u00") {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let escaped = rest.get(2..6).filter(|_| rest.starts_with("\\u")).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match escaped.filter(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\')) {
            Some(byte) => {
                plain.push(char::from(byte));
                rest = &rest[6..];
            }
            // An escaped backslash is not the beginning of the next escape.
            None => {
                let end = rest.char_indices().nth(2).map_or(rest.len(), |(end, _)| end);
                plain.push_str(&rest[..end]);
                rest = &rest[end..];
            }
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// A text in which some writers of JSON leave no character beyond ASCII, with hexadecimal digits of either case.
fn ascii(escaped: &str, upper: bool) -> String {
    let mut text = String::with_capacity(escaped.len());
    for c in escaped.chars() {
        match c.is_ascii() {
            true => text.push(c),
            false => text.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| match upper {
                true => format!("\\u{unit:04X}"),
                false => format!("\\u{unit:04x}"),
            })),
        }
    }
    text
}

/// `%7C` as `%7c`.
fn lower_case_hex(encoded: &str) -> String {
    let mut escape = 0;
    let lowered = encoded.chars().map(|c| {
        escape = if c == '%' { 3_u8 } else { escape.saturating_sub(1) };
        if escape > 0 { c.to_ascii_lowercase() } else { c }
    });
    lowered.collect()
}

/// Base64 of the secret alone, and what is the same in every base64 of a longer text that holds it: each of the three
/// positions of its first byte within a group of three gives another text.
fn base64(secret: &str) -> Vec<String> {
    let mut forms = Vec::new();
    for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
        forms.push(engine.encode(secret));
        for before in 0..3 {
            let bytes = [&[0; 2][..before], secret.as_bytes()].concat();
            let encoded = engine.encode(&bytes);
            let start = (before * 8).div_ceil(6);
            let end = bytes.len() * 8 / 6;
            forms.push(encoded.get(start..end).unwrap_or_default().to_owned());
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_found_at_every_position_of_a_longer_text() {
        let secret = "S3cret/with+more?";
        let forms = of(secret);
        for prefix in ["", "a", "ab", "abc", "user:"] {
            for suffix in ["", "z", "yz", "xyz"] {
                for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
                    let longer = engine.encode(format!("{prefix}{secret}{suffix}"));
                    assert!(forms.iter().any(|form| longer.contains(form)), "{prefix}..{suffix}");
                }
            }
        }
    }

    #[test]
    fn hex_is_found_in_both_cases() {
        for (secret, lower) in [("k/é+", "6b2fc3a92b"), ("plain-key", "706c61696e2d6b6579")] {
            let forms = of(secret);
            assert!(forms.contains(lower) && forms.contains(&lower.to_uppercase()), "{secret}");
        }
    }

    #[test]
    fn printable_characters_are_read_from_their_escapes_and_nothing_else_is() {
        for (text, expected) in [
            (r"a\u003d\u003D\u0026\u003c\u0027é", "a==&<'é"),
            (r"\u0022\u005c\u000a\u00e9", r"\u0022\u005c\u000a\u00e9"),
            (r"\\u003d \\\u003d \", r"\\u003d \\= \"),
            (r"\u00", r"\u00"),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_beyond_ascii_is_found_escaped() {
        let forms = of("pé/ß𝄞");
        for form in ["pé/ß𝄞", r"p\u00e9/\u00df\ud834\udd1e", r"p\u00E9\/\u00DF\uD834\uDD1E", r"p\u00e9\/\u00df\ud834\udd1e"]
        {
            assert!(forms.contains(form), "{form}");
        }
    }

    #[test]
    fn percent_encoding_is_found_in_both_cases_and_twice_over() {
        let forms = of("Atza|x y~");
        for form in ["Atza|x y~", "Atza%7Cx%20y~", "Atza%7cx%20y~", "Atza%7Cx+y%7E", "Atza|x%20y~", "Atza%257Cx%2520y~"] {
            assert!(forms.contains(form), "{form}");
        }
    }
}
