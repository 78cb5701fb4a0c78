//! How a merchant asks for a customer's instruments (SEED: the "Get Instruments API" page).

use serde_json::json;

use super::super::reading::filled;
use super::reading::{finding, when_sent};
use crate::core::finding::{Finding, Verdict};
use crate::providers::amazon_pay_india::endpoints::ENDPOINTS;
use crate::providers::{Endpoint, Judged};
use crate::schema::brief;

const OPERATION: &str = "instruments";

/// Merchant, customer, instrument and amount are named.
pub fn instruments_parameters(judged: &Judged<'_>) -> Verdict {
    when_sent(judged, OPERATION, |parameters| {
        let names = ["merchantId", "accessToken", "instrumentTypes", "amount"];
        if let Some(name) = names.into_iter().find(|name| filled(&parameters[*name]).is_none()) {
            return Verdict::Broken(finding(judged, name, "a text that is not empty", &parameters[name]));
        }
        let types = &parameters["instrumentTypes"];
        if types == "AmazonPayLater" {
            return Verdict::Passed;
        }
        Verdict::Broken(finding(judged, "instrumentTypes", "AmazonPayLater", types))
    })
}

/// Asked by GET at the published path, all parameters in the query.
pub fn instruments_query(judged: &Judged<'_>) -> Verdict {
    let Some(published) = addressed(judged) else { return Verdict::NotApplicable };
    let request = &judged.exchange.request;
    let broken = |place: &str, expected: &str, actual: String| Verdict::Broken(Finding::new(place, expected, actual));
    if request.method != published.method {
        broken("request method", published.method, brief(&json!(request.method)))
    } else if request.path() != published.path {
        broken("request path", published.path, brief(&json!(request.path())))
    } else if !request.body.is_empty() {
        broken("request body", "none: all parameters in the query", format!("{} bytes", request.body.len()))
    } else if request.query().is_empty() {
        broken("request query", "all parameters", "none".to_owned())
    } else {
        Verdict::Passed
    }
}

/// The operation, when the request means it: a path that no operation has may be a misspelt one of this.
fn addressed(judged: &Judged<'_>) -> Option<&'static Endpoint> {
    let named = |path: &str| path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let published = ENDPOINTS.iter().find(|endpoint| endpoint.name == OPERATION)?;
    let misspelt = judged.endpoint.is_none() && named(judged.exchange.request.path()) == named(published.path);
    (judged.addresses(OPERATION) || misspelt).then_some(published)
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{
        assert_broken, assert_not_applicable, assert_passed, assert_unclear, merchant, set, without,
    };
    use crate::core::http::Request;

    use super::*;

    #[test]
    fn merchant_customer_instrument_and_amount_are_named() {
        let rule = "instruments_parameters";
        assert_passed(merchant(OPERATION, |_| {}).judge_sent(rule));
        for name in ["merchantId", "accessToken", "instrumentTypes", "amount"] {
            let place = format!("request query {name}");
            assert_broken(merchant(OPERATION, without(name)).judge_sent(rule), &place);
            assert_broken(merchant(OPERATION, set(name, "")).judge_sent(rule), &place);
        }
        for types in ["AmazonPayBalance", "amazonpaylater", "AmazonPayLater,UPI"] {
            assert_broken(merchant(OPERATION, set("instrumentTypes", types)).judge_sent(rule), "request query instrumentTypes");
        }
        assert_not_applicable(merchant("charge", |_| {}).judge_sent(rule));
        let doubled = |request: &mut Request| request.url.push_str("&amount=1");
        assert_unclear(merchant(OPERATION, |_| {}).with_request(doubled).judge_sent(rule));
    }

    #[test]
    fn they_are_asked_by_get_with_all_in_the_query() {
        let rule = "instruments_query";
        let judge = |change: fn(&mut Request)| merchant(OPERATION, |_| {}).with_request(change).judge_sent(rule);
        assert_passed(judge(|_| {}));
        assert_broken(judge(|request| request.method = "POST".to_owned()), "request method");
        assert_broken(judge(|request| request.body = b"{}".to_vec()), "request body");
        assert_broken(judge(|request| request.url = "http://h/v1/payments/instruments".to_owned()), "request query");
        assert_broken(judge(|request| request.url = "http://h/v2/payments/instruments?amount=1".to_owned()), "request path");
        assert_not_applicable(merchant("charge", |_| {}).judge_sent(rule));
    }

    #[test]
    fn a_misspelt_path_is_known_again() {
        let judge = |path: &str| {
            let misspelt = |request: &mut Request| request.url = format!("http://h{path}?amount=1");
            merchant(OPERATION, |_| {}).with_request(misspelt).unknown().judge_sent("instruments_query")
        };
        for path in ["/payments/instruments", "/v1/payments/Instruments", "/v1/payments/instruments/"] {
            assert_broken(judge(path), "request path");
        }
        assert_not_applicable(judge("/v1/payments/eligibility"));
        assert_not_applicable(judge("/"));
    }
}
