//! The operations of the API (OA-charges, OA-agreements).

use crate::providers::{Endpoint, Lifecycle};

/// The sandbox (RF/introduction).
pub const SANDBOX: &str = "https://api.sandbox.eu.ppro.com";

/// Charges here move real money.
pub const PRODUCTION_HOSTS: &[&str] = &["api.eu.ppro.com"];

/// The operations. Those that end in `_status` read what an earlier one made.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint { amount: Some("10.00"), ..operation("charge", "POST", "/v1/payment-charges") },
    of("charge", operation("search", "GET", "/v1/payment-charges")),
    of("charge", operation("charge_status", "GET", CHARGE)),
    of("charge", operation("confirmation", "POST", "/v1/payment-charges/{charge_id}/authorizations")),
    of("charge", operation("authorization_list", "GET", "/v1/payment-charges/{charge_id}/authorizations")),
    Endpoint { amount: Some("10.00"), ..of("charge", operation("capture", "POST", "/v1/payment-charges/{charge_id}/captures")) },
    of("charge", operation("capture_list", "GET", "/v1/payment-charges/{charge_id}/captures")),
    of("capture", operation("capture_status", "GET", "/v1/payment-charges/{charge_id}/captures/{capture_id}")),
    Endpoint { amount: Some("10.00"), ..of("charge", operation("void", "POST", "/v1/payment-charges/{charge_id}/voids")) },
    of("charge", operation("void_list", "GET", "/v1/payment-charges/{charge_id}/voids")),
    of("void", operation("void_status", "GET", "/v1/payment-charges/{charge_id}/voids/{void_id}")),
    Endpoint { amount: Some("1.00"), ..of("charge", operation("refund", "POST", "/v1/payment-charges/{charge_id}/refunds")) },
    of("charge", operation("refund_list", "GET", "/v1/payment-charges/{charge_id}/refunds")),
    of("refund", operation("refund_status", "GET", "/v1/payment-charges/{charge_id}/refunds/{refund_id}")),
    operation("agreement", "POST", "/v1/payment-agreements"),
    of("agreement", operation("agreement_status", "GET", "/v1/payment-agreements/{agreement_id}")),
    of("agreement", operation("agreement_confirmation", "POST", "/v1/payment-agreements/{agreement_id}/authorizations")),
    of("agreement", operation("initial_charge_status", "GET", CHARGE)),
    Endpoint {
        amount: Some("10.00"),
        ..of("agreement", operation("agreement_charge", "POST", "/v1/payment-agreements/{agreement_id}/payment-charges"))
    },
    of("agreement_charge", operation("agreement_charge_status", "GET", CHARGE)),
    of("agreement", operation("revocation", "POST", "/v1/payment-agreements/{agreement_id}/revocations")),
];

/// A charge is captured once its consumer has approved it; a refund that fails is answered so.
pub const LIFECYCLE: Lifecycle =
    Lifecycle { payer: "", pay: &["charge"], paid: None, approved_by: Some("approved"), refund: "refund", refund_told: None };

/// The operation of that name; the first one where there is none.
pub fn named(name: &str) -> &'static Endpoint {
    ENDPOINTS.iter().find(|endpoint| endpoint.name == name).unwrap_or(&ENDPOINTS[0])
}

/// The path of an operation. SEED1 prints that of a charge under an agreement with a slash at its end as well.
pub fn unslashed(path: &str) -> &str {
    let charges = path.strip_prefix("/v1/payment-agreements/").and_then(|rest| rest.strip_suffix("/payment-charges/"));
    if charges.is_some() { &path[..path.len() - 1] } else { path }
}

/// Reads any charge, however it came about.
const CHARGE: &str = "/v1/payment-charges/{charge_id}";

const fn operation(name: &'static str, method: &'static str, path: &'static str) -> Endpoint {
    Endpoint { name, method, path, other_path: None, signed: false, amount: None, refers_to: None }
}

const fn of(earlier: &'static str, operation: Endpoint) -> Endpoint {
    Endpoint { refers_to: Some(earlier), ..operation }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_path_is_printed_in_two_ways() {
        let path = "/v1/payment-agreements/agr_1/payment-charges";
        assert_eq!([unslashed(path), unslashed(&format!("{path}/"))], [path, path]);
        for other in ["/v1/payment-charges/", "/v1/payment-agreements/agr_1/revocations/", "/"] {
            assert_eq!(unslashed(other), other);
        }
    }
}
