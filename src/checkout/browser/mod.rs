//! A real browser, driven through WebDriver: Chromium and chromedriver, without a window, with a profile of its own.

mod driver;
mod pool;
mod process;
mod trace;

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use thiserror::Error;

pub use driver::{Driver, DriverError, element_id};
pub use pool::{Browsers, Rented};
pub use trace::Trace;

use crate::config::transport::TransportSettings;
use crate::transport::client::Client;
use process::Process;

/// Noted before the scripts of every page: what goes wrong, dialogs, whether the page is at rest.
const WATCH: &str = include_str!("watch.js");
/// For the browser, to start.
const STARTING: Duration = Duration::from_secs(20);
/// For the driver, to tell that a command took too long.
const GRACE: Duration = Duration::from_secs(1);
/// The largest answer of a driver: a screenshot of a long page.
const LARGEST: usize = 256 * 1024 * 1024;
/// Without a window, without anything that asks other hosts by itself; `--no-sandbox`, because containers offer none. The
/// browser hangs at a pipe of its driver, so that it ends when the driver does.
const FLAGS: &[&str] = &[
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-quic",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--window-size=1280,1000",
];

/// Why there is no browser.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BrowserError {
    /// A program is not on this machine.
    #[error("could not find {program}: install it ({package}), or name it in the environment variable {variable}")]
    NotFound {
        /// What is missing.
        program: &'static str,
        /// What holds it.
        package: &'static str,
        /// What may name it.
        variable: &'static str,
    },
    /// A program did not start.
    #[error("could not start the browser: {0}")]
    Start(String),
}

/// The programs, and where names lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserSettings {
    /// chromedriver.
    pub driver: PathBuf,
    /// Chromium, or a browser made of it.
    pub browser: PathBuf,
    /// For one command, e.g. loading a page.
    pub limit: Duration,
    /// All host names lead to this port of this machine, and every certificate is taken: nothing leaves the machine.
    pub all_hosts_at: Option<u16>,
}

impl BrowserSettings {
    /// Finds chromedriver and Chromium: by `CHROMEDRIVER` and `CHROME`, else in the search path. Whatever the browser is
    /// told to do ends within `limit`.
    pub fn find(limit: Duration) -> Result<Self, BrowserError> {
        let missing = |program, package, variable| BrowserError::NotFound { program, package, variable };
        let driver = process::find("CHROMEDRIVER", &["chromedriver"]);
        let browser =
            process::find("CHROME", &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]);
        Ok(Self {
            driver: driver.ok_or(missing("chromedriver", "chromium-driver", "CHROMEDRIVER"))?,
            browser: browser.ok_or(missing("Chromium", "chromium", "CHROME"))?,
            limit,
            all_hosts_at: None,
        })
    }

    fn capabilities(&self, process: &Process) -> Value {
        let mut flags: Vec<String> = FLAGS.iter().map(|flag| (*flag).to_owned()).collect();
        flags.push(format!("--user-data-dir={}", process.folder.join("profile").display()));
        if let Some(port) = self.all_hosts_at {
            flags.push(format!("--host-resolver-rules=MAP * 127.0.0.1:{port}, EXCLUDE 127.0.0.1, EXCLUDE localhost"));
            flags.push("--ignore-certificate-errors".to_owned());
        }
        let limit = self.limit.as_millis() as u64;
        json!({
            "pageLoadStrategy": "eager",
            "timeouts": { "pageLoad": limit, "script": limit },
            "unhandledPromptBehavior": "accept",
            "goog:loggingPrefs": { "performance": "ALL" },
            "goog:chromeOptions": {
                "binary": self.browser,
                "args": flags,
                "perfLoggingPrefs": { "enableNetwork": true, "enablePage": true },
            },
        })
    }
}

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
            let mut driver = Driver::open(client, &process.address, settings.capabilities(&process), STARTING).await?;
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
        for window in self.windows().await?.into_iter().filter(|window| *window != self.home) {
            self.enter(&window).await?;
            self.driver.command("DELETE", "window", &Value::Null).await?;
        }
        self.enter(&self.home).await?;
        self.driver.post("url", json!({ "url": "about:blank" })).await?;
        self.driver.devtools("Network.clearBrowserCookies", json!({})).await?;
        self.driver.devtools("Storage.clearDataForOrigin", json!({ "origin": "*", "storageTypes": "all" })).await?;
        self.trace(&self.home, &mut Trace::default()).await
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
