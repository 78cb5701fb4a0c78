//! The checkout page, read from its HTML and in a real browser, over real sockets.

pub mod browser;
mod html;
mod option;
mod parts;
mod shop;
mod visit;

use signoff::checkout::finders::Finders;
use signoff::checkout::page::Page;

/// How the pages of these tests are read.
fn finders() -> Finders {
    Finders::usual("Amazon Pay Later", "Link Account")
}

fn read(html: &str) -> Page {
    signoff::checkout::html::page(html, &finders()).unwrap()
}

/// Runs a future on a runtime of its own.
fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
