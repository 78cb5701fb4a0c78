//! The passive checks, judged on every exchange of a run: one small function each, one table.

use crate::core::finding::Verdict;
use crate::core::subject::Subject;
use crate::providers::{Judged, Rule};

mod charge;
mod eligibility;
mod errors;
#[cfg(test)]
mod fixture;
mod reading;
mod refund;
mod signature;

/// Every rule, by the name that the catalogue uses.
pub const RULES: &[Rule] = &[
    rule("response_headers", "a successful answer carries id, date and signature", signature::response_headers),
    rule("response_signature", "the signature of an answer is the published one", signature::response_signature),
    rule("instruments_shape", "Get Instruments answers 200 with the instrument's members", eligibility::instruments_shape),
    rule(
        "eligible_without_reason",
        "an eligible customer has no ineligibility code and reason",
        eligibility::eligible_without_reason,
    ),
    rule("eligible_with_statement", "an eligible customer has an https Key Fact Statement", eligibility::eligible_with_statement),
    rule("ineligible_with_reason", "an ineligible customer has a code and a reason", eligibility::ineligible_with_reason),
    rule(
        "ineligible_without_statement",
        "an ineligible customer has no Key Fact Statement",
        eligibility::ineligible_without_statement,
    ),
    rule("ineligible_without_credit", "an ineligible customer has the credit 0", eligibility::ineligible_without_credit),
    rule("listed_code", "an ineligibility code is a published one", eligibility::listed_code),
    rule("charge_echo", "a charge's answer repeats the request and adds Amazon's id", charge::charge_echo),
    rule("charge_status_listed", "the status of a charge is a published one", charge::charge_status_listed),
    rule("pending_with_pay_url", "a pending charge has an https amazonPayUrl", charge::pending_with_pay_url),
    rule("refund_echo", "a refund's answer repeats the request and adds Amazon's id", refund::refund_echo),
    rule("refund_status_listed", "the status of a refund is a published one", refund::refund_status_listed),
    rule("error_shape", "an error is a JSON object with code and message", errors::error_shape),
    rule("outage_answer", "a server fault is answered 500 InternalServerError", errors::outage_answer),
    rule("error_message", "an error's message is a published one of its code", errors::error_message),
];

const fn rule(name: &'static str, text: &'static str, judge: fn(&Judged<'_>) -> Verdict) -> Rule {
    Rule { name, text, subject: Subject::Endpoint, judge }
}
