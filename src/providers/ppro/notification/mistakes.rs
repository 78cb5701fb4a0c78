//! The mistakes that integrators make when they check a webhook's signature.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::message::Text;
use crate::signing::encoding::hex;
use crate::signing::mistakes::{Mistake, Stage};
use crate::signing::tagged::{self, Steps};
use crate::signing::usual;

type Row = Mistake<Steps<Text>>;

/// Every mistake, in the order of the stages.
pub fn all() -> impl Iterator<Item = &'static Row> {
    [TIME, BODY, KEY, TAG, DEPRECATED, SIGNATURE].into_iter().flatten()
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

static BODY: &[Row] = &usual::bodies();

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
];

static TAG: &[Row] = &usual::tags(HASHES);

static DEPRECATED: &[Row] = &[
    usual::tag("sha256_hmac", "The HMAC-SHA256 of PPRO-Signature is made for the deprecated header.", HASHES, |steps| {
        steps.tag = tagged::sha256
    }),
    usual::tag(
        "hash_before_marked_key",
        "The signature is a plain hash of what is signed, a full stop and the key.",
        HASHES,
        |steps| steps.tag = super::message::hash_before_marked_secret,
    ),
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
const HASHES: &str =
    "For PPRO-Signature make an HMAC-SHA256; only the deprecated header is a plain SHA-256, of body, full stop and secret.";

const fn text(id: &'static str, text: &'static str, fix: &'static str, apply: fn(&mut Steps<Text>)) -> Row {
    Mistake::new(Stage::StringToSign, id, text, fix, apply)
}

const fn key(id: &'static str, text: &'static str, apply: fn(&mut Steps<Text>)) -> Row {
    Mistake::new(Stage::Key, id, text, "Use the secret as text, exactly as it was agreed upon.", apply)
}

const fn signature(id: &'static str, text: &'static str, apply: fn(&mut Steps<Text>)) -> Row {
    Mistake::new(Stage::Signature, id, text, "Write the tag as 64 lower-case hexadecimal digits.", apply)
}
