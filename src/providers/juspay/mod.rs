//! Juspay: Amazon Pay Later through Juspay's Express Checkout and HyperCheckout APIs (India).

use std::sync::LazyLock;

use super::{Fault, Provider};

pub mod auth;
mod documents;
pub mod endpoints;
pub mod errors;
pub mod ineligibility;
pub mod merchant;
pub mod messages;
pub mod mistakes;
pub mod notification;
pub mod return_url;
mod returned;
pub mod rules;
pub mod simulator;
pub mod statuses;
pub mod volatile;

/// The provider.
pub static JUSPAY: Provider = Provider {
    slug: "juspay",
    title: "Juspay",
    keys: auth::KEYS,
    key_fault: |_, _| None,
    personas: simulator::PERSONAS,
    refused_personas: &[],
    shopper_personas: &[],
    capabilities: &["emi", "order_details"],
    sandbox: endpoints::SANDBOX,
    production_hosts: endpoints::PRODUCTION_HOSTS,
    token_url: None,
    sensitive: messages::SENSITIVE,
    volatile: volatile::VOLATILE,
    endpoints: endpoints::ENDPOINTS,
    rules: rules::RULES,
    faults,
    draft: messages::draft,
    fill: messages::fill,
    probe: messages::probe,
    recognises: messages::recognises,
    refusal: errors::refusal,
    declined: errors::declined,
    status: "status",
    lifecycle: endpoints::LIFECYCLE,
    reaches: |_, _, _| true,
    unversioned: |path| path,
    compose: messages::compose,
    open: simulator::open,
    account_keys: auth::account_keys,
    verify_return: Some(return_url::verify),
    documents: documents::DOCUMENTS,
    signer: None,
    merchant: Some(&merchant::ROOM),
};

fn faults() -> &'static [Fault] {
    static FAULTS: LazyLock<Vec<Fault>> = LazyLock::new(|| [simulator::FAULTS, &merchant::faults()].concat());
    &FAULTS
}
