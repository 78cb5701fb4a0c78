//! The mistakes that integrators make when they check a webhook's signature.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::message::Text;
use crate::signing::encoding::{encoded, hex};
use crate::signing::mistakes::{Mistake, Stage};
use crate::signing::rewriting::{in_ascii, json, pretty, rewritten, sorted, spaced};
use crate::signing::tagged::{self, Steps};

type Row = Mistake<Steps<Text>>;

/// Every mistake, in the order of the stages.
pub fn all() -> impl Iterator<Item = &'static Row> {
    [TIME, BODY, KEY, SIGNATURE].into_iter().flatten()
}

static TIME: &[Row] = &[
    text("time_left_out", "The time is not signed.", TIMED, |steps| steps.text.join = |_, _, body| body.to_owned()),
    text("time_without_full_stop", "There is no full stop between time and body.", TIMED, |steps| {
        steps.text.join = |time, _, body| [time, body].concat()
    }),
    text("time_behind_body", "The time stands behind the body.", TIMED, |steps| {
        steps.text.join = |time, mark, body| [body, mark, time].concat()
    }),
    text("time_alone", "The body is not signed.", TIMED, |steps| steps.text.join = |time, _, _| time.to_owned()),
    text("time_with_colon", "A colon stands between time and body.", TIMED, |steps| steps.text.mark = ":"),
    text("time_with_line_feed", "A line feed stands between time and body.", TIMED, |steps| steps.text.mark = "\n"),
    text("time_in_milliseconds", "The time is signed in milliseconds.", AS_SENT, |steps| {
        steps.text.time = |seconds| format!("{seconds}000")
    }),
    text("time_with_name", "The time is signed as t=, as it stands in the header.", AS_SENT, |steps| {
        steps.text.time = |seconds| format!("t={seconds}")
    }),
    text("time_as_text", "The time is signed as a date and not as a number of seconds.", AS_SENT, |steps| {
        steps.text.time =
            |seconds| jiff::Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |at| at.to_string())
    }),
];

static BODY: &[Row] = &[
    body("body_as_compact_json", "The body was read and written as JSON again, without spaces.", |steps| {
        steps.text.body = |text| rewritten(text, json)
    }),
    body("body_as_spaced_json", "The body was read and written as JSON again, with spaces behind colons and commas.", |steps| {
        steps.text.body = |text| rewritten(text, |body| spaced(&json(body)))
    }),
    body("body_as_pretty_json", "The body was read and written as JSON again, on several lines.", |steps| {
        steps.text.body = |text| rewritten(text, pretty)
    }),
    body("body_as_sorted_json", "The body was read and written as JSON again, with its members sorted.", |steps| {
        steps.text.body = |text| rewritten(text, |body| json(&sorted(body)))
    }),
    body("body_with_slashes_escaped", "The body was read and written as JSON again, with every slash as \\/.", |steps| {
        steps.text.body = |text| rewritten(text, |body| json(body).replace('/', "\\/"))
    }),
    body("body_as_ascii_json", "The body was read and written as JSON again, with characters beyond ASCII as \\u.", |steps| {
        steps.text.body = |text| rewritten(text, |body| in_ascii(&json(body)))
    }),
    body("body_trimmed", "White space at the ends of the body was cut off.", |steps| {
        steps.text.body = |text| text.trim().to_owned()
    }),
    body("body_with_line_feed", "A line feed was added behind the body.", |steps| steps.text.body = |text| format!("{text}\n")),
    body("body_encoded", "The body was percent-encoded.", |steps| steps.text.body = encoded),
    body("data_alone", "The member data of the body was signed alone.", |steps| {
        steps.text.body = |text| rewritten(text, |body| json(body.get("data").unwrap_or(body)))
    }),
];

