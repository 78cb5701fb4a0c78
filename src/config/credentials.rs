//! The merchant's keys and the customers' tokens.

use std::collections::BTreeMap;

use super::reader::{Result, Table};
use super::target::{EndpointTarget, ProviderTargets};
use super::value::Value;
use crate::core::secret::Secret;
use crate::providers::{Credentials, Key, Provider};

/// How a customer's access token is had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Customer {
    /// It is given.
    Token(Secret),
    /// It is renewed with this refresh token.
    Refresh(Secret),
}

/// The client that renews customers' access tokens: `[<provider>.login]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The client's id at the token endpoint.
    pub client_id: String,
    /// Empty for a client without one: tokens linked by an app are renewed without a secret.
    pub client_secret: Secret,
    /// The token endpoint.
    pub token_url: String,
}

/// Every secret of a provider's targets with the path of its key.
pub(super) fn secrets(targets: &ProviderTargets) -> Vec<(String, Secret)> {
    let endpoint = targets.endpoint.iter().flat_map(of_endpoint);
    let merchant = targets.merchant.iter().flat_map(|merchant| of_account(targets.provider, "merchant", &merchant.credentials));
    let mut secrets: Vec<(String, Secret)> = Vec::new();
    for (label, secret) in endpoint.chain(merchant).chain(targets.hidden.iter().cloned()).filter(|(_, secret)| !secret.is_empty())
    {
        // A merchant's account is often that of the endpoint.
        if secrets.iter().all(|(_, known)| *known != secret) {
            secrets.push((label, secret));
        }
    }
    secrets
}

fn of_endpoint(target: &EndpointTarget) -> Vec<(String, Secret)> {
    let slug = target.provider.slug;
    let customers = target.customers.iter().map(|(persona, customer)| {
        let (Customer::Token(secret) | Customer::Refresh(secret)) = customer;
        (format!("{slug}.customers.{persona}"), secret.clone())
    });
    let login = target.login.iter().map(|login| (format!("{slug}.login.client_secret"), login.client_secret.clone()));
    of_account(target.provider, "endpoint", &target.credentials).chain(customers).chain(login).collect()
}

fn of_account(provider: &Provider, table: &str, account: &Credentials) -> impl Iterator<Item = (String, Secret)> {
    let is_secret = |name: &str| provider.keys.iter().any(|key| key.secret && key.name == name);
    let keys = account.iter().filter(move |(name, _)| is_secret(name));
    keys.map(move |(name, secret)| (format!("{}.{table}.{name}", provider.slug), secret.clone()))
}

/// The provider's own keys of a table; `required` ones must be there.
pub(super) fn read(provider: &'static Provider, table: &mut Table<'_>, required: fn(&Key) -> bool) -> Result<Credentials> {
    let mut credentials = Credentials::default();
    for key in provider.keys {
        let usable = |value: Value<'_>| {
            let text = value.text()?;
            // A key of several lines may end with one: it is a file's content.
            let lines = text.trim().lines().count();
            let ragged = match () {
                () if key.secret && lines > 1 => Some("holds a line feed"),
                () if lines < 2 && text.trim() != text => Some("begins or ends with white space or a line feed"),
                () => None,
            };
            (provider.key_fault)(key.name, &text).or(ragged).map_or(Ok(text), |problem| value.fault(problem))
        };
        if required(key) {
            credentials.set(key.name, table.required(key.name, usable)?);
        } else if let Some(text) = table.optional(key.name, usable)? {
            credentials.set(key.name, text);
        }
    }
    Ok(credentials)
}

pub(super) fn login(provider: &'static Provider, mut table: Table<'_>) -> Result<Login> {
    let client_id = table.required("client_id", |value| value.text())?;
    let client_secret = table.optional("client_secret", |value| value.text())?.unwrap_or_default();
    let token_url = match (table.optional("token_url", |value| value.guarded_url())?, provider.token_url) {
        (Some(url), _) => url.into(),
        (None, Some(usual)) => usual.to_owned(),
        (None, None) => return table.fault("needs token_url: this provider has no usual one"),
    };
    table.finish()?;
    Ok(Login { client_id, client_secret: Secret::new(client_secret), token_url })
}

/// Personas and tokens; `has_login` says whether refresh tokens can be used.
pub(super) fn customers(provider: &'static Provider, table: Table<'_>, has_login: bool) -> Result<BTreeMap<String, Customer>> {
    let mut customers = BTreeMap::new();
    for (persona, value) in table.drain() {
        check_persona(&[provider.personas], provider, &persona, &value)?;
        if provider.refused_personas.contains(&persona.as_str()) && value.toml.is_table() {
            return value.fault("needs the access token itself, which is refused; a renewed one would be accepted");
        }
        if let Some(customer) = customer(provider, value, has_login)? {
            customers.insert(persona, customer);
        }
    }
    Ok(customers)
}

/// Refuses a persona that is none of the `known` ones.
pub(super) fn check_persona(known: &[&[&str]], provider: &Provider, persona: &str, value: &Value<'_>) -> Result<()> {
    let known = known.concat();
    if known.contains(&persona) {
        return Ok(());
    }
    value.fault(format!("is no persona of {}; there are {}", provider.slug, known.join(", ")))
}

fn customer(provider: &Provider, value: Value<'_>, has_login: bool) -> Result<Option<Customer>> {
    if value.toml.is_str() {
        return Ok(value.given_text()?.map(|token| Customer::Token(Secret::new(token))));
    }
    if !value.toml.is_table() {
        return value.wrong_kind("an access token or { refresh_token = \"..\" }");
    }
    let mut table = value.table()?;
    let token = table.required("refresh_token", |value| value.given_text())?;
    if token.is_some() && !has_login {
        return table.fault(format!("holds a refresh token, which needs [{}.login]", provider.slug));
    }
    table.finish()?;
    Ok(token.map(|token| Customer::Refresh(Secret::new(token))))
}
