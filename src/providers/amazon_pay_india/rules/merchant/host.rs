//! The host that the merchant calls (AP/section8/api_reference).

use std::net::IpAddr;

use serde_json::json;

use super::super::super::endpoints::HOSTS;
use super::reading::signed_request;
use crate::core::finding::{Finding, Verdict};
use crate::providers::Judged;
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
