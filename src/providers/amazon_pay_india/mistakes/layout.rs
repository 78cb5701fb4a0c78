//! Mistakes in the layout of the canonical request, and in its first two lines.

use std::borrow::Cow;

use super::{Mistake, Stage, steps};
use crate::signing::recipe::Recipe;

pub static MISTAKES: &[Mistake] = &[
    request(
        "extra_line_feed",
        "The canonical request has one line feed too many at its end.",
        "Join the five lines by four line feeds and add none of your own.",
        |recipe| recipe.finish_request = |_, text| text.push('\n'),
    ),
    request(
        "request_in_crlf",
        "The lines of the canonical request are joined by carriage return and line feed.",
        "Join them by a line feed alone, whatever the platform's line end is.",
        |recipe| recipe.feed = "\r\n",
    ),
    request(
        "get_without_final_line_feed",
        "The canonical request of a message without body lacks its last line feed.",
        "Write the line feed behind the header line even when the body line is empty.",
        |recipe| {
            recipe.finish_request = |parts, text| {
                if parts.body.is_empty() {
                    text.pop();
                }
            }
        },
    ),
    request(
        "empty_query_line_dropped",
        "The empty query line of the canonical request is left out.",
        "Write the query line even when it is empty: two line feeds follow each other there.",
        |recipe| recipe.finish_request = |_, text| *text = text.replacen("\n\n", "\n", 1),
    ),
    request(
        "method_in_lower_case",
        "The method is written in lower case.",
        "Write it in capital letters, as it is sent.",
        |recipe| recipe.method = |method| Cow::Owned(method.to_ascii_lowercase()),
    ),
    request(
        "scheme_in_host",
        "The second line of the canonical request begins with the URL's scheme.",
        "Write host and path only, without https://.",
        |recipe| recipe.place = |_, host, path, text| text.extend(["https://", host, path]),
    ),
    request(
        "query_in_path",
        "The second line of the canonical request ends with the URL's query.",
        "Write host and path only; the query has a line of its own.",
        |recipe| recipe.place = steps::place_with_query,
    ),
    request("host_and_path_apart", "Host and path stand on two lines.", "Write the path directly behind the host.", |recipe| {
        recipe.place = |_, host, path, text| text.extend([host, "\n", path])
    }),
    request("host_left_out", "The second line of the canonical request lacks the host.", "Begin it with the host.", |recipe| {
        recipe.host = |_, _| Cow::Borrowed("")
    }),
    request(
        "host_with_port",
        "The host is written with a port that the URL does not name.",
        "Write the host as it stands in the URL.",
        |recipe| recipe.host = |_, parts| steps::host_with_port(parts),
    ),
    request("host_in_upper_case", "The host is written in capital letters.", "Write it in lower case.", |recipe| {
        recipe.host = |_, parts| Cow::Owned(parts.host.to_ascii_uppercase())
    }),
    request(
        "other_host",
        "The request is signed for another published host than the one it is sent to.",
        "Sign with the host of the URL: sandbox and production differ.",
        |recipe| recipe.host = steps::other_host,
    ),
    request(
        "path_left_out",
        "The second line of the canonical request lacks the path.",
        "Write the path behind the host.",
        |recipe| recipe.path = |_| Cow::Borrowed(""),
    ),
    request(
        "path_without_slash",
        "The path lacks its first slash.",
        "Write the path with the slash with which it begins.",
        |recipe| recipe.path = |parts| Cow::Borrowed(parts.path.trim_start_matches('/')),
    ),
    request("trailing_slash", "The path has a slash behind it that was not sent.", "Write the path as it is sent.", |recipe| {
        recipe.path = |parts| Cow::Owned(format!("{}/", parts.path))
    }),
    request("path_encoded", "The path is percent-encoded with its slashes.", "Write the path as it is sent.", |recipe| {
        recipe.path = |parts| Cow::Owned(crate::signing::encoding::encoded(parts.path))
    }),
    request(
        "path_segments_encoded",
        "The segments of the path are percent-encoded once more.",
        "Write the path as it is sent.",
        |recipe| recipe.path = steps::path_segments_encoded,
    ),
];

const fn request(id: &'static str, text: &'static str, fix: &'static str, apply: fn(&mut Recipe)) -> Mistake {
    Mistake::new(Stage::CanonicalRequest, id, text, fix, apply)
}
