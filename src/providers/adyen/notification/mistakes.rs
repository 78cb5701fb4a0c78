//! The mistakes that integrators make when they check a webhook's signature.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::text::Text;
use crate::signing::encoding::encoded;
use crate::signing::mistakes::{Mistake, Stage};
use crate::signing::rewriting::{json, sorted};
use crate::signing::tagged::Steps;
use crate::signing::usual;

type Row = Mistake<Steps<Text>>;

/// Every mistake, in the order of the stages.
pub fn all() -> impl Iterator<Item = &'static Row> {
    [ITEM, LEFT_OUT, BODY, KEY, TAG, BASE64, SIGNATURE].into_iter().flatten()
}

static ITEM: &[Row] = &[
    item(
        "colons_escaped",
        "Backslashes and colons in the fields are escaped by a backslash, as the classic payment page asked for.",
        "Join the fields as they are: webhooks escape nothing.",
        |steps| steps.text.escape = |field| field.replace('\\', "\\\\").replace(':', "\\:"),
    ),
    item("slashes_escaped", "Slashes in the fields are written as \\/, as in PHP's JSON.", AS_READ, |steps| {
        steps.text.escape = |field| field.replace('/', "\\/")
    }),
    item("fields_encoded", "The fields are percent-encoded.", AS_READ, |steps| steps.text.escape = |field| encoded(field)),
    item("fields_trimmed", "White space at the ends of the fields is cut off.", AS_READ, |steps| {
        steps.text.escape = |field| field.trim().to_owned()
    }),
    item("fields_in_lower_case", "The fields are written in lower case.", AS_READ, |steps| {
        steps.text.escape = |field| field.to_lowercase()
    }),
    item("empty_fields_dropped", "A field that is absent is left out with its colon.", EMPTY, |steps| {
        steps.text.drops_empty = true
    }),
    item("absent_as_null", "A field that is absent is written as null.", EMPTY, |steps| steps.text.absent = "null"),
    item("absent_as_undefined", "A field that is absent is written as undefined.", EMPTY, |steps| {
        steps.text.absent = "undefined"
    }),
    item("absent_as_none", "A field that is absent is written as None.", EMPTY, |steps| steps.text.absent = "None"),
    item("success_capitalised", "The field success is written True or False.", "Write true or false.", |steps| {
        steps.text.success = |success| match success {
            "true" => "True",
            "false" => "False",
            _ => "",
        }
    }),
    item("success_as_number", "The field success is written 1 or 0.", "Write true or false.", |steps| {
        steps.text.success = |success| if success == "true" { "1" } else { "0" }
    }),
    item(
        "value_in_major_units",
        "The amount's value is written with two decimals, as an amount of money.",
        "Write the value as it is sent: a whole number of minor units.",
        |steps| {
            steps.text.value =
                |value| value.parse().map_or_else(|_| value.to_owned(), |minor: f64| format!("{:.2}", minor / 100.0))
        },
    ),
    item("currency_before_value", "The currency stands before the value.", ORDER, |steps| {
        steps.text.order = |fields| fields.swap(4, 5)
    }),
    item("references_swapped", "The merchant's reference stands before the merchant's account.", ORDER, |steps| {
        steps.text.order = |fields| fields.swap(2, 3)
    }),
    item("original_reference_first", "The original reference stands before the PSP reference.", ORDER, |steps| {
        steps.text.order = |fields| fields.swap(0, 1)
    }),
    item("fields_sorted", "The fields are sorted.", ORDER, |steps| steps.text.order = |fields| fields.sort()),
    item("fields_unmarked", "The fields follow each other without colons.", "Join the eight fields by colons.", |steps| {
        steps.text.mark = ""
    }),
    item("fields_by_comma", "The fields are joined by commas.", "Join the eight fields by colons.", |steps| {
        steps.text.mark = ","
    }),
    item("final_colon", "There is a colon behind the last field.", "Write colons between the fields only.", |steps| {
        steps.text.end = ":"
    }),
    item("final_line_feed", "There is a line feed behind the last field.", "Add nothing behind the fields.", |steps| {
        steps.text.end = "\n"
    }),
    item("fields_in_latin_1", "The fields are signed as ISO 8859-1.", "Sign the bytes of UTF-8.", |steps| {
        steps.text.bytes = |text| text.chars().map(|character| u8::try_from(character).unwrap_or(b'?')).collect()
    }),
    item("item_as_json", "The item is signed as JSON, not its eight fields.", EIGHT, |steps| steps.text.whole = Some(json)),
    item("item_as_sorted_json", "The item is signed as JSON with its members sorted, not its eight fields.", EIGHT, |steps| {
        steps.text.whole = Some(|item| json(&sorted(item)))
    }),
];

