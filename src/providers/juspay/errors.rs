//! The published refusals (developer.juspay.in/reference/refund-order; juspay.io/api-reference-global/docs/express-checkout/cards).

use serde_json::{Value, json};

use super::statuses::NOT_FOUND;
use crate::core::http::Response;
use crate::providers::{Cause, Refusal};

/// A refusal with a code and a sentence of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishedError {
    /// The HTTP status.
    pub status: u16,
    /// The member `status`.
    pub state: &'static str,
    /// The member `status_id`; the sample of one case prints a text.
    pub state_id: Option<&'static str>,
    /// The member `error_code`.
    pub code: &'static str,
    /// The member `error_message`.
    pub message: &'static str,
}

/// The key is none of this merchant's.
pub const ACCESS_DENIED: PublishedError = PublishedError { status: 401, ..plain("error", "access_denied", "Access denied.") };
/// A refund's id was used before for the order.
pub const DUPLICATE: PublishedError =
    refund("duplicate.call", "A refund call was already completed with this unique_request_id for the order.");
/// The same amount again within five seconds.
pub const TOO_SOON: PublishedError = PublishedError {
    state_id: Some("\"-1\""),
    ..refund("duplicate.call", "A refund call was already processing with this amount for the order.")
};
/// More than is left to refund.
pub const EXCESS: PublishedError = refund("invalid.amount.exceeded", "Refund amount exceeds the refundable amount.");
/// `amount` or `unique_request_id` is missing.
pub const MISSING: PublishedError = plain("Bad Request", "Mandatory fields are missing", "Mandatory fields are missing");
/// An amount of zero.
pub const ZERO: PublishedError = refund("invalid amount", "Amount is invalid.");
/// The order is not paid. The page breaks off within the code; its end is inferred.
pub const UNSUCCESSFUL: PublishedError = refund("invalid.order.not_successful", "Cannot process unsuccessful order.");
/// A customer whom nobody made known (customer_management.md of Juspay's published documentation).
pub const NO_CUSTOMER: PublishedError =
    PublishedError { status: 404, ..plain("invalid_request_error", "object_not_found", "Cannot find what you are looking for") };
/// The provider failed.
pub const OUTAGE: PublishedError =
    PublishedError { status: 500, ..plain("error", "internal_error", "An internal error has occurred.") };

impl PublishedError {
    /// The body of the answer.
    pub fn body(&self) -> Value {
        let mut body = json!({ "status": self.state, "error_code": self.code, "error_message": self.message });
        if let Some(id) = self.state_id {
            body["status_id"] = serde_json::from_str(id).unwrap_or_default();
        }
        body
    }
}

/// The body of a refusal of a member: code and category as published, one field with its reason.
pub fn invalid(field: &str, reason: &str) -> Value {
    json!({
        "status": "Bad Request",
        "error_code": "INVALID_REQUEST",
        "error_message": "Bad Request.",
        "error_info": {
            "user_message": "Invalid input data",
            "developer_message": "Invalid input data",
            "code": "INVALID_INPUT",
            "category": "USER_ERROR",
            "fields": [{ "field_name": field, "reason": reason }],
        },
    })
}

/// What a refusal says: `error_code`, or `status` where an order is not found.
pub fn refusal(response: &Response) -> Option<Refusal> {
    if response.is_success() {
        return None;
    }
    let body: Value = serde_json::from_slice(&response.body).ok()?;
    // Members may be added: an order that is not found stays so, whatever code stands beside it.
    let code = unknown(&body).or_else(|| body["error_code"].as_str())?.to_owned();
    let message = body["error_message"].as_str().or(body["user_message"].as_str()).unwrap_or_default().to_owned();
    let cause = match response.status {
        401 => Cause::Credentials,
        500.. => Cause::Fault,
        _ => Cause::Request,
    };
    Some(Refusal { code, message, cause })
}

/// An order that is not found may be answered 200.
pub fn declined(answer: &Value) -> Option<Refusal> {
    unknown(answer).map(|code| Refusal { code: code.to_owned(), message: String::new(), cause: Cause::Request })
}

fn unknown(answer: &Value) -> Option<&str> {
    answer["status"].as_str().filter(|status| *status == NOT_FOUND.name)
}

const fn refund(code: &'static str, message: &'static str) -> PublishedError {
    PublishedError { state_id: Some("-1"), ..plain("ERROR", code, message) }
}

const fn plain(state: &'static str, code: &'static str, message: &'static str) -> PublishedError {
    PublishedError { status: 400, state, state_id: None, code, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_read_in_each_published_form() {
        let read =
            |status: u16, body: &Value| refusal(&Response::json(status, body)).map(|refusal| (refusal.code, refusal.cause));
        let code = |code: &str, cause| Some((code.to_owned(), cause));
        assert_eq!(read(400, &EXCESS.body()), code("invalid.amount.exceeded", Cause::Request));
        assert_eq!(read(401, &ACCESS_DENIED.body()), code("access_denied", Cause::Credentials));
        assert_eq!(read(500, &OUTAGE.body()), code("internal_error", Cause::Fault));
        assert_eq!(read(400, &json!({ "status": "NOT_FOUND", "status_id": 40 })), code("NOT_FOUND", Cause::Request));
        let more = json!({ "status": "NOT_FOUND", "status_id": 40, "error_code": "", "error_message": "" });
        assert_eq!(read(404, &more), code("NOT_FOUND", Cause::Request), "members may be added");
        assert_eq!(read(400, &invalid("currency", "Missing field")), code("INVALID_REQUEST", Cause::Request));
        assert_eq!((read(200, &EXCESS.body()), read(400, &json!({}))), (None, None));
        assert!(declined(&json!({ "status": "NOT_FOUND" })).is_some() && declined(&json!({ "status": "NEW" })).is_none());
        assert_eq!((TOO_SOON.body()["status_id"].clone(), DUPLICATE.body()["status_id"].clone()), (json!("-1"), json!(-1)));
    }
}
