//! Amazon Pay (India): the Amazon Pay Later API.

use std::sync::LazyLock;

use super::{Fault, Provider};

pub mod auth;
mod documents;
pub mod endpoints;
pub mod messages;
mod response_signature;
pub mod rules;
pub mod signer;
pub mod simulator;

/// The provider.
pub static AMAZON_PAY_INDIA: Provider = Provider {
    slug: "amazon_pay_india",
    title: "Amazon Pay (India)",
    keys: auth::KEYS,
    personas: simulator::PERSONAS,
    production_hosts: endpoints::PRODUCTION_HOSTS,
    token_url: Some(endpoints::TOKEN_URL),
    sensitive: messages::SENSITIVE,
    endpoints: endpoints::ENDPOINTS,
    rules: rules::RULES,
    faults,
    draft: messages::draft,
    compose: messages::compose,
    sign: auth::sign,
    open: simulator::open,
    account_keys: simulator::account_keys,
    sign_document: documents::sign,
    verify_document: documents::verify,
    signer: Some(signer::answer),
};

fn faults() -> &'static [Fault] {
    static FAULTS: LazyLock<Vec<Fault>> = LazyLock::new(|| [simulator::FAULTS, &signer::faults()].concat());
    &FAULTS
}
