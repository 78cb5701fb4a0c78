//! The headers of the merchant's requests (AP/section8/api_reference).

use serde_json::json;

use super::super::super::auth::{AUTHORIZATION, SCHEME};
use super::super::super::messages::{CLIENT_ID, SOURCE};
use super::super::reading::sent;
use super::reading::{header, signed_request};
use crate::core::finding::{Finding, Verdict};
use crate::providers::Judged;
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
    match sent(judged).map(|mut members| members.remove("merchantId").unwrap_or_default()) {
        Ok(merchant) if !merchant.is_null() && merchant != client => differs(format!("{} like merchantId", brief(&merchant))),
        _ if is_mismatch(judged) => differs("the merchantId of the request".to_owned()),
        Ok(merchant) if merchant.is_null() => Verdict::NotApplicable,
        Ok(_) => Verdict::Passed,
        Err(why) => Verdict::Unclear(why),
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
