//! The pages that a customer sees. Everything that came from elsewhere is shown as text, and styles stand where they are used.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::core::http::{Headers, Response};
use crate::providers::Faults;

mod checkout;
mod link;
mod order;
mod statement;

pub(super) use checkout::checkout;
pub(super) use link::link;
pub(super) use order::order;

const BODY: &str = "margin:0;padding:1rem;background:#f2f4f7;color:#1d2939;font:1rem/1.5 system-ui,sans-serif";
const MAIN: &str = "max-width:32rem;margin:1rem auto;padding:1.5rem 2rem;background:#ffffff;border-radius:12px;\
                    box-shadow:0 1px 4px #10182826";
const BUTTON: &str = "display:inline-block;padding:.6rem 1.4rem;border:0;border-radius:8px;background:#14532d;color:#ffffff;\
                      font:inherit;font-weight:600;text-decoration:none;cursor:pointer";

/// What a planted fault hides, shows or steals behind the HTML's back.
const BEHIND: &[(&str, &str)] = &[
    ("shop_statement_hidden_by_style", "<style>.statement { display: none }</style>"),
    ("shop_statement_off_screen", "<style>.statement { position: absolute; left: -9999px }</style>"),
    ("shop_statement_same_colour", "<style>.statement, .statement a { color: #ffffff !important }</style>"),
    ("shop_statement_zero_size", "<style>.statement { font-size: 0 !important }</style>"),
    ("shop_reason_hidden_by_style", "<style>.reason { display: none }</style>"),
    (
        "shop_option_enabled_by_script",
        "<script>for (const input of document.querySelectorAll('input[disabled]')) input.disabled = false</script>",
    ),
    (
        "shop_statement_link_stolen",
        "<script>for (const link of document.querySelectorAll('.statement a'))\
         link.addEventListener('click', event => event.preventDefault())</script>",
    ),
];

/// An empty page.
pub(super) fn empty() -> Response {
    html_response(200, String::new())
}

/// A page that says one thing.
pub(super) fn notice(status: u16, text: &str, faults: &Faults) -> Response {
    page(status, "Shop", &html! { p { (text) } }, faults)
}

/// A page with a heading. Nobody may keep it: statements are for one customer and one moment.
fn page(status: u16, title: &str, content: &Markup, faults: &Faults) -> Response {
    if faults.has("shop_blank_page") {
        return html_response(status, String::new());
    }
    let behind = BEHIND.iter().filter(|(fault, _)| faults.has(fault));
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
            }
            body style=(BODY) {
                main style=(MAIN) {
                    h1 style="margin:0 0 1rem;font-size:1.5rem" { (title) }
                    (content)
                }
                @for (_, markup) in behind { (PreEscaped(*markup)) }
            }
        }
    };
    html_response(status, markup.into_string())
}

fn html_response(status: u16, text: String) -> Response {
    let headers: Headers = [("content-type", "text/html; charset=utf-8"), ("cache-control", "no-store")].into_iter().collect();
    Response { status, headers, body: text.into_bytes() }
}
