//! Mistakes in the string to sign: hash, algorithm, time and scope.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::ToSpan;

use super::{Mistake, Stage, steps};
use crate::signing::algorithm::Algorithm;
use crate::signing::encoding;
use crate::signing::recipe::Recipe;

pub static MISTAKES: &[Mistake] = &[
    string(
        "hash_zeros_dropped",
        "Leading zeros of the hash are lost.",
        "Print every byte of the digest as two digits.",
        |recipe| recipe.hash = |_, digest| encoding::hex(digest).trim_start_matches('0').to_owned(),
    ),
    string("upper_case_hash", "The hash is written in upper case.", "Write the hash in lower case.", |recipe| {
        recipe.hash = |_, digest| encoding::hex(digest).to_ascii_uppercase()
    }),
    string("hash_in_base64", "The hash is written in base64.", "Write the hash in lower-case hexadecimal digits.", |recipe| {
        recipe.hash = |_, digest| STANDARD.encode(digest)
    }),
    string(
        "request_not_hashed",
        "The canonical request itself stands in the string to sign.",
        "Write the hash of the canonical request there.",
        |recipe| recipe.hash = |canonical_request, _| canonical_request.to_owned(),
    ),
    string("sha256_hash", "The canonical request is hashed with SHA-256.", "Hash it with SHA-384.", |recipe| {
        recipe.digest = Algorithm::Sha256
    }),
    string("sha512_hash", "The canonical request is hashed with SHA-512.", "Hash it with SHA-384.", |recipe| {
        recipe.digest = Algorithm::Sha512
    }),
    string("sha256_throughout", "Hash and HMACs are made with SHA-256.", "Use SHA-384 for all of them.", |recipe| {
        (recipe.digest, recipe.hmac) = (Algorithm::Sha256, Algorithm::Sha256);
    }),
    string("sha512_throughout", "Hash and HMACs are made with SHA-512.", "Use SHA-384 for all of them.", |recipe| {
        (recipe.digest, recipe.hmac) = (Algorithm::Sha512, Algorithm::Sha512);
    }),
    string(
        "sha256_named",
        "The string to sign names the algorithm AWS4-HMAC-SHA256.",
        "Write the published name of the algorithm.",
        |recipe| recipe.algorithm = |_| "AWS4-HMAC-SHA256",
    ),
    string(
        "algorithm_without_prefix",
        "The string to sign names the algorithm HMAC-SHA384.",
        "Write the published name of the algorithm, with its prefix.",
        |recipe| recipe.algorithm = |_| "HMAC-SHA384",
    ),
    string(
        "string_to_sign_in_crlf",
        "The lines of the string to sign are joined by carriage return and line feed.",
        "Join them by a line feed alone, whatever the platform's line end is.",
        |recipe| recipe.string_feed = "\r\n",
    ),
    string(
        "string_to_sign_final_line_feed",
        "The string to sign ends with a line feed.",
        "Add nothing behind the hash.",
        |recipe| recipe.finish_string_to_sign = |text| text.push('\n'),
    ),
    string(
        "string_to_sign_with_written_line_feeds",
        "The lines of the string to sign are joined by a backslash and an n.",
        "Join them by the line feed itself: in PHP and shells \"\\n\" needs double quotes.",
        |recipe| recipe.string_feed = "\\n",
    ),
    string(
        "extended_time",
        "The time in the string to sign is written with dashes and colons.",
        "Write it as in the date header: YYYYMMDDTHHMMSSZ.",
        |recipe| recipe.write_time = steps::extended_time,
    ),
    string("second_later", "The string to sign has a time one second after that of the date header.", ONE_TIME, |recipe| {
        recipe.time = |_, date| steps::moved(date, 1.second());
    }),
    string("second_earlier", "The string to sign has a time one second before that of the date header.", ONE_TIME, |recipe| {
        recipe.time = |_, date| steps::moved(date, -1.second());
    }),
    string(
        "string_to_sign_in_local_time",
        "The string to sign has the local time, the date header the one of UTC.",
        "Use UTC in both, and take the time once.",
        |recipe| recipe.time = |scheme, date| steps::moved(date, scheme.minutes_ahead.minutes()),
    ),
    string(
        "header_in_local_time",
        "The date header has the local time with a Z behind it, the string to sign the one of UTC.",
        "Use UTC in both, and take the time once.",
        |recipe| recipe.time = |scheme, date| steps::moved(date, -scheme.minutes_ahead.minutes()),
    ),
    string("scope_of_day_before", "The scope has the day before that of the date header.", DAY_OF_HEADER, |recipe| {
        recipe.day = |time| steps::day_moved(time, -1);
    }),
    string(
        "scope_of_day_after",
        "The scope has the day after that of the date header, as the local day is in the evening of UTC.",
        DAY_OF_HEADER,
        |recipe| recipe.day = |time| steps::day_moved(time, 1),
    ),
    string(
        "week_year",
        "The scope's date has the year of its week, which differs in the last days of December.",
        "Use the calendar year: in Java the pattern yyyyMMdd, not YYYYMMdd.",
        |recipe| recipe.day = |time| steps::week_year_day(time),
    ),
    string("scope_day_with_dashes", "The scope's date is written with dashes.", "Write it as YYYYMMDD.", |recipe| {
        recipe.day = |time| steps::day_with_dashes(time)
    }),
    string(
        "scope_with_time",
        "The scope begins with the whole date header instead of its day.",
        "Write the first eight characters of the date header, YYYYMMDD.",
        |recipe| recipe.day = |time| Cow::Borrowed(time),
    ),
    string("other_region", "Scope and key name another region, us-east-1.", "Use the published region.", |recipe| {
        recipe.region = Some("us-east-1")
    }),
    string("other_service", "Scope and key name another service, execute-api.", "Use the published service.", |recipe| {
        recipe.service = Some("execute-api")
    }),
    string(
        "service_in_lower_case",
        "Scope and key name the service in lower case.",
        "Write the published service with its capital letters.",
        |recipe| recipe.service = Some("amazonpay"),
    ),
    string("other_terminator", "Scope and key end with aws_request.", "Use the published end of the scope.", |recipe| {
        recipe.terminator = Some("aws_request")
    }),
];

/// How two times are put right.
const ONE_TIME: &str = "Take the time once, and use it for header and string to sign.";

/// How a scope of another day is put right.
const DAY_OF_HEADER: &str = "Take the scope's day from the date header of the same request.";

const fn string(id: &'static str, text: &'static str, fix: &'static str, apply: fn(&mut Recipe)) -> Mistake {
    Mistake::new(Stage::StringToSign, id, text, fix, apply)
}
