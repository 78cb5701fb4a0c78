//! Who signs: the check of a request's signature, and the signature of an answer.

use jiff::{SignedDuration, Timestamp};

use crate::core::http::{Request, Response};
use crate::providers::amazon_pay_india::auth::{self, SCHEME};
use crate::providers::amazon_pay_india::response_signature::SIGNATURE;
use crate::signing::recipe::Recipe;
use crate::signing::verify;

use super::directions::Spoiled;
use super::refusal::{Refusal, refuse};
use super::responder::Responder;
use crate::core::random::uuid;

impl Responder {
    /// Checks signature, then validity. No clock skew is judged: none is published.
    pub(super) fn authenticate(&self, request: &Request, now: Timestamp) -> Result<(), Refusal> {
        if !self.is_signed(request) && !self.faults.has("signature_ignored") {
            return Err(refuse("AuthorizationFailed"));
        }
        match auth::validity(request) {
            Ok((from, seconds)) if now.duration_since(from) > self.valid_for(seconds) => {
                if self.faults.has("expiry_ignored") {
                    Ok(())
                } else {
                    Err(refuse("AuthorizationExpired"))
                }
            }
            _ => Ok(()),
        }
    }

    /// How long a signature is valid that says so many seconds.
    fn valid_for(&self, seconds: i64) -> SignedDuration {
        let usual = auth::read_seconds(auth::USUAL_EXPIRES).filter(|usual| *usual != seconds);
        SignedDuration::from_secs(usual.filter(|_| self.faults.has("validity_fixed")).unwrap_or(seconds))
    }

    fn is_signed(&self, request: &Request) -> bool {
        let authorization = request.headers.get(auth::AUTHORIZATION).unwrap_or_default();
        let refused = authorization.starts_with("AMZ ") && self.faults.has("refuse_space_scheme");
        let access_key = verify::read_authorization(&SCHEME, authorization).map(|(access_key, _)| access_key);
        let known = access_key == Some(self.credentials.get("access_key_id"));
        known && !refused && auth::verify_request(request, self.credentials.get("secret_key"), None).is_ok()
    }

    /// Signs an answer of that operation.
    pub(super) fn seal(&mut self, operation: &str, request: &Request, mut response: Response, now: Timestamp) -> Response {
        let id = uuid(&mut self.rng);
        let secret = self.credentials.get("secret_key");
        if self.faults.has("response_signed_with_request_date") {
            auth::sign_response(request, &mut response, secret, other_date(request, now), &id);
            response.headers.set(auth::DATE, auth::format_date(now));
        } else {
            auth::sign_response(request, &mut response, secret, now, &id);
        }
        if self.faults.has("response_members_unsorted") {
            let recipe = Recipe { sort: |pairs| pairs.sort_by(|one, other| other.0.cmp(&one.0)), ..Recipe::RIGHT };
            if let Ok(signature) = auth::response_signature(request, &response, secret, &recipe) {
                response.headers.set(SIGNATURE, signature);
            }
        }
        if self.directions.reading > 0 {
            auth::sign_again(request, &mut response, secret, self.directions.reading);
        }
        match (self.directions.spoiled.get(operation), response.headers.get(SIGNATURE)) {
            (Some(Spoiled::False), Some(signature)) => {
                let other = if signature.starts_with('A') { "B" } else { "A" };
                let spoiled = format!("{other}{}", signature.get(1..).unwrap_or_default());
                response.headers.set(SIGNATURE, spoiled);
            }
            (Some(Spoiled::Missing), _) => response.headers.remove(SIGNATURE),
            _ => {}
        }
        if response.is_success() && self.faults.has("response_unsigned") {
            response.headers.remove(SIGNATURE);
        }
        if response.is_success() && self.faults.has("request_id_missing") {
            response.headers.remove(auth::REQUEST_ID);
        }
        response
    }
}

/// The request's date, or yesterday when that is also the answer's.
fn other_date(request: &Request, now: Timestamp) -> Timestamp {
    let requested = request.headers.get(auth::DATE).and_then(auth::read_date);
    let differs = requested.filter(|date| auth::format_date(*date) != auth::format_date(now));
    differs.unwrap_or_else(|| now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(now))
}
