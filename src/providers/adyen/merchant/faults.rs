//! What can be broken on purpose in the reference merchant beside what can be in every one: Adyen's own rules. The behaviour
//! itself stands where it breaks something; each breaks one published rule.

use crate::providers::Fault;
use crate::providers::shop::faults::{self, backend, page};

/// Every fault of the reference merchant.
pub fn all() -> Vec<Fault> {
    [FAULTS, &faults::faults(WITHOUT, OF_THE_PAGE)].concat()
}

/// What breaks no rule here: Adyen has no section and no label, nobody is told ineligible, there is no status to ask for, and
/// webhooks decide.
const WITHOUT: &[&str] = &[
    "shop_label_wrong",
    "shop_outside_section",
    "shop_pay_disabled",
    "shop_charge_on_view",
    "shop_ineligible_selectable",
    "shop_ineligible_hidden_option",
    "shop_captured_sent_away",
    "shop_status_of_unknown_id",
    "shop_outage_taken_as_failure",
    "shop_refund_notification_ignored",
    "shop_paid_without_status",
    "shop_paid_on_notification",
    "shop_pending_not_polled",
    "shop_refund_done_at_once",
    "shop_status_not_compared",
    "shop_double_charge",
];

/// What breaks a rule of the page here.
const OF_THE_PAGE: &[&str] = &["shop_paid_on_return", "shop_pending_shown_as_paid", "shop_pending_shown_as_failed"];

/// Of its pages first, then of its backend: its requests, what it makes of answers, and webhooks.
const FAULTS: &[Fault] = &[
    page("shop_offered_everywhere", "the option is shown where the provider does not list it"),
    page("shop_consent_ticked", "the box that stores the payment method is ticked for the shopper"),
    page("shop_refusal_reason_shown", "the reason of a refusal is shown to the shopper"),
    backend("shop_key_in_address", "the API key stands in the address of every request"),
    backend("shop_key_in_page", "the API key stands in a page"),
    backend("shop_path_without_version", "requests go to paths without a version"),
    backend("shop_payment_member_missing", "a payment is sent without returnUrl"),
    backend("shop_two_payment_methods", "a payment has amazonPayToken and checkoutSessionId"),
    backend("shop_amount_in_major_units", "the amount of a payment is in whole euros"),
    backend("shop_amount_as_text", "the amount of a payment is a text"),
    backend("shop_amount_without_value", "the amount of a payment has no value"),
    backend("shop_amount_without_currency", "the amount of a payment has no currency"),
    backend("shop_currency_other", "a payment is in GBP, whatever is registered"),
    backend("shop_key_too_long", "an idempotency key has more than 64 characters"),
    backend("shop_key_reused", "all payments of an order have the same idempotency key"),
    backend("shop_key_shared", "a payment and what is done with it have the same idempotency key"),
    backend("shop_refunds_share_key", "all refunds of a payment have the same idempotency key"),
    backend("shop_key_missing", "money is moved without an idempotency key"),
    backend("shop_key_guessable", "an idempotency key is the reference, no UUID"),
    backend("shop_repeats_regardless", "a request is repeated whether or not transient-error says so"),
    backend("shop_reference_too_long", "a reference has more than 80 characters"),
    backend("shop_shopper_is_email", "shopperReference is an e-mail address"),
    backend("shop_shopper_changes", "every payment has another shopperReference"),
    backend("shop_stores_without_consent", "every payment stores its payment method"),
    backend("shop_stored_without_shopper", "a payment method is stored without shopperReference"),
    backend("shop_recurring_as_ecommerce", "a stored payment method is charged with shopperInteraction Ecommerce"),
    backend("shop_recurring_model_other", "a stored payment method is charged as CardOnFile"),
    backend("shop_recurring_of_other_shopper", "a stored payment method is charged for another shopperReference"),
    backend("shop_renewal_of_another_amount", "a stored payment method is charged one euro more than was asked for"),
    backend("shop_recurring_without_return_url", "a stored payment method is charged without returnUrl"),
    backend("shop_browser_incomplete", "browserInfo lacks the userAgent"),
    backend("shop_metadata_too_long", "a value of metadata has more than 80 characters"),
    backend("shop_refund_names_capture", "a refund names the capture in place of the payment"),
    backend("shop_refund_in_major_units", "the amount of a refund is in whole euros"),
    backend("shop_refund_other_currency", "a refund is in USD, whatever was paid"),
    backend("shop_capture_missing", "what is authorised is never captured"),
    backend("shop_capture_names_reference", "a capture names the merchant's reference in place of Adyen's"),
    backend("shop_capture_without_amount", "a capture has no amount"),
    backend("shop_capture_in_major_units", "the amount of a capture is in whole euros"),
    backend("shop_capture_beyond_charge", "more is captured than was authorised"),
    backend("shop_captures_again", "every delivery of an authorisation captures the payment"),
    backend("shop_methods_without_country", "the payment methods are asked for without countryCode"),
    page("shop_refusal_taken_as_paid", "any result code that ends a payment is taken as success"),
    page("shop_action_skipped", "a payment that waits for the shopper is taken as success"),
    page("shop_challenge_ignored", "a shopper whose bank asks is given nothing to answer it with"),
    page("shop_received_taken_as_failed", "a payment that was received is taken as one that failed"),
    backend("shop_webhook_after_its_work", "a webhook about a capture is answered when its work is done, after 15 seconds"),
    backend("shop_captures_before_answering", "a webhook about an authorisation is answered when the payment is captured"),
    backend("shop_webhook_unverified", "the signatures of webhooks are not checked"),
    backend("shop_signature_optional", "a webhook without signature is taken"),
    backend("shop_hmac_escaped", "colons and backslashes are escaped before a signature is checked"),
    backend("shop_hmac_over_rewritten_body", "a body is read and written anew before its signature is checked"),
    backend("shop_previous_key_refused", "only the newest key is known"),
    backend("shop_duplicate_refused", "a webhook that comes again is answered 409"),
    backend("shop_duplicates_told_by_date", "a webhook that comes again with a later date is taken as a new one"),
    backend("shop_last_delivery_counts", "whatever is delivered last counts, however old it is"),
    backend("shop_closed_stays_closed", "an authorisation after OFFER_CLOSED has no effect"),
    backend("shop_unknown_event_refused", "an unknown event code is answered 400"),
    backend("shop_success_truthy", "any text in success is taken as true"),
    backend("shop_live_ignored", "live is not looked at"),
    backend("shop_event_amount_ignored", "the amount of an event is not compared with the order's"),
    backend("shop_closed_offer_ignored", "OFFER_CLOSED has no effect"),
    backend("shop_refund_failed_ignored", "REFUND_FAILED and REFUNDED_REVERSED have no effect"),
    backend("shop_capture_failed_ignored", "CAPTURE_FAILED has no effect"),
    backend("shop_token_stored_twice", "a payment method that is told twice is stored twice"),
    backend("shop_disabled_token_used", "a disabled payment method is charged all the same"),
    backend("shop_reason_decides", "an event without reason is taken as success"),
];
