//! The one request of the workload, and what its answer must be; the bare programs share them with `signoff run`.

use std::path::Path;

use jiff::Timestamp;
use serde_json::Value;
use signoff::config::Config;
use signoff::config::credentials::Customer;
use signoff::config::target::EndpointTarget;
use signoff::core::http::Request;
use signoff::core::id::Ids;
use signoff::core::secret::Secret;
use signoff::providers::amazon_pay_india::AMAZON_PAY_INDIA;
use signoff::providers::{Draft, Provider, Sender, Slot};
use signoff::schema;

use crate::Result;

/// The provider that the workload talks to.
pub static PROVIDER: &Provider = &AMAZON_PAY_INDIA;
/// The customer of every scenario.
const PERSONA: &str = "eligible";

/// The merchant account that signs.
pub struct Merchant {
    endpoint: EndpointTarget,
    customer: Secret,
    ids: Ids,
}

impl Merchant {
    /// The account of a `signoff.toml`.
    pub fn load(config: &Path) -> Result<Self> {
        let config = Config::load(config)?;
        let targets = config.provider(PROVIDER.slug).and_then(|targets| targets.endpoint.clone());
        let endpoint = targets.ok_or("the configuration has no endpoint")?;
        let Some(Customer::Token(customer)) = endpoint.customers.get(PERSONA).cloned() else {
            return Err("the configuration has no eligible customer".into());
        };
        Ok(Self { endpoint, customer, ids: Ids::new("bench") })
    }

    /// The address of the provider, without a path.
    pub fn base_url(&self) -> &str {
        &self.endpoint.base_url
    }

    /// The signed request for the customer's instruments.
    pub fn request(&self, amount: &str) -> Result<Request> {
        let credentials = &self.endpoint.credentials;
        let endpoint = PROVIDER.endpoint("instruments").ok_or("the provider has no instruments")?;
        let members = (PROVIDER.draft)(endpoint, credentials, &self.ids);
        let mut draft = Draft::new(endpoint, members);
        (PROVIDER.fill)(&mut draft, &Slot::Customer(self.customer.expose()));
        (PROVIDER.fill)(&mut draft, &Slot::Amount(amount));
        let sender = Sender { base_url: self.base_url(), signed_host: None, credentials, now: Timestamp::now() };
        let mut request = (PROVIDER.compose)(&draft, &sender)?;
        PROVIDER.sign(&mut request, &sender)?;
        Ok(request)
    }
}

/// The body fits the published schema.
pub fn fits_schema(body: &Value) -> Result {
    Ok(schema::validate(PROVIDER.slug, "instruments.response", body)?)
}

/// The value at a dotted path prints as `wanted`.
pub fn field_is(body: &Value, path: &str, wanted: &str) -> Result {
    match body.pointer(&format!("/{}", path.replace('.', "/"))) {
        Some(Value::String(text)) if text == wanted => Ok(()),
        Some(value) if serde_json::to_string(value).is_ok_and(|text| text == wanted) => Ok(()),
        other => Err(format!("{path} is {other:?}, not {wanted}").into()),
    }
}
