//! How the API refuses: an HTTP error with its envelope, or a failure within an answer of 200.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::core::clock::printed;
use crate::core::http::Response;
use crate::providers::Faults;
use crate::providers::ppro::errors::{FAILURES, Failure};

/// An HTTP error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) message: &'static str,
}

/// A request of the wrong form, or one that is refused in this state.
pub(super) const fn bad_request(message: &'static str) -> Refusal {
    Refusal { status: 400, message }
}

/// Something that a GET names and that is not there.
pub(super) const fn not_found(message: &'static str) -> Refusal {
    Refusal { status: 404, message }
}

/// A request of the right form that makes no sense.
pub(super) const fn unprocessable(message: &'static str) -> Refusal {
    Refusal { status: 422, message }
}

/// The key is wrong.
pub(super) const UNAUTHORIZED: Refusal = Refusal { status: 401, message: "Unauthorized" };

/// The answer that carries a refusal; the gateway before the API has a shorter one.
pub(super) fn answer(refusal: Refusal, now: Timestamp, faults: &Faults) -> Response {
    let Refusal { status, message } = refusal;
    if faults.has("error_as_text") {
        let headers = [("content-type", "text/plain")].into_iter().collect();
        return Response { status, headers, body: message.into() };
    }
    if refusal == UNAUTHORIZED {
        return Response::json(status, &json!({ "message": message }));
    }
    let told = if faults.has("error_status_wrong") { 400 } else { status };
    Response::json(status, &json!({ "status": told, "failureMessage": message, "timestamp": printed(now) }))
}

/// The published failure of that code; the first one where there is none.
pub(super) fn failure(code: &str) -> &'static Failure {
    FAILURES.iter().find(|failure| failure.code == code).unwrap_or(&FAILURES[0])
}

/// The member `failure`.
pub(super) fn describe(failure: &Failure) -> Value {
    json!({
        "failureType": failure.kind.text(),
        "failureCode": failure.code,
        "failureMessage": format!("Payment operation failed: {}", failure.code.to_lowercase().replace('_', " ")),
        "isRetryable": failure.retryable,
    })
}
