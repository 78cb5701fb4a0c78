//! What can be broken on purpose in the reference merchant beside what can be in every one: Amazon's own rules. The behaviour
//! itself stands where it breaks something; each breaks one published rule.

use crate::providers::Fault;
use crate::providers::shop::faults::{self, backend, page, unreadable};

/// Every fault of the reference merchant.
pub fn all() -> Vec<Fault> {
    [FAULTS, faults::STATEMENT, &faults::faults(&[], &[])].concat()
}

/// Of its pages first, then of its backend.
const FAULTS: &[Fault] = &[
    page("shop_link_account_missing", "a customer who has not linked sees no Link Account button"),
    page("shop_link_account_dead", "the Link Account button leads nowhere"),
    page("shop_link_account_for_linked", "a linked customer sees a Link Account button"),
    page("shop_credit_label_changed", "the credit is labelled Credit Available"),
    page("shop_credit_fixed", "the credit shown is always 50000"),
    page("shop_statement_missing", "the sentence of consent is not shown"),
    page("shop_statement_other_customers", "the statement linked is that of another customer, when there was one"),
    page("shop_statement_cached", "the statement linked is the first that the customer was ever given"),
    page("shop_statement_query_dropped", "the query of the statement's address is left out"),
    page("shop_statement_reencoded", "the query of the statement's address is encoded once more"),
    page("shop_statement_after_paying", "the sentence of consent is shown on the order's page only"),
    page("shop_statement_first_time_only", "the sentence of consent is not shown to a customer who charged before"),
    page("shop_statement_for_ineligible", "the sentence of consent is shown to an ineligible customer"),
    page("shop_reason_missing", "an ineligible customer is not told why"),
    page("shop_reason_paraphrased", "the reason is the merchant's own sentence for a known code"),
    page("shop_reason_without_full_stop", "the reason lacks its last full stop"),
    page("shop_reason_for_unknown_code_generic", "the reason of an unknown code is Something went wrong"),
    page("shop_reason_hidden_attribute", "the reason has the attribute hidden"),
    page("shop_sdk_wrong_region", "the Login with Amazon SDK is loaded for North America"),
    page("shop_sdk_domain_missing", "the Login with Amazon SDK is not told its domain"),
    unreadable("shop_statement_hidden_by_style", "a style sheet hides the sentence of consent"),
    unreadable("shop_statement_off_screen", "a style sheet puts the sentence of consent off the screen"),
    unreadable("shop_statement_same_colour", "a style sheet gives the sentence of consent the colour of its background"),
    unreadable("shop_statement_zero_size", "a style sheet shrinks the sentence of consent to nothing"),
    unreadable("shop_reason_hidden_by_style", "a style sheet hides the reason"),
    unreadable("shop_option_enabled_by_script", "a script enables the option of an ineligible customer"),
    unreadable("shop_statement_link_stolen", "a script keeps the statement's link from opening"),
    backend("shop_header_missing", "requests are sent without x-amz-user-ip"),
    backend("shop_client_id_other", "x-amz-client-id is not the merchantId"),
    backend("shop_source_unlisted", "x-amz-source is Web"),
    backend("shop_local_time", "x-amz-date is the time of India, with a Z behind it"),
    backend("shop_host_other", "requests name another host than the published ones"),
    backend("shop_instruments_type_missing", "Get Instruments is sent without instrumentTypes"),
    backend("shop_instruments_posted", "Get Instruments is sent as a POST"),
    backend("shop_instruments_amount_differs", "Get Instruments asks for 1.00, whatever the order"),
    backend("shop_instruments_below_rupee", "Get Instruments asks for 0.50, whatever the order"),
    backend("shop_charge_member_missing", "a charge is sent without referenceId"),
    backend("shop_charge_intent_wrong", "a charge has the intent Authorize"),
    backend("shop_amount_rounded", "a charge is rounded to whole rupees"),
    backend("shop_amount_three_decimals", "a charge's amount has three decimals"),
    backend("shop_charge_id_too_long", "a chargeId is longer than 50 characters"),
    backend("shop_refund_id_too_long", "a refundId is longer than 32 characters"),
    backend("shop_timeout_too_long", "timeoutInSecs is 90000"),
    backend("shop_callback_other", "callbackUrl is not the safelisted one"),
    backend("shop_query_unsorted", "the parameters of a query are signed unsorted"),
    backend("shop_token_not_renewed", "a refused access token is not renewed"),
    backend("shop_relink_not_offered", "a customer whose renewed token is refused is not asked to link again"),
    backend("shop_token_request_incomplete", "an access token is requested without client_id"),
    backend("shop_stale_token_sent", "an access token is sent however old it is"),
    backend("shop_answers_unverified", "the signatures of answers are not checked"),
    backend("shop_pending_refunds_forgotten", "only refunds that are done count against what may still be given back"),
    backend("shop_refund_status_of_unknown_id", "the status of a refund is asked that was never sent"),
    backend("shop_declined_refund_done", "a refund that is declined is shown as done"),
    backend("shop_refund_done_without_status", "a refund is done by the answer to it"),
    backend("shop_charges_unverified", "the answers to charges are not checked, but those about their status are"),
    backend("shop_charges_alone_verified", "only the answers to charges and their status are checked"),
    backend("shop_notification_json_only", "notifications are taken as application/json only"),
    backend("shop_notification_unverified", "the signatures of notifications are not checked"),
    backend("shop_notification_certificate_anywhere", "the certificate of a notification is fetched from wherever it says"),
];
