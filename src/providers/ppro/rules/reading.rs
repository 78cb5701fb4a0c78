//! What the rules read from an exchange, and the findings that several of them make.

use serde_json::Value;

use crate::core::finding::Verdict;
use crate::core::http::is_https_url;
use crate::providers::Judged;
pub use crate::providers::reading::finding;

/// The operations whose answer is a charge.
const CHARGES: &[&str] = &["charge", "charge_status", "initial_charge_status", "agreement_charge", "agreement_charge_status"];

/// The operations whose answer is an agreement.
const AGREEMENTS: &[&str] = &["agreement", "agreement_status"];

/// True for a 2xx answer of one of these operations.
pub fn succeeded_any(judged: &Judged<'_>, names: &[&str]) -> bool {
    names.iter().any(|name| judged.succeeded(name))
}

/// The charge that an answer of success holds; an answer that is no JSON is for other rules.
pub fn charge<'a>(judged: &'a Judged<'_>) -> Option<&'a Value> {
    judged.json().filter(|_| succeeded_any(judged, CHARGES))
}

/// The agreement that an answer of success holds.
pub fn agreement<'a>(judged: &'a Judged<'_>) -> Option<&'a Value> {
    judged.json().filter(|_| succeeded_any(judged, AGREEMENTS))
}

/// Passes a status of the list.
pub fn listed(values: &[&str], status: &Value) -> Verdict {
    match status.as_str().is_some_and(|status| values.contains(&status)) {
        true => Verdict::Passed,
        false => Verdict::Broken(finding("status", format!("one of {}", values.join(", ")), status)),
    }
}

/// The places of an answer where a consumer may be sent.
pub fn redirects(answer: &Value) -> Vec<&Value> {
    let methods = answer["authenticationMethods"].as_array().map(Vec::as_slice).unwrap_or_default();
    methods.iter().filter(|method| method["type"] == "REDIRECT").collect()
}

/// Passes an answer with exactly one usable place to send the consumer to.
pub fn one_redirect(answer: &Value) -> Verdict {
    let redirects = redirects(answer);
    let [redirect] = redirects.as_slice() else {
        let found = Value::from(redirects.len());
        return Verdict::Broken(finding("authenticationMethods", "one entry of the type REDIRECT", &found));
    };
    let details = &redirect["details"];
    if !details["requestUrl"].as_str().is_some_and(is_https_url) {
        return Verdict::Broken(finding("authenticationMethods details.requestUrl", "an https URL", &details["requestUrl"]));
    }
    match details["requestMethod"].as_str() {
        Some("GET" | "POST") => Verdict::Passed,
        _ => Verdict::Broken(finding("authenticationMethods details.requestMethod", "GET or POST", &details["requestMethod"])),
    }
}

/// True for the published form of an id: its prefix and at most 21 characters more.
pub fn is_id(prefix: &str, id: &str) -> bool {
    let rest = id.strip_prefix(prefix).unwrap_or_default();
    (1..=21).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}
