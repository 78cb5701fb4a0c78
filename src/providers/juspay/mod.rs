//! Juspay: Amazon Pay Later through Juspay's Express Checkout and HyperCheckout APIs (India).

use super::Provider;

pub mod auth;
mod documents;
pub mod endpoints;
pub mod errors;
pub mod ineligibility;
pub mod messages;
pub mod notification;
pub mod return_url;
pub mod rules;
pub mod simulator;
pub mod statuses;
pub mod volatile;

/// The provider.
pub static JUSPAY: Provider = Provider {
    slug: "juspay",
    title: "Juspay",
    keys: auth::KEYS,
    personas: simulator::PERSONAS,
    refused_personas: &[],
    shopper_personas: &[],
    capabilities: &[],
    production_hosts: endpoints::PRODUCTION_HOSTS,
    token_url: None,
    sensitive: messages::SENSITIVE,
    volatile: volatile::VOLATILE,
    endpoints: endpoints::ENDPOINTS,
    rules: rules::RULES,
    faults: || simulator::FAULTS,
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
    // The authentication is a header that `compose` writes.
    sign: |_, _| Ok(()),
    open: simulator::open,
    tamper: |_, _| {},
    account_keys: auth::account_keys,
    sign_document: documents::sign,
    verify_document: documents::verify,
    verify_return: Some(return_url::verify),
    diagnose_document: |_| Err("could not diagnose: a request to Juspay has no signature".to_owned()),
    mistakes: Vec::new,
    explain_refusal: |_, _| None,
    signer: None,
    merchant: None,
};
