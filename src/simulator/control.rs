//! The control address: JSON over HTTP by which a harness opens, changes and closes tenants.

use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thiserror::Error;

use super::disclosed;
use super::tenant::{Tenant, TenantError, Tenants};
use crate::core::http::{Request, Response};

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

#[derive(Debug, Error)]
enum ControlError {
    #[error(transparent)]
    Tenant(#[from] TenantError),
    #[error("could not read the body: {0}")]
    Body(#[from] serde_json::Error),
    #[error("could not find the operation {0} {1}")]
    Operation(String, String),
}

impl Control {
    /// The control of these tenants, whose API is at `address`.
    pub fn new(tenants: Arc<Tenants>, address: &str) -> Self {
        Self { tenants, address: address.into() }
    }

    /// Answers one request: 200 with JSON, or 400 or 404 with `{"error": text}`.
    pub fn answer(&self, request: &Request) -> Response {
        match self.carry_out(request) {
            Ok(body) => Response::json(200, &body),
            Err(error) => {
                let unknown = matches!(error, ControlError::Operation(..) | ControlError::Tenant(TenantError::Unknown(_)));
                Response::json(if unknown { 404 } else { 400 }, &json!({ "error": error.to_string() }))
            }
        }
    }

    fn carry_out(&self, request: &Request) -> Result<Value, ControlError> {
        let path: Vec<_> = request.path().trim_matches('/').split('/').collect();
        match (request.method.as_str(), path.as_slice()) {
            ("POST", ["tenants"]) => {
                let opening: Opening = if request.body.is_empty() { Opening::default() } else { read(request)? };
                Ok(self.describe(&*self.tenants.open(opening.seed, opening.faults.into_iter().collect())?))
            }
            ("POST", ["tenants", id, "clock"]) => {
                self.tenants.get(id)?.advance(read::<Advance>(request)?.advance_seconds);
                Ok(json!({}))
            }
            ("PUT", ["tenants", id, "faults"]) => {
                let planting: Planting = read(request)?;
                self.tenants.plant(id, &planting.faults.into_iter().collect())?;
                Ok(json!({}))
            }
            ("POST", ["tenants", id, "outage"]) => {
                self.tenants.get(id)?.outage(read::<Outage>(request)?.requests);
                Ok(json!({}))
            }
            ("DELETE", ["tenants", id]) => {
                self.tenants.close(id)?;
                Ok(json!({}))
            }
            _ => Err(ControlError::Operation(request.method.clone(), request.path().to_owned())),
        }
    }

    /// What the merchant knows of its account, secrets included.
    fn describe(&self, tenant: &Tenant) -> Value {
        let account = &tenant.account;
        let mut login = disclosed::credentials(&account.login);
        if let Some(endpoint) = self.tenants.provider().endpoint("access_token") {
            login.insert("token_url".to_owned(), json!(format!("{}{}", self.address, endpoint.path)));
        }
        json!({
            "tenant": tenant.id,
            "credentials": disclosed::credentials(&account.credentials),
            "customers": disclosed::tokens(&account.customers),
            "login": login,
            "refresh_tokens": disclosed::tokens(&account.refresh_tokens),
            "codes": disclosed::tokens(&account.codes),
        })
    }
}

fn read<T: DeserializeOwned>(request: &Request) -> Result<T, ControlError> {
    Ok(serde_json::from_slice(&request.body)?)
}
