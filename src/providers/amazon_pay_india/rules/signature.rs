//! Whether answers are signed, and rightly (AP/section8/api_reference; AP/section1/create_canonical_request).

use super::super::auth::{self, ResponseSignature};
use crate::core::finding::{Finding, Verdict};
use crate::core::http::Response;
use crate::providers::Judged;

/// A successful answer carries a request id, a date and a signature.
pub fn response_headers(judged: &Judged<'_>) -> Verdict {
    let Some(response) = signed_call(judged).filter(|response| response.is_success()) else { return Verdict::NotApplicable };
    let missing = [auth::REQUEST_ID, auth::DATE, auth::SIGNATURE].into_iter().find(|name| is_empty(response, name));
    missing.map_or(Verdict::Passed, |name| Verdict::Broken(Finding::new("response headers", format!("{name}, not empty"), "none")))
}

/// The signature is the right one. What is signed is published for answers to POST only: elsewhere a mismatch is a doubt.
/// A missing signature is for [`response_headers`] to judge.
pub fn response_signature(judged: &Judged<'_>) -> Verdict {
    let Some(response) = signed_call(judged).filter(|_| judged.json().is_some()) else { return Verdict::NotApplicable };
    let published = response.is_success() && judged.exchange.request.method == "POST";
    match auth::verify_response(&judged.exchange.request, response, judged.credentials) {
        ResponseSignature::Valid => Verdict::Passed,
        ResponseSignature::Missing(name) if response.is_success() => Verdict::Unclear(format!("the answer has no {name}")),
        ResponseSignature::Missing(_) => Verdict::NotApplicable,
        ResponseSignature::Invalid { reason, .. } if published => {
            let expected = "the published signature over this answer's date, id and members";
            Verdict::Broken(Finding::new(format!("response header {}", auth::SIGNATURE), expected, reason))
        }
        ResponseSignature::Invalid { reason, .. } | ResponseSignature::Ambiguous(reason) => Verdict::Unclear(reason),
    }
}

/// The answer to an operation that is signed.
fn signed_call<'a>(judged: &Judged<'a>) -> Option<&'a Response> {
    judged.response().filter(|_| judged.endpoint.is_some_and(|endpoint| endpoint.signed))
}

fn is_empty(response: &Response, name: &str) -> bool {
    response.headers.get(name).is_none_or(|value| value.trim().is_empty())
}
