//! The table of the passive checks.

use super::merchant::{self, amount, headers, host, instruments, token};
use super::{charge, eligibility, errors, refund, signature};
use crate::core::finding::Verdict;
use crate::core::subject::Subject;
use crate::providers::{Judged, Rule};

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
    rule("unregistered_reason", "the code APL_UNREGISTERED_ACCOUNT comes with its reason", eligibility::reason_of::<0>),
    rule("kyc_expired_reason", "the code APL_KYC_EXPIRED comes with its reason", eligibility::reason_of::<1>),
    rule("unavailable_reason", "the code APL_UNAVAILABLE comes with its reason", eligibility::reason_of::<2>),
    rule("one_month_reason", "the code APL_ONE_MONTH_INSTALLMENT_UNAVAILABLE comes with its reason", eligibility::reason_of::<3>),
    rule(
        "standing_instruction_reason",
        "the code APL_STANDING_INSTRUCTION_EXCEEDED comes with its reason",
        eligibility::reason_of::<4>,
    ),
    rule("insufficient_credit_reason", "the code APL_INSUFFICIENT_CREDIT comes with its reason", eligibility::reason_of::<5>),
    rule("charge_echo", "a charge's answer repeats the request and adds Amazon's id", charge::charge_echo),
    rule("charge_status_listed", "the status of a charge is a published one", charge::charge_status_listed),
    rule("pending_with_pay_url", "a pending charge has an https amazonPayUrl", charge::pending_with_pay_url),
    rule("refund_echo", "a refund's answer repeats the request and adds Amazon's id", refund::refund_echo),
    rule("refund_status_listed", "the status of a refund is a published one", refund::refund_status_listed),
    rule("error_shape", "an error is a JSON object with code and message", errors::error_shape),
    rule("outage_answer", "a server fault is answered 500 InternalServerError", errors::outage_answer),
    rule("error_message", "an error's message is a published one of its code", errors::error_message),
    sent("signed_headers", "a request carries Authorization and the seven signed headers", headers::signed_headers),
    sent("client_id", "the header x-amz-client-id is the merchantId of the message", headers::client_id),
    sent("source_listed", "the header x-amz-source has a published value", headers::source_listed),
    sent("published_host", "a request names the host of an environment", host::published_host),
    sent("authorization_form", "the header Authorization has a published form", merchant::signature::authorization_form),
    sent("request_signature", "the signature of a request is the published one", merchant::signature::request_signature),
    sent(
        "request_date",
        "the header x-amz-date is a real instant in the published form, in UTC",
        merchant::validity::request_date,
    ),
    sent("request_validity", "the header x-amz-expires is a positive whole number", merchant::validity::request_validity),
    sent(
        "instruments_parameters",
        "Get Instruments names merchant, customer, instrument and amount",
        instruments::instruments_parameters,
    ),
    sent("instruments_query", "Get Instruments is a GET with all parameters in the query", instruments::instruments_query),
    sent("instruments_rupee", "Get Instruments asks for one rupee or more", amount::at_least_a_rupee),
    sent("amount_form", "an amount is a decimal text of 0.01 or more with at most two decimals", amount::amount_form),
    sent("charge_members", "a charge has every mandatory member", merchant::charge::charge_members),
    sent("charge_values", "members of a charge with one published value have it", merchant::charge::charge_values),
    sent("charge_id_form", "a chargeId has the published length and characters", merchant::charge::charge_id),
    sent("timeout_range", "timeoutInSecs is a text from 300 to 900", merchant::charge::timeout),
    sent("callback_safelisted", "callbackUrl is the account's https URL", merchant::charge::callback_url),
    sent("refund_id_form", "a refundId has the published length and characters", merchant::refund::refund_id),
    sent("token_members", "an Access Token request has every mandatory member of its grant", token::token_members),
];

/// About an endpoint's answers.
const fn rule(name: &'static str, text: &'static str, judge: fn(&Judged<'_>) -> Verdict) -> Rule {
    Rule { name, text, subject: Subject::Endpoint, judge }
}

/// About a merchant's requests.
const fn sent(name: &'static str, text: &'static str, judge: fn(&Judged<'_>) -> Verdict) -> Rule {
    Rule { subject: Subject::Merchant, ..rule(name, text, judge) }
}
