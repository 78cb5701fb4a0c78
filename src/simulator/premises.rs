//! Where shops are opened: their own addresses, and what they are told of the provider.

use super::shop::Shop;
use super::tenant::Tenant;
use super::tenants::TenantError;
use crate::core::clock::Clock;
use crate::providers::merchant::{CHECKOUT, NOTIFICATIONS, PUBLIC_URL, RECURRING, REFUNDS};
use crate::providers::{Faults, Provider, ShopOpening};
use crate::transport::client::Client;
use crate::transport::control::ShopAddresses;

/// The addresses of one simulator, and the client by which its shops call the provider.
pub struct Premises {
    /// The base URL of the provider's API.
    pub provider_url: String,
    /// Every shop stands below it, under the id of its tenant.
    pub shops_url: String,
    /// Used on the simulator's own thread only.
    pub client: Client,
}

impl Premises {
    /// Opens a shop for a tenant.
    pub fn equip(&self, provider: &Provider, tenant: Tenant, seed: u64, faults: &Faults) -> Result<Tenant, TenantError> {
        let room = provider.merchant.ok_or(TenantError::NoMerchant(provider.title))?;
        let open = |tenant: &Tenant, clock: Clock| {
            let address = format!("{}/{}", self.shops_url, tenant.id);
            let merchant = (room.open)(ShopOpening {
                account: tenant.account.clone(),
                provider_url: self.provider_url.clone(),
                own_url: address.clone(),
                now: clock.now(),
                seed,
                faults: faults.clone(),
            });
            Shop::open(merchant, addresses(address), clock, self.client.clone())
        };
        Ok(tenant.with_shop(open))
    }
}

fn addresses(address: String) -> ShopAddresses {
    ShopAddresses {
        checkout: format!("{address}{CHECKOUT}"),
        notifications: format!("{address}{NOTIFICATIONS}"),
        refunds: format!("{address}{REFUNDS}"),
        recurring: format!("{address}{RECURRING}"),
        public_url: PUBLIC_URL.to_owned(),
        address,
    }
}
