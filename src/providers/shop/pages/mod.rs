//! The pages that a customer sees. Everything that came from elsewhere is shown as text, and styles stand where they are used.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::core::http::{Headers, Response};

use super::dialect::Dialect;
use super::engine::Shop;

mod checkout;
mod order;
mod statement;

pub use statement::statement;

const BODY: &str = "margin:0;padding:1rem;background:#f2f4f7;color:#1d2939;font:1rem/1.5 system-ui,sans-serif";
const MAIN: &str = "max-width:32rem;margin:1rem auto;padding:1.5rem 2rem;background:#ffffff;border-radius:12px;\
                    box-shadow:0 1px 4px #10182826";
/// How a button looks, and a link that stands for one.
pub const BUTTON: &str = "display:inline-block;padding:.6rem 1.4rem;border:0;border-radius:8px;background:#14532d;color:#ffffff;\
                          font:inherit;font-weight:600;text-decoration:none;cursor:pointer";

/// An empty page.
pub(super) fn empty() -> Response {
    html_response(200, String::new())
}

/// One sentence.
pub fn words(text: &str) -> Markup {
    html! { p { (text) } }
}

/// A note below the option's name.
pub fn note(text: &str) -> Markup {
    html! { p style="margin:.25rem 0 .5rem 1.6rem" { (text) } }
}

impl<D: Dialect> Shop<D> {
    /// A page with a heading. Nobody may keep it: what it shows is for one customer and one moment.
    pub fn page(&self, status: u16, title: &str, content: &Markup) -> Response {
        if self.faults.has("shop_blank_page") {
            return html_response(status, String::new());
        }
        let behind = D::BEHIND.iter().filter(|(fault, _)| self.faults.has(fault));
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
}

fn html_response(status: u16, text: String) -> Response {
    let headers: Headers = [("content-type", "text/html; charset=utf-8"), ("cache-control", "no-store")].into_iter().collect();
    Response { status, headers, body: text.into_bytes() }
}
