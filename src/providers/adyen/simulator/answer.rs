//! How the API answers: a body with its status, or one published error.

use serde_json::{Value, json};

use crate::core::http::Response;
use crate::providers::Faults;
use crate::providers::adyen::auth::TRANSIENT_ERROR;
use crate::providers::adyen::errors::{self, PublishedError};

/// An answer of success, or why the request is refused.
pub(super) type Outcome = Result<Response, &'static PublishedError>;

/// The answer to a request that addresses no operation.
pub(super) const NO_OPERATION: &PublishedError =
    &PublishedError { status: 404, code: "000", message: "There is no such operation.", kind: "validation" };

/// An answer of success.
pub(super) fn success(status: u16, body: &Value) -> Outcome {
    Ok(Response::json(status, body))
}

/// The answer that carries a refusal.
pub(super) fn refusal(error: &PublishedError, faults: &Faults) -> Response {
    let status = match *error {
        errors::UNREADABLE if faults.has("malformed_as_422") => 422,
        errors::AMOUNT_MISSING if faults.has("amount_missing_as_400") => 400,
        _ => error.status,
    };
    if faults.has("error_as_text") {
        let headers = [("content-type", "text/plain")].into_iter().collect();
        return Response { status, headers, body: error.message.as_bytes().to_vec() };
    }
    let unauthorised = *error == errors::UNAUTHORIZED && faults.has("unauthorised_as_validation");
    let kind = if unauthorised { "validation" } else { error.kind };
    let told = if faults.has("error_status_differs") { status + 1 } else { status };
    let body = json!({ "status": told, "errorCode": error.code, "message": error.message, "errorType": kind });
    let mut response = Response::json(status, &body);
    if *error == errors::IN_PROGRESS || *error == errors::STORE_DOWN {
        response.headers.set(TRANSIENT_ERROR, "true");
    }
    response
}

/// The same, where no repetition will help.
pub(super) fn final_refusal(error: &PublishedError, faults: &Faults) -> Response {
    let mut response = refusal(error, faults);
    response.headers.remove(TRANSIENT_ERROR);
    response
}
