//! The real browser. Without one these tests say so and pass, unless `SIGNOFF_REQUIRE_BROWSER=1` is set.
#![allow(clippy::print_stdout)]

mod journey;
mod quiet;
mod sight;
mod trouble;

use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use signoff::checkout::browser::{BrowserSettings, Browsers};
use signoff::checkout::page::Page;
use signoff::checkout::visit::Visit;

use super::{block_on, shop, visit::manner};

const LIMIT: Duration = Duration::from_secs(15);

/// One browser at a time: the tests share the machine.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn settings(limit: Duration) -> Option<BrowserSettings> {
    match BrowserSettings::find(limit) {
        Ok(settings) => Some(settings),
        Err(error) if std::env::var_os("SIGNOFF_REQUIRE_BROWSER").is_some_and(|value| value == "1") => panic!("{error}"),
        Err(error) => {
            println!("skipped: no browser: {error}");
            None
        }
    }
}

/// True when there is a browser; says so when there is none.
pub fn is_there() -> bool {
    settings(LIMIT).is_some()
}

/// What stands in a document that a browser of its own opened, its scripts run; none when there is no browser.
pub fn opened(address: &str) -> Option<String> {
    let program = settings(LIMIT)?.browser;
    let _turn = turn();
    let profile = tempfile::tempdir().unwrap();
    let flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000", "--dump-dom"];
    let folder = format!("--user-data-dir={}", profile.path().display());
    let output = Command::new(program).args(flags).args([&folder, address]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    Some(String::from_utf8(output.stdout).unwrap())
}

/// Does something with browsers whose commands end within a limit; all of them are gone afterwards.
fn with_browsers(limit: Duration, work: impl AsyncFnOnce(&Browsers)) {
    let Some(settings) = settings(limit) else { return };
    let _turn = turn();
    block_on(async {
        let browsers = Browsers::new(settings, 1);
        work(&browsers).await;
        browsers.end().await;
    });
}

async fn visit(browsers: &Browsers, limit: Duration) -> Visit {
    Visit::browsing(browsers.rent().await.unwrap(), manner(limit))
}

/// The page that a browser shows for some HTML.
async fn seen(browsers: &Browsers, html: impl Into<String>) -> Page {
    let html = html.into();
    let address = shop::open(Router::new().route("/", get(|| async { Html(html) })));
    visit(browsers, LIMIT).await.open(&address).await.unwrap().clone()
}
