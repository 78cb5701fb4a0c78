//! The checkout page, read from its HTML and in a real browser, over real sockets.

mod html;
mod option;
mod parts;

use signoff::checkout::finders::Finders;
use signoff::checkout::page::Page;

/// How the pages of these tests are read.
fn finders() -> Finders {
    Finders::usual("Amazon Pay Later", "Link Account")
}

fn read(html: &str) -> Page {
    signoff::checkout::html::page(html, &finders())
}
