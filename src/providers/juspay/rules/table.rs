//! Every passive check with its name.

use super::merchant::{self, headers};
use super::{eligibility, errors, order, payment, refund, session};
use crate::core::finding::Verdict;
use crate::core::subject::Subject;
use crate::providers::{Judged, Rule};

/// The table.
pub const RULES: &[Rule] = &[
    rule("session_shape", "a session is NEW and names order, payment link and service", session::session_shape),
    rule(
        "session_payload",
        "sdk_payload has the amount as asked and a client token that is still good",
        session::session_payload,
    ),
    rule("session_reference", "sdk_payload repeats the gateway reference", session::session_reference),
    rule("session_link", "the payment link of a session names its id", session::session_link),
    rule("session_echo", "sdk_payload repeats what was asked and names the environment", session::session_echo),
    rule("status_id", "status and status_id of an order agree", order::status_id),
    rule("amounts_are_numbers", "the amounts of an order are numbers with at most two decimals", order::amounts_are_numbers),
    rule("gateway_reference", "an order shows gateway 38 and the reference of its metadata", payment::gateway_reference),
    rule("payment_ids", "an order shows the same ids of its payment everywhere", payment::payment_ids),
    rule("captured_payment", "a charged order shows a captured payment, to which its refunds belong", payment::captured_payment),
    rule("refund_echo", "a refund is listed under the id that it was asked for with", refund::refund_echo),
    rule("refunded_sum", "amount_refunded is the sum of the refunds that did not fail", refund::refunded_sum),
    rule("refundable_rest", "maximum_eligible_refund_amount is what is left", refund::refundable_rest),
    rule("refund_status_listed", "the status of a refund is a published one", refund::refund_status_listed),
    rule("unknown_order", "an unknown order has the status_id 40", errors::unknown_order),
    rule("denial_without_order", "the refusal of a key tells of no order", errors::denial_without_order),
    rule("error_shape", "a refused request has error_code, error_message and a whole error_info", errors::error_shape),
    rule(
        "eligibility_entry",
        "an eligibility entry names method, type, flag and a published status",
        eligibility::eligibility_entry,
    ),
    rule(
        "eligible_with_statement",
        "an eligible customer has a balance and an https kfs_link",
        eligibility::eligible_with_statement,
    ),
    rule("ineligible_with_message", "an ineligible customer has a gateway_error_message", eligibility::ineligible_with_message),
    merchants("basic_key", "a call is authenticated by the API key and a colon", headers::basic_key),
    merchants("version_date", "the version is a date that there is", headers::version_date),
    merchants("refund_version", "a refund names its version", headers::refund_version),
    merchants("merchant_named", "a call names the merchant", headers::merchant_named),
    merchants("routing_named", "a call names the customer for its routing", headers::routing_named),
    merchants("session_members", "a session has every mandatory member", merchant::session::session_members),
    merchants("order_id_form", "an order_id has at most 20 plain characters", merchant::session::order_id_form),
    merchants("session_amount", "an amount is a text above zero with at most two decimals", merchant::session::session_amount),
    merchants("return_url_form", "return_url is a plain https address", merchant::session::return_url_form),
    merchants("contact_form", "phone and e-mail address have the published forms", merchant::session::contact_form),
    merchants("session_gateway", "a session names the gateway's reference and rupees", merchant::session::session_gateway),
    merchants("eligibility_subject", "an eligibility is that of an amount or an order", merchant::payment::eligibility_subject),
    merchants("eligibility_rupee", "an eligibility is not asked below one rupee", merchant::payment::eligibility_rupee),
    merchants("payment_members", "a payment names method, type and wallet", merchant::payment::payment_members),
    merchants("refund_id_form", "a unique_request_id has at most 255 plain characters", merchant::refund::refund_id_form),
    merchants("refund_id_short", "a unique_request_id has at most 20 characters", merchant::refund::refund_id_short),
    merchants("refund_amount", "a refund names an amount of a rupee or more", merchant::refund::refund_amount),
];

/// About a merchant's requests.
const fn merchants(name: &'static str, text: &'static str, judge: fn(&Judged<'_>) -> Verdict) -> Rule {
    Rule { name, text, subject: Subject::Merchant, judge }
}

/// About an endpoint's answers.
const fn rule(name: &'static str, text: &'static str, judge: fn(&Judged<'_>) -> Verdict) -> Rule {
    Rule { name, text, subject: Subject::Endpoint, judge }
}
