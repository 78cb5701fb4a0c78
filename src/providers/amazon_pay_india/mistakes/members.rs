//! Mistakes in the members of a body: empty and nested values, numbers, the body as JSON.

use std::borrow::Cow;

use super::{Mistake, Stage, steps};
use crate::signing::canonical;
use crate::signing::recipe::Recipe;
use crate::signing::rewriting::{in_ascii, json, spaced};

pub static MISTAKES: &[Mistake] = &[
    member("empty_dropped", "Members with an empty value are left out.", "Keep them as name= with nothing behind.", |recipe| {
        recipe.keeps = |value| !value.is_empty()
    }),
    member(
        "null_as_empty",
        "A member that is null is written as name=.",
        "Send no nulls: leave such members out of the body.",
        |recipe| recipe.null = Some(""),
    ),
    member(
        "null_as_text",
        "A member that is null is written as name=null.",
        "Send no nulls: leave such members out of the body.",
        |recipe| recipe.null = Some("null"),
    ),
    member(
        "boolean_capitalised",
        "A boolean is written True or False.",
        "Write true or false, or send booleans as texts.",
        |recipe| recipe.boolean = ["False", "True"],
    ),
    member(
        "number_shortened",
        "The zeros at the end of a number's fraction are lost: 1.0 is written as 1.",
        "Write a number as it stands in the body, or send it as a text.",
        |recipe| recipe.number = |number| Cow::Owned(steps::shortened(number.as_str())),
    ),
    member(
        "number_with_decimal",
        "A whole number is written with a decimal: 1 as 1.0.",
        "Write a number as it stands in the body, or send it as a text.",
        |recipe| recipe.number = |number| Cow::Owned(steps::with_decimal(number.as_str())),
    ),
    member(
        "number_with_two_decimals",
        "A number is written with two decimals: 1 as 1.00.",
        "Write a number as it stands in the body, or send it as a text.",
        |recipe| recipe.number = |number| Cow::Owned(steps::with_two_decimals(number.as_str())),
    ),
    member(
        "object_as_json",
        "A nested object is written as JSON.",
        "Write it as {name=value, name=value} and then percent-encode it.",
        |recipe| recipe.object = |members, _| json(members),
    ),
    member(
        "object_as_spaced_json",
        "A nested object is written as JSON with spaces behind colons and commas.",
        "Write it as {name=value, name=value} and then percent-encode it.",
        |recipe| recipe.object = |members, _| spaced(&json(members)),
    ),
    member(
        "object_with_colons",
        "The members of a nested object are written name: value.",
        "Write it as {name=value, name=value} and then percent-encode it.",
        |recipe| recipe.object = |members, recipe| format!("{{{}}}", canonical::joined(members, [": ", ", "], recipe)),
    ),
    member(
        "object_without_spaces",
        "The members of a nested object are joined by a comma without a space.",
        "Write it as {name=value, name=value}, with comma and space, and then percent-encode it.",
        |recipe| recipe.object = |members, recipe| format!("{{{}}}", canonical::joined(members, ["=", ","], recipe)),
    ),
    member(
        "object_sorted",
        "The members of a nested object are sorted by name.",
        "Leave them in the order in which they are sent; only the names of the whole body are sorted.",
        |recipe| recipe.object = steps::object_sorted,
    ),
    member(
        "object_as_javascript",
        "A nested object is written as [object Object].",
        "Write it as {name=value, name=value} and then percent-encode it.",
        |recipe| recipe.object = |_, _| "[object Object]".to_owned(),
    ),
    member(
        "array_as_json",
        "An array is written as JSON.",
        "Write it as [a, b] with comma and space and then percent-encode it.",
        |recipe| recipe.array = |items, _| json(items),
    ),
    member(
        "array_as_spaced_json",
        "An array is written as JSON with spaces behind commas.",
        "Write it as [a, b], without quotation marks, and then percent-encode it.",
        |recipe| recipe.array = |items, _| spaced(&json(items)),
    ),
    member(
        "array_without_spaces",
        "The items of an array are joined by a comma without a space.",
        "Write it as [a, b] with comma and space and then percent-encode it.",
        |recipe| recipe.array = |items, recipe| format!("[{}]", canonical::listed(items, ",", recipe)),
    ),
    member(
        "array_as_javascript",
        "An array is written without brackets, its items joined by commas.",
        "Write it as [a, b] with comma and space and then percent-encode it.",
        |recipe| recipe.array = |items, recipe| canonical::listed(items, ",", recipe),
    ),
    member("body_as_sent", "The body line is the JSON text of the body.", NO_JSON, |recipe| {
        recipe.body_line = |parts, _, text| text.push_str(parts.sent_body)
    }),
    member("body_encoded_as_sent", "The body line is the JSON text of the body, percent-encoded.", NO_JSON, |recipe| {
        recipe.body_line = |parts, recipe, text| recipe.encode_value.write(parts.sent_body, text)
    }),
    member(
        "body_as_compact_json",
        "The body line is the body, read and written as JSON again, without spaces.",
        NO_JSON,
        |recipe| recipe.body_line = |parts, _, text| text.push_str(&steps::body(parts)),
    ),
    member(
        "body_as_spaced_json",
        "The body line is the body, written as JSON again with spaces behind colons and commas.",
        NO_JSON,
        |recipe| recipe.body_line = |parts, _, text| text.push_str(&spaced(&steps::body(parts))),
    ),
    member(
        "body_as_sorted_json",
        "The body line is the body, written as JSON again with its members sorted.",
        NO_JSON,
        |recipe| recipe.body_line = |parts, _, text| text.push_str(&steps::sorted_body(parts)),
    ),
    member(
        "body_as_json_with_slashes_escaped",
        "The body line is the body, written as JSON again with every slash as \\/.",
        NO_JSON,
        |recipe| recipe.body_line = |parts, _, text| text.push_str(&steps::body(parts).replace('/', "\\/")),
    ),
    member(
        "body_as_ascii_json",
        "The body line is the body, written as JSON again with characters beyond ASCII as \\u sequences.",
        NO_JSON,
        |recipe| recipe.body_line = |parts, _, text| text.push_str(&in_ascii(&steps::body(parts))),
    ),
];

/// How a body line that is JSON is put right.
const NO_JSON: &str = "Write the members as sorted, encoded name=value pairs joined by &.";

const fn member(id: &'static str, text: &'static str, fix: &'static str, apply: fn(&mut Recipe)) -> Mistake {
    Mistake::new(Stage::CanonicalRequest, id, text, fix, apply)
}
