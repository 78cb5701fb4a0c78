//! The table of the passive checks.

use super::{agreement, charge, errors, operation};
use crate::core::finding::Verdict;
use crate::core::subject::Subject;
use crate::providers::{Judged, Rule};

/// Every rule, by the name that the catalogue uses.
pub const RULES: &[Rule] = &[
    rule("created_with_id", "a new charge is answered 200 with its id", charge::created_with_id),
    rule("charge_status_listed", "the status of a charge is a published one", charge::charge_status_listed),
    rule("redirect_given", "a new charge waits for its consumer and says where to send them", charge::redirect_given),
    rule("charge_id_form", "the id of a charge has the published form", charge::charge_id_form),
    rule("minor_units", "amounts are whole numbers of cents, in the currency asked for", operation::minor_units),
    rule("failed_with_failure", "what FAILED says why", errors::failed_with_failure),
    rule("error_shape", "an HTTP error is a JSON object with its status, a text and a time", errors::error_shape),
    rule("limit_headers", "an answer 429 tells the limits", errors::limit_headers),
    rule("refund_status_listed", "the status of a refund is a published one", operation::refund_status_listed),
    rule("time_form", "times are in UTC with milliseconds", operation::time_form),
    rule("agreement_status_listed", "the status of an agreement is a published one", agreement::agreement_status_listed),
    rule("agreement_id_form", "the id of an agreement has the published form", agreement::agreement_id_form),
    rule("agreement_redirect", "an agreement that waits for its consumer says where to send them", agreement::agreement_redirect),
    rule("initial_charge_named", "a new agreement names its first charge", agreement::initial_charge_named),
    rule("charged_without_consumer", "a charge under an agreement needs no consumer", agreement::charged_without_consumer),
    rule("start_date_kept", "an agreement starts when it was asked to", agreement::start_date_kept),
];

const fn rule(name: &'static str, text: &'static str, judge: fn(&Judged<'_>) -> Verdict) -> Rule {
    Rule { name, text, subject: Subject::Endpoint, judge }
}
