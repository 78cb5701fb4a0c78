//! What can be broken on purpose in every reference merchant. The behaviour itself stands where it breaks something; each breaks
//! one published rule. Faults of one provider's own rules stand in its house.

use crate::core::subject::Subject;
use crate::providers::Fault;

/// Those of the pages first, then those of the backend.
const FAULTS: &[Fault] = &[
    page("shop_blank_page", "every page is empty"),
    page("shop_label_wrong", "the option's name lacks a space"),
    page("shop_outside_section", "the option stands among the other methods, not in its own section"),
    page("shop_pay_disabled", "the pay button is disabled for an eligible customer"),
    page("shop_charge_on_view", "a customer is charged when the page is opened"),
    page("shop_ineligible_selectable", "an ineligible customer can choose the option"),
    page("shop_ineligible_hidden_option", "an ineligible customer does not see the option"),
    page("shop_logo_missing", "the option has no logo"),
    page("shop_captured_sent_away", "a customer whose charge was captured is sent to a page of the provider's"),
    page("shop_pay_url_cut", "the address where the customer finishes a charge loses its parameters"),
    page("shop_pay_url_decoded", "the address where the customer finishes a charge is decoded on the way"),
    page("shop_pay_url_altered", "a parameter is added to the address where the customer finishes a charge"),
    page("shop_pay_url_ignored", "a customer is not sent to where they finish a charge"),
    page("shop_failure_silent", "a failed payment is not reported to the customer"),
    page("shop_failure_without_retry", "a failed payment cannot be tried again"),
    backend("shop_ignore_everything", "everything is answered with an empty page, and nobody is called"),
    backend("shop_charge_id_reused", "every try of an order has the same id"),
    backend("shop_status_of_unknown_id", "the status of a charge is asked that was never sent"),
    backend("shop_refund_of_failed", "a payment that failed is refunded"),
    backend("shop_refund_beyond_charge", "more is refunded than was charged"),
    backend("shop_outage_taken_as_failure", "500 is taken as the end of a payment"),
    backend("shop_notification_refused", "notifications are answered 500"),
    backend("shop_charge_notification_ignored", "notifications of charges have no effect"),
    backend("shop_refund_notification_ignored", "notifications of refunds have no effect"),
    backend("shop_paid_without_status", "an order is paid by the answer to its charge"),
    backend("shop_paid_on_return", "an order is paid when the customer returns"),
    backend("shop_paid_on_notification", "an order is paid by a notification"),
    backend("shop_pending_shown_as_paid", "a pending payment is shown as paid"),
    backend("shop_pending_shown_as_failed", "a pending payment is shown as failed"),
    backend("shop_pending_not_polled", "the status of a pending payment is not asked again"),
    backend("shop_polling_constant", "the status of a pending payment is asked every 15 seconds"),
    backend("shop_notification_counted_twice", "every notification of a paid order ships it again"),
    backend("shop_refund_done_at_once", "a pending refund is shown as done"),
    backend("shop_status_not_compared", "the amount and the id that a status tells are not compared with the order's"),
    backend("shop_double_charge", "every submission of the form charges"),
];

/// What believes forged notifications, for the houses whose notifications can be forged.
pub const FORGERY_BELIEVED: Fault =
    backend("shop_forgery_believed", "a forged notification is answered 401, and what it says is believed");

/// What breaks the sentence of consent, for the houses that show one.
pub const STATEMENT: &[Fault] = &[
    page("shop_statement_reworded", "the sentence of consent says accept instead of agree to"),
    page("shop_statement_cut", "the sentence of consent lacks its beginning"),
    page("shop_statement_link_missing", "the words Key Fact Statement are no link"),
    page("shop_statement_link_partly", "only the words Fact Statement are the link"),
];

/// What breaks notifications for the providers that want an answer before any work is done.
pub const ANSWERED_LATE: Fault =
    backend("shop_notification_answered_late", "a notification is answered when its work is done, 500 when that cannot be");

/// The faults of every reference merchant, without those that break no rule of this provider's; some break a rule of its page.
pub fn faults(without: &[&str], of_the_page: &[&str]) -> Vec<Fault> {
    let kept = FAULTS.iter().filter(|fault| !without.contains(&fault.name));
    let placed = kept.map(|fault| match of_the_page.contains(&fault.name) {
        true => Fault { subject: Subject::Checkout, ..*fault },
        false => *fault,
    });
    placed.collect()
}

/// A fault of the checkout page.
pub const fn page(name: &'static str, text: &'static str) -> Fault {
    Fault { name, text, subject: Subject::Checkout, browser_only: false }
}

/// A fault of the checkout page that its HTML does not tell.
pub const fn unreadable(name: &'static str, text: &'static str) -> Fault {
    Fault { browser_only: true, ..page(name, text) }
}

/// A fault of the merchant's backend.
pub const fn backend(name: &'static str, text: &'static str) -> Fault {
    Fault { name, text, subject: Subject::Merchant, browser_only: false }
}