static LEFT_OUT: &[Row] = &[
    item("psp_reference_left_out", "The field pspReference is left out.", EIGHT, |steps| steps.text.left_out = Some(0)),
    item("original_reference_left_out", "The field originalReference is left out.", EIGHT, |steps| steps.text.left_out = Some(1)),
    item("merchant_account_left_out", "The field merchantAccountCode is left out.", EIGHT, |steps| steps.text.left_out = Some(2)),
    item("merchant_reference_left_out", "The field merchantReference is left out.", EIGHT, |steps| steps.text.left_out = Some(3)),
    item("value_left_out", "The field amount.value is left out.", EIGHT, |steps| steps.text.left_out = Some(4)),
    item("currency_left_out", "The field amount.currency is left out.", EIGHT, |steps| steps.text.left_out = Some(5)),
    item("event_code_left_out", "The field eventCode is left out.", EIGHT, |steps| steps.text.left_out = Some(6)),
    item("success_left_out", "The field success is left out.", EIGHT, |steps| steps.text.left_out = Some(7)),
];

static BODY: &[Row] = &usual::bodies();

static KEY: &[Row] = &[
    key("key_as_text", "The key is used as text: its 64 hexadecimal digits are not decoded.", HEX, |steps| {
        steps.key = |key| key.as_bytes().to_vec()
    }),
    key("key_in_upper_case", "The key is used as text in capital letters.", HEX, |steps| {
        steps.key = |key| key.to_ascii_uppercase().into_bytes()
    }),
    key("key_in_lower_case", "The key is used as text in small letters.", HEX, |steps| {
        steps.key = |key| key.to_ascii_lowercase().into_bytes()
    }),
    key("key_from_base64", "The key is decoded as base64.", HEX, |steps| {
        steps.key = |key| STANDARD.decode(key).unwrap_or_else(|_| key.as_bytes().to_vec())
    }),
    key("key_with_line_feed", "The key is used as text with a line feed at its end.", HEX, |steps| {
        steps.key = |key| format!("{key}\n").into_bytes()
    }),
];

static TAG: &[Row] = &usual::tags("Make an HMAC-SHA256 with the decoded key.");

static BASE64: &[Row] = &usual::base64_signatures(PADDED);

static SIGNATURE: &[Row] =
    &[usual::signature("signature_with_line_feed", "The signature has a line feed at its end.", PADDED, |steps| {
        steps.write = |tag| STANDARD.encode(tag) + "\n"
    })];

const AS_READ: &str = "Sign the fields as they are read from the JSON, and change nothing in them.";
const EMPTY: &str = "Write nothing for a field that is absent, and keep its colon.";
const EIGHT: &str = "Sign pspReference, originalReference, merchantAccountCode, merchantReference, amount.value, amount.currency, \
                     eventCode and success.";
const ORDER: &str = "Keep the published order of the eight fields.";
const HEX: &str = "Decode the 64 hexadecimal digits to 32 bytes.";
const PADDED: &str = "Write the tag in standard base64, 44 characters with their padding.";

const fn item(id: &'static str, text: &'static str, fix: &'static str, apply: fn(&mut Steps<Text>)) -> Row {
    Mistake::new(Stage::StringToSign, id, text, fix, apply)
}

const fn key(id: &'static str, text: &'static str, fix: &'static str, apply: fn(&mut Steps<Text>)) -> Row {
    Mistake::new(Stage::Key, id, text, fix, apply)
}
