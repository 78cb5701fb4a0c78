//! What can be broken on purpose in the reference merchant beside what can be in every one: Juspay's own rules. The behaviour
//! itself stands where it breaks something; each breaks one published rule.

use crate::providers::Fault;
use crate::providers::shop::faults::{self, backend, page};

/// Faults of every shop that break none of Juspay's rules: the option's spelling and its logo are published by Amazon alone, an
/// option may be hidden from whoever is not eligible, and whoever asks for the order needs no notification of its payment.
const HARMLESS: &[&str] = &[
    "shop_label_wrong",
    "shop_logo_missing",
    "shop_ineligible_hidden_option",
    "shop_failure_without_retry",
    "shop_status_of_unknown_id",
    "shop_outage_taken_as_failure",
    "shop_charge_notification_ignored",
];

/// Every fault of the reference merchant.
pub fn all() -> Vec<Fault> {
    [FAULTS, faults::STATEMENT, &[faults::ANSWERED_LATE, faults::FORGERY_BELIEVED], &faults::faults(HARMLESS, &[])].concat()
}

/// Of its pages first, then of its backend.
const FAULTS: &[Fault] = &[
    page("shop_link_account_missing", "a customer who has not linked sees no Link button"),
    page("shop_linking_shown_as_error", "a customer who has not linked sees an error"),
    page("shop_link_account_for_linked", "a linked customer sees a Link button"),
    page("shop_credit_missing", "the credit is not shown"),
    page("shop_credit_fixed", "the credit shown is always 50000"),
    page("shop_statement_missing", "the sentence of consent is not shown"),
    page("shop_statement_after_paying", "the sentence of consent is shown on the order's page only"),
    page("shop_statement_cached", "the statement linked is the first that the customer was ever given"),
    page("shop_reason_missing", "an ineligible customer is not told why"),
    page("shop_reason_paraphrased", "an ineligible customer is told a text that nobody published"),
    page("shop_reason_for_unknown_generic", "the text for an unknown answer is Something went wrong"),
    page("shop_emi_for_all", "EMIs can be chosen whatever the eligibility call says"),
    page("shop_failure_reason_missing", "the reason of a failed payment is not shown"),
    backend("shop_key_without_colon", "the API key is sent without the colon behind it"),
    backend("shop_merchant_id_missing", "x-merchantid is not sent"),
    backend("shop_routing_id_missing", "x-routing-id is not sent"),
    backend("shop_routing_id_changes", "x-routing-id is the order when the status is asked"),
    backend("shop_version_no_date", "the version header is 2023-04-1"),
    backend("shop_refund_version_missing", "refunds are sent without a version header"),
    backend("shop_key_in_page", "the API key stands in a page"),
    backend("shop_eligibility_not_asked", "everybody is offered the option, and nobody is asked"),
    backend("shop_eligibility_asked_late", "everybody is offered the option, and asked about two seconds later"),
    backend("shop_eligibility_without_amount", "the eligibility is asked without amount and order"),
    backend("shop_eligibility_amount_differs", "the eligibility is asked for 1.00, whatever the order"),
    backend("shop_eligibility_below_rupee", "the eligibility is asked for 0.50, whatever the order"),
    backend("shop_order_id_too_long", "an order_id is longer than 20 characters"),
    backend("shop_amount_as_number", "the amount of a session is a number"),
    backend("shop_amount_three_decimals", "the amount of a session has three decimals"),
    backend("shop_amount_in_paise", "the amount of a session is in paise"),
    backend("shop_return_url_with_query", "return_url has a query"),
    backend("shop_return_url_not_https", "return_url is an http address"),
    backend("shop_phone_with_country_code", "customer_phone begins with +91"),
    backend("shop_email_ends_with_dot", "the local part of customer_email ends with a dot"),
    backend("shop_reference_missing", "a session has no gateway reference"),
    backend("shop_currency_foreign", "the currency of a session is USD"),
    backend("shop_session_member_missing", "a session has no payment_page_client_id"),
    backend("shop_client_id_empty", "the payment_page_client_id of a session is empty"),
    backend("shop_action_unlisted", "the action of a session is pay"),
    backend("shop_payload_changed", "the amount in sdk_payload is changed on its way to the page"),
    backend("shop_order_details_rewritten", "orderDetails are written anew after they were signed"),
    backend("shop_order_updated_in_paise", "an order is updated to its amount in paise before it is paid"),
    backend("shop_wallet_token_missing", "a payment has no direct_wallet_token"),
    backend("shop_method_of_wallet", "a payment has the method AMAZONPAY"),
    backend("shop_payment_repeated", "an order is paid, and paid again at once"),
    backend("shop_refund_without_amount", "a refund names no amount"),
    backend("shop_refund_below_rupee", "a refund of less than a rupee is sent"),
    backend("shop_refund_of_old_order", "an order of more than a year ago is refunded"),
    backend("shop_refunds_done_not_counted", "a refund that is done does not count when the next is asked for"),
    backend("shop_refund_repeated_at_once", "the same refund is sent twice within five seconds"),
    backend("shop_refund_id_reused", "every refund of an order has the same id"),
    backend("shop_refund_id_of_amount", "a second refund of the same amount has the id of the first"),
    backend("shop_refund_id_with_specials", "a unique_request_id has special characters"),
    backend("shop_refund_id_long", "a unique_request_id has 30 characters"),
    backend("shop_refund_id_too_long", "a unique_request_id has 260 characters"),
    backend("shop_review_sent_again", "a refund that a person reviews is sent again"),
    backend(
        "shop_payments_refunded_blindly",
        "payments are refunded by POST /refunds: failed ones, too, again at once, and again while a person reviews a refund",
    ),
    backend("shop_more_than_asked_accepted", "an order is paid by a status of a larger amount, too"),
    backend("shop_return_unverified", "the signature of the return address is not checked"),
    backend("shop_notification_unverified", "the credentials of notifications are not checked"),
    backend("shop_notification_user_ignored", "of the credentials of notifications only the password is checked"),
    backend("shop_forgery_acknowledged", "notifications with wrong credentials are answered 200"),
    backend("shop_notification_numbers_only", "notifications whose numbers are texts are refused"),
    backend("shop_unknown_event_refused", "events of unknown names are answered 400"),
    backend("shop_refund_news_for_all", "what is told of one refund is taken for all refunds of the order"),
    backend("shop_refund_trouble_ignored", "ORDER_REFUND_FAILED and REFUND_MANUAL_REVIEW_NEEDED have no effect"),
    backend("shop_refund_trouble_for_all", "trouble with one refund is taken for the failure of all open refunds of the order"),
    backend("shop_late_failure_believed", "an order fails by ORDER_FAILED, whatever came before"),
    backend("shop_auto_refund_ignored", "events that Juspay gave the money back have no effect"),
];
