//! All tenants of a simulator: the default one, and those that are rented through the control address.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use thiserror::Error;

use super::http;
use super::premises::Premises;
use super::tenant::Tenant;
use crate::core::clock::Clock;
use crate::core::http::{Request, Response};
use crate::providers::{Credentials, Faults, Opening, Provider};

/// The id of the tenant that is there from the start and answers whoever names no other.
pub const DEFAULT: &str = "default";

/// Whose account the default tenant is.
#[derive(Debug, Clone, Default)]
pub enum Owner {
    /// The harness's, or that of whoever starts the simulator: it has new keys, nobody keeps a journal.
    #[default]
    Caller,
    /// Our reference merchant's, which keeps a shop for it.
    Reference,
    /// That of a merchant under test, with its own keys.
    Merchant {
        /// Its ids and keys.
        credentials: Credentials,
        /// The host that it signs with, when it is not that of the simulator's address.
        signed_host: Option<String>,
    },
}

/// All tenants of one simulator.
pub struct Tenants {
    provider: &'static Provider,
    clock: Clock,
    /// Planted in every tenant.
    faults: Faults,
    premises: Premises,
    default: Arc<Tenant>,
    rented: RwLock<Rented>,
}

#[derive(Default)]
struct Rented {
    opened: u64,
    by_id: HashMap<String, Arc<Tenant>>,
    by_key: HashMap<String, Arc<Tenant>>,
}

/// Why a tenant cannot be opened, changed or closed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TenantError {
    /// Never opened, or closed again.
    #[error("could not find the tenant {0:?}")]
    Unknown(String),
    /// The provider has no such fault.
    #[error("could not plant the fault {0:?}: {1} knows no such fault")]
    UnknownFault(String, &'static str),
    /// There is no reference merchant.
    #[error("could not open a shop: there is no reference merchant of {0}")]
    NoMerchant(&'static str),
    /// The default tenant stays.
    #[error("could not close the default tenant")]
    Default,
}

impl Tenants {
    /// The tenants of a simulator, at first only the default one.
    pub fn new(
        provider: &'static Provider,
        clock: Clock,
        seed: u64,
        faults: Faults,
        owner: Owner,
        premises: Premises,
    ) -> Result<Self, TenantError> {
        check(provider, &faults)?;
        let (shop, journal) = (matches!(owner, Owner::Reference), matches!(owner, Owner::Merchant { .. }));
        let (credentials, signed_host) = match owner {
            Owner::Merchant { credentials, signed_host } => (Some(credentials), signed_host),
            _ => (None, None),
        };
        let address = premises.provider_url.clone();
        let opening = Opening { seed, faults: faults.clone(), address, credentials, signed_host, ..Opening::default() };
        let mut default = Tenant::open(provider, DEFAULT.to_owned(), &clock, opening);
        if shop {
            default = premises.equip(provider, default, seed, &faults)?;
        } else if journal {
            default = default.with_journal();
        }
        Ok(Self { provider, clock, faults, premises, default: Arc::new(default), rented: RwLock::default() })
    }

    /// Whose simulator it is.
    pub fn provider(&self) -> &'static Provider {
        self.provider
    }

    /// The tenant that answers whoever names no other.
    pub fn default_tenant(&self) -> &Arc<Tenant> {
        &self.default
    }

    /// Opens a tenant with these faults beside the simulator's own, with a shop or without one. Its keys follow from the seed;
    /// where two tenants would have the same keys, the later one gets the keys of the next free seed.
    pub fn open(&self, seed: u64, faults: &Faults, shop: bool) -> Result<Arc<Tenant>, TenantError> {
        let faults = self.with_own(faults)?;
        let mut rented = self.rented.write().unwrap_or_else(PoisonError::into_inner);
        rented.opened += 1;
        let id = format!("t{}", rented.opened);
        let taken = |key: &String| rented.by_key.contains_key(key) || self.default.account.keys.contains(key);
        let address = self.premises.provider_url.clone();
        let mut opening = Opening { seed, faults: faults.clone(), address, ..Opening::default() };
        let mut tenant = Tenant::open(self.provider, id.clone(), &self.clock, opening.clone());
        while tenant.account.keys.iter().any(taken) {
            opening.seed = opening.seed.wrapping_add(1);
            tenant = Tenant::open(self.provider, id.clone(), &self.clock, opening.clone());
        }
        if shop {
            tenant = self.premises.equip(self.provider, tenant, opening.seed, &faults)?;
        }
        let tenant = Arc::new(tenant);
        rented.by_key.extend(tenant.account.keys.iter().map(|key| (key.clone(), Arc::clone(&tenant))));
        rented.by_id.insert(id, Arc::clone(&tenant));
        Ok(tenant)
    }

    /// The tenant of that id.
    pub fn get(&self, id: &str) -> Result<Arc<Tenant>, TenantError> {
        if id == DEFAULT {
            return Ok(Arc::clone(&self.default));
        }
        let rented = self.rented.read().unwrap_or_else(PoisonError::into_inner);
        rented.by_id.get(id).cloned().ok_or_else(|| TenantError::Unknown(id.to_owned()))
    }

    /// Replaces a tenant's faults; the simulator's own stay.
    pub fn plant(&self, id: &str, faults: &Faults) -> Result<(), TenantError> {
        let (tenant, faults) = (self.get(id)?, self.with_own(faults)?);
        tenant.plant(faults);
        Ok(())
    }

    /// Forgets a tenant; returns the names of the faults that it was watched for.
    pub fn close(&self, id: &str) -> Result<BTreeSet<String>, TenantError> {
        if id == DEFAULT {
            return Err(TenantError::Default);
        }
        let mut rented = self.rented.write().unwrap_or_else(PoisonError::into_inner);
        let tenant = rented.by_id.remove(id).ok_or_else(|| TenantError::Unknown(id.to_owned()))?;
        for key in &tenant.account.keys {
            rented.by_key.remove(key);
        }
        Ok(tenant.faults.asked())
    }

    /// The tenant that a request names.
    pub fn of(&self, request: &Request) -> Arc<Tenant> {
        let keys = (self.provider.account_keys)(request);
        let rented = self.rented.read().unwrap_or_else(PoisonError::into_inner);
        let named = keys.iter().find_map(|key| rented.by_key.get(key));
        Arc::clone(named.unwrap_or(&self.default))
    }

    /// Hands a request to the shop of the tenant that its first path segment names.
    pub async fn visit(&self, mut request: Request) -> Response {
        let path = request.path().trim_start_matches('/');
        let (id, rest) = path.split_once('/').unwrap_or((path, ""));
        let Some(shop) = self.get(id).ok().and_then(|tenant| tenant.shop.clone()) else {
            return http::text(404, "There is no such shop.");
        };
        let query = Some(request.query()).filter(|query| !query.is_empty()).map(|query| format!("?{query}"));
        request.url = format!("http://{}/{rest}{}", request.authority(), query.unwrap_or_default());
        shop.visit(request).await
    }

    fn with_own(&self, faults: &Faults) -> Result<Faults, TenantError> {
        check(self.provider, faults)?;
        let all: Faults = self.faults.iter().chain(faults.iter()).collect();
        Ok(if faults.is_watched() { all.watched() } else { all })
    }
}

