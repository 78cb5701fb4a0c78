//! `signoff.toml`: parsed once into targets; nothing is validated later.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::core::secret::Secret;
use crate::providers;

pub mod credentials;
mod hidden;
mod reader;
mod shop;
pub mod target;
pub mod template;
pub mod transport;
pub mod unset;
mod value;

use reader::Source;
use target::ProviderTargets;
use transport::TransportSettings;
use unset::AllUnset;
use value::Value;

/// A whole `signoff.toml`.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// How every target is reached.
    pub transport: TransportSettings,
    /// The providers that the file names, in the order of [`providers::ALL`].
    pub providers: Vec<ProviderTargets>,
}

/// Why a `signoff.toml` cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be opened or is no UTF-8.
    #[error("could not read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no TOML.
    #[error("{origin}:{line}: could not be read as TOML: {problem}")]
    Syntax {
        /// The file.
        origin: String,
        /// From 1.
        line: usize,
        /// What the parser said.
        problem: String,
    },
    /// Keys that must have a value read variables that are not set.
    #[error("{origin}:{unset}")]
    Unset {
        /// The file.
        origin: String,
        /// All of them.
        unset: AllUnset,
    },
    /// A table, a key or a value that does not belong there.
    #[error("{origin}:{line}: {key} {problem}")]
    Invalid {
        /// The file.
        origin: String,
        /// From 1.
        line: usize,
        /// The whole path of the key, e.g. `transport.timeout`.
        key: String,
        /// Reads on from the key; never holds a secret.
        problem: String,
    },
}

impl Config {
    /// Reads a file with the variables of this process's environment.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = fs::read_to_string(path).map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
        Self::parse(&text, &path.display().to_string(), &|name| std::env::var(name).ok())
    }

    /// Reads a text; `origin` is its path (for errors and for the files that it names), `env` knows the variables.
    pub fn parse(text: &str, origin: &str, env: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let brought = RefCell::default();
        let source = Source { text, origin, env, brought: &brought };
        Self::of(source).map_err(|error| match error {
            // The reader stops at the first one.
            ConfigError::Unset { origin, unset } => {
                let all = AllUnset::of(&source);
                ConfigError::Unset { origin, unset: if all.0.is_empty() { unset } else { all } }
            }
            other => other,
        })
    }

    fn of(source: Source<'_>) -> Result<Self, ConfigError> {
        let mut root = source.root()?;
        let mut config = Self::default();
        if let Some(table) = root.optional("transport", Value::table)? {
            config.transport = transport::read(table)?;
        }
        for provider in providers::ALL.iter().copied() {
            if let Some(table) = root.optional(provider.slug, Value::table)? {
                source.brought.borrow_mut().clear();
                let mut targets = target::read(provider, table)?;
                targets.hidden = hidden::secrets(&targets, &source.brought.borrow());
                config.providers.push(targets);
            }
        }
        root.finish()?;
        Ok(config)
    }

    /// The targets of a provider that the file names.
    pub fn provider(&self, slug: &str) -> Option<&ProviderTargets> {
        self.providers.iter().find(|targets| targets.provider.slug == slug)
    }

    /// Every secret with the path of its key, for redaction.
    pub fn secrets(&self) -> Vec<(String, Secret)> {
        let proxy = self.transport.proxy.iter().filter(|proxy| !proxy.password.is_empty());
        let proxy = proxy.map(|proxy| ("transport.proxy".to_owned(), proxy.password.clone()));
        proxy.chain(self.providers.iter().flat_map(ProviderTargets::secrets)).collect()
    }
}
