//! Wrong steps, longer than a line.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::Value;

use crate::signing::Scheme;
use crate::signing::canonical::{self, Pairs};
use crate::signing::encoding;
use crate::signing::key::Scope;
use crate::signing::mac::DIGEST_LENGTH;
use crate::signing::parts::Parts;

/// Host and path, and the query as it is usually sent.
pub fn place_with_query(parts: &Parts<'_>, text: &mut String) {
    text.extend([parts.host, parts.path]);
    let mut separator = '?';
    for (name, value) in &parts.query {
        text.push(separator);
        encoding::encode(name, text);
        text.push('=');
        encoding::encode(value, text);
        separator = '&';
    }
}

/// `%2f` instead of `%2F`.
pub fn encode_lower_case(text: &str, out: &mut String) {
    let encoded = encoding::encoded(text);
    let mut parts = encoded.split('%');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (digits, literal) = part.split_at(2);
        out.extend(["%", &digits.to_ascii_lowercase(), literal]);
    }
}

/// As JavaScript's `encodeURIComponent`: `!'()*` stay literal.
pub fn encode_like_uri_component(text: &str, out: &mut String) {
    let literal = [("%21", "!"), ("%27", "'"), ("%28", "("), ("%29", ")"), ("%2A", "*")];
    let encoded = encoding::encoded(text);
    out.push_str(&literal.iter().fold(encoded, |text, (sequence, mark)| text.replace(sequence, mark)));
}

/// A space as `+`.
pub fn encode_like_a_form(text: &str, out: &mut String) {
    out.push_str(&encoding::encoded(text).replace("%20", "+"));
}

/// What looks percent-encoded already stays as it is.
pub fn encode_once(text: &str, out: &mut String) {
    let encoded = encoding::encoded(text);
    let mut parts = encoded.split("%25");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        out.push_str(if encoding::is_hex_pair(part.as_bytes()) { "%" } else { "%25" });
        out.push_str(part);
    }
}

/// Without the user agent.
pub fn headers_but_user_agent<'p>(parts: &'p Parts<'_>) -> Pairs<'p> {
    let mut pairs = canonical::header_pairs(parts);
    pairs.retain(|(name, _)| !name.ends_with("user-agent"));
    pairs
}

/// With the content type; with the host when no content type is sent.
pub fn headers_and_one_more<'p>(parts: &'p Parts<'_>) -> Pairs<'p> {
    let mut pairs = canonical::header_pairs(parts);
    let content_type = parts.other_headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    pairs.push(content_type.map_or(("host", Cow::Borrowed(parts.host)), |(_, value)| ("content-type", Cow::Borrowed(value))));
    pairs
}

/// Nested objects as JSON text.
pub fn flatten_objects_as_json(value: &Value) -> Cow<'_, str> {
    if value.is_object() { Cow::Owned(value.to_string()) } else { canonical::flatten(value) }
}

/// Arrays as JSON text.
pub fn flatten_arrays_as_json(value: &Value) -> Cow<'_, str> {
    if value.is_array() { Cow::Owned(value.to_string()) } else { canonical::flatten(value) }
}

/// Java's pattern `YYYYMMdd`: the year to which the week belongs, weeks beginning on Sunday.
pub fn scope_of_week_year<'d>(scheme: &Scheme, date: &'d str) -> Scope<'d> {
    let scope = Scope::new(scheme, date);
    let Ok(day) = Date::strptime("%Y%m%d", &*scope.date) else { return scope };
    let to_saturday = 6 - day.weekday().to_sunday_zero_offset();
    let year = day.checked_add(i64::from(to_saturday).days()).map_or(day.year(), |saturday| saturday.year());
    Scope { date: Cow::Owned(format!("{year:04}{}", day.strftime("%m%d"))), ..scope }
}

/// With `+`, `/` and padding.
pub fn signature_in_standard_base64(mac: &[u8; DIGEST_LENGTH]) -> String {
    STANDARD.encode(mac)
}
