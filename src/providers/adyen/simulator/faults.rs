//! What can be broken on purpose. The behaviour itself stands where it breaks something.

use crate::core::subject::Subject;
use crate::providers::Fault;

/// Every fault of the simulator.
pub const FAULTS: &[Fault] = &[
    fault("refuse_everything", "every call is refused as if its API key were wrong"),
    fault("amazon_pay_missing", "the payment methods never list amazonpay"),
    fault("configuration_missing", "the entry of amazonpay has no configuration"),
    fault("amazon_pay_everywhere", "amazonpay is listed for every country and currency"),
    fault("unknown_result", "an authorised payment is answered with the result code Approved"),
    fault("reference_malformed", "a pspReference has 15 characters"),
    fault("authorised_with_action", "an authorised payment is answered with an action"),
    fault("action_missing", "a payment that waits for the shopper is answered without action"),
    fault("action_incomplete", "an action has neither address nor token"),
    fault("refusal_without_reason", "a refused payment is answered without refusalReason"),
    fault("refusal_as_422", "a refused payment is answered 422"),
    fault("merchant_reference_wrong", "a payment is answered with another merchantReference"),
    fault("payment_amount_wrong", "a payment is answered with another amount"),
    fault("modification_answered_200", "a modification is answered 200"),
    fault("modification_status_wrong", "a modification is answered with the status accepted"),
    fault("payment_reference_wrong", "a modification is answered with another payment's reference"),
    fault("modification_amount_missing", "a capture or refund is answered without amount"),
    fault("modification_reference_reused", "a modification is answered with the payment's own reference as its own"),
    fault("modification_reference_shared", "all modifications of a payment are answered with one reference"),
    fault("error_as_text", "an error is answered as plain text"),
    fault("error_status_differs", "the status in an error's body is not that of the answer"),
    fault("api_key_ignored", "any API key is taken, and none"),
    fault("unauthorised_as_validation", "a wrong API key is answered with the errorType validation"),
    fault("unauthorised_pays", "a payment with a wrong API key is answered 401, and made all the same"),
    fault("any_merchant_accepted", "any merchant account is taken"),
    fault("malformed_as_422", "a body that is no JSON is answered 422"),
    fault("return_url_optional", "a payment without returnUrl is taken"),
    fault("amount_missing_as_400", "a payment without amount is answered 400"),
    fault("keys_ignored", "an idempotency key is not looked at"),
    fault("repetition_marked", "the answer to a repetition has a member more than the first one"),
    fault("key_echo_missing", "an answer does not repeat the idempotency key"),
    fault("busy_key_forgotten", "a request that was answered 704 is carried out a second time when it is repeated"),
    fault("long_key_accepted", "an idempotency key of any length is taken"),
    fault("uncaptured_refunded", "a payment that was not captured is refunded"),
    fault("excess_refunded", "more than what was captured is refunded"),
    fault("foreign_currency_taken", "a capture or refund in another currency is carried out"),
    fault("excess_captured", "more than what was authorised is captured"),
    fault("cancelled_after_capture", "a captured payment is cancelled"),
    fault("unknown_token_accepted", "any storedPaymentMethodId is charged"),
    fault("token_of_anyone_accepted", "a stored payment method is charged for any shopperReference"),
    fault("partial_capture_accepted", "a part of a payment is captured"),
    fault("token_webhook_missing", "a stored payment method is never told"),
    fault("token_webhook_other_shopper", "a stored payment method is told of another shopper"),
    fault("token_webhook_without_id", "a stored payment method is told without its id"),
    fault("token_webhook_other_event", "a stored payment method is told with another eventId than the payment's"),
];

const fn fault(name: &'static str, text: &'static str) -> Fault {
    Fault { name, text, subject: Subject::Endpoint, browser_only: false }
}
