//! Where the merchant under test is reached: its page, its back office, and where it takes notifications.

use url::Url;

use super::{Step, unclear};
use crate::config::target::{CheckoutTarget, MerchantTarget, filled_address};
use crate::providers::Provider;
use crate::transport::control::ShopAddresses;

/// The addresses of a shop; those of a user's own are there as far as they are given.
#[derive(Debug, Default)]
pub struct Addresses {
    /// The checkout page, with the placeholders `{customer}`, `{amount}` and `{order}`.
    checkout: Option<String>,
    notifications: Option<String>,
    /// For the notifications that a merchant may take at an address of their own.
    tokenisation: Option<String>,
    refunds: Option<String>,
    recurring: Option<String>,
    /// The published address that stands for `address`.
    public_url: Option<String>,
    /// Where the shop is reached in place of `public_url`.
    address: Option<String>,
}

impl Addresses {
    /// Those that are configured.
    pub(super) fn configured(checkout: Option<&CheckoutTarget>, merchant: Option<&MerchantTarget>) -> Self {
        let of_merchant = |key: fn(&MerchantTarget) -> &Option<String>| merchant.and_then(|merchant| key(merchant).clone());
        Self {
            checkout: checkout.map(|checkout| checkout.url.clone()),
            notifications: of_merchant(|merchant| &merchant.notification_url),
            tokenisation: of_merchant(|merchant| &merchant.tokenisation_url),
            refunds: of_merchant(|merchant| &merchant.refund_url),
            recurring: of_merchant(|merchant| &merchant.recurring_url),
            public_url: of_merchant(|merchant| &merchant.public_url),
            address: None,
        }
    }

    /// Those of a shop of our reference merchant.
    pub(super) fn rented(of: ShopAddresses) -> Self {
        Self {
            checkout: Some(of.checkout),
            notifications: Some(of.notifications),
            tokenisation: None,
            refunds: Some(of.refunds),
            recurring: Some(of.recurring),
            public_url: Some(of.public_url),
            address: Some(of.address),
        }
    }

    /// The address of the checkout page for a customer's order.
    pub fn checkout(&self, provider: &Provider, customer: &str, amount: &str, order: &str) -> Step<String> {
        let template = given(self.checkout.as_ref(), provider, "checkout", "url")?;
        Ok(filled_address(template, &[("{customer}", customer), ("{amount}", amount), ("{order}", order)]))
    }

    /// Where the back office asks for a refund.
    pub fn refunds(&self, provider: &Provider, order: &str, amount: &str) -> Step<String> {
        let template = given(self.refunds.as_ref(), provider, "merchant", "refund_url")?;
        Ok(filled_address(template, &[("{order}", order), ("{amount}", amount)]))
    }

    /// Where the back office charges a customer anew, without them.
    pub fn recurring(&self, provider: &Provider, customer: &str, amount: &str, order: &str) -> Step<String> {
        let template = given(self.recurring.as_ref(), provider, "merchant", "recurring_url")?;
        Ok(filled_address(template, &[("{customer}", customer), ("{amount}", amount), ("{order}", order)]))
    }

    /// Where the merchant takes notifications of an event; what is not named is an event of the usual kind.
    pub fn notifications(&self, provider: &Provider, event: &str) -> Step<&String> {
        let apart = provider.merchant.and_then(|room| room.apart).is_some_and(|start| event.starts_with(start));
        match self.tokenisation.as_ref().filter(|_| apart) {
            Some(address) => Ok(address),
            None => given(self.notifications.as_ref(), provider, "merchant", "notification_url"),
        }
    }

    /// The published address that rules about the scheme judge where the merchant is reached on this machine.
    pub fn public_url(&self, provider: &Provider) -> Step<&String> {
        given(self.public_url.as_ref(), provider, "merchant", "public_url")
    }

    /// Where a published address of the shop is reached; nobody else is ever asked.
    pub fn reached(&self, provider: &Provider, published: &str) -> Step<String> {
        let checkout = given(self.checkout.as_ref(), provider, "checkout", "url")?;
        let origin = |url: &str| Url::parse(url).ok().map(|url| url.origin().ascii_serialization());
        if origin(published) == origin(checkout) {
            return Ok(published.to_owned());
        }
        let own = self.address.clone().or_else(|| origin(checkout)).unwrap_or_default();
        let below = self.public_url.as_ref().and_then(|public| published.strip_prefix(public.trim_end_matches('/')));
        match below.filter(|path| path.is_empty() || path.starts_with(['/', '?', '#'])) {
            Some(path) => Ok(format!("{own}{path}")),
            None => unclear(format!(
                "{published} is no address of the shop under test (key {}.merchant.public_url says which addresses are)",
                provider.slug
            )),
        }
    }
}

/// The value of a key that only some scenarios need.
pub(super) fn given<'a, T>(value: Option<&'a T>, provider: &Provider, table: &str, key: &str) -> Step<&'a T> {
    value.map_or_else(|| unclear(format!("[{}.{table}] has no key {key}", provider.slug)), Ok)
}
