//! A real browser, driven through WebDriver: Chromium and chromedriver, without a window, with a profile of its own.

mod driver;
mod pool;
mod process;
mod settings;
mod trace;

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

pub use driver::{Driver, DriverError, element_id};
pub use pool::{Browsers, Rented};
pub use settings::{BrowserError, BrowserSettings};
pub use trace::Trace;

use crate::config::transport::TransportSettings;
use crate::transport::client::Client;
use process::Process;

/// Noted before the scripts of every page: what goes wrong, dialogs, whether the page is at rest.
const WATCH: &str = include_str!("browser/watch.js");
/// For the browser, to start.
const STARTING: Duration = Duration::from_secs(20);
/// For the driver, to tell that a command took too long.
const GRACE: Duration = Duration::from_secs(1);
/// The largest answer of a driver: a screenshot of a long page.
const LARGEST: usize = 256 * 1024 * 1024;

/// A running browser with one window. Dropped, it ends.
#[derive(Debug)]
pub struct Browser {
    /// Speaks with it.
    pub driver: Driver,
    /// The window that was there first.
    pub home: String,
    process: Process,
}

impl Browser {
    /// Starts a browser.
    pub async fn start(settings: &BrowserSettings) -> Result<Self, BrowserError> {
        let transport = TransportSettings { timeout: STARTING, body_cap: LARGEST, ..TransportSettings::default() };
        let client = Client::new(&transport).map_err(|error| BrowserError::Start(error.to_string()))?;
        let process = Process::start(&settings.driver).await?;
        let opened = async {
            let mut driver = Driver::open(client, &process.address, settings.capabilities(&process.folder), STARTING).await?;
            driver.limit = settings.limit + GRACE;
            let home = driver.get("window").await?.as_str().unwrap_or_default().to_owned();
            driver.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await?;
            Ok::<_, DriverError>((driver, home))
        };
        let (driver, home) = opened.await.map_err(|error| BrowserError::Start(error.to_string()))?;
        Ok(Self { driver, home, process })
    }

    /// The folder in which it keeps everything; it ends with the browser.
    pub fn folder(&self) -> &Path {
        &self.process.folder
    }

    /// Ends the browser, and waits until it is gone.
    pub async fn end(self) {
        self.process.end().await;
    }

    /// Makes it new for the next customer: one empty window, no cookies, nothing stored.
    pub async fn reset(&self) -> Result<(), DriverError> {
        let mut others: Vec<_> = self.windows().await?.into_iter().filter(|window| *window != self.home).collect();
        let has_left = !others.is_empty();
        while let Some(window) = others.pop() {
            self.enter(&window).await?;
            self.driver.command("DELETE", "window", &Value::Null).await?;
        }
        if has_left {
            self.enter(&self.home).await?;
        }
        self.driver.post("url", json!({ "url": "about:blank" })).await?;
        self.driver.devtools("Network.clearBrowserCookies", json!({})).await?;
        self.driver.devtools("Storage.clearDataForOrigin", json!({ "origin": "*", "storageTypes": "all" })).await.map(drop)
    }

    /// All windows, the oldest first.
    pub async fn windows(&self) -> Result<Vec<String>, DriverError> {
        let windows = self.driver.get("window/handles").await?;
        Ok(windows.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// Goes to a window.
    pub async fn enter(&self, window: &str) -> Result<(), DriverError> {
        self.driver.post("window", json!({ "handle": window })).await.map(drop)
    }

    /// Adds to the way of a window what has happened since the last call.
    pub async fn trace(&self, window: &str, trace: &mut Trace) -> Result<(), DriverError> {
        let entries = self.driver.post("se/log", json!({ "type": "performance" })).await?;
        trace.add(&entries, window);
        Ok(())
    }
}
