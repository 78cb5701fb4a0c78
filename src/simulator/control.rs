//! The control address: JSON over HTTP by which a harness opens, directs and closes tenants, and reads what their merchants sent.

use std::sync::Arc;

use jiff::SignedDuration;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thiserror::Error;

use super::disclosed;
use super::shop::ShopError;
use super::tenant::Tenant;
use super::tenants::{TenantError, Tenants};
use crate::core::http::{Request, Response};
use crate::providers::Faults;

/// Answers at the control address.
#[derive(Clone)]
pub struct Control {
    tenants: Arc<Tenants>,
    /// The base URL of the provider's API.
    address: Arc<str>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Opening {
    faults: Vec<String>,
    seed: u64,
    shop: bool,
    watch: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_seconds: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Planting {
    faults: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outage {
    requests: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Slowness {
    seconds: u32,
}

#[derive(Debug, Error)]
enum ControlError {
    #[error(transparent)]
    Tenant(#[from] TenantError),
    #[error(transparent)]
    Shop(#[from] ShopError),
    #[error("could not read the body: {0}")]
    Body(#[from] serde_json::Error),
    #[error("could not read the body: it is no JSON object")]
    NoObject,
    #[error("could not carry out {0:?}: {1}")]
    Direction(String, String),
    #[error("could not read the query {0:?}: it is not after=NUMBER")]
    Query(String),
    #[error("could not read the journal of {0}: only a tenant with a merchant keeps one")]
    NoJournal(String),
    #[error("could not find the operation {0} {1}")]
    Operation(String, String),
}

impl Control {
    /// The control of these tenants, whose API is at `address`.
    pub fn new(tenants: Arc<Tenants>, address: &str) -> Self {
        Self { tenants, address: address.into() }
    }

    /// Answers one request: 200 with JSON, or 400 or 404 with `{"error": text}`.
    pub async fn answer(&self, request: &Request) -> Response {
        match self.carry_out(request).await {
            Ok(body) => Response::json(200, &body),
            Err(error) => {
                let unknown = matches!(error, ControlError::Operation(..) | ControlError::Tenant(TenantError::Unknown(_)));
                Response::json(if unknown { 404 } else { 400 }, &json!({ "error": error.to_string() }))
            }
        }
    }

    async fn carry_out(&self, request: &Request) -> Result<Value, ControlError> {
        let path: Vec<_> = request.path().trim_matches('/').split('/').collect();
        match (request.method.as_str(), path.as_slice()) {
            ("POST", ["tenants"]) => {
                let opening: Opening = if request.body.is_empty() { Opening::default() } else { read(request)? };
                let faults: Faults = opening.faults.into_iter().collect();
                let faults = if opening.watch { faults.watched() } else { faults };
                return Ok(self.describe(&*self.tenants.open(opening.seed, &faults, opening.shop)?));
            }
            ("GET", ["tenants", id, "journal"]) => return self.journal(id, request.query()),
            ("POST", ["tenants", id, "directions", direction]) => return self.direct(id, direction, request),
            ("POST", ["tenants", id, "clock"]) => {
                let tenant = self.tenants.get(id)?;
                tenant.advance(SignedDuration::from_secs(read::<Advance>(request)?.advance_seconds)).await?;
            }
            ("PUT", ["tenants", id, "faults"]) => {
                self.tenants.plant(id, &read::<Planting>(request)?.faults.into_iter().collect())?;
            }
            ("POST", ["tenants", id, "outage"]) => self.tenants.get(id)?.outage(read::<Outage>(request)?.requests),
            ("POST", ["tenants", id, "slowness"]) => self.tenants.get(id)?.slow(read::<Slowness>(request)?.seconds),
            ("DELETE", ["tenants", id]) => return Ok(json!({ "asked": self.tenants.close(id)? })),
            _ => return Err(ControlError::Operation(request.method.clone(), request.path().to_owned())),
        }
        Ok(json!({}))
    }

    fn journal(&self, id: &str, query: &str) -> Result<Value, ControlError> {
        let tenant = self.tenants.get(id)?;
        let after = if query.is_empty() { Some(0) } else { query.strip_prefix("after=").and_then(|text| text.parse().ok()) };
        let page = tenant.journal(after.ok_or_else(|| ControlError::Query(query.to_owned()))?);
        Ok(serde_json::to_value(page.ok_or_else(|| ControlError::NoJournal(id.to_owned()))?)?)
    }

    fn direct(&self, id: &str, direction: &str, request: &Request) -> Result<Value, ControlError> {
        let tenant = self.tenants.get(id)?;
        let argument: Value = if request.body.is_empty() { json!({}) } else { read(request)? };
        if !argument.is_object() {
            return Err(ControlError::NoObject);
        }
        tenant.direct(direction, &argument).map_err(|reason| ControlError::Direction(direction.to_owned(), reason))
    }

    /// What the merchant knows of its account, secrets included.
    fn describe(&self, tenant: &Tenant) -> Value {
        let account = &tenant.account;
        let mut described = json!({
            "tenant": tenant.id,
            "credentials": disclosed::credentials(&account.credentials),
            "customers": disclosed::tokens(&account.customers),
            "refresh_tokens": disclosed::tokens(&account.refresh_tokens),
            "codes": disclosed::tokens(&account.codes),
        });
        if let Some(endpoint) = self.tenants.provider().endpoint("access_token") {
            let mut login = disclosed::credentials(&account.login);
            login.insert("token_url".to_owned(), json!(format!("{}{}", self.address, endpoint.path)));
            described["login"] = login.into();
        }
        if let Some(shop) = &tenant.shop {
            described["shop"] = json!(shop.addresses);
        }
        described
    }
}

fn read<T: DeserializeOwned>(request: &Request) -> Result<T, ControlError> {
    Ok(serde_json::from_slice(&request.body)?)
}
