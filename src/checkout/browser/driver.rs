//! A WebDriver session: commands as JSON over HTTP (W3C WebDriver, and what chromedriver adds to it).

use std::time::Duration;

use serde_json::{Value, json};
use thiserror::Error;

use crate::core::http::Request;
use crate::transport::client::Client;
use crate::transport::failure::{Cause, Failure};

/// The member of a JSON object that refers to an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Why a command did not do what it should.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DriverError {
    /// The browser was asked, and refused.
    #[error("{message}")]
    Refused {
        /// A name of the WebDriver standard, e.g. `timeout`.
        name: String,
        /// What the driver says, its first line.
        message: String,
    },
    /// There was no answer in time.
    #[error("it no longer answers")]
    Late,
    /// The driver has ended.
    #[error("{0}")]
    Gone(String),
}

impl DriverError {
    /// True when the driver itself gave up waiting, or we did.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Late) || matches!(self, Self::Refused { name, .. } if name.contains("timeout"))
    }
}

/// The session of one browser.
#[derive(Debug)]
pub struct Driver {
    client: Client,
    /// Of the session, without a slash at the end.
    address: String,
    /// For one command.
    pub limit: Duration,
}

impl Driver {
    /// Opens a session at a driver; this starts the browser.
    pub async fn open(client: Client, address: &str, capabilities: Value, limit: Duration) -> Result<Self, DriverError> {
        let mut driver = Self { client, address: address.to_owned(), limit };
        let wanted = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let session = driver.command("POST", "session", &wanted).await?;
        let id = session["sessionId"].as_str().ok_or_else(|| DriverError::Gone("it opened no session".to_owned()))?;
        driver.address = format!("{address}/session/{id}");
        Ok(driver)
    }

    /// Sends a command; the `value` of the answer.
    pub async fn command(&self, method: &str, path: &str, body: &Value) -> Result<Value, DriverError> {
        let mut request = Request::new(method, format!("{}/{path}", self.address));
        if method == "POST" {
            request.headers.set("content-type", "application/json");
            request.body = body.to_string().into_bytes();
        }
        let answer = self.client.send(&request, self.limit).await.map_err(|failure| gone(&failure))?;
        let mut body: Value = serde_json::from_slice(&answer.body).map_err(|error| DriverError::Gone(error.to_string()))?;
        let value = body["value"].take();
        if answer.is_success() {
            return Ok(value);
        }
        let text = |name: &str| value[name].as_str().unwrap_or_default().lines().next().unwrap_or_default().to_owned();
        match text("error").as_str() {
            "invalid session id" => Err(DriverError::Gone(text("message"))),
            name => Err(DriverError::Refused { name: name.to_owned(), message: text("message") }),
        }
    }

    /// Posts a command.
    pub async fn post(&self, path: &str, body: Value) -> Result<Value, DriverError> {
        self.command("POST", path, &body).await
    }

    /// Asks for something.
    pub async fn get(&self, path: &str) -> Result<Value, DriverError> {
        self.command("GET", path, &Value::Null).await
    }

    /// Runs a script in the page; its result.
    pub async fn run(&self, script: &str, arguments: Value) -> Result<Value, DriverError> {
        self.post("execute/sync", json!({ "script": script, "args": arguments })).await
    }

    /// A command of the Chrome DevTools Protocol; its result.
    pub async fn devtools(&self, name: &str, parameters: Value) -> Result<Value, DriverError> {
        self.post("goog/cdp/execute", json!({ "cmd": name, "params": parameters })).await
    }
}

/// The id of an element in a script's result.
pub fn element_id(value: &Value) -> Option<&str> {
    value.get(ELEMENT)?.as_str()
}

fn gone(failure: &Failure) -> DriverError {
    match failure.cause {
        Cause::Timeout { .. } => DriverError::Late,
        _ => DriverError::Gone(failure.to_string()),
    }
}
