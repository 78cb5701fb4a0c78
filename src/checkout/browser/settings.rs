//! Which browser is used, and how it is started.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use thiserror::Error;

/// Without a window, without anything that asks other hosts by itself; `--no-sandbox`, because containers offer none. The
/// browser hangs at a pipe of its driver, so that it ends when the driver does. What no flag keeps it from asking of its maker
/// it asks at a port of this machine where nobody listens. One process shows all pages: a new one for every page takes longer
/// than the page.
const FLAGS: &[&str] = &[
    "--component-updater=url-source=http://127.0.0.1:9",
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-back-forward-cache",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-component-extensions-with-background-pages",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-features=AutofillServerCommunication,CertificateTransparencyComponentUpdater,MediaRouter,\
     NetworkTimeServiceQuerying,OptimizationHints,PreconnectToSearch,Translate",
    "--disable-quic",
    "--disable-site-isolation-trials",
    "--disable-sync",
    "--gaia-url=http://127.0.0.1:9",
    "--gcm-checkin-url=http://127.0.0.1:9",
    "--gcm-registration-url=http://127.0.0.1:9",
    "--google-base-url=http://127.0.0.1:9",
    "--metrics-recording-only",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--renderer-process-limit=1",
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
        let driver = find("CHROMEDRIVER", &["chromedriver"]);
        let browser = find("CHROME", &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]);
        Ok(Self {
            driver: driver.ok_or(missing("chromedriver", "chromium-driver", "CHROMEDRIVER"))?,
            browser: browser.ok_or(missing("Chromium", "chromium", "CHROME"))?,
            limit,
            all_hosts_at: None,
        })
    }

    /// What a session asks for; the browser keeps its profile in `folder`.
    pub(super) fn capabilities(&self, folder: &Path) -> Value {
        let mut flags: Vec<String> = FLAGS.iter().map(|flag| (*flag).to_owned()).collect();
        flags.push(format!("--user-data-dir={}", folder.join("profile").display()));
        if let Some(port) = self.all_hosts_at {
            flags.push(format!("--host-resolver-rules=MAP * 127.0.0.1:{port}, EXCLUDE 127.0.0.1, EXCLUDE localhost"));
            // A proxy would look names up by itself.
            flags.extend(["--no-proxy-server", "--ignore-certificate-errors"].map(str::to_owned));
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
                // A distribution may have a page of its own in a new window.
                "prefs": { "session.restore_on_startup": 4, "session.startup_urls": ["about:blank"] },
                "perfLoggingPrefs": { "enableNetwork": true, "enablePage": true },
            },
        })
    }
}

/// The program that a variable of the environment names, else the first of these names in the search path.
fn find(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(given) = env::var_os(variable).filter(|given| !given.is_empty()) {
        return Some(PathBuf::from(given)).filter(|given| given.is_file());
    }
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|program| program.is_file())
}
