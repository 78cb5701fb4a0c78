//! The control address of one of our own simulators: opens merchant accounts, moves their clocks, plants faults.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use thiserror::Error;

use super::client::Client;
use super::failure::Failure;
use crate::config::credentials::Login;
use crate::config::target::is_loopback;
use crate::core::http::Request;
use crate::core::secret::Secret;
use crate::providers::{Account, Faults};

const TIMEOUT: Duration = Duration::from_secs(10);

/// Why a control address did not do what was asked.
#[derive(Debug, Error)]
pub enum ControlError {
    /// Its simulator would be open to others.
    #[error("could not use the control address {0}: it is not on this machine")]
    NotLoopback(String),
    /// It gave no answer.
    #[error("could not {task}: {failure}")]
    Failed {
        /// What was attempted.
        task: &'static str,
        /// Why there is no answer.
        failure: Failure,
    },
    /// It said no.
    #[error("could not {task}: the control address answered {status}, {reason}")]
    Refused {
        /// What was attempted.
        task: &'static str,
        /// The HTTP status.
        status: u16,
        /// What it said.
        reason: String,
    },
    /// Its answer has another shape.
    #[error("could not {task}: what answers there is no control address")]
    Unexpected {
        /// What was attempted.
        task: &'static str,
    },
}

/// The control address of a simulator.
#[derive(Debug, Clone)]
pub struct Control {
    url: String,
}

/// A merchant account at a simulator, opened for one scenario.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// Its name at the control address.
    pub id: String,
    /// Its credentials and customers.
    pub account: Account,
    /// What renews its customers' tokens.
    pub login: Option<Login>,
    /// Persona and refresh token.
    pub refresh_tokens: BTreeMap<String, Secret>,
}

#[derive(Deserialize)]
struct Opened {
    tenant: String,
    credentials: BTreeMap<String, String>,
    customers: BTreeMap<String, Secret>,
    login: Option<OpenedLogin>,
    #[serde(default)]
    refresh_tokens: BTreeMap<String, Secret>,
}

#[derive(Deserialize)]
struct OpenedLogin {
    client_id: String,
    #[serde(default)]
    client_secret: Secret,
    token_url: String,
}

impl Control {
    /// The control address at `url`, which must be on this machine.
    pub fn new(url: &str) -> Result<Self, ControlError> {
        if !is_loopback(url) {
            return Err(ControlError::NotLoopback(url.to_owned()));
        }
        Ok(Self { url: url.trim_end_matches('/').to_owned() })
    }

    /// Opens a merchant account of its own.
    pub async fn open(&self, client: &Client, faults: &Faults, seed: u64) -> Result<Tenant, ControlError> {
        let task = "open an account at the simulator";
        let body = json!({ "faults": faults.iter().collect::<Vec<_>>(), "seed": seed });
        let answer = self.call(client, task, ("POST", "/tenants".to_owned()), body).await?;
        // The parser's own words may repeat a value, and the values here are secrets.
        let opened: Opened = serde_json::from_slice(&answer).map_err(|_| ControlError::Unexpected { task })?;
        let login = opened.login.map(|login| Login {
            client_id: login.client_id,
            client_secret: login.client_secret,
            token_url: login.token_url,
        });
        let account = Account {
            credentials: opened.credentials.into_iter().collect(),
            customers: opened.customers.into_iter().collect(),
            ..Account::default()
        };
        Ok(Tenant { id: opened.tenant, account, login, refresh_tokens: opened.refresh_tokens })
    }

    /// Moves the account's clock forward.
    pub async fn advance(&self, client: &Client, tenant: &str, seconds: i64) -> Result<(), ControlError> {
        let order = ("POST", format!("/tenants/{tenant}/clock"));
        self.call(client, "move the simulator's clock", order, json!({ "advance_seconds": seconds })).await.map(drop)
    }

    /// Replaces the account's faults.
    pub async fn plant(&self, client: &Client, tenant: &str, faults: &Faults) -> Result<(), ControlError> {
        let body = json!({ "faults": faults.iter().collect::<Vec<_>>() });
        self.call(client, "plant faults", ("PUT", format!("/tenants/{tenant}/faults")), body).await.map(drop)
    }

    /// Lets the account's next `requests` requests meet an outage.
    pub async fn outage(&self, client: &Client, tenant: &str, requests: u32) -> Result<(), ControlError> {
        let order = ("POST", format!("/tenants/{tenant}/outage"));
        self.call(client, "start an outage", order, json!({ "requests": requests })).await.map(drop)
    }

    /// Closes the account.
    pub async fn close(&self, client: &Client, tenant: &str) -> Result<(), ControlError> {
        self.call(client, "close the account", ("DELETE", format!("/tenants/{tenant}")), Value::Null).await.map(drop)
    }

    /// Sends one order; a null body is none.
    async fn call(
        &self,
        client: &Client,
        task: &'static str,
        order: (&str, String),
        body: Value,
    ) -> Result<Vec<u8>, ControlError> {
        let (method, path) = order;
        let mut request = Request::new(method, format!("{}{path}", self.url));
        if !body.is_null() {
            request.headers.set("content-type", "application/json");
            request.body = body.to_string().into_bytes();
        }
        let answer = client.send(&request, TIMEOUT).await.map_err(|failure| ControlError::Failed { task, failure })?;
        if answer.is_success() {
            return Ok(answer.body);
        }
        let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let reason = said["error"].as_str().unwrap_or("without a reason").chars().take(300).collect();
        Err(ControlError::Refused { task, status: answer.status, reason })
    }
}
