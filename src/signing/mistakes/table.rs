//! The table of mistakes, in the order of the stages.

use super::{Mistake, Stage, steps};
use crate::signing::canonical;
use crate::signing::encoding;
use crate::signing::key::{self, Scope};
use crate::signing::recipe::Recipe;

/// Every known mistake.
pub static MISTAKES: &[Mistake] = &[
    Mistake {
        id: "extra_line_feed",
        stage: Stage::CanonicalRequest,
        text: "The canonical request has one line feed too many at its end.",
        fix: "Join the five lines by four line feeds and add none of your own.",
        apply: |recipe| recipe.finish_request = |_, text| text.push('\n'),
    },
    Mistake {
        id: "scheme_in_host",
        stage: Stage::CanonicalRequest,
        text: "The second line of the canonical request begins with the URL's scheme.",
        fix: "Write host and path only, without https://.",
        apply: |recipe| recipe.place = |parts, text| text.extend(["https://", parts.host, parts.path]),
    },
    Mistake {
        id: "query_in_path",
        stage: Stage::CanonicalRequest,
        text: "The second line of the canonical request ends with the URL's query.",
        fix: "Write host and path only; the query has a line of its own.",
        apply: |recipe| recipe.place = steps::place_with_query,
    },
    Mistake {
        id: "unsorted",
        stage: Stage::CanonicalRequest,
        text: "The pairs of a line stand in the order in which they were sent.",
        fix: "Sort the pairs of each line by name, capital letters first.",
        apply: |recipe| recipe.sort = |_| (),
    },
    Mistake {
        id: "lower_case_hex",
        stage: Stage::CanonicalRequest,
        text: "Percent-encoding uses lower-case hexadecimal digits.",
        fix: "Write upper-case digits, %2F and not %2f.",
        apply: |recipe| encode_with(recipe, steps::encode_lower_case),
    },
    Mistake {
        id: "reserved_not_encoded",
        stage: Stage::CanonicalRequest,
        text: "The characters !'()* are not percent-encoded.",
        fix: "Leave only letters, digits and - . _ ~ as they are.",
        apply: |recipe| encode_with(recipe, steps::encode_like_uri_component),
    },
    Mistake {
        id: "plus_for_space",
        stage: Stage::CanonicalRequest,
        text: "A space is encoded as a plus sign.",
        fix: "Encode a space as %20.",
        apply: |recipe| encode_with(recipe, steps::encode_like_a_form),
    },
    Mistake {
        id: "percent_not_encoded_again",
        stage: Stage::CanonicalRequest,
        text: "A percent sign that begins a sequence such as %40 is not encoded again.",
        fix: "Encode every percent sign of a value: %40 becomes %2540.",
        apply: |recipe| encode_with(recipe, steps::encode_once),
    },
    Mistake {
        id: "header_left_out",
        stage: Stage::CanonicalRequest,
        text: "The user agent is missing from the header line.",
        fix: "Sign every header of the published list, the user agent included.",
        apply: |recipe| recipe.headers = steps::headers_but_user_agent,
    },
    Mistake {
        id: "extra_header_signed",
        stage: Stage::CanonicalRequest,
        text: "The header line holds the content type or the host.",
        fix: "Sign the headers of the published list and no others.",
        apply: |recipe| recipe.headers = steps::headers_and_one_more,
    },
    Mistake {
        id: "raw_header_values",
        stage: Stage::CanonicalRequest,
        text: "Header values are not percent-encoded in the header line.",
        fix: "Encode header values like all other values.",
        apply: |recipe| recipe.encode_header = |value, text| text.push_str(value),
    },
    Mistake {
        id: "body_in_query",
        stage: Stage::CanonicalRequest,
        text: "The members of the body stand in the query line.",
        fix: "Leave the query line of a POST empty and write the members into the last line.",
        apply: |recipe| {
            recipe.query = |parts, recipe| [canonical::query_pairs(parts), canonical::body_pairs(parts, recipe)].concat();
            recipe.body = |_, _| Vec::new();
        },
    },
    Mistake {
        id: "get_without_final_line_feed",
        stage: Stage::CanonicalRequest,
        text: "The canonical request of a message without body lacks its last line feed.",
        fix: "Write the line feed behind the header line even when the body line is empty.",
        apply: |recipe| {
            recipe.finish_request = |parts, text| {
                if parts.body.is_empty() {
                    text.pop();
                }
            }
        },
    },
    Mistake {
        id: "empty_dropped",
        stage: Stage::CanonicalRequest,
        text: "Members with an empty value are left out.",
        fix: "Keep them as name= with nothing behind.",
        apply: |recipe| recipe.keeps = |value| !value.is_empty(),
    },
    Mistake {
        id: "object_as_json",
        stage: Stage::CanonicalRequest,
        text: "A nested object is written as JSON.",
        fix: "Write it as {name=value, name=value} and then percent-encode it.",
        apply: |recipe| recipe.flatten = steps::flatten_objects_as_json,
    },
    Mistake {
        id: "array_as_json",
        stage: Stage::CanonicalRequest,
        text: "An array is written as JSON.",
        fix: "Write it as [a, b] with comma and space and then percent-encode it.",
        apply: |recipe| recipe.flatten = steps::flatten_arrays_as_json,
    },
    Mistake {
        id: "hash_zeros_dropped",
        stage: Stage::StringToSign,
        text: "Leading zeros of the hash are lost.",
        fix: "Print every byte of the digest as two digits.",
        apply: |recipe| recipe.hash = |digest| encoding::hex(digest).trim_start_matches('0').to_owned(),
    },
    Mistake {
        id: "upper_case_hash",
        stage: Stage::StringToSign,
        text: "The hash is written in upper case.",
        fix: "Write the hash in lower case.",
        apply: |recipe| recipe.hash = |digest| encoding::hex(digest).to_ascii_uppercase(),
    },
    Mistake {
        id: "string_to_sign_final_line_feed",
        stage: Stage::StringToSign,
        text: "The string to sign ends with a line feed.",
        fix: "Add nothing behind the hash.",
        apply: |recipe| recipe.finish_string_to_sign = |text| text.push('\n'),
    },
    Mistake {
        id: "other_region",
        stage: Stage::StringToSign,
        text: "Scope and key name another region, us-east-1.",
        fix: "Use the published region.",
        apply: |recipe| recipe.scope = |scheme, date| Scope { region: "us-east-1", ..Scope::new(scheme, date) },
    },
    Mistake {
        id: "week_year",
        stage: Stage::StringToSign,
        text: "The scope's date has the year of its week, which differs in the last days of December.",
        fix: "Use the calendar year: in Java the pattern yyyyMMdd, not YYYYMMdd.",
        apply: |recipe| recipe.scope = steps::scope_of_week_year,
    },
    Mistake {
        id: "key_without_prefix",
        stage: Stage::Key,
        text: "The key is derived from the secret without its prefix.",
        fix: "Put the published prefix before the secret in the first step of the key.",
        apply: |recipe| recipe.key = |_, secret, scope| key::chain(&[secret], scope, |mac| mac.to_vec()),
    },
    Mistake {
        id: "hex_intermediate_keys",
        stage: Stage::Key,
        text: "The results of the key's steps are used as hexadecimal text.",
        fix: "Use the raw bytes of each step as the key of the next.",
        apply: |recipe| {
            recipe.key =
                |scheme, secret, scope| key::chain(&[scheme.key_prefix, secret], scope, |mac| encoding::hex(mac).into_bytes())
        },
    },
    Mistake {
        id: "standard_base64",
        stage: Stage::Signature,
        text: "The signature is written in standard base64, with + and /.",
        fix: "Use the URL-safe alphabet, with - and _.",
        apply: |recipe| recipe.signature = steps::signature_in_standard_base64,
    },
    Mistake {
        id: "hex_signature",
        stage: Stage::Signature,
        text: "The signature is written in hexadecimal.",
        fix: "Write it in URL-safe base64, 64 characters.",
        apply: |recipe| recipe.signature = |mac| encoding::hex(mac),
    },
];

fn encode_with(recipe: &mut Recipe, encode: fn(&str, &mut String)) {
    recipe.encode = encode;
    recipe.encode_header = encode;
}
