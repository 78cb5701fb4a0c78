//! The operations of the API.

use crate::providers::{Endpoint, Lifecycle};

/// Charges here move no money (AP/section8/api_reference).
pub const SANDBOX_HOST: &str = "amazonpay-sandbox.amazon.in";

/// The sandbox.
pub const SANDBOX: &str = "https://amazonpay-sandbox.amazon.in";

/// Charges here move real money (AP/section8/api_reference).
pub const PRODUCTION_HOSTS: &[&str] = &[PRODUCTION_HOST];

const PRODUCTION_HOST: &str = "amazonpay.amazon.in";

/// The hosts of the environments.
pub const HOSTS: [&str; 2] = [SANDBOX_HOST, PRODUCTION_HOST];

/// Login with Amazon (AP/section8/access_token_api).
pub const TOKEN_URL: &str = "https://api.amazon.co.uk/auth/o2/token";

/// The operations (AP/section8; SEED).
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint { signed: false, ..endpoint("access_token", "POST", "/auth/o2/token") },
    Endpoint { amount: Some("10.00"), ..endpoint("instruments", "GET", "/v1/payments/instruments") },
    Endpoint { amount: Some("10.00"), ..endpoint("charge", "POST", CHARGE) },
    Endpoint { refers_to: Some("charge"), ..endpoint("charge_status", "GET", CHARGE) },
    Endpoint { amount: Some("1.00"), refers_to: Some("charge"), ..endpoint("refund", "POST", REFUND) },
    // One page prints the path of refunds, another that of charges (AP/section8/get_status_api).
    Endpoint { other_path: Some(CHARGE), refers_to: Some("refund"), ..endpoint("refund_status", "GET", REFUND) },
];

/// A charge of an eligible customer is captured at once; a refund that was taken is answered with its status.
pub const LIFECYCLE: Lifecycle = Lifecycle {
    payer: "eligible",
    pay: &["charge"],
    paid: Some("CaptureApproved"),
    approved_by: None,
    refund: "refund",
    refund_told: None,
};

/// The operation of that name; the first one where there is none.
pub fn named(name: &str) -> &'static Endpoint {
    ENDPOINTS.iter().find(|endpoint| endpoint.name == name).unwrap_or(&ENDPOINTS[0])
}

const CHARGE: &str = "/v1/payments/charge";
const REFUND: &str = "/v1/payments/refund";

const fn endpoint(name: &'static str, method: &'static str, path: &'static str) -> Endpoint {
    Endpoint { name, method, path, other_path: None, signed: true, amount: None, refers_to: None }
}
