//! How a merchant's requests reach the API (OAS71; SEED).

use percent_encoding::percent_decode_str;

use crate::core::finding::{Finding, Verdict};
use crate::core::http;
use crate::core::member;
use crate::providers::Judged;
use crate::providers::adyen::auth::API_KEY;
use crate::providers::adyen::endpoints::unversioned;
use crate::providers::reading::filled;
use crate::providers::sent::{finding, when_sent};

/// A request goes to a path with a version, has a body of JSON, and carries the API key in its header (or as a basic password),
/// never in its address. Its scheme here is that of our own address, which says nothing.
pub fn api_request(judged: &Judged<'_>) -> Verdict {
    let request = &judged.exchange.request;
    if judged.endpoint.is_none() {
        return Verdict::NotApplicable;
    }
    let (key, header) = (judged.credentials.get("api_key"), |name: &str| request.headers.get(name).unwrap_or_default());
    let broken = |place: &str, expected: &str, actual: &str| Verdict::Broken(Finding::new(place, expected, actual));
    let address = percent_decode_str(&request.url).decode_utf8_lossy();
    if !key.is_empty() && (request.url.contains(key) || address.contains(key)) {
        return broken("request address", "no API key", "the API key");
    }
    if header(API_KEY).is_empty() && http::credentials(header("authorization"), "Basic").is_none() {
        return broken("request header X-API-Key", "the API key", "none");
    }
    if !header("content-type").to_ascii_lowercase().starts_with("application/json") {
        return broken("request header Content-Type", "application/json", header("content-type"));
    }
    if unversioned(request.path()) == request.path() {
        return broken("request path", "a version, e.g. /v71, before it", request.path());
    }
    Verdict::Passed
}

/// The payment methods are asked for by the shopper's country and the currency.
pub fn market_named(judged: &Judged<'_>) -> Verdict {
    when_sent(judged, "payment_methods", |members| {
        for name in ["countryCode", "amount.currency"] {
            let value = member::at(members, name).unwrap_or(&serde_json::Value::Null);
            if filled(value).is_none() {
                return Verdict::Broken(finding(judged, name, "a text that is not empty", value));
            }
        }
        Verdict::Passed
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::fixture::{assert_broken, assert_not_applicable, assert_passed, judge_sent, sent};
    use crate::core::http::Request;

    #[test]
    fn a_request_carries_the_key_in_its_header_alone() {
        let rule = "api_request";
        let changed = |change: fn(&mut Request)| {
            let mut request = sent("payment", &json!({}));
            change(&mut request);
            judge_sent(rule, "payment", request)
        };
        assert_passed(changed(|_| {}));
        assert_passed(changed(|request| {
            request.headers.remove("x-api-key");
            request.headers.set("authorization", "Basic d3M6cGFzcw==");
        }));
        assert_passed(changed(|request| {
            request.headers.remove("x-api-key");
            request.headers.set("authorization", "basic d3M6cGFzcw==");
            request.headers.set("content-type", "Application/JSON");
        }));
        assert_broken(changed(|request| request.headers.remove("x-api-key")), "request header X-API-Key");
        assert_broken(changed(|request| request.headers.set("content-type", "text/plain")), "request header Content-Type");
        assert_broken(changed(|request| request.url = request.url.replace("/v71", "")), "request path");
        assert_broken(changed(|request| request.url.push_str("?apiKey=AQE-key")), "request address");
    }

    #[test]
    fn payment_methods_are_asked_for_a_market() {
        let rule = "market_named";
        let judge = |body| judge_sent(rule, "payment_methods", sent("payment_methods", &body));
        assert_passed(judge(json!({ "countryCode": "DE", "amount": { "currency": "EUR" } })));
        assert_broken(judge(json!({ "amount": { "currency": "EUR" } })), "request body countryCode");
        assert_broken(judge(json!({ "countryCode": "DE" })), "request body amount.currency");
        assert_not_applicable(judge_sent(rule, "payment", sent("payment", &json!({}))));
    }
}
