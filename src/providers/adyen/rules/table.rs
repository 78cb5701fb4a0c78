//! The table of the passive checks.

use super::{errors, methods, modification, payment};
use crate::core::finding::Verdict;
use crate::core::subject::Subject;
use crate::providers::{Judged, Rule};

/// Every rule, by the name that the catalogue uses.
pub const RULES: &[Rule] = &[
    rule("amazon_pay_configured", "a listed amazonpay has a name and its configuration", methods::amazon_pay_configured),
    rule("result_listed", "a payment has a published resultCode", payment::result_listed),
    rule(
        "authorised_with_reference",
        "an authorised payment has a pspReference and no action",
        payment::authorised_with_reference,
    ),
    rule("action_complete", "a payment that waits for the shopper has a complete action", payment::action_complete),
    rule("refusal_explained", "a refused payment is answered 200 with reason and code", payment::refusal_explained),
    rule("payment_echo", "a payment's answer repeats its reference and its amount", payment::payment_echo),
    rule("modification_received", "a modification is answered 201 received", modification::modification_received),
    rule("error_shape", "an error is a ServiceError with the status of its answer", errors::error_shape),
    rule("unauthorised_as_security", "an answer 401 has the errorType security", errors::unauthorised_as_security),
    rule("key_echoed", "an answer of success repeats the idempotency key", errors::key_echoed),
];

const fn rule(name: &'static str, text: &'static str, judge: fn(&Judged<'_>) -> Verdict) -> Rule {
    Rule { name, text, subject: Subject::Endpoint, judge }
}
