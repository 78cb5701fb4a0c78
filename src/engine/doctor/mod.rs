//! What would stop a run, found before it: the targets are asked for nothing that moves money.

use std::sync::Arc;

use serde::Serialize;

use super::cores::{self, Ground, RunError};
use crate::config::target::ProviderTargets;
use crate::config::transport::TransportSettings;
use crate::core::id::{Ids, base36};
use crate::providers::Faults;
use crate::world::{Settings, Shared};

mod account;
mod network;
mod shop;
mod tables;

/// Where a problem lies, and so who can mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// What `signoff.toml` says.
    Configuration,
    /// Names, connections, TLS, the proxy, the clock.
    Environment,
    /// The merchant's keys and the customers' tokens.
    Credentials,
    /// What is under test.
    Target,
    /// This program and what it uses.
    Harness,
}

/// What a look showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// As it should be.
    Good,
    /// A run works, but there is something to know.
    Note,
    /// A run would fail or tell nothing because of it.
    Bad,
}

/// One look at one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Look {
    /// Where it lies.
    pub area: Area,
    /// What was looked at: a key of `signoff.toml`, or a thing of this machine.
    pub about: String,
    /// What it showed.
    pub health: Health,
    /// One sentence; never holds a secret.
    pub text: String,
    /// What to do next, where there is something to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl Look {
    /// As it should be.
    pub fn good(area: Area, about: impl Into<String>, text: impl Into<String>) -> Self {
        Self { area, about: about.into(), health: Health::Good, text: text.into(), next: None }
    }

    /// Something to know.
    pub fn note(area: Area, about: impl Into<String>, text: impl Into<String>, next: impl Into<String>) -> Self {
        Self { health: Health::Note, next: Some(next.into()), ..Self::good(area, about, text) }
    }

    /// Something to mend.
    pub fn bad(area: Area, about: impl Into<String>, text: impl Into<String>, next: impl Into<String>) -> Self {
        Self { health: Health::Bad, next: Some(next.into()), ..Self::good(area, about, text) }
    }
}

/// Looks at every target. What is behind a problem is not looked at: it would only fail for the same reason.
pub fn examine(targets: Vec<ProviderTargets>, transport: &TransportSettings, seed: u64) -> Result<Vec<Look>, RunError> {
    let settings = Settings {
        step_timeout: transport.timeout,
        scenario_timeout: transport.scenario_timeout.unwrap_or(transport.timeout * 6),
        faults: Faults::default(),
        keep_exchanges: true,
        evidence: None,
        snapshots: None,
        update_snapshots: false,
        requirements: std::collections::BTreeMap::new(),
    };
    let shared = Shared::new(targets.clone(), Ids::new(&base36(seed)), seed, settings);
    let ground = Ground { transport, shared: Arc::new(shared) };
    cores::block_on(&ground, async |session| {
        let mut looks = Vec::new();
        let down = network::look(&session, &targets, transport, &mut looks).await;
        looks.extend(shop::addresses(&targets));
        for targets in &targets {
            looks.extend(tables::look(targets));
            account::look(&session, targets, &down, &mut looks).await;
            shop::look(&session, targets, &down, &mut looks).await;
        }
        looks
    })
}
