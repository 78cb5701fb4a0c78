//! The providers: each a static value and a row in [`ALL`]. No provider knows another.

mod account;
pub mod compose;
pub mod direction;
mod documents;
mod fault;
mod lifecycle;
pub mod merchant;
mod message;
mod provider;
pub mod reading;
mod rule;
pub mod sent;
pub mod shop;
mod signer;
#[cfg(test)]
mod verdicts;

pub mod adyen;
pub mod amazon_pay_india;
pub mod juspay;
pub mod ppro;

pub use account::{Account, Credentials, Key, Opening, Simulator};
pub use documents::Documents;
pub use fault::{Fault, Faults};
pub use lifecycle::Lifecycle;
pub use merchant::{Effect, Event, Merchant, MerchantRoom, ShopOpening};
pub use message::{Cause, Draft, Endpoint, Refusal, Sender, Slot};
pub use provider::Provider;
pub use rule::{Judged, Rule};
pub use signer::{Explanation, SignerRoom};

/// Every provider.
pub static ALL: &[&Provider] = &[&amazon_pay_india::AMAZON_PAY_INDIA, &juspay::JUSPAY, &ppro::PPRO, &adyen::ADYEN];

/// The parameters of the address where a customer finishes a payment, at every provider that we play: more than one, and encoded, so that a
/// merchant who loses or decodes them is told.
pub(crate) const FINISHING: &str = "session=s%2B1%3D&next=2";

/// The provider of that slug.
pub fn find(slug: &str) -> Option<&'static Provider> {
    ALL.iter().copied().find(|provider| provider.slug == slug)
}
