//! Signatures of responses: the same algorithm over the request's place and the response's date, id and members.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::auth::{ALGORITHM, DATE, REQUEST_ID, SCHEME, format_date, key, read_date};
use crate::core::http::{Request, Response};
use crate::providers::Credentials;
use crate::signing::canonical;
use crate::signing::mac::Stages;
use crate::signing::parts::{self, Parts, PartsError};
use crate::signing::recipe::Recipe;
use crate::signing::verify;

/// The response's signature (AP/section8/api_reference).
pub const SIGNATURE: &str = "x-amz-signature";

/// What the check of a response's signature showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResponseSignature {
    /// It is the signature of the response in a published reading.
    Valid,
    /// It is another one, or the response cannot be signed at all.
    Invalid {
        /// One sentence without any value of the response.
        reason: String,
        /// What should have been signed; empty when the response has no canonical request. Holds members of the response:
        /// redact it before it is shown.
        canonical_request: String,
    },
    /// This header is not there, or empty.
    Missing(&'static str),
    /// It is none of the readings, but what is signed here is not published (GET; error answers; some
    /// kinds of members). The sentence says which.
    Ambiguous(String),
}

/// Checks the signature of a response to `request`. Where a URL is not the signed one, hand in the request with the signed host.
pub fn verify_response(request: &Request, response: &Response, credentials: &Credentials) -> ResponseSignature {
    verify_answer(request, response, credentials, || parts::members(&response.body).map(Cow::Owned))
}

/// As [`verify_response`], where the members of the response were perhaps read before.
pub fn verify_answer<'a>(
    request: &'a Request,
    response: &'a Response,
    credentials: &Credentials,
    members: impl FnOnce() -> Result<Cow<'a, Map<String, Value>>, PartsError>,
) -> ResponseSignature {
    let header = |name: &'static str| response.headers.get(name).filter(|value| !value.is_empty()).ok_or(name);
    let (signature, date) = match (header(SIGNATURE), header(DATE), header(REQUEST_ID)) {
        (Ok(signature), Ok(date), Ok(_)) => (signature, date),
        (Err(name), ..) | (_, Err(name), _) | (.., Err(name)) => return ResponseSignature::Missing(name),
    };
    let unreadable = |reason: String| ResponseSignature::Invalid { reason, canonical_request: String::new() };
    if read_date(date).is_none() {
        return unreadable(format!("{DATE} is no UTC time of the form YYYYMMDDTHHMMSSZ"));
    }
    let parts = match Parts::of_answer(&SCHEME, request, response, members) {
        Ok(parts) => parts,
        Err(error @ PartsError::Body { .. }) if response.is_success() => return unreadable(error.to_string()),
        Err(error) => return ResponseSignature::Ambiguous(error.to_string()),
    };
    let key = key(credentials.get("secret_key"), date);
    if readings(&parts).any(|reading| verify::is_signature_of(&SCHEME, &reading, &key, signature)) {
        ResponseSignature::Valid
    } else if parts.method == "GET" {
        ResponseSignature::Ambiguous("no reading of the signature of a GET's response fits, and none is published".into())
    } else if let Some(name) = parts.null() {
        ResponseSignature::Ambiguous(format!("member {name:?} is null, and how nulls are signed is not published"))
    } else if let Some(name) = parts.member(&is_open) {
        let what = "a number, a boolean, an object with several members or a list of objects";
        ResponseSignature::Ambiguous(format!("member {name:?} holds {what}, and how these are signed is not published"))
    } else if !response.is_success() {
        ResponseSignature::Ambiguous("whether error answers are signed like others is not published".into())
    } else {
        let reason = "the signature does not match".into();
        ResponseSignature::Invalid { reason, canonical_request: canonical::request(&SCHEME, &parts, &Recipe::RIGHT) }
    }
}

/// True for values whose text in the canonical request is not published: samples show texts and lists of texts only, and of
/// objects not in which order their members come.
fn is_open(value: &Value) -> bool {
    match value {
        Value::Number(_) | Value::Bool(_) => true,
        Value::Array(items) => items.iter().any(Value::is_object),
        Value::Object(members) => members.len() > 1,
        Value::Null | Value::String(_) => false,
    }
}

/// Of the response to a GET.
const FORMS: usize = 3;
/// In how many ways a response can be signed that agree with everything published: the forms of a GET's, each with the members of
/// nested objects as they come or in the order of Java's `HashMap`.
pub const ANSWER_READINGS: usize = 2 * FORMS;

/// What may have been signed. For the response to a GET no sample is published: its own method and query, its method and
/// an empty query, or `POST` and an empty query.
pub fn readings<'p, 'a>(parts: &'p Parts<'a>) -> impl Iterator<Item = Cow<'p, Parts<'a>>> {
    let others = ["GET", "POST"].into_iter().filter(|_| parts.method == "GET");
    let others = others.map(|method| Cow::Owned(Parts { query: Vec::new(), method, ..parts.clone() }));
    std::iter::once(Cow::Borrowed(parts)).chain(others)
}

/// Puts id, date, algorithm and signature on a response. One whose body is no JSON object, or that answers a query which
/// cannot be decoded, has no canonical request and stays without a signature.
pub fn sign_response(request: &Request, response: &mut Response, secret: &str, now: Timestamp, request_id: &str) {
    response.headers.set(REQUEST_ID, request_id);
    response.headers.set(DATE, format_date(now));
    response.headers.set(ALGORITHM, SCHEME.algorithm);
    if let Ok(signature) = response_signature(request, response, secret, &Recipe::RIGHT) {
        response.headers.set(SIGNATURE, signature);
    }
}

