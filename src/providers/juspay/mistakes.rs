//! The mistakes that integrators make when they check the signature of a return address.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::return_url::{ALGORITHM, SIGNATURE, Text};
use crate::signing::encoding::{Encoding, encoded};
use crate::signing::mistakes::{Mistake, Stage};
use crate::signing::tagged::Steps;
use crate::signing::usual;

type Row = Mistake<Steps<Text>>;

/// Every mistake, in the order of the stages.
pub fn all() -> impl Iterator<Item = &'static Row> {
    [PARAMETERS, ENCODINGS, KEY, TAG, BASE64, SIGNED].into_iter().flatten()
}

static PARAMETERS: &[Row] = &[
    text("signature_left_in", "The signature and its algorithm are among the signed parameters.", WITHOUT, |steps| {
        steps.text.signs = |_| true
    }),
    text("algorithm_left_in", "The parameter signature_algorithm is among the signed ones.", WITHOUT, |steps| {
        steps.text.signs = |name| name != SIGNATURE
    }),
    text("signature_alone_left_in", "The parameter signature is among the signed ones.", WITHOUT, |steps| {
        steps.text.signs = |name| name != ALGORITHM
    }),
    text(
        "merchant_parameters_left_out",
        "Only order_id, status and status_id are signed.",
        "Sign every parameter of the address, those of the merchant too.",
        |steps| steps.text.signs = |name| ["order_id", "status", "status_id"].contains(&name),
    ),
    text("order_id_left_out", "The parameter order_id is not signed.", EVERY, |steps| {
        steps.text.signs = |name| ![SIGNATURE, ALGORITHM, "order_id"].contains(&name)
    }),
    text("status_left_out", "The parameter status is not signed.", EVERY, |steps| {
        steps.text.signs = |name| ![SIGNATURE, ALGORITHM, "status"].contains(&name)
    }),
    text("status_id_left_out", "The parameter status_id is not signed.", EVERY, |steps| {
        steps.text.signs = |name| ![SIGNATURE, ALGORITHM, "status_id"].contains(&name)
    }),
    text("empty_dropped", "Parameters with an empty value are left out.", "Keep them as name= with nothing behind.", |steps| {
        steps.text.keeps_empty = false
    }),
    text("unsorted", "The parameters stand in the order of the address.", SORT, |steps| steps.text.sort = |_| ()),
    text("sorted_backwards", "The parameters are sorted from Z to A.", SORT, |steps| {
        steps.text.sort = |pairs| pairs.sort_by(|one, other| other.encoded.cmp(&one.encoded))
    }),
    text("sorted_before_encoding", "The parameters are sorted by their names as they are.", SORT, |steps| {
        steps.text.sort = |pairs| pairs.sort_by(|one, other| one.name.cmp(&other.name))
    }),
    text("sorted_ignoring_case", "The parameters are sorted without regard to case.", SORT, |steps| {
        steps.text.sort = |pairs| pairs.sort_by_cached_key(|pair| pair.encoded.0.to_lowercase())
    }),
    text("sorted_by_value", "The parameters are sorted by value.", SORT, |steps| {
        steps.text.sort = |pairs| pairs.sort_by(|one, other| one.encoded.1.cmp(&other.encoded.1))
    }),
    text("values_only", "The values are signed without their names.", "Write each pair as name=value.", |steps| {
        steps.text.names = false
    }),
    text("pairs_unmarked", "Names and values follow each other without marks.", MARKS, |steps| steps.text.marks = ["", "", ""]),
    text("pairs_by_line_feed", "The pairs are joined by line feeds.", MARKS, |steps| steps.text.marks = ["=", "\n", ""]),
    text("pairs_by_bar", "The pairs are joined by |.", MARKS, |steps| steps.text.marks = ["=", "|", ""]),
    text("final_ampersand", "There is an ampersand behind the last pair.", MARKS, |steps| steps.text.marks = ["=", "&", "&"]),
    text("final_line_feed", "There is a line feed behind the last pair.", MARKS, |steps| steps.text.marks = ["=", "&", "\n"]),
];

