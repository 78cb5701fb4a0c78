//! The host that the merchant calls (AP/section8/api_reference).

use std::net::IpAddr;

use serde_json::json;

use super::reading::signed_request;
use crate::core::finding::{Finding, Verdict};
use crate::providers::Judged;
use crate::providers::amazon_pay_india::auth;
use crate::providers::amazon_pay_india::endpoints::HOSTS;
use crate::schema::brief;

/// The call goes to the host of an environment: the one that the request names, or the one for which it is signed, because a
/// merchant that is pointed at our simulator may name any host. That it goes there over https cannot be seen: what reaches us
/// on loopback is plain http.
pub fn published_host(judged: &Judged<'_>) -> Verdict {
    let Some(request) = signed_request(judged) else { return Verdict::NotApplicable };
    let named = request.authority();
    if is_published(named) || HOSTS.iter().any(|host| is_signed_for(judged, host)) {
        return Verdict::Passed;
    }
    let mut others = judged.signed_host.into_iter().chain([named]).filter(|host| !is_published(host) && !is_address(host));
    match others.find(|host| is_signed_for(judged, host)) {
        Some(other) => Verdict::Broken(Finding::new("request host", HOSTS.join(" or "), brief(&json!(other)))),
        None => Verdict::Unclear(format!("the request names {named}, and no signature tells which published host it means")),
    }
}

/// True for the host of an environment.
pub fn is_published(authority: &str) -> bool {
    let host = authority.strip_suffix(":443").unwrap_or(authority);
    HOSTS.iter().any(|known| known.eq_ignore_ascii_case(host))
}

/// True when the request's signature is right for this host.
pub fn is_signed_for(judged: &Judged<'_>, host: &str) -> bool {
    auth::verify_request(&judged.exchange.request, judged.credentials.get("secret_key"), Some(host)).is_ok()
}

/// True for an IP address or this machine's own name: how a merchant is pointed at our simulator, not whom it means.
fn is_address(authority: &str) -> bool {
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
    fn a_published_host_is_named_or_signed_for() {
        assert_passed(merchant("instruments", |_| {}).judge_sent(RULE));
        for authority in ["amazonpay.amazon.in", "AmazonPay-Sandbox.amazon.in", "amazonpay.amazon.in:443"] {
            assert_passed(at(authority).judge_sent(RULE));
            assert_passed(at(authority).signed_as(Some("other.example")).judge_sent(RULE));
        }
        for authority in ["pay.internal:8443", "127.0.0.1:8443"] {
            assert_passed(at(authority).judge_sent(RULE));
            assert_passed(at(authority).signed_as(Some("amazonpay.amazon.in")).judge_sent(RULE));
        }
        assert_not_applicable(merchant("access_token", |_| {}).judge_sent(RULE));
        assert_not_applicable(at("other.example").unknown().judge_sent(RULE));
    }

    #[test]
    fn a_request_that_is_signed_for_another_host_means_it() {
        let other = ["amazonpay.amazon.com", "amazonpay.amazon.in.example", "amazonpay.amazon.in:8443", "127.0.0.1.example"];
        for authority in other {
            assert_broken(at(authority).signed_as(None).judge_sent(RULE), "request host");
            assert_broken(at("localhost:1").signed_as(Some(authority)).signing_with(authority).judge_sent(RULE), "request host");
        }
    }

    #[test]
    fn a_name_without_a_signature_that_fits_tells_nothing() {
        for authority in ["127.0.0.1:8443", "[::1]:8443", "localhost", "apl.localhost:80", "192.0.2.1:8443"] {
            assert_unclear(at(authority).signed_as(None).judge_sent(RULE));
            assert_unclear(at(authority).signed_as(None).signing_with("amazonpay-sandbox.amazon.in").judge_sent(RULE));
        }
        assert_unclear(at("pay.internal").signed_as(Some("other.example")).judge_sent(RULE));
        assert_unclear(at("pay.internal").with_header("Authorization", "").judge_sent(RULE));
    }
}
