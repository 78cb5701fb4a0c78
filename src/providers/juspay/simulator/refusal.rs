//! Refusals on their way to become answers.

use serde_json::{Value, json};

use super::responder::Responder;
use crate::core::http::Response;
use crate::ledger::LedgerError;
use crate::providers::Faults;
use crate::providers::juspay::errors::{self, ACCESS_DENIED, DUPLICATE, EXCESS, PublishedError, UNSUCCESSFUL, ZERO};
use crate::providers::juspay::statuses::{CREATED, NOT_FOUND};

/// Why a request is not carried out.
pub(super) enum Refusal {
    /// A published error.
    Published(PublishedError),
    /// A member is missing or wrong.
    Invalid(&'static str, &'static str),
    /// There is no such order.
    Unknown(String),
}

/// A member that is missing or wrong.
pub(super) fn invalid(field: &'static str) -> Refusal {
    Refusal::Invalid(field, "Missing field or Invalid Value")
}

/// What the books refuse about a refund.
pub(super) fn unbooked(error: LedgerError, faults: &Faults) -> Refusal {
    Refusal::Published(match error {
        LedgerError::NotPositive if faults.has("zero_refund_code") => PublishedError { code: "amount.too.small", ..ZERO },
        LedgerError::NotPositive => ZERO,
        LedgerError::DuplicateRefund | LedgerError::DuplicateCharge => DUPLICATE,
        LedgerError::ExcessRefund if faults.has("excess_refund_code") => PublishedError { code: "amount.too.large", ..EXCESS },
        LedgerError::ExcessRefund => EXCESS,
        _ if faults.has("unsuccessful_order_as_404") => PublishedError { status: 404, ..UNSUCCESSFUL },
        _ if faults.has("unsuccessful_order_reworded") => PublishedError { message: "Order is not paid.", ..UNSUCCESSFUL },
        _ => UNSUCCESSFUL,
    })
}

impl Responder {
    /// The answer to a request that is not carried out.
    pub(super) fn refuse(&self, refusal: Refusal, order: Option<&Value>) -> Response {
        match refusal {
            Refusal::Published(ACCESS_DENIED) => self.deny(order),
            Refusal::Published(error) => Response::json(error.status, &error.body()),
            Refusal::Invalid(field, reason) => Response::json(400, &self.invalid_body(field, reason)),
            Refusal::Unknown(order) => Response::json(400, &self.unknown_body(&order)),
        }
    }

    /// Only a fault does what it refuses.
    pub(super) fn is_done_all_the_same(&self, refusal: &Refusal) -> bool {
        matches!(refusal, Refusal::Published(ACCESS_DENIED)) && self.faults.has("denied_call_carried_out")
    }

    fn deny(&self, order: Option<&Value>) -> Response {
        let mut body = ACCESS_DENIED.body();
        if let Some(order) = order.filter(|_| self.faults.has("refusal_tells_order")) {
            body["order_id"] = order["order_id"].clone();
        }
        let status = if self.faults.has("key_refused_as_403") { 403 } else { ACCESS_DENIED.status };
        Response::json(status, &body)
    }

    fn invalid_body(&self, field: &str, reason: &str) -> Value {
        let mut body = errors::invalid(field, reason);
        if self.faults.has("error_without_message") {
            body["error_message"] = Value::Null;
        }
        if self.faults.has("error_info_without_fields") {
            body["error_info"]["fields"] = Value::Null;
        }
        body
    }

    fn unknown_body(&self, order: &str) -> Value {
        if self.faults.has("not_found_reworded") {
            return PublishedError { code: "order.unknown", message: "There is no such order.", ..UNSUCCESSFUL }.body();
        }
        let id = if self.faults.has("not_found_id_wrong") { CREATED.id } else { NOT_FOUND.id };
        json!({ "status": NOT_FOUND.name, "status_id": id, "order_id": order })
    }
}