/// Signs a signed response in another reading; 0 is that of [`sign_response`], and where there are fewer some are the same.
pub fn sign_again(request: &Request, response: &mut Response, secret: &str, reading: usize) {
    let Ok(parts) = Parts::of_response(&SCHEME, request, response) else { return };
    let recipes = Recipe::readings(&parts);
    let form = readings(&parts).nth(reading % FORMS).unwrap_or(Cow::Borrowed(&parts));
    let recipe = recipes.get(reading / FORMS).unwrap_or(&Recipe::RIGHT);
    response.headers.set(SIGNATURE, signature_of(&form, secret, recipe));
}

/// The signature of a response that carries its id and date already, by this recipe.
pub fn response_signature(request: &Request, response: &Response, secret: &str, recipe: &Recipe) -> Result<String, PartsError> {
    let parts = Parts::of_response(&SCHEME, request, response)?;
    Ok(signature_of(&parts, secret, recipe))
}

fn signature_of(parts: &Parts<'_>, secret: &str, recipe: &Recipe) -> String {
    Stages::with_key(&SCHEME, parts, &key(secret, &parts.date), recipe).signature
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    /// What is seen when a response with this status and body is signed, and then changed.
    fn seen(method: &str, status: u16, body: &Value, change: fn(&mut Response)) -> ResponseSignature {
        let request = Request::new(method, "https://amazonpay.amazon.in/v1/payments/charge?txnId=1");
        let mut response = Response::json(status, body);
        sign_response(&request, &mut response, "secret", Timestamp::UNIX_EPOCH, "id-1");
        change(&mut response);
        verify_response(&request, &response, &[("secret_key", "secret")].into_iter().collect())
    }

    #[test]
    fn a_signed_response_is_valid_whatever_its_status() {
        for (method, status) in [("POST", 200), ("GET", 200), ("POST", 400), ("GET", 500)] {
            assert_eq!(seen(method, status, &json!({"a": null, "b": {"c": "1"}}), |_| ()), ResponseSignature::Valid);
        }
    }

    #[test]
    fn every_reading_is_valid_and_those_of_a_get_with_nested_members_differ() {
        let body = json!({"a": "1", "b": {"second": "2", "first": "1", "third": "3"}});
        let made = |method, reading| {
            let request = Request::new(method, "https://amazonpay.amazon.in/v1/payments/charge?txnId=1");
            let mut response = Response::json(200, &body);
            sign_response(&request, &mut response, "secret", Timestamp::UNIX_EPOCH, "id-1");
            let usual = response.headers.get(SIGNATURE).map(str::to_owned);
            sign_again(&request, &mut response, "secret", reading);
            let seen = verify_response(&request, &response, &[("secret_key", "secret")].into_iter().collect());
            assert_eq!(seen, ResponseSignature::Valid, "{method} {reading}");
            let signature = response.headers.get(SIGNATURE).map(str::to_owned);
            assert_eq!(signature == usual, reading == 0 || method == "POST" && reading < FORMS, "{method} {reading}");
            signature
        };
        let different = |method| (0..ANSWER_READINGS).map(|reading| made(method, reading)).collect::<BTreeSet<_>>().len();
        assert_eq!((different("GET"), different("POST")), (ANSWER_READINGS, 2));
    }

    #[test]
    fn only_what_is_published_makes_a_signature_invalid() {
        let wrong: fn(&mut Response) = |response| response.headers.set(SIGNATURE, "x");
        let body = json!({"a": "1"});
        assert!(matches!(seen("POST", 200, &body, wrong), ResponseSignature::Invalid { .. }));
        for body in [json!({"a": ["b"]}), json!({"a": {"b": "c"}})] {
            assert!(matches!(seen("POST", 200, &body, wrong), ResponseSignature::Invalid { .. }), "{body}");
        }
        for (method, status) in [("GET", 200), ("POST", 400)] {
            assert!(matches!(seen(method, status, &body, wrong), ResponseSignature::Ambiguous(_)), "{method} {status}");
        }
        for open in [json!(null), json!(1.0), json!(true), json!([{"b": "c"}]), json!({"b": [1]}), json!({"b": "1", "c": "2"})] {
            let body = json!({"a": "1", "open": open});
            assert!(matches!(seen("POST", 200, &body, wrong), ResponseSignature::Ambiguous(_)), "{body}");
        }
    }

    #[test]
    fn missing_and_unreadable_parts_are_named() {
        let body = json!({"a": "1"});
        let missing = |change| seen("POST", 200, &body, change);
        assert_eq!(missing(|response| response.headers.remove(SIGNATURE)), ResponseSignature::Missing(SIGNATURE));
        assert_eq!(missing(|response| response.headers.set(DATE, "")), ResponseSignature::Missing(DATE));
        assert_eq!(missing(|response| response.headers.remove(REQUEST_ID)), ResponseSignature::Missing(REQUEST_ID));
        let reason = |change| match seen("POST", 200, &body, change) {
            ResponseSignature::Invalid { reason, canonical_request } if canonical_request.is_empty() => reason,
            other => panic!("{other:?}"),
        };
        assert!(reason(|response| response.headers.set(DATE, "yesterday")).contains(DATE));
        assert!(reason(|response| response.body = b"ok".to_vec()).contains("body"));
    }

    #[test]
    fn what_has_no_canonical_request_stays_unsigned() {
        let request = Request::new("GET", "https://amazonpay.amazon.in/?a=%zz");
        let mut response = Response::json(400, &json!({}));
        sign_response(&request, &mut response, "secret", Timestamp::UNIX_EPOCH, "id-1");
        assert_eq!((response.headers.get(SIGNATURE), response.headers.get(REQUEST_ID)), (None, Some("id-1")));
    }
}
