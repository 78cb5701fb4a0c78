//! The headers of every call (SESSION-IFRAME; Juspay's environment_setup.md and refund.md).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;
use serde_json::json;

use crate::core::finding::{Finding, Verdict};
use crate::core::http;
use crate::providers::Judged;
use crate::providers::juspay::auth::{AUTHORIZATION, MERCHANT_ID, ROUTING_ID, VERSION, read_basic};
use crate::schema::brief;

/// The API key is the user name, and there is no password behind the colon. The key itself is never told.
pub fn basic_key(judged: &Judged<'_>) -> Verdict {
    if judged.endpoint.is_none() {
        return Verdict::NotApplicable;
    }
    let given = judged.exchange.request.headers.get(AUTHORIZATION).unwrap_or_default();
    let encoded = http::credentials(given, "Basic").and_then(|text| STANDARD.decode(text).ok());
    let actual = match (read_basic(given), encoded) {
        (Some((user, password)), _) if !user.is_empty() && password.is_empty() => return Verdict::Passed,
        (Some(_), _) => "a password, or no user name",
        (None, Some(_)) => "no colon behind the key",
        (None, None) if given.is_empty() => "none",
        (None, None) => "another scheme, or no base64",
    };
    Verdict::Broken(Finding::new("request header authorization", "Basic with the base64 of the API key and a colon", actual))
}

/// A version is a date that there is.
pub fn version_date(judged: &Judged<'_>) -> Verdict {
    let version = judged.exchange.request.headers.get(VERSION).filter(|_| judged.endpoint.is_some());
    let Some(version) = version else { return Verdict::NotApplicable };
    let real = version.len() == 10 && Date::strptime("%Y-%m-%d", version).is_ok();
    let broken = || Finding::new("request header version", "a date of the form YYYY-MM-DD", brief(&json!(version)));
    if real { Verdict::Passed } else { Verdict::Broken(broken()) }
}

/// A refund says in which version it wants its answer.
pub fn refund_version(judged: &Judged<'_>) -> Verdict {
    match judged.addresses("refund") || judged.addresses("txn_refund") {
        true => present(judged, VERSION),
        false => Verdict::NotApplicable,
    }
}

/// Every call names the merchant.
pub fn merchant_named(judged: &Judged<'_>) -> Verdict {
    present(judged, MERCHANT_ID)
}

/// Every call names the customer, or what stands for them.
pub fn routing_named(judged: &Judged<'_>) -> Verdict {
    present(judged, ROUTING_ID)
}

fn present(judged: &Judged<'_>, header: &str) -> Verdict {
    match judged.exchange.request.headers.get(header) {
        _ if judged.endpoint.is_none() => Verdict::NotApplicable,
        Some(value) if !value.trim().is_empty() => Verdict::Passed,
        _ => Verdict::Broken(Finding::new(format!("request header {header}"), "a value", "none")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::fixture::Case;
    use super::*;
    use crate::providers::verdicts::{assert_broken, assert_not_applicable, assert_passed};

    fn judge(rule: &str, operation: &str, header: &str, value: &str) -> Verdict {
        Case::new(operation, json!({})).with_header(header, value).judge(rule)
    }

    #[test]
    fn the_key_stands_alone_before_a_colon() {
        let place = "request header authorization";
        assert_passed(judge("basic_key", "session", AUTHORIZATION, "Basic MTIzNDo="));
        assert_passed(judge("basic_key", "session", AUTHORIZATION, "basic MTIzNDo="));
        for wrong in ["Basic MTIzNA==", "Basic MTIzNDpzZWNyZXQ=", "Basic Og==", "Basic ?", "Bearer MTIzNDo=", ""] {
            assert_broken(judge("basic_key", "order_status", AUTHORIZATION, wrong), place);
        }
        assert_not_applicable(Case::new("session", json!({})).unknown().judge("basic_key"));
    }

    #[test]
    fn a_version_is_a_date() {
        for good in ["2023-06-30", "2018-10-25"] {
            assert_passed(judge("version_date", "refund", VERSION, good));
        }
        for wrong in ["2023-04-1", "2023-13-01", "v2", "2023-02-30", ""] {
            assert_broken(judge("version_date", "refund", VERSION, wrong), "request header version");
        }
        assert_not_applicable(Case::new("refund", json!({})).judge("version_date"));
    }

    #[test]
    fn merchant_customer_and_version_are_named() {
        for (rule, header) in [("merchant_named", MERCHANT_ID), ("routing_named", ROUTING_ID), ("refund_version", VERSION)] {
            assert_passed(judge(rule, "refund", header, "2023-06-30"));
            assert_broken(Case::new("refund", json!({})).judge(rule), &format!("request header {header}"));
            assert_broken(judge(rule, "refund", header, " "), &format!("request header {header}"));
            assert_not_applicable(Case::new("refund", json!({})).unknown().judge(rule));
        }
        assert_not_applicable(Case::new("session", json!({})).judge("refund_version"));
    }
}
