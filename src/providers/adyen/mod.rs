//! Adyen: Amazon Pay through the Checkout API.
//!
//! Sources are named by short words: SEED <https://docs.adyen.com/payment-methods/amazon-pay/api-only>; OVERVIEW
//! <https://docs.adyen.com/payment-methods/amazon-pay/>; OAS71, OASWH, OASTOK the documents CheckoutService-v71, Webhooks-v1 and
//! TokenizationNotification-v1 of <https://github.com/Adyen/adyen-openapi>; the others pages of
//! <https://docs.adyen.com/development-resources/>: IDEM api-idempotency, HMACDOC webhooks/secure-webhooks/verify-hmac-signatures,
//! ERR error-codes, REFUSAL refusal-reasons, CUR currency-codes.

use std::sync::LazyLock;

use super::{Fault, Provider};

pub mod auth;
pub mod currencies;
pub mod endpoints;
pub mod errors;
pub mod markets;
pub mod merchant;
pub mod messages;
pub mod notification;
pub mod results;
pub mod rules;
pub mod simulator;
pub mod volatile;

/// The provider.
pub static ADYEN: Provider = Provider {
    slug: "adyen",
    title: "Adyen",
    keys: auth::KEYS,
    key_fault: auth::key_fault,
    personas: simulator::PERSONAS,
    refused_personas: &[],
    shopper_personas: simulator::SHOPPERS,
    capabilities: markets::CAPABILITIES,
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
    recognises: |answer| answer.get("paymentMethods").is_some_and(serde_json::Value::is_array),
    refusal: messages::refusal,
    declined: messages::declined,
    status: "resultCode",
    lifecycle: endpoints::LIFECYCLE,
    reaches: |_, _, _| true,
    unversioned: endpoints::unversioned,
    compose: messages::compose,
    open: simulator::open,
    account_keys: simulator::account_keys,
    verify_return: None,
    documents: notification::documents::DOCUMENTS,
    signer: None,
    merchant: Some(&merchant::ROOM),
};

fn faults() -> &'static [Fault] {
    static FAULTS: LazyLock<Vec<Fault>> = LazyLock::new(|| [simulator::FAULTS, &merchant::faults()].concat());
    &FAULTS
}
