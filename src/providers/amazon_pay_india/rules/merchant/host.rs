//! The host that the merchant calls (AP/section8/api_reference).

use std::net::IpAddr;

use serde_json::json;

use super::reading::signed_request;
use crate::core::finding::{Finding, Verdict};
use crate::providers::Judged;
use crate::providers::amazon_pay_india::endpoints::HOSTS;
use crate::schema::brief;

/// The call goes to the host of an environment. That it goes there over https cannot be seen: what reaches our simulator on
/// loopback is plain http.
pub fn published_host(judged: &Judged<'_>) -> Verdict {
    let Some(request) = signed_request(judged) else { return Verdict::NotApplicable };
    let named = judged.signed_host.unwrap_or_else(|| request.authority());
    let host = named.strip_suffix(":443").unwrap_or(named);
    if HOSTS.iter().any(|known| known.eq_ignore_ascii_case(host)) {
        return Verdict::Passed;
    }
    if judged.signed_host.is_none() && is_address(named) {
        return Verdict::Unclear(format!(
            "the request names {named}, where it reached us: set signed_host to the host it signs with"
        ));
    }
    Verdict::Broken(Finding::new("request host", HOSTS.join(" or "), brief(&json!(named))))
}

/// True for an IP address or this machine's own name: how a merchant is pointed at our simulator, not whom it means.
pub fn is_address(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next(),
        None => authority.split(':').next(),
    };
    host.is_some_and(|host| {
        let name = host.to_ascii_lowercase();
        host.parse::<IpAddr>().is_ok() || name == "localhost" || name.ends_with(".localhost")
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{Case, assert_broken, assert_not_applicable, assert_passed, assert_unclear, merchant};

    const RULE: &str = "published_host";

    fn at(authority: &str) -> Case {
        merchant("charge", |_| {}).with_request(|request| request.url = format!("http://{authority}/v1/payments/charge"))
    }

    #[test]
    fn the_request_names_a_published_host() {
        assert_passed(merchant("instruments", |_| {}).judge_sent(RULE));
        for authority in ["amazonpay.amazon.in", "AmazonPay-Sandbox.amazon.in", "amazonpay.amazon.in:443"] {
            assert_passed(at(authority).judge_sent(RULE));
        }
        for authority in ["amazonpay.amazon.com", "amazonpay.amazon.in.example", "amazonpay.amazon.in:8443", "127.0.0.1.example"]
        {
            assert_broken(at(authority).judge_sent(RULE), "request host");
        }
        assert_not_applicable(merchant("access_token", |_| {}).judge_sent(RULE));
        assert_not_applicable(at("other.example").unknown().judge_sent(RULE));
    }

    #[test]
    fn an_address_of_ours_tells_nothing_unless_the_signed_host_is_known() {
        for authority in ["127.0.0.1:8443", "[::1]:8443", "localhost", "apl.localhost:80", "192.0.2.1:8443"] {
            assert_unclear(at(authority).judge_sent(RULE));
            assert_passed(at(authority).signing_with("amazonpay-sandbox.amazon.in").judge_sent(RULE));
            assert_broken(at(authority).signing_with("localhost").judge_sent(RULE), "request host");
        }
    }
}
