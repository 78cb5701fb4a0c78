//! What can be broken on purpose in the reference merchant beside what can be in every one: PPRO's own rules. The behaviour itself
//! stands where it breaks something; each breaks one published rule.

use crate::providers::Fault;
use crate::providers::shop::faults::{self, backend, page};

/// What breaks no rule of PPRO's in a shop.
const HARMLESS: &[&str] = &[
    "shop_label_wrong",
    "shop_outside_section",
    "shop_pay_disabled",
    "shop_charge_on_view",
    "shop_ineligible_selectable",
    "shop_ineligible_hidden_option",
    "shop_logo_missing",
    "shop_captured_sent_away",
    "shop_status_of_unknown_id",
    "shop_paid_without_status",
    "shop_paid_on_notification",
    "shop_pending_not_polled",
    "shop_double_charge",
];

/// What breaks a rule of the page here.
const OF_THE_PAGE: &[&str] = &["shop_paid_on_return", "shop_pending_shown_as_paid", "shop_pending_shown_as_failed"];

/// Every fault of the reference merchant.
pub fn all() -> Vec<Fault> {
    [FAULTS, &[faults::FORGERY_BELIEVED], &faults::faults(HARMLESS, OF_THE_PAGE)].concat()
}

/// Of its pages first, then of its backend.
const FAULTS: &[Fault] = &[
    page("shop_dead_link_reused", "a new try sends the customer to where the first was finished"),
    page("shop_sent_by_get", "a consumer whom PPRO wants sent by POST is sent by GET"),
    page("shop_suspicion_shown", "a customer is told that the payment looks like fraud"),
    page("shop_failure_message_shown", "a customer is shown PPRO's failureMessage"),
    page("shop_offered_abroad", "Amazon Pay is offered to consumers of any country"),
    page("shop_offered_in_other_currency", "Amazon Pay is offered for carts in any currency"),
    page("shop_offered_beyond_limits", "Amazon Pay is offered for any amount"),
    page("shop_terms_missing", "the terms of a subscription are not stated"),
    page("shop_end_not_told", "a subscriber is not told how to end the subscription"),
    backend("shop_unknown_members_refused", "an answer with a member that is not known is passed over"),
    backend("shop_bearer_misspelt", "requests are sent with Basic authentication"),
    backend("shop_key_of_other_environment", "requests are sent with the key of another environment"),
    backend("shop_merchant_id_missing", "requests are sent without Merchant-Id"),
    backend("shop_idempotency_key_missing", "messages are posted without Request-Idempotency-Key"),
    backend("shop_idempotency_key_counted", "Request-Idempotency-Key is a plain number"),
    backend("shop_idempotency_key_reused", "every message has the same Request-Idempotency-Key"),
    backend("shop_method_misspelt", "paymentMethod is AMAZONPAY"),
    backend("shop_amount_as_text", "amount.value is a text"),
    backend("shop_amount_cut", "amount.value is reckoned in binary fractions, of which the rest is cut off: 1998 for 19.99"),
    backend("shop_amount_in_dollars", "amount.value is a number of dollars"),
    backend("shop_amount_above_maximum", "amount.value is 2000001"),
    backend("shop_currency_other", "amount.currency is EUR"),
    backend("shop_country_in_letters", "consumer.country is USA"),
    backend("shop_consumer_name_missing", "a charge has no consumer.name"),
    backend("shop_subscriber_name_missing", "an agreement has no consumer.name"),
    backend("shop_redirect_missing", "a charge has no authenticationSettings"),
    backend("shop_return_url_relative", "settings.returnUrl is a path"),
    backend("shop_return_url_http", "settings.returnUrl is an http address"),
    backend("shop_reference_missing", "a charge has no merchantPaymentChargeReference"),
    backend("shop_reference_misnamed", "a charge under an agreement has paymentChargeMerchantReference, like the guide's sample"),
    backend("shop_cycle_of_another_amount", "a cycle is charged one dollar more than was asked for"),
    backend("shop_amount_in_amount", "a charge under an agreement has amount.amount, like the guide's sample"),
    backend("shop_methods_sent", "a charge has authenticationMethods, as the guide's prose says"),
    backend("shop_webhooks_over_http", "webhooksUrl is an http address"),
    backend("shop_refund_as_money", "the amount of a refund is an object"),
    backend("shop_refund_after_six_months", "a charge is refunded however old it is"),
    backend("shop_capture_sent", "what was captured automatically is captured once more"),
    backend("shop_initial_amount_missing", "the first charge of an agreement has no amount"),
    backend("shop_agreement_country_missing", "an agreement has no consumer.country"),
    backend("shop_agreement_not_asked", "an agreement is charged without asking whether it is active"),
    backend("shop_cycle_key_reused", "every charge under an agreement has the same Request-Idempotency-Key"),
    backend("shop_cycle_reference_reused", "every charge under an agreement has the same merchantPaymentChargeReference"),
    backend("shop_refund_key_reused", "a refund has the Request-Idempotency-Key of its charge"),
    backend("shop_declined_retried", "a charge that was declined for good is sent again"),
    backend("shop_cycle_retried", "a charge under an agreement that was declined for good is sent again"),
    backend("shop_timeout_new_key", "a message that got no answer is sent again under a new key"),
    backend("shop_refund_retried_at_once", "a refund that PPRO wants later is sent again after a minute"),
    backend("shop_label_too_long", "a label has 201 characters"),
    backend("shop_text_too_long", "consumer.name has 513 characters"),
    backend("shop_limit_ignored", "a request that was answered 429 is sent again at once"),
    backend("shop_trailing_comma", "bodies have a comma before the last brace, like the guide's sample"),
    backend("shop_reference_in_amount", "merchantPaymentChargeReference stands in amount, like the guide's sample"),
    backend("shop_refund_reference_reused", "every refund has the same merchantRefundReference"),
    backend("shop_initiator_missing", "a charge under an agreement has no initiator"),
    backend("shop_start_date_missing", "an agreement has no startDate"),
    backend("shop_notification_unverified", "the signatures of webhooks are not checked"),
    backend("shop_notification_age_ignored", "a webhook is taken however long ago it was signed"),
    backend("shop_old_signature_enough", "a webhook whose Webhook-Signature is right is taken, whatever its PPRO-Signature"),
    backend("shop_signature_cut_accepted", "a PPRO-Signature is right when the right one begins with it"),
    backend("shop_older_event_believed", "an event of an earlier state is believed"),
    backend("shop_unknown_event_refused", "an event of an unknown type is answered 400"),
    backend("shop_event_members_refused", "an event with a member that is not known is answered 400"),
    backend("shop_event_amount_ignored", "an event of a capture is believed, whatever its amount"),
    backend("shop_processing_taken_as_paid", "a charge in CAPTURE_PROCESSING is paid"),
    backend("shop_authorised_taken_as_paid", "an order is paid when its charge is authorised"),
    backend("shop_discard_ignored", "a discarded charge stays pending"),
    backend("shop_shipped_on_agreement", "an order is paid when its agreement is active"),
    backend("shop_late_notification_refused", "a webhook of an event that is older than a day is answered 400"),
];
