//! The operations of the API.

use crate::providers::{Endpoint, Lifecycle};

/// The sandbox.
pub const SANDBOX: &str = "https://sandbox.juspay.in";

/// Charges here move real money (juspay.io/in/docs/api-reference/docs/express-checkout/refund-order-api).
pub const PRODUCTION_HOSTS: &[&str] = &[PRODUCTION_HOST];

/// The host of the production environment.
pub const PRODUCTION_HOST: &str = "api.juspay.in";
/// The host of the sandbox.
pub const SANDBOX_HOST: &str = "sandbox.juspay.in";

/// The operations (SESSION, developer.juspay.in/reference, Juspay's own samples for Amazon Pay Later).
pub const ENDPOINTS: &[Endpoint] = &[
    endpoint("session", "POST", "/session", Some("100.00"), None),
    endpoint("eligibility", "POST", "/customers/{customer_id}/eligibility", Some("10.00"), None),
    endpoint("order", "POST", "/orders", Some("10.00"), None),
    endpoint("order_update", "POST", "/orders/{order_id}", None, Some("order")),
    endpoint("txn", "POST", "/txns", None, Some("order")),
    endpoint("order_status", "GET", "/orders/{order_id}", None, Some("order")),
    endpoint("refund", "POST", "/orders/{order_id}/refunds", Some("1.00"), Some("order")),
    endpoint("txn_refund", "POST", "/refunds", Some("1.00"), Some("txn")),
];

/// An order is paid by a transaction; a refund that was taken is in the order that answers.
pub const LIFECYCLE: Lifecycle =
    Lifecycle { payer: "eligible", pay: &["order", "txn"], paid: None, approved_by: None, refund: "refund", refund_told: None };

/// The operation of that name; the first one where there is none.
pub fn named(name: &str) -> &'static Endpoint {
    ENDPOINTS.iter().find(|endpoint| endpoint.name == name).unwrap_or(&ENDPOINTS[0])
}

const fn endpoint(
    name: &'static str,
    method: &'static str,
    path: &'static str,
    amount: Option<&'static str>,
    refers_to: Option<&'static str>,
) -> Endpoint {
    Endpoint { name, method, path, other_path: None, signed: false, amount, refers_to }
}
