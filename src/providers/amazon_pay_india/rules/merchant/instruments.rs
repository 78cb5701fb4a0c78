//! How a merchant asks for a customer's instruments (SEED: the "Get Instruments API" page).

use serde_json::json;

use super::super::super::endpoints::ENDPOINTS;
use super::super::reading::filled;
use super::reading::{finding, when_sent};
use crate::core::finding::{Finding, Verdict};
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
