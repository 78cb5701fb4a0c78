//! A recorded exchange for a reader's eye; secrets are placeholders in it already.

use maud::{Markup, html};
use serde_json::Value;

use crate::engine::record::ExchangeRecord;
use crate::report::curl;
use crate::report::words::shortened;
use crate::transport::fields::Fields;

/// The most characters of a body that are shown.
const BODY: usize = 6000;

/// The request (also as a command to copy) and the answer. Only one place on the page may carry the exchange's `anchor`.
pub fn shown(exchange: &ExchangeRecord, anchor: bool) -> Markup {
    let request = &exchange.request;
    let path = request.url.split_once("://").and_then(|(_, rest)| Some(&rest[rest.find('/')?..])).unwrap_or(&request.url);
    html! {
        details.exchange id=[anchor.then_some(&exchange.id)] {
            summary {
                code { (request.method) " " (shortened(path, 90)) } " → "
                @match &exchange.response {
                    Some(response) => strong { (response.status) },
                    None => strong { "no answer" },
                }
                " " span.meta { (exchange.id) " · " (format!("{:.1} ms", exchange.duration_ms)) }
            }
            h5 { "Request" }
            p.address { code { (request.method) " " (request.url) } }
            (message(&request.headers, &request.body))
            details.copy { summary { "As curl (one click selects all)" } pre.curl { (curl::command(request)) } }
            h5 { "Answer" }
            @match &exchange.response {
                Some(response) => { p.address { code { "HTTP " (response.status) } } (message(&response.headers, &response.body)) },
                None => p.warning { (exchange.error.as_deref().unwrap_or("the reason was not recorded")) },
            }
        }
    }
}

fn message(headers: &Fields, body: &str) -> Markup {
    html! {
        @if !headers.is_empty() {
            pre.headers { @for (name, value) in headers.iter() { b { (name) } ": " (value) "\n" } }
        }
        @if !body.is_empty() { pre.body { (shortened(&pretty(body), BODY)) } }
    }
}

/// JSON with a member a line; anything else as it is.
fn pretty(body: &str) -> String {
    let parsed: Result<Value, _> = serde_json::from_str(body);
    parsed
        .ok()
        .filter(|value| value.is_object() || value.is_array())
        .map_or_else(|| body.to_owned(), |value| format!("{value:#}"))
}
