//! Tenants: merchant accounts at a simulator, each with its own credentials, books, clock and faults.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use serde_json::json;
use thiserror::Error;

use crate::core::clock::Clock;
use crate::core::http::{Request, Response};
use crate::providers::{Account, Faults, Opening, Provider, Simulator};

/// The id of the tenant that is there from the start and answers whoever names no other.
pub const DEFAULT: &str = "default";

/// One merchant account.
pub struct Tenant {
    /// The name by which the control address knows it.
    pub id: String,
    /// What the merchant knows of its account.
    pub account: Account,
    clock: Clock,
    simulator: Mutex<Box<dyn Simulator>>,
}

/// All tenants of one simulator.
pub struct Tenants {
    provider: &'static Provider,
    clock: Clock,
    /// Planted in every tenant.
    faults: Faults,
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
    /// The default tenant stays.
    #[error("could not close the default tenant")]
    Default,
}

impl Tenant {
    fn open(provider: &Provider, id: String, clock: &Clock, seed: u64, faults: Faults) -> Self {
        let (account, simulator) = (provider.open)(&Opening { seed, now: clock.now(), faults });
        Self { id, account, clock: clock.fork(), simulator: Mutex::new(simulator) }
    }

    /// Answers one request at the tenant's own time. A defect of the simulator is an answer, too.
    pub fn respond(&self, request: &Request) -> Response {
        let now = self.clock.now();
        let mut simulator = self.simulator();
        let answer = catch_unwind(AssertUnwindSafe(|| simulator.respond(request, now)));
        answer.unwrap_or_else(|_| {
            let message = "The simulator failed on this request.";
            Response::json(500, &json!({ "code": "SimulatorFailed", "message": message }))
        })
    }

    /// Moves the tenant's clock.
    pub fn advance(&self, seconds: i64) {
        self.clock.advance(seconds);
    }

    /// Lets the next requests fail.
    pub fn outage(&self, requests: u32) {
        self.simulator().outage(requests);
    }

    fn simulator(&self) -> MutexGuard<'_, Box<dyn Simulator>> {
        self.simulator.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tenants {
    /// The tenants of a simulator, at first only the default one.
    pub fn new(provider: &'static Provider, clock: Clock, seed: u64, faults: Faults) -> Result<Self, TenantError> {
        check(provider, &faults)?;
        let default = Arc::new(Tenant::open(provider, DEFAULT.to_owned(), &clock, seed, faults.clone()));
        Ok(Self { provider, clock, faults, default, rented: RwLock::default() })
    }

    /// Whose simulator it is.
    pub fn provider(&self) -> &'static Provider {
        self.provider
    }

    /// The tenant that answers whoever names no other.
    pub fn default_tenant(&self) -> &Arc<Tenant> {
        &self.default
    }

    /// Opens a tenant with these faults beside the simulator's own. Its keys follow from the seed; where two tenants would
    /// have the same keys, the later one gets the keys of the next free seed.
    pub fn open(&self, seed: u64, faults: Faults) -> Result<Arc<Tenant>, TenantError> {
        let faults = self.with_own(&faults)?;
        let mut rented = self.rented.write().unwrap_or_else(PoisonError::into_inner);
        rented.opened += 1;
        let id = format!("t{}", rented.opened);
        let taken = |key: &String| rented.by_key.contains_key(key) || self.default.account.keys.contains(key);
        let mut seed = seed;
        let tenant = loop {
            let tenant = Tenant::open(self.provider, id.clone(), &self.clock, seed, faults.clone());
            if !tenant.account.keys.iter().any(taken) {
                break Arc::new(tenant);
            }
            seed = seed.wrapping_add(1);
        };
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
        tenant.simulator().plant(faults);
        Ok(())
    }

    /// Forgets a tenant.
    pub fn close(&self, id: &str) -> Result<(), TenantError> {
        if id == DEFAULT {
            return Err(TenantError::Default);
        }
        let mut rented = self.rented.write().unwrap_or_else(PoisonError::into_inner);
        let tenant = rented.by_id.remove(id).ok_or_else(|| TenantError::Unknown(id.to_owned()))?;
        for key in &tenant.account.keys {
            rented.by_key.remove(key);
        }
        Ok(())
    }

    /// The tenant that a request names.
    pub fn of(&self, request: &Request) -> Arc<Tenant> {
        let keys = (self.provider.account_keys)(request);
        let rented = self.rented.read().unwrap_or_else(PoisonError::into_inner);
        let named = keys.iter().find_map(|key| rented.by_key.get(key));
        Arc::clone(named.unwrap_or(&self.default))
    }

    fn with_own(&self, faults: &Faults) -> Result<Faults, TenantError> {
        check(self.provider, faults)?;
        Ok(self.faults.iter().chain(faults.iter()).collect())
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
    use crate::providers::amazon_pay_india::AMAZON_PAY_INDIA;
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

    fn defective(_: &Opening) -> (Account, Box<dyn Simulator>) {
        (Account::default(), Box::new(Defective))
    }

    #[test]
    fn a_defect_of_the_simulator_is_an_answer_again_and_again() {
        let provider = Box::leak(Box::new(Provider { open: defective, ..AMAZON_PAY_INDIA }));
        let tenants = Tenants::new(provider, Clock::default(), 0, Faults::default()).unwrap();
        let request = Request::new("GET", "http://127.0.0.1/");
        for _ in 0..2 {
            assert_eq!(tenants.of(&request).respond(&request).status, 500);
        }
    }

    #[test]
    fn a_closed_tenant_frees_its_keys() {
        let tenants = Tenants::new(&AMAZON_PAY_INDIA, Clock::default(), 0, Faults::default()).unwrap();
        let first = tenants.open(7, Faults::default()).unwrap();
        let second = tenants.open(7, Faults::default()).unwrap();
        assert_ne!(first.account.keys, second.account.keys);
        tenants.close(&first.id).unwrap();
        assert_eq!(tenants.close(&first.id), Err(TenantError::Unknown(first.id.clone())));
        assert_eq!(tenants.open(7, Faults::default()).unwrap().account.keys, first.account.keys);
    }
}
