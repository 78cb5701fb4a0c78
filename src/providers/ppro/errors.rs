//! How the API refuses: by an HTTP error, or with 200 and the status FAILED (RF/error-representation; CODES).

use serde_json::Value;

use crate::core::http::Response;
use crate::providers::{Cause, Refusal};

/// The published statuses of HTTP errors. The envelope names no code of its own, so the status's name is the code.
pub const STATUSES: &[(u16, &str)] = &[
    (400, "BAD_REQUEST"),
    (401, "UNAUTHORIZED"),
    (403, "FORBIDDEN"),
    (404, "NOT_FOUND"),
    (405, "METHOD_NOT_ALLOWED"),
    (409, "CONFLICT"),
    (415, "UNSUPPORTED_MEDIA_TYPE"),
    (422, "UNPROCESSABLE_ENTITY"),
    (429, "TOO_MANY_REQUESTS"),
    (431, "REQUEST_HEADER_FIELDS_TOO_LARGE"),
    (500, "INTERNAL_SERVER_ERROR"),
    (504, "GATEWAY_TIMEOUT"),
];

/// Who declined or failed: the member `failureType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureType {
    /// PPRO declined.
    InternalDecline,
    /// The provider behind PPRO declined.
    ProviderDecline,
}

impl FailureType {
    /// As it stands in an answer.
    pub fn text(self) -> &'static str {
        match self {
            Self::InternalDecline => "INTERNAL_DECLINE",
            Self::ProviderDecline => "PROVIDER_DECLINE",
        }
    }
}

/// A published business failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure {
    /// The member `failureCode`.
    pub code: &'static str,
    /// The member `failureType`.
    pub kind: FailureType,
    /// The member `isRetryable`.
    pub retryable: bool,
}

/// Those of the published failures that the simulator tells (CODES).
pub const FAILURES: &[Failure] = &[
    internal("AMOUNT_NOT_SUPPORTED"),
    internal("COUNTRY_NOT_SUPPORTED"),
    internal("INVALID_CURRENCY"),
    internal("INVALID_PAYMENT_METHOD"),
    internal("INVALID_AUTHENTICATION_SETTINGS"),
    internal("CANCELED_BY_CONSUMER"),
    internal("EXCEEDS_AUTHORIZED_AMOUNT"),
    internal("EXCEEDS_REFUNDABLE_AMOUNT"),
    internal("AGREEMENT_INACTIVE"),
    internal("AGREEMENT_REVOKED"),
    internal("GENERIC_DECLINE"),
    passing("INSUFFICIENT_FUNDS"),
    provider("SUS_FRAUD"),
    provider("SUS_LOST"),
    provider("SUS_STOLEN"),
    provider("REFUND_PERIOD_EXPIRED"),
    provider("REFUND_NOT_SUPPORTED"),
    passing("REFUND_BLOCKED_TEMPORARILY"),
    passing("RETRY_REFUND_LATER"),
];

/// What an HTTP error says: `failureMessage`, on some pages `message`.
pub fn refusal(response: &Response) -> Option<Refusal> {
    if response.is_success() {
        return None;
    }
    let body: Value = serde_json::from_slice(&response.body).ok()?;
    let message = body.get("failureMessage").or_else(|| body.get("message"))?.as_str()?.to_owned();
    let known = STATUSES.iter().find(|(status, _)| *status == response.status);
    let code = known.map_or_else(|| response.status.to_string(), |(_, name)| (*name).to_owned());
    let cause = match response.status {
        401 | 403 => Cause::Credentials,
        500.. => Cause::Fault,
        _ => Cause::Request,
    };
    Some(Refusal { code, message, cause })
}

/// What an answer with the status FAILED says; one without the member `failure` names no code.
pub fn declined(answer: &Value) -> Option<Refusal> {
    let failed = answer.get("status").is_some_and(|status| status == "FAILED");
    failed.then(|| {
        let failure = |member: &str| answer["failure"][member].as_str().unwrap_or_default().to_owned();
        let cause = match failure("failureType").as_str() {
            "INTERNAL_ERROR" | "PROVIDER_ERROR" => Cause::Fault,
            _ => Cause::Request,
        };
        Refusal { code: failure("failureCode"), message: failure("failureMessage"), cause }
    })
}

const fn internal(code: &'static str) -> Failure {
    Failure { code, kind: FailureType::InternalDecline, retryable: false }
}

const fn provider(code: &'static str) -> Failure {
    Failure { code, kind: FailureType::ProviderDecline, retryable: false }
}

const fn passing(code: &'static str) -> Failure {
    Failure { retryable: true, ..provider(code) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_http_error_is_a_refusal_of_what_its_status_tells() {
        let refused =
            |status: u16, body: &Value| refusal(&Response::json(status, body)).map(|refusal| (refusal.code, refusal.cause));
        let body = json!({ "status": 404, "failureMessage": "Payment charge not found" });
        assert_eq!(refused(404, &body), Some(("NOT_FOUND".to_owned(), Cause::Request)));
        assert_eq!(refused(401, &json!({ "message": "Unauthorized" })), Some(("UNAUTHORIZED".to_owned(), Cause::Credentials)));
        assert_eq!(refused(500, &body).map(|(_, cause)| cause), Some(Cause::Fault));
        assert_eq!(refused(200, &body), None);
        assert_eq!(refused(404, &json!({})), None);
    }

    #[test]
    fn failed_is_declined_and_names_its_code() {
        let failure = json!({ "failureType": "PROVIDER_DECLINE", "failureCode": "INSUFFICIENT_FUNDS" });
        let refusal = declined(&json!({ "status": "FAILED", "failure": failure })).unwrap();
        assert_eq!((refusal.code.as_str(), refusal.cause), ("INSUFFICIENT_FUNDS", Cause::Request));
        assert_eq!(declined(&json!({ "status": "FAILED" })).unwrap().code, "");
        let error = json!({ "status": "FAILED", "failure": { "failureType": "PROVIDER_ERROR" } });
        assert_eq!(declined(&error).unwrap().cause, Cause::Fault);
        assert_eq!(declined(&json!({ "status": "CAPTURED" })), None);
    }
}
