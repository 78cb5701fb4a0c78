//! PPRO: Amazon Pay through the Global API.

use std::sync::LazyLock;

use super::{Fault, Provider};

pub mod auth;
mod documents;
pub mod endpoints;
pub mod errors;
pub mod limits;
pub mod merchant;
pub mod messages;
pub mod notification;
pub mod rules;
pub mod simulator;
pub mod states;
pub mod volatile;

/// The provider.
pub static PPRO: Provider = Provider {
    slug: "ppro",
    title: "PPRO",
    keys: auth::KEYS,
    key_fault: |_, _| None,
    personas: &[],
    refused_personas: &[],
    shopper_personas: merchant::SHOPPERS,
    capabilities: &["separate_captures", "recurring"],
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
    recognises: |answer| answer["data"].is_array(),
    refusal: errors::refusal,
    declined: errors::declined,
    status: "status",
    lifecycle: endpoints::LIFECYCLE,
    reaches: states::reaches,
    unversioned: endpoints::unslashed,
    compose: messages::compose,
    open: simulator::open,
    account_keys: auth::account_keys,
    verify_return: None,
    documents: documents::DOCUMENTS,
    signer: None,
    merchant: Some(&merchant::ROOM),
};

fn faults() -> &'static [Fault] {
    static FAULTS: LazyLock<Vec<Fault>> = LazyLock::new(|| [simulator::FAULTS, &merchant::faults()].concat());
    &FAULTS
}
