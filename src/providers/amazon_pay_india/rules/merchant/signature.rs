//! Whether a merchant signs its requests, and rightly (AP/section8/api_reference; AP/section1/calculate_signature).

use serde_json::json;

use super::super::super::auth::{self, ALGORITHM, AUTHORIZATION, DATE, EXPIRES, SCHEME, SignatureRefusal};
use super::super::super::endpoints::HOSTS;
use super::host::is_address;
use super::reading::{header, signed_request};
use crate::core::finding::{Finding, Verdict};
use crate::core::http::Request;
use crate::providers::Judged;
use crate::schema::brief;
use crate::signing::verify;

/// `Authorization` has a published form and names the account's access key.
pub fn authorization_form(judged: &Judged<'_>) -> Verdict {
    let Some(value) = signed_request(judged).and_then(|request| header(request, AUTHORIZATION)) else {
        return Verdict::NotApplicable;
    };
    match verify::read_authorization(&SCHEME, value) {
        Some((key, _)) if key == judged.credentials.get("access_key_id") => Verdict::Passed,
        Some(_) => authorization("AMZ+<access_key_id>:<signature>", "another access key id".to_owned()),
        None => authorization("AMZ+<access_key_id>:<signature>", "another form".to_owned()),
    }
}

/// The signature is that of the request as it came. What keeps it from being checked is for other rules to judge.
pub fn request_signature(judged: &Judged<'_>) -> Verdict {
    let Some(request) = signed_request(judged) else { return Verdict::NotApplicable };
    let read = header(request, AUTHORIZATION).and_then(|value| verify::read_authorization(&SCHEME, value));
    let Some((key, signature)) = read else { return Verdict::Unclear(SignatureRefusal::Authorization.to_string()) };
    if key != judged.credentials.get("access_key_id") {
        return Verdict::Unclear("the request is signed with another access key".to_owned());
    }
    match auth::verify_request(request, judged.credentials.get("secret_key"), judged.signed_host) {
        Ok(()) => Verdict::Passed,
        Err(SignatureRefusal::Mismatch) => mismatch(judged, request, signature),
        Err(SignatureRefusal::Algorithm) if header(request, ALGORITHM).is_some() => {
            let found = brief(&json!(request.headers.get(ALGORITHM)));
            Verdict::Broken(Finding::new(place(ALGORITHM), SCHEME.algorithm, found))
        }
        Err(refusal) => Verdict::Unclear(refusal.to_string()),
    }
}

/// `x-amz-date` is a real instant in the published form. That it is the one in the signature, [`request_signature`] shows.
pub fn request_date(judged: &Judged<'_>) -> Verdict {
    let form = "a UTC time of the form YYYYMMDDTHHMMSSZ";
    when_given(judged, DATE, form, |value| auth::read_date(value).is_some())
}

/// `x-amz-expires` is a positive whole number.
pub fn request_validity(judged: &Judged<'_>) -> Verdict {
    let form = "a positive whole number of seconds";
    when_given(judged, EXPIRES, form, |value| auth::read_seconds(value).is_some())
}

fn when_given(judged: &Judged<'_>, name: &str, expected: &str, holds: impl Fn(&str) -> bool) -> Verdict {
    match signed_request(judged).and_then(|request| header(request, name)) {
        None => Verdict::NotApplicable,
        Some(value) if holds(value) => Verdict::Passed,
        Some(value) => Verdict::Broken(Finding::new(place(name), expected, brief(&json!(value)))),
    }
}

fn mismatch(judged: &Judged<'_>, request: &Request, signature: &str) -> Verdict {
    let secret = judged.credentials.get("secret_key");
    if let Some(host) = other_host(judged, request) {
        return Verdict::Unclear(format!("the request is signed for the host {host}: set signed_host to it"));
    }
    match auth::explain(request, secret, judged.signed_host, signature) {
        Ok(why) => authorization("the published signature over this request", why),
        Err(error) => Verdict::Unclear(error.to_string()),
    }
}

/// The host for which the signature is right after all. Asked only where the request names no host but an address of ours:
/// then the configuration may be wrong, not the merchant.
fn other_host<'a>(judged: &Judged<'_>, request: &'a Request) -> Option<&'a str> {
    let own = request.authority();
    let secret = judged.credentials.get("secret_key");
    let [sandbox, production] = HOSTS;
    let mut hosts = [sandbox, production, own].into_iter().filter(|_| is_address(own));
    hosts.find(|host| auth::verify_request(request, secret, Some(host)).is_ok())
}

fn authorization(expected: &str, actual: String) -> Verdict {
    Verdict::Broken(Finding::new(place(AUTHORIZATION), expected, actual))
}

fn place(name: &str) -> String {
    format!("request header {name}")
}
