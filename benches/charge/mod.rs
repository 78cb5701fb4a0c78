//! The charge that is signed and diagnosed.

use signoff::core::http::Request;
use signoff::providers::amazon_pay_india::auth::SCHEME;

/// With this user agent, time and body.
pub fn charge(agent: &str, date: &str, body: &str) -> Request {
    let headers = [
        ("content-type", "application/json"),
        ("x-amz-client-id", "A1TESTMERCHANT"),
        ("x-amz-source", "Browser"),
        ("x-amz-user-ip", "203.0.113.7"),
        ("x-amz-user-agent", agent),
        ("x-amz-algorithm", SCHEME.algorithm),
        ("x-amz-date", date),
        ("x-amz-expires", "900"),
    ];
    Request {
        headers: headers.into_iter().collect(),
        body: body.into(),
        ..Request::new("POST", "https://amazonpay-sandbox.amazon.in/v1/payments/charge")
    }
}
