//! The mistakes that are the same wherever one HMAC-SHA256 signs a message: in a body that is signed as it came, in the tag,
//! and in its base64.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};

use super::encoding::{encoded, hex};
use super::mistakes::{Mistake, Stage};
use super::rewriting::{in_ascii, json, pretty, rewritten, sorted, spaced};
use super::tagged::{self, Steps};

/// Steps of a string to sign that has a body in it.
pub trait WithBody {
    /// Sets how the body is written that is signed.
    fn write_body(&mut self, write: fn(&str) -> String);
}

/// The mistakes in a body that is signed as it came.
pub const fn bodies<T: WithBody>() -> [Mistake<Steps<T>>; 10] {
    [
        body("body_as_compact_json", "The body was read and written as JSON again, without spaces.", |steps| {
            steps.text.write_body(|text| rewritten(text, json))
        }),
        body(
            "body_as_spaced_json",
            "The body was read and written as JSON again, with spaces behind colons and commas.",
            |steps| steps.text.write_body(|text| rewritten(text, |body| spaced(&json(body)))),
        ),
        body("body_as_pretty_json", "The body was read and written as JSON again, on several lines.", |steps| {
            steps.text.write_body(|text| rewritten(text, pretty))
        }),
        body("body_as_sorted_json", "The body was read and written as JSON again, with its members sorted.", |steps| {
            steps.text.write_body(|text| rewritten(text, |body| json(&sorted(body))))
        }),
        body("body_with_slashes_escaped", "The body was read and written as JSON again, with every slash as \\/.", |steps| {
            steps.text.write_body(|text| rewritten(text, |body| json(body).replace('/', "\\/")))
        }),
        body(
            "body_as_ascii_json",
            "The body was read and written as JSON again, with characters beyond ASCII as \\u.",
            |steps| steps.text.write_body(|text| rewritten(text, |body| in_ascii(&json(body)))),
        ),
        body("body_trimmed", "White space at the ends of the body was cut off.", |steps| {
            steps.text.write_body(|text| text.trim().to_owned())
        }),
        body("body_with_line_feed", "A line feed was added behind the body.", |steps| {
            steps.text.write_body(|text| format!("{text}\n"))
        }),
        body("body_encoded", "The body was percent-encoded.", |steps| steps.text.write_body(encoded)),
        body("data_alone", "The member data of the body was signed alone.", |steps| {
            steps.text.write_body(|text| rewritten(text, |body| json(body.get("data").unwrap_or(body))))
        }),
    ]
}

/// The mistakes in the tag itself.
pub const fn tags<T>(fix: &'static str) -> [Mistake<Steps<T>>; 5] {
    [
        tag("sha384_hmac", "The HMAC is made with SHA-384.", fix, |steps| steps.tag = tagged::sha384),
        tag("sha512_hmac", "The HMAC is made with SHA-512.", fix, |steps| steps.tag = tagged::sha512),
        tag("plain_hash", "The signature is a plain hash of what is signed: no key is in it.", fix, |steps| {
            steps.tag = tagged::hash
        }),
        tag("hash_behind_key", "The signature is a plain hash of the key and what is signed.", fix, |steps| {
            steps.tag = tagged::hash_behind_key
        }),
        tag("hash_before_key", "The signature is a plain hash of what is signed and the key.", fix, |steps| {
            steps.tag = tagged::hash_before_key
        }),
    ]
}

/// The mistakes in a signature that is the standard base64 of its tag.
pub const fn base64_signatures<T>(fix: &'static str) -> [Mistake<Steps<T>>; 5] {
    [
        signature("hex_signature", "The signature is written in hexadecimal.", fix, |steps| steps.write = hex),
        signature("upper_case_hex_signature", "The signature is written in upper-case hexadecimal.", fix, |steps| {
            steps.write = |tag| hex(tag).to_ascii_uppercase()
        }),
        signature("url_safe_base64", "The signature is written in URL-safe base64, with - and _.", fix, |steps| {
            steps.write = |tag| URL_SAFE.encode(tag)
        }),
        signature("unpadded_signature", "The signature lacks its padding.", fix, |steps| {
            steps.write = |tag| STANDARD_NO_PAD.encode(tag)
        }),
        signature("base64_of_hex_signature", "The signature is the base64 of its hexadecimal text.", fix, |steps| {
            steps.write = |tag| STANDARD.encode(hex(tag))
        }),
    ]
}

const fn body<T>(id: &'static str, text: &'static str, apply: fn(&mut Steps<T>)) -> Mistake<Steps<T>> {
    let fix = "Sign the bytes of the body as they came, before anything parses them.";
    Mistake::new(Stage::StringToSign, id, text, fix, apply)
}

/// A row of a house's own: a mistake in the tag.
pub const fn tag<T>(id: &'static str, text: &'static str, fix: &'static str, apply: fn(&mut Steps<T>)) -> Mistake<Steps<T>> {
    Mistake::new(Stage::Key, id, text, fix, apply)
}

/// A row of a house's own: a mistake in how the tag is written.
pub const fn signature<T>(
    id: &'static str,
    text: &'static str,
    fix: &'static str,
    apply: fn(&mut Steps<T>),
) -> Mistake<Steps<T>> {
    Mistake::new(Stage::Signature, id, text, fix, apply)
}
