//! Amazon Pay (India): the Amazon Pay Later API.

use std::sync::LazyLock;

use super::{Documents, Fault, Provider};

pub mod auth;
mod cases;
pub mod diagnose;
mod documents;
pub mod endpoints;
pub mod errors;
pub mod ineligibility;
pub mod merchant;
pub mod messages;
pub mod mistakes;
pub mod notification;
mod plain;
mod response_signature;
pub mod rules;
pub mod signer;
pub mod simulator;
pub mod volatile;

/// The provider.
pub static AMAZON_PAY_INDIA: Provider = Provider {
    slug: "amazon_pay_india",
    title: "Amazon Pay (India)",
    keys: auth::KEYS,
    key_fault: |_, _| None,
    personas: simulator::PERSONAS,
    refused_personas: simulator::REFUSED_PERSONAS,
    shopper_personas: simulator::UNLINKED,
    capabilities: &["login_with_amazon_sdk"],
    sandbox: endpoints::SANDBOX,
    production_hosts: endpoints::PRODUCTION_HOSTS,
    token_url: Some(endpoints::TOKEN_URL),
    sensitive: messages::SENSITIVE,
    volatile: volatile::VOLATILE,
    endpoints: endpoints::ENDPOINTS,
    rules: rules::RULES,
    faults,
    draft: messages::draft,
    fill: messages::fill,
    probe: messages::probe,
    recognises: |answer| answer.get("amazonPayLater").is_some(),
    refusal: messages::refusal,
    declined: |_| None,
    status: "status",
    lifecycle: endpoints::LIFECYCLE,
    reaches: |_, _, _| true,
    unversioned: |path| path,
    compose: messages::compose,
    open: simulator::open,
    account_keys: simulator::account_keys,
    verify_return: None,
    documents: Documents {
        sign: documents::sign,
        verify: documents::verify,
        diagnose: diagnose::document,
        causes: diagnose::causes,
    },
    signer: Some(&plain::ROOM),
    merchant: Some(&merchant::ROOM),
};

fn faults() -> &'static [Fault] {
    static FAULTS: LazyLock<Vec<Fault>> = LazyLock::new(|| [simulator::FAULTS, &signer::faults(), &merchant::faults()].concat());
    &FAULTS
}
