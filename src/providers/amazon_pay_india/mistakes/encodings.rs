//! Mistakes in percent-encoding.

use super::{Mistake, Stage};
use crate::signing::recipe::Recipe;

pub static MISTAKES: &[Mistake] = &[
    encoding(
        "not_encoded",
        "Nothing is percent-encoded.",
        "Percent-encode names and values, all but letters, digits and - . _ ~.",
        |recipe| recipe.encode(|encoding| encoding.times = 0),
    ),
    encoding(
        "encoded_twice",
        "Names and values are percent-encoded twice.",
        "Encode them once: look whether your HTTP library encodes them, too.",
        |recipe| recipe.encode(|encoding| encoding.times = 2),
    ),
    encoding(
        "lines_encoded",
        "A line is percent-encoded as a whole, with its = and &.",
        "Encode names and values and then join them.",
        |recipe| {
            recipe.encode(|encoding| encoding.times = 0);
            recipe.encodes_lines = true;
        },
    ),
    encoding("names_not_encoded", "Names are not percent-encoded.", "Encode names like values.", |recipe| {
        recipe.encode_name.times = 0
    }),
    encoding(
        "raw_header_values",
        "Header values are not percent-encoded in the header line.",
        "Encode header values like all other values.",
        |recipe| recipe.encode_header.times = 0,
    ),
    encoding(
        "lower_case_hex",
        "Percent-encoding uses lower-case hexadecimal digits.",
        "Write upper-case digits, %2F and not %2f.",
        |recipe| recipe.encode(|encoding| encoding.lower_case = true),
    ),
    encoding(
        "reserved_not_encoded",
        "The characters !'()* are not percent-encoded.",
        "Leave only letters, digits and - . _ ~ as they are.",
        |recipe| recipe.encode(|encoding| encoding.leave("!'()*")),
    ),
    encoding(
        "star_not_encoded",
        "The asterisk is not percent-encoded.",
        "Write * as %2A: URLEncoder and quote_plus leave it.",
        |recipe| recipe.encode(|encoding| encoding.leave("*")),
    ),
    encoding(
        "slash_not_encoded",
        "The slash is not percent-encoded.",
        "Write / as %2F: in Python give quote the argument safe=''.",
        |recipe| recipe.encode(|encoding| encoding.leave("/")),
    ),
    encoding(
        "encoded_like_a_url",
        "The characters that part a URL, ;/?:@&=+$,# and !'()*, are not percent-encoded.",
        "In JavaScript use encodeURIComponent and not encodeURI, and encode !'()* as well.",
        |recipe| recipe.encode(|encoding| encoding.leave(";/?:@&=+$,#!'()*")),
    ),
    encoding(
        "tilde_encoded",
        "The tilde is percent-encoded.",
        "Leave ~ as it is: URLEncoder and old libraries write %7E.",
        |recipe| recipe.encode(|encoding| encoding.take("~")),
    ),
    encoding("plus_for_space", "A space is encoded as a plus sign.", "Encode a space as %20.", |recipe| {
        recipe.encode(|encoding| encoding.plus_for_space = true)
    }),
    encoding(
        "encoded_like_a_form",
        "Names and values are encoded as in a form: + for a space, * as it is, ~ as %7E.",
        "After Java's URLEncoder replace + by %20, * by %2A and %7E by ~.",
        |recipe| {
            recipe.encode(|encoding| {
                encoding.plus_for_space = true;
                encoding.leave("*");
                encoding.take("~");
            });
        },
    ),
    encoding(
        "percent_not_encoded_again",
        "A percent sign that begins a sequence such as %40 is not encoded again.",
        "Encode every percent sign of a value: %40 becomes %2540.",
        |recipe| recipe.encode(|encoding| encoding.keeps_sequences = true),
    ),
    encoding(
        "encoded_as_latin_1",
        "Characters beyond ASCII are encoded in ISO 8859-1.",
        "Encode the bytes of UTF-8.",
        |recipe| recipe.encode(|encoding| encoding.latin_1 = true),
    ),
];

const fn encoding(id: &'static str, text: &'static str, fix: &'static str, apply: fn(&mut Recipe)) -> Mistake {
    Mistake::new(Stage::CanonicalRequest, id, text, fix, apply)
}