static ENCODINGS: &[Row] = &[
    text("not_encoded", "Nothing is percent-encoded.", TWICE, |steps| {
        steps.text.inner.times = 0;
        steps.text.outer.times = 0;
    }),
    text(
        "encoded_as_a_whole_only",
        "Names and values are not encoded, only the joined text is: once instead of twice.",
        TWICE,
        |steps| steps.text.inner.times = 0,
    ),
    text(
        "not_encoded_as_a_whole",
        "Names and values are encoded, but the joined text is not: once instead of twice.",
        TWICE,
        |steps| steps.text.outer.times = 0,
    ),
    text("encoded_once_more", "Names and values are encoded twice before they are joined.", TWICE, |steps| {
        steps.text.inner.times = 2
    }),
    text("encoded_twice_as_a_whole", "The joined text is encoded twice.", TWICE, |steps| steps.text.outer.times = 2),
    text("lower_case_hex", "Percent-encoding uses lower-case hexadecimal digits.", "Write %2F and not %2f.", |steps| {
        encode(steps, |encoding| encoding.lower_case = true)
    }),
    text("slash_not_encoded", "The slash is not percent-encoded.", LITERAL, |steps| {
        encode(steps, |encoding| encoding.leave("/"))
    }),
    text("encoded_like_a_url", "The characters that part a URL are not percent-encoded.", LITERAL, |steps| {
        encode(steps, |encoding| encoding.leave(";/?:@&=+$,#!'()*"))
    }),
    text("component_encoded", "The characters !'()* are not percent-encoded.", LITERAL, |steps| {
        encode(steps, |encoding| encoding.leave("!'()*"))
    }),
    text("encoded_as_latin_1", "Characters beyond ASCII are encoded in ISO 8859-1.", "Encode the bytes of UTF-8.", |steps| {
        encode(steps, |encoding| encoding.latin_1 = true)
    }),
];

static KEY: &[Row] = &[
    key("key_in_lower_case", "The response key is used in small letters.", |steps| {
        steps.key = |key| key.to_ascii_lowercase().into_bytes()
    }),
    key("key_from_hex", "The response key is decoded as hexadecimal digits.", |steps| steps.key = from_hex),
    key("key_from_base64", "The response key is decoded as base64.", |steps| {
        steps.key = |key| STANDARD.decode(key).unwrap_or_else(|_| key.as_bytes().to_vec())
    }),
    key("key_in_base64", "The response key is encoded in base64 before it is used.", |steps| {
        steps.key = |key| STANDARD.encode(key).into_bytes()
    }),
    key("key_with_line_feed", "The response key has a line feed at its end.", |steps| {
        steps.key = |key| format!("{key}\n").into_bytes()
    }),
    key("key_trimmed", "White space at the ends of the response key is cut off.", |steps| {
        steps.key = |key| key.trim().as_bytes().to_vec()
    }),
];

static TAG: &[Row] = &usual::tags("Make an HMAC-SHA256 with the response key.");

static BASE64: &[Row] = &usual::base64_signatures(DECODED);

static SIGNED: &[Row] = &[
    usual::signature("signature_not_decoded", "The signature is still percent-encoded.", DECODED, |steps| {
        steps.write = |tag| encoded(&STANDARD.encode(tag))
    }),
    usual::signature("plus_read_as_space", "The plus signs of the signature were read as spaces.", DECODED, |steps| {
        steps.write = |tag| STANDARD.encode(tag).replace('+', " ")
    }),
];

const WITHOUT: &str = "Take signature and signature_algorithm out before you sign the others.";
const EVERY: &str = "Sign every parameter except signature and signature_algorithm.";
const SORT: &str = "Encode names and values first and then sort the pairs by encoded name, in the order of ASCII.";
const MARKS: &str = "Write name=value and join the pairs by &, with nothing behind them.";
const TWICE: &str = "Encode names and values, join them, and encode the joined text once more.";
const LITERAL: &str = "Leave only letters, digits and - . _ ~ as they are.";
const DECODED: &str = "Decode the received signature, and compare it with standard base64 of 44 characters.";

fn encode(steps: &mut Steps<Text>, change: fn(&mut Encoding)) {
    change(&mut steps.text.inner);
    change(&mut steps.text.outer);
}

/// Its bytes, where it is hexadecimal digits.
fn from_hex(key: &str) -> Vec<u8> {
    let byte = |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    key.as_bytes().chunks(2).map(byte).collect::<Option<Vec<u8>>>().unwrap_or_else(|| key.as_bytes().to_vec())
}

const fn text(id: &'static str, text: &'static str, fix: &'static str, apply: fn(&mut Steps<Text>)) -> Row {
    Mistake::new(Stage::StringToSign, id, text, fix, apply)
}

const fn key(id: &'static str, text: &'static str, apply: fn(&mut Steps<Text>)) -> Row {
    Mistake::new(Stage::Key, id, text, "Use the response key as text, exactly as it was handed out.", apply)
}
