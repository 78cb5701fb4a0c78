//! The operations of the API. The version is a segment of the profile's own `base_url`, e.g. `/v71`.

use crate::providers::{Endpoint, Lifecycle};

/// The sandbox (OAS71).
pub const SANDBOX: &str = "https://checkout-test.adyen.com/v71";

/// Live hosts begin with a prefix of the company's own (OAS71).
pub const PRODUCTION_HOSTS: &[&str] = &["*-checkout-live.adyenpayments.com"];

/// The operations (OAS71). Three of them are the same call: a payment with a token of Amazon's, one that also stores the payment
/// method, and one with a stored payment method.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint { amount: Some("10.00"), ..endpoint("payment_methods", "/paymentMethods") },
    Endpoint { amount: Some("10.00"), ..endpoint("payment", PAYMENTS) },
    Endpoint { amount: Some("10.00"), ..endpoint("storing_payment", PAYMENTS) },
    Endpoint { amount: Some("10.00"), ..endpoint("token_payment", PAYMENTS) },
    Endpoint { refers_to: Some("payment"), ..endpoint("payment_details", "/payments/details") },
    Endpoint { amount: Some("10.00"), ..modification("capture", "/payments/{payment_id}/captures") },
    Endpoint { amount: Some("1.00"), ..modification("refund", "/payments/{payment_id}/refunds") },
    modification("cancel", "/payments/{payment_id}/cancels"),
    modification("reversal", "/payments/{payment_id}/reversals"),
    modification("technical_cancel", "/cancels"),
];

const PAYMENTS: &str = "/payments";

/// A payment is captured; whether it is refunded, a webhook tells.
pub const LIFECYCLE: Lifecycle = Lifecycle {
    payer: "authorised",
    pay: &["payment", "capture"],
    paid: None,
    approved_by: None,
    refund: "refund",
    refund_told: Some(("REFUND", "notificationItems.0.NotificationRequestItem.success")),
};

/// True for a call that makes a payment.
pub fn is_payment(endpoint: &Endpoint) -> bool {
    endpoint.path == PAYMENTS
}

/// True for a call that is only received, and whose outcome a webhook tells.
pub fn is_modification(endpoint: &Endpoint) -> bool {
    matches!(endpoint.name, "capture" | "refund" | "cancel" | "reversal" | "technical_cancel")
}

/// A path without the version (`/v71`, behind `/checkout` at live hosts) that stands before the published one.
pub fn unversioned(path: &str) -> &str {
    let rest = path.strip_prefix("/checkout").unwrap_or(path);
    let digits = |segment: &str| !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit());
    let versioned = rest.strip_prefix("/v").and_then(|rest| rest.split_once('/')).filter(|(version, _)| digits(version));
    versioned.map_or(path, |(version, _)| &rest[version.len() + 2..])
}

/// The operation of that name, which this house knows.
pub fn named(name: &str) -> &'static Endpoint {
    ENDPOINTS.iter().find(|endpoint| endpoint.name == name).unwrap_or(&ENDPOINTS[0])
}

const fn endpoint(name: &'static str, path: &'static str) -> Endpoint {
    Endpoint { name, method: "POST", path, other_path: None, signed: false, amount: None, refers_to: None }
}

const fn modification(name: &'static str, path: &'static str) -> Endpoint {
    Endpoint { refers_to: Some("payment"), ..endpoint(name, path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_taken_off_a_path() {
        for path in ["/v71/payments/P/captures", "/checkout/v72/payments/P/captures", "/payments/P/captures"] {
            assert_eq!(unversioned(path), "/payments/P/captures");
        }
        for path in ["/v/payments", "/vx/payments", "/v71", "/", "/checkout/payments"] {
            assert_eq!(unversioned(path), path);
        }
    }
}
