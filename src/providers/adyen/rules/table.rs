//! The table of the passive checks.

use super::merchant::{amount, key, modification as modifies, request, stored};
use super::{errors, merchant, methods, modification, payment};
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
    sent("api_request", "a request carries the API key in its header, to a path with a version", request::api_request),
    sent("market_named", "the payment methods are asked for by country and currency", request::market_named),
    sent("payment_members", "a payment has every mandatory member", merchant::payment::payment_members),
    sent("one_method", "a payment is paid with amazonpay in exactly one way", merchant::payment::one_method),
    sent("minor_units", "an amount is a whole number of minor units", amount::minor_units),
    sent("registered_currency", "a payment is in the registered currency", amount::registered_currency),
    sent("key_length", "an idempotency key has at most 64 characters", key::key_length),
    sent("key_of_money", "what moves money has a UUID as its idempotency key", key::key_of_money),
    sent("reference_length", "a reference has at most 80 characters", merchant::payment::reference_length),
    sent(
        "shopper_reference",
        "a shopperReference has the published length and is no e-mail",
        merchant::payment::shopper_reference,
    ),
    sent("stored_for_shopper", "a payment method is stored for a shopper", stored::stored_for_shopper),
    sent("charged_without_shopper", "a stored payment method is charged as published", stored::charged_without_shopper),
    sent("returns_later", "a payment with a stored payment method has a returnUrl", stored::returns_later),
    sent("browser_info", "browserInfo is complete where 3D Secure is used", merchant::payment::browser_info),
    sent(
        "modification_of_payment",
        "a modification names account, payment and an amount in its currency",
        modifies::modification_of_payment,
    ),
    sent("metadata", "metadata keeps to its limits", merchant::payment::metadata),
];

/// About an endpoint's answers.
const fn rule(name: &'static str, text: &'static str, judge: fn(&Judged<'_>) -> Verdict) -> Rule {
    Rule { name, text, subject: Subject::Endpoint, judge }
}

/// About a merchant's requests.
const fn sent(name: &'static str, text: &'static str, judge: fn(&Judged<'_>) -> Verdict) -> Rule {
    Rule { subject: Subject::Merchant, ..rule(name, text, judge) }
}
