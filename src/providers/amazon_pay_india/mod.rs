//! Amazon Pay (India): the Amazon Pay Later API.

use super::Provider;

pub mod auth;
pub mod endpoints;
pub mod errors;
pub mod ineligibility;
pub mod messages;
mod response_signature;
pub mod rules;
pub mod simulator;
pub mod volatile;

/// The provider.
pub static AMAZON_PAY_INDIA: Provider = Provider {
    slug: "amazon_pay_india",
    title: "Amazon Pay (India)",
    keys: auth::KEYS,
    personas: simulator::PERSONAS,
    production_hosts: endpoints::PRODUCTION_HOSTS,
    token_url: Some(endpoints::TOKEN_URL),
    sensitive: messages::SENSITIVE,
    volatile: volatile::VOLATILE,
    endpoints: endpoints::ENDPOINTS,
    rules: rules::RULES,
    faults: simulator::FAULTS,
    draft: messages::draft,
    compose: messages::compose,
    sign: auth::sign,
    open: simulator::open,
    account_keys: simulator::account_keys,
    signer: None,
};
