//! The table of the passive checks.

use super::merchant::{amount, consumer, message, payment, request};
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
    sent("bearer_key", "a request carries the account's bearer key", request::bearer_key),
    sent("merchant_id_sent", "a request names the merchant's contract", request::merchant_id_sent),
    sent("idempotency_key_form", "what is posted has a UUID of version 4 as its key", request::idempotency_key_form),
    sent("strict_json", "a body is strict JSON", request::strict_json),
    sent("method_named", "the method is AMAZON_PAY", consumer::method_named),
    sent("country_named", "the consumer's country is US", consumer::country_named),
    sent("consumer_named", "a one-time charge names the consumer", consumer::consumer_named),
    sent("subscriber_named", "an agreement names the consumer", consumer::subscriber_named),
    sent("redirect_asked", "one redirect is asked for, with an absolute address to come back to", consumer::redirect_asked),
    sent("return_url_https", "the consumer comes back to an https address", consumer::return_url_https),
    sent(
        "agreement_members",
        "an agreement has country, redirect and the amount of its first charge",
        consumer::agreement_members,
    ),
    sent("payment_amount", "a payment is of a whole number of cents, 50 or more, in US dollars", amount::payment_amount),
    sent("payment_maximum", "a payment is of 2000000 cents at most", amount::payment_maximum),
    sent("bare_amount", "a capture, a void and a refund have a bare amount", amount::bare_amount),
    sent("guide_mistakes", "no member is one of the guide's mistakes", amount::guide_mistakes),
    sent("reference_beside_amount", "the reference of a payment stands beside its amount", amount::reference_beside_amount),
    sent("reference_given", "a payment has the merchant's reference", payment::reference_given),
    sent("webhooks_https", "a webhooksUrl is https", payment::webhooks_https),
    sent("initiator_told", "a charge without the consumer has initiator MERCHANT and a scheduleType", payment::initiator_told),
    sent("start_date_given", "an agreement says when it begins", payment::start_date_given),
    sent("lengths_kept", "labels and texts keep within their lengths", message::lengths_kept),
];

/// About an endpoint's answers.
const fn rule(name: &'static str, text: &'static str, judge: fn(&Judged<'_>) -> Verdict) -> Rule {
    Rule { name, text, subject: Subject::Endpoint, judge }
}

/// About a merchant's requests.
const fn sent(name: &'static str, text: &'static str, judge: fn(&Judged<'_>) -> Verdict) -> Rule {
    Rule { subject: Subject::Merchant, ..rule(name, text, judge) }
}
