//! The headers of the merchant's requests (AP/section8/api_reference).

use serde_json::json;

use super::reading::{header, signed_request};
use crate::core::finding::{Finding, Verdict};
use crate::providers::Judged;
use crate::providers::amazon_pay_india::auth::{AUTHORIZATION, SCHEME};
use crate::providers::amazon_pay_india::messages::{CLIENT_ID, SOURCE};
use crate::schema::brief;

/// What `x-amz-source` may say.
const SOURCES: [&str; 4] = ["Android", "iOS", "Browser", "Server"];

/// `Authorization` and the headers that are signed are there, none of them empty.
pub fn signed_headers(judged: &Judged<'_>) -> Verdict {
    let Some(request) = signed_request(judged) else { return Verdict::NotApplicable };
    let names = std::iter::once(AUTHORIZATION).chain(SCHEME.request_headers.iter().copied());
    let lacking: Vec<_> = names.filter(|name| header(request, name).is_none()).collect();
    if lacking.is_empty() {
        return Verdict::Passed;
    }
    let expected = "Authorization and the seven signed headers, none empty";
    Verdict::Broken(Finding::new("request headers", expected, format!("no value of {}", lacking.join(", "))))
}

/// The header names the merchant that the query or the body names.
pub fn client_id(judged: &Judged<'_>) -> Verdict {
    let Some(request) = signed_request(judged) else { return Verdict::NotApplicable };
    let Some(client) = header(request, CLIENT_ID) else { return Verdict::NotApplicable };
    let differs = |expected: String| Verdict::Broken(Finding::new(place(CLIENT_ID), expected, brief(&json!(client))));
    match judged.sent().map(|members| &members["merchantId"]) {
        Ok(merchant) if !merchant.is_null() && merchant != client => differs(format!("{} like merchantId", brief(merchant))),
        _ if is_mismatch(judged) => differs("the merchantId of the request".to_owned()),
        Ok(merchant) if merchant.is_null() => Verdict::NotApplicable,
        Ok(_) => Verdict::Passed,
        Err(why) => Verdict::Unclear(why.to_owned()),
    }
}

/// The source of the call is a published one.
pub fn source_listed(judged: &Judged<'_>) -> Verdict {
    let Some(source) = signed_request(judged).and_then(|request| header(request, SOURCE)) else {
        return Verdict::NotApplicable;
    };
    if SOURCES.contains(&source) {
        return Verdict::Passed;
    }
    Verdict::Broken(Finding::new(place(SOURCE), format!("one of {}", SOURCES.join(", ")), brief(&json!(source))))
}

/// True when our answer says that header and message name different merchants.
fn is_mismatch(judged: &Judged<'_>) -> bool {
    judged.json().is_some_and(|answer| answer["code"] == "MerchantIdMismatch")
}

fn place(name: &str) -> String {
    format!("request header {name}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::fixture::{
        Case, assert_broken, assert_not_applicable, assert_passed, assert_unclear, merchant, set, without,
    };
    use super::*;

    fn charge() -> Case {
        merchant("charge", |_| {})
    }

    #[test]
    fn every_signed_header_is_there() {
        let rule = "signed_headers";
        for operation in ["instruments", "charge", "charge_status", "refund", "refund_status"] {
            assert_passed(merchant(operation, |_| {}).judge_sent(rule));
        }
        for name in std::iter::once(AUTHORIZATION).chain(SCHEME.request_headers.iter().copied()) {
            let missing = charge().with_request(|request| request.headers.remove(name));
            assert_broken(missing.judge_sent(rule), "request headers");
            for empty in ["", " "] {
                assert_broken(charge().with_header(name, empty).judge_sent(rule), "request headers");
            }
        }
        assert_not_applicable(merchant("access_token", |_| {}).judge_sent(rule));
        assert_not_applicable(charge().unknown().judge_sent(rule));
    }

    #[test]
    fn the_client_is_the_merchant() {
        let (rule, place) = ("client_id", "request header x-amz-client-id");
        for operation in ["instruments", "charge", "charge_status", "refund"] {
            assert_passed(merchant(operation, |_| {}).judge_sent(rule));
            assert_broken(merchant(operation, set("merchantId", "N")).judge_sent(rule), place);
            assert_broken(merchant(operation, |_| {}).with_header(CLIENT_ID, "m").judge_sent(rule), place);
            assert_not_applicable(merchant(operation, without("merchantId")).judge_sent(rule));
        }
        assert_broken(merchant("charge", set("merchantId", 5)).judge_sent(rule), place);
        assert_broken(charge().answered(400, &json!({ "code": "MerchantIdMismatch" })).judge_sent(rule), place);
        assert_passed(charge().answered(400, &json!({ "code": "InvalidMerchantId" })).judge_sent(rule));
        assert_not_applicable(charge().with_header(CLIENT_ID, "").judge_sent(rule));
        assert_not_applicable(merchant("access_token", set("merchantId", "N")).judge_sent(rule));
        assert_unclear(charge().with_request(|request| request.body = b"{".to_vec()).judge_sent(rule));
    }

    #[test]
    fn the_source_is_a_published_one() {
        let rule = "source_listed";
        for source in SOURCES {
            assert_passed(charge().with_header(SOURCE, source).judge_sent(rule));
        }
        for source in ["Web", "server", "IOS", "Server "] {
            assert_broken(charge().with_header(SOURCE, source).judge_sent(rule), "request header x-amz-source");
        }
        assert_not_applicable(charge().with_header(SOURCE, "").judge_sent(rule));
        assert_not_applicable(merchant("access_token", |_| {}).with_header(SOURCE, "Web").judge_sent(rule));
    }
}