static KEY: &[Row] = &[
    key("secret_without_prefix", "The secret is used without what stands before its first underscore.", |steps| {
        steps.key = |secret| secret.split_once('_').map_or(secret, |(_, rest)| rest).as_bytes().to_vec()
    }),
    key("secret_from_base64", "The secret is decoded as base64.", |steps| {
        steps.key = |secret| STANDARD.decode(secret).unwrap_or_else(|_| secret.as_bytes().to_vec())
    }),
    key("secret_in_base64", "The secret is encoded in base64 before it is used.", |steps| {
        steps.key = |secret| STANDARD.encode(secret).into_bytes()
    }),
    key("secret_with_line_feed", "The secret has a line feed at its end, as when it is read from a file.", |steps| {
        steps.key = |secret| format!("{secret}\n").into_bytes()
    }),
    key("secret_trimmed", "White space at the ends of the secret is cut off.", |steps| {
        steps.key = |secret| secret.trim().as_bytes().to_vec()
    }),
    tag("sha256_hmac", "The HMAC-SHA256 of PPRO-Signature is made for the deprecated header.", |steps| {
        steps.tag = tagged::sha256
    }),
    tag("sha384_hmac", "The HMAC is made with SHA-384.", |steps| steps.tag = tagged::sha384),
    tag("sha512_hmac", "The HMAC is made with SHA-512.", |steps| steps.tag = tagged::sha512),
    tag("plain_hash", "The signature is a plain hash of what is signed: no secret is in it.", |steps| steps.tag = tagged::hash),
    tag("hash_before_secret", "The signature is a plain hash of what is signed and the secret.", |steps| {
        steps.tag = tagged::hash_before_key
    }),
    tag("hash_before_marked_secret", "The signature is a plain hash of what is signed, a full stop and the secret.", |steps| {
        steps.tag = super::message::hash_before_marked_secret
    }),
    tag("hash_behind_secret", "The signature is a plain hash of the secret and what is signed.", |steps| {
        steps.tag = tagged::hash_behind_key
    }),
];

static SIGNATURE: &[Row] = &[
    signature("upper_case_hex_signature", "The signature is written in upper-case hexadecimal.", |steps| {
        steps.write = |tag| hex(tag).to_ascii_uppercase()
    }),
    signature("base64_signature", "The signature is written in base64.", |steps| steps.write = |tag| STANDARD.encode(tag)),
    signature("url_safe_base64", "The signature is written in URL-safe base64.", |steps| {
        steps.write = |tag| URL_SAFE_NO_PAD.encode(tag)
    }),
    signature("zeros_dropped", "Leading zeros of the signature are lost.", |steps| {
        steps.write = |tag| hex(tag).trim_start_matches('0').to_owned()
    }),
    signature("base64_of_hex_signature", "The signature is the base64 of its hexadecimal text.", |steps| {
        steps.write = |tag| STANDARD.encode(hex(tag))
    }),
];

const TIMED: &str = "Sign the seconds of t=, a full stop and the bytes of the body.";
const AS_SENT: &str = "Sign the digits that stand behind t= in the header.";
const RAW: &str = "Sign the bytes of the body as they came, before anything parses them.";

const fn text(id: &'static str, text: &'static str, fix: &'static str, apply: fn(&mut Steps<Text>)) -> Row {
    Mistake::new(Stage::StringToSign, id, text, fix, apply)
}

const fn body(id: &'static str, text: &'static str, apply: fn(&mut Steps<Text>)) -> Row {
    Mistake::new(Stage::StringToSign, id, text, RAW, apply)
}

const fn key(id: &'static str, text: &'static str, apply: fn(&mut Steps<Text>)) -> Row {
    Mistake::new(Stage::Key, id, text, "Use the secret as text, exactly as it was agreed upon.", apply)
}

const fn tag(id: &'static str, text: &'static str, apply: fn(&mut Steps<Text>)) -> Row {
    let fix =
        "For PPRO-Signature make an HMAC-SHA256; only the deprecated header is a plain SHA-256, of body, full stop and secret.";
    Mistake::new(Stage::Key, id, text, fix, apply)
}

const fn signature(id: &'static str, text: &'static str, apply: fn(&mut Steps<Text>)) -> Row {
    Mistake::new(Stage::Signature, id, text, "Write the tag as 64 lower-case hexadecimal digits.", apply)
}
