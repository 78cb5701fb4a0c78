//! The operations of the API.

use crate::providers::Endpoint;

/// Charges here move real money (AP/section8/api_reference).
pub const PRODUCTION_HOSTS: &[&str] = &["amazonpay.amazon.in"];

/// Login with Amazon (AP/section8/access_token_api).
pub const TOKEN_URL: &str = "https://api.amazon.co.uk/auth/o2/token";

/// The operations (AP/section8; SEED).
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint { name: "access_token", method: "POST", path: "/auth/o2/token", signed: false },
    Endpoint { name: "instruments", method: "GET", path: "/v1/payments/instruments", signed: true },
    Endpoint { name: "charge", method: "POST", path: "/v1/payments/charge", signed: true },
    Endpoint { name: "charge_status", method: "GET", path: "/v1/payments/charge", signed: true },
    Endpoint { name: "refund", method: "POST", path: "/v1/payments/refund", signed: true },
    Endpoint { name: "refund_status", method: "GET", path: "/v1/payments/refund", signed: true },
];
