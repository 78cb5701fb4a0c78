//! Mistakes in the query, header and body lines: what stands there, in which order, between which marks.

use super::{Mistake, Stage, steps};
use crate::signing::canonical;
use crate::signing::recipe::Recipe;

pub static MISTAKES: &[Mistake] = &[
    line(
        "unsorted",
        "The pairs of a line stand in the order in which they were sent.",
        "Sort the pairs of each line by name, capital letters first.",
        |recipe| recipe.sort = |_| (),
    ),
    line(
        "sorted_ignoring_case",
        "The pairs of a line are sorted without regard to case.",
        "Sort by code unit: all capital letters stand before _ and all small ones behind it.",
        |recipe| recipe.sort = |pairs| pairs.sort_by_cached_key(|(name, _)| name.to_lowercase()),
    ),
    line(
        "sorted_after_encoding",
        "The pairs of a line are sorted by their percent-encoded names.",
        "Sort by the names themselves and then encode.",
        |recipe| recipe.sort = |pairs| pairs.sort_by_cached_key(|(name, _)| crate::signing::encoding::encoded(name)),
    ),
    line("sorted_by_value", "The pairs of a line are sorted by value.", "Sort them by name.", |recipe| {
        recipe.sort = |pairs| pairs.sort_by(|(_, one), (_, other)| one.cmp(other))
    }),
    line("values_only", "The lines hold the values without their names.", "Write each pair as name=value.", |recipe| {
        recipe.names = false
    }),
    line("final_ampersand", "A line ends with an ampersand.", "Write & between the pairs only.", |recipe| {
        recipe.marks = ["=", "&", "&"]
    }),
    line("pairs_by_line_feed", "The pairs of a line are joined by line feeds.", "Join them by &.", |recipe| {
        recipe.marks = ["=", "\n", ""]
    }),
    line(
        "pairs_unmarked",
        "The pairs of a line follow each other without a mark.",
        "Join them by &, and name and value by =.",
        |recipe| recipe.marks = ["", "", ""],
    ),
    line(
        "query_left_out",
        "The query line is empty although the request has a query.",
        "Write the parameters of the query into the third line.",
        |recipe| recipe.query_line = |_, _, _| (),
    ),
    line(
        "query_as_sent",
        "The query line is the query of the URL, neither sorted nor encoded anew.",
        "Decode the parameters, sort them by name and encode them.",
        |recipe| recipe.query_line = |parts, _, text| text.push_str(if parts.query.is_empty() { "" } else { parts.sent_query }),
    ),
    line(
        "query_not_decoded",
        "The parameters of the query are encoded a second time, on top of the URL's encoding.",
        "Decode the parameters before you encode them for the query line.",
        |recipe| recipe.query = |parts, _| steps::query_not_decoded(parts),
    ),
    line(
        "plus_read_as_space",
        "A plus sign in the query is read as a space.",
        "Leave + as it is; only %20 is a space.",
        |recipe| recipe.query = |parts, _| steps::query_of_a_form(parts),
    ),
    line(
        "query_in_body_line",
        "The parameters of the query stand in the body line.",
        "Write them into the third line and leave the last line empty.",
        |recipe| {
            recipe.query_line = |_, _, _| ();
            recipe.body = |parts, recipe| [canonical::query_pairs(parts), canonical::body_pairs(parts, recipe)].concat();
        },
    ),
    line(
        "body_left_out",
        "The body line is empty although the request has a body.",
        "Write the members of the body into the last line.",
        |recipe| recipe.body_line = |_, _, _| (),
    ),
    line(
        "body_in_query",
        "The members of the body stand in the query line.",
        "Leave the query line of a POST empty and write the members into the last line.",
        |recipe| {
            recipe.query = |parts, recipe| [canonical::query_pairs(parts), canonical::body_pairs(parts, recipe)].concat();
            recipe.body_line = |_, _, _| ();
        },
    ),
    line("headers_left_out", "The header line is empty.", "Sign every header of the published list.", |recipe| {
        recipe.header_line = |_, _, _| ()
    }),
    line("header_left_out", "The user agent is missing from the header line.", SIGN_ALL, |recipe| {
        recipe.left_out = Some("user-agent");
    }),
    line("user_ip_left_out", "The user's IP address is missing from the header line.", SIGN_ALL, |recipe| {
        recipe.left_out = Some("user-ip");
    }),
    line("source_left_out", "The source is missing from the header line.", SIGN_ALL, |recipe| {
        recipe.left_out = Some("source");
    }),
    line("client_id_left_out", "The client id is missing from the header line.", SIGN_ALL, |recipe| {
        recipe.left_out = Some("client-id");
    }),
    line("expires_left_out", "The validity is missing from the header line.", SIGN_ALL, |recipe| {
        recipe.left_out = Some("expires");
    }),
    line("date_left_out", "The date is missing from the header line.", SIGN_ALL, |recipe| {
        recipe.left_out = Some("date");
    }),
    line("algorithm_left_out", "The algorithm is missing from the header line.", SIGN_ALL, |recipe| {
        recipe.left_out = Some("algorithm");
    }),
    line(
        "extra_header_signed",
        "The header line holds the content type or the host.",
        "Sign the headers of the published list and no others.",
        |recipe| recipe.headers = steps::headers_and_one_more,
    ),
    line(
        "header_names_capitalised",
        "The names of the headers are capitalised in the header line.",
        "Write them in lower case, however they are sent.",
        |recipe| recipe.headers = steps::headers_capitalised,
    ),
    line(
        "headers_as_lines",
        "The headers are written as lines of name, colon and value.",
        "Write them as name=value joined by &, on one line.",
        |recipe| recipe.header_line = steps::headers_as_lines,
    ),
    line(
        "header_spaces_collapsed",
        "Several spaces in a header value are signed as one.",
        "Sign header values exactly as they are sent.",
        |recipe| recipe.headers = steps::headers_with_single_spaces,
    ),
];

/// How a header that is left out is put right.
const SIGN_ALL: &str = "Sign every header of the published list.";

const fn line(id: &'static str, text: &'static str, fix: &'static str, apply: fn(&mut Recipe)) -> Mistake {
    Mistake::new(Stage::CanonicalRequest, id, text, fix, apply)
}
