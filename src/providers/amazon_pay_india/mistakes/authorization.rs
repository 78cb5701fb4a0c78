//! Mistakes in the text of the signature, and in the header that carries it.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::{Mistake, Stage, steps};
use crate::signing::recipe::Recipe;
use crate::signing::{Scheme, encoding, mac, verify};

pub static MISTAKES: &[Mistake] = &[
    signature(
        "standard_base64",
        "The signature is written in standard base64, with + and /.",
        "Use the URL-safe alphabet, with - and _.",
        |recipe| recipe.signature = |mac| STANDARD.encode(mac),
    ),
    signature(
        "hex_signature",
        "The signature is written in hexadecimal.",
        "Write it in URL-safe base64, 64 characters.",
        |recipe| recipe.signature = encoding::hex,
    ),
    signature(
        "upper_case_hex_signature",
        "The signature is written in upper-case hexadecimal.",
        "Write it in URL-safe base64, 64 characters.",
        |recipe| recipe.signature = |mac| encoding::hex(mac).to_ascii_uppercase(),
    ),
    signature(
        "base64_of_hex_signature",
        "The signature is the base64 of its hexadecimal text.",
        "Encode the bytes of the HMAC, not their hexadecimal text.",
        |recipe| recipe.signature = |mac| URL_SAFE_NO_PAD.encode(encoding::hex(mac)),
    ),
    signature(
        "padded_signature",
        "The signature is padded although its 48 bytes need no padding.",
        "Write it without = at its end: 64 characters.",
        |recipe| recipe.signature = |made| steps::padded(mac::signature_text(made)),
    ),
    header(
        "authorization_swapped",
        "The Authorization header has the signature before the access key id.",
        "Write the access key id, a colon and the signature.",
        |recipe| recipe.authorization = |scheme, key, signature| verify::authorization(scheme, signature, key),
    ),
    header(
        "authorization_without_prefix",
        "The Authorization header lacks the prefix before the access key id.",
        "Begin the header with AMZ+.",
        |recipe| recipe.authorization = |_, key, signature| [key, ":", signature].concat(),
    ),
    header(
        "authorization_in_lower_case",
        "The Authorization header's prefix is written in lower case.",
        "Begin the header with AMZ+, in capital letters.",
        |recipe| {
            recipe.authorization = |scheme, key, signature| [&prefix(scheme).to_ascii_lowercase(), key, ":", signature].concat()
        },
    ),
    header(
        "authorization_prefix_unmarked",
        "The Authorization header has no + between AMZ and the access key id.",
        "Begin the header with AMZ+.",
        |recipe| {
            recipe.authorization = |scheme, key, signature| [prefix(scheme).trim_end_matches('+'), key, ":", signature].concat()
        },
    ),
    header(
        "authorization_in_brackets",
        "The Authorization header has the angle brackets of the documents around its values.",
        "Leave the brackets out: they only mark what is to be filled in.",
        |recipe| recipe.authorization = |scheme, key, signature| [prefix(scheme), "<", key, ">:<", signature, ">"].concat(),
    ),
    header(
        "authorization_without_key",
        "The Authorization header lacks the access key id.",
        "Write the access key id and a colon before the signature.",
        |recipe| recipe.authorization = |scheme, _, signature| [prefix(scheme), signature].concat(),
    ),
    header(
        "authorization_as_basic",
        "The Authorization header is that of HTTP's basic authentication.",
        "Write AMZ+, the access key id, a colon and the signature, not encoded.",
        |recipe| recipe.authorization = |_, key, signature| format!("Basic {}", STANDARD.encode([key, ":", signature].concat())),
    ),
    header(
        "authorization_of_aws",
        "The Authorization header names Credential and Signature, as AWS asks for.",
        "Write AMZ+, the access key id, a colon and the signature.",
        |recipe| {
            recipe.authorization =
                |scheme, key, signature| format!("{} Credential={key}, Signature={signature}", scheme.algorithm)
        },
    ),
];

const fn signature(id: &'static str, text: &'static str, fix: &'static str, apply: fn(&mut Recipe)) -> Mistake {
    Mistake::new(Stage::Signature, id, text, fix, apply)
}

const fn header(id: &'static str, text: &'static str, fix: &'static str, apply: fn(&mut Recipe)) -> Mistake {
    Mistake::new(Stage::Header, id, text, fix, apply)
}

/// What should stand before the access key id.
fn prefix(scheme: &Scheme) -> &'static str {
    scheme.authorization_prefixes.first().copied().unwrap_or_default()
}
