//! The control address of one of our own simulators: opens merchant accounts, moves their clocks,
//! plants faults, gives directions, tells what arrived.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use thiserror::Error;

use super::client::Client;
use super::failure::Failure;
use super::journal::{Call, Page};
use crate::config::credentials::Login;
use crate::config::target::is_loopback;
use crate::core::http::Request;
use crate::core::secret::Secret;
use crate::providers::{Account, Faults};

/// The least time for one order: a move of the clock lets the shop do everything that falls due.
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
    /// The shop that our reference merchant keeps for it, when one was asked for.
    pub shop: Option<ShopAddresses>,
}

/// Where a shop of our reference merchant is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopAddresses {
    /// Without a slash at the end; its pages stand below.
    pub address: String,
    /// Its payment page, with the placeholders `{customer}`, `{amount}` and `{order}`.
    pub checkout: String,
    /// Where it takes notifications.
    pub notifications: String,
    /// Where its back office asks for a refund, with the placeholders `{order}` and `{amount}`.
    pub refunds: String,
    /// Where its back office charges a customer anew, with the placeholders `{customer}`, `{amount}` and `{order}`.
    pub recurring: String,
    /// The address that it is published under: this and a path is reached at `address` and that path.
    pub public_url: String,
}

#[derive(Deserialize)]
struct Opened {
    tenant: String,
    credentials: BTreeMap<String, String>,
    customers: BTreeMap<String, Secret>,
    login: Option<OpenedLogin>,
    #[serde(default)]
    refresh_tokens: BTreeMap<String, Secret>,
    shop: Option<ShopAddresses>,
}

#[derive(Deserialize)]
struct Closed {
    #[serde(default)]
    asked: BTreeSet<String>,
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

    /// Opens a merchant account of its own, with a shop of the reference merchant or without one.
    pub async fn open(&self, client: &Client, faults: &Faults, seed: u64, shop: bool) -> Result<Tenant, ControlError> {
        let task = "open an account at the simulator";
        let planted: Vec<_> = faults.iter().collect();
        let body = json!({ "faults": planted, "seed": seed, "shop": shop, "watch": faults.is_watched() });
        let answer = self.call(client, task, ("POST", "/tenants".to_owned()), body).await?;
        // The parser's own words may repeat a value, and the values here are secrets.
        let opened: Opened = serde_json::from_slice(&answer).map_err(|_| ControlError::Unexpected { task })?;
        if shop != opened.shop.is_some() {
            return Err(ControlError::Unexpected { task });
        }
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
        Ok(Tenant { id: opened.tenant, account, login, refresh_tokens: opened.refresh_tokens, shop: opened.shop })
    }

    /// Moves the account's clock forward; afterwards its shop has done all that fell due.
    pub async fn advance(&self, client: &Client, tenant: &str, seconds: i64) -> Result<(), ControlError> {
        let order = ("POST", format!("/tenants/{tenant}/clock"));
        self.call(client, "move the simulator's clock", order, json!({ "advance_seconds": seconds })).await.map(drop)
    }

    /// Replaces the account's faults.
    pub async fn plant(&self, client: &Client, tenant: &str, faults: &Faults) -> Result<(), ControlError> {
        let body = json!({ "faults": faults.iter().collect::<Vec<_>>() });
        self.call(client, "plant faults", ("PUT", format!("/tenants/{tenant}/faults")), body).await.map(drop)
    }

    /// Lets the account's next `requests` requests meet an outage; with 0 a running one is over.
    pub async fn outage(&self, client: &Client, tenant: &str, requests: u32) -> Result<(), ControlError> {
        let order = ("POST", format!("/tenants/{tenant}/outage"));
        self.call(client, "set an outage", order, json!({ "requests": requests })).await.map(drop)
    }

    /// Lets every answer to the account's merchant take so many seconds; with 0 none does any more.
    pub async fn slow(&self, client: &Client, tenant: &str, seconds: u32) -> Result<(), ControlError> {
        let order = ("POST", format!("/tenants/{tenant}/slowness"));
        self.call(client, "slow the provider down", order, json!({ "seconds": seconds })).await.map(drop)
    }

    /// Gives a stage direction: something happens on the provider's side. What it tells is a JSON object.
    pub async fn direct(&self, client: &Client, tenant: &str, direction: &str, argument: &Value) -> Result<Value, ControlError> {
        let task = "give the simulator a direction";
        let order = ("POST", format!("/tenants/{tenant}/directions/{direction}"));
        let answer = self.call(client, task, order, argument.clone()).await?;
        serde_json::from_slice(&answer).map_err(|_| ControlError::Unexpected { task })
    }

    /// The merchant's calls after the one of that number (0: all), in the order of arrival.
    pub async fn journal(&self, client: &Client, tenant: &str, after: u64) -> Result<Vec<Call>, ControlError> {
        let task = "read what the merchant sent";
        let (mut calls, mut after) = (Vec::new(), after);
        loop {
            let order = ("GET", format!("/tenants/{tenant}/journal?after={after}"));
            let answer = self.call(client, task, order, Value::Null).await?;
            let page: Page = serde_json::from_slice(&answer).map_err(|_| ControlError::Unexpected { task })?;
            let more = page.more;
            let read = page.read().ok_or(ControlError::Unexpected { task })?;
            let last = read.last().map_or(after, |call| call.number);
            calls.extend(read);
            if !more || last <= after {
                return Ok(calls);
            }
            after = last;
        }
    }

    /// Closes the account; returns the names of the faults that its simulator and shop looked for, if they were watched.
    pub async fn close(&self, client: &Client, tenant: &str) -> Result<BTreeSet<String>, ControlError> {
        let task = "close the account";
        let answer = self.call(client, task, ("DELETE", format!("/tenants/{tenant}")), Value::Null).await?;
        let closed: Closed = serde_json::from_slice(&answer).map_err(|_| ControlError::Unexpected { task })?;
        Ok(closed.asked)
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
        let limit = client.timeout().max(TIMEOUT);
        let answer = client.send(&request, limit).await.map_err(|failure| ControlError::Failed { task, failure })?;
        if answer.is_success() {
            return Ok(answer.body);
        }
        let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let reason = said["error"].as_str().unwrap_or("without a reason").chars().take(300).collect();
        Err(ControlError::Refused { task, status: answer.status, reason })
    }
}
