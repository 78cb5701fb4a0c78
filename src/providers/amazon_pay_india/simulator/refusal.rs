//! How the API refuses: one published error, written as the answer that carries it.

use serde_json::json;

use crate::core::http::Response;
use crate::ledger::LedgerError;
use crate::providers::Faults;
use crate::providers::amazon_pay_india::errors::{self, AMOUNT_MESSAGE, INSTRUMENT_TYPES_MESSAGE, PublishedError};

/// Why a request is refused.
pub(super) type Refusal = &'static PublishedError;

/// The answer to a request that addresses no operation; the provider publishes none.
pub(super) const NO_OPERATION: Refusal =
    &PublishedError { status: 404, code: "NotFound", message: "There is no such operation.", about: &[] };

const UNEXPECTED: Refusal =
    &PublishedError { status: 500, code: "InternalServerError", message: "The simulator knows no such error.", about: &[] };

/// The error of that code with its general message.
pub(super) fn refuse(code: &str) -> Refusal {
    errors::published(code).next().unwrap_or(UNEXPECTED)
}

/// The error `InvalidArguments` with a message of its own.
pub(super) fn invalid_argument(message: &str) -> Refusal {
    errors::published("InvalidArguments").find(|error| error.message == message).unwrap_or(UNEXPECTED)
}

/// The same code with the message for another argument than the one that is wrong.
pub(super) fn of_another_argument(refusal: Refusal) -> Refusal {
    invalid_argument(if refusal.message == AMOUNT_MESSAGE { INSTRUMENT_TYPES_MESSAGE } else { AMOUNT_MESSAGE })
}

/// How the API says what the books refuse, and the fault under which it does not.
const BOOKED: &[(LedgerError, &str, &str)] = &[
    (LedgerError::NotPositive, "InvalidArguments", ""),
    (LedgerError::DuplicateCharge, "DuplicateChargeId", "duplicate_charge_accepted"),
    (LedgerError::UnknownCharge, "InvalidChargeId", ""),
    (LedgerError::DuplicateRefund, "DuplicateRefundId", "duplicate_refund_accepted"),
    (LedgerError::UnknownRefund, "InvalidRefundId", ""),
    (LedgerError::NotApproved, "ChargeNotApproved", "unapproved_refund_accepted"),
    (LedgerError::ExcessRefund, "ExcessRefundAmount", "excess_refund_accepted"),
];

/// Passes on what the books say of a new entry.
pub(super) fn booked(outcome: Result<(), LedgerError>, faults: &Faults) -> Result<(), Refusal> {
    match outcome {
        Err(error) if !BOOKED.iter().any(|(known, _, fault)| *known == error && faults.has(fault)) => Err(unbooked(error)),
        _ => Ok(()),
    }
}

/// What the books refuse, as the API says it.
pub(super) fn unbooked(error: LedgerError) -> Refusal {
    BOOKED.iter().find(|(known, ..)| *known == error).map_or(UNEXPECTED, |(_, code, _)| refuse(code))
}

/// The answer that carries a refusal.
pub(super) fn answer(refusal: Refusal, faults: &Faults) -> Response {
    let status = match refusal.code {
        "InvalidChargeId" if faults.has("unknown_charge_as_404") => 404,
        "InvalidRefundId" if faults.has("unknown_refund_as_404") => 404,
        "InternalServerError" if faults.has("outage_as_503") => 503,
        _ => refusal.status,
    };
    let reworded = if faults.has("message_reworded") { "Sorry! " } else { "" };
    let message = format!("{reworded}{}", refusal.message);
    if faults.has("error_as_text") {
        let headers = [("content-type", "text/plain")].into_iter().collect();
        return Response { status, headers, body: message.into_bytes() };
    }
    Response::json(status, &json!({ "code": refusal.code, "message": message }))
}