fn check(provider: &Provider, faults: &Faults) -> Result<(), TenantError> {
    match faults.iter().find(|name| provider.fault(name).is_none()) {
        Some(name) => Err(TenantError::UnknownFault(name.to_owned(), provider.title)),
        None => Ok(()),
    }
}
#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::transport::TransportSettings;
    use crate::providers::amazon_pay_india::AMAZON_PAY_INDIA;
    use crate::providers::{Account, Simulator};
    use crate::transport::client::Client;
    use jiff::Timestamp;
    use serde_json::Value;

    struct Defective;

    impl Simulator for Defective {
        fn respond(&mut self, _: &Request, _: Timestamp) -> Response {
            panic!("a defect of the simulator")
        }

        fn plant(&mut self, _: Faults) {}

        fn outage(&mut self, _: u32) {}

        fn direct(&mut self, direction: &str, _: &Value, _: Timestamp) -> Result<Value, String> {
            Err(format!("there is no direction {direction:?}"))
        }
    }

    fn tenants(provider: &'static Provider) -> Tenants {
        let client = Client::new(&TransportSettings::default()).unwrap();
        let premises = Premises { provider_url: String::new(), shops_url: String::new(), client };
        Tenants::new(provider, Clock::default(), 0, Faults::default(), Owner::Caller, premises).unwrap()
    }

    fn defective(_: &Opening) -> (Account, Box<dyn Simulator>) {
        (Account::default(), Box::new(Defective))
    }

    #[test]
    fn a_defect_of_the_simulator_is_an_answer_again_and_again() {
        let provider = Box::leak(Box::new(Provider { open: defective, ..AMAZON_PAY_INDIA }));
        let tenants = tenants(provider);
        let request = Request::new("GET", "http://127.0.0.1/");
        for _ in 0..2 {
            assert_eq!(tenants.of(&request).respond(&request).status, 500);
            assert!(tenants.default_tenant().direct("finish", &Value::Null).is_err());
        }
    }

    #[test]
    fn a_closed_tenant_frees_its_keys() {
        let tenants = tenants(&AMAZON_PAY_INDIA);
        let first = tenants.open(7, &Faults::default(), false).unwrap();
        let second = tenants.open(7, &Faults::default(), false).unwrap();
        assert_ne!(first.account.keys, second.account.keys);
        tenants.close(&first.id).unwrap();
        assert_eq!(tenants.close(&first.id), Err(TenantError::Unknown(first.id.clone())));
        assert_eq!(tenants.open(7, &Faults::default(), false).unwrap().account.keys, first.account.keys);
    }
}
