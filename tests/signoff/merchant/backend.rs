//! What the honest merchant does: one charge per try, and nothing final without a status.

use signoff::core::http::Request;
use signoff::providers::amazon_pay_india::simulator::keys::{FORGER, NOTIFIER};

use super::stage::{Rewrite, Stage, form, location};

const CHARGE: &str = "POST /v1/payments/charge";
const STATUS: &str = "GET /v1/payments/charge";
const REFUND: &str = "POST /v1/payments/refund";
const TOKEN: &str = "POST /auth/o2/token";

/// A stage with a charge of 499.50 that waits for its customer.
fn pending() -> Stage {
    let mut stage = Stage::honest();
    assert!(stage.pay("needs_authentication", "499.50", "o1").starts_with("https://amazonpay-sandbox.amazon.in/pay/S04-"));
    assert!(stage.get("/orders/o1").contains("Payment pending"));
    stage
}

/// From now on the provider tells that the charge was captured.
fn captured(stage: &mut Stage) {
    stage.rewrite = Some(|request, _, body| {
        if request.method == "GET" && body["status"] == "CapturePending" {
            body["status"] = "CaptureApproved".into();
            body["approvedAmount"] = body["requestedAmount"].clone();
        }
    });
}

fn refund(stage: &mut Stage, amount: &str) -> u16 {
    stage.ask(Request::new("POST", format!("/refunds?order=o1&amount={amount}"))).status
}

#[test]
fn a_captured_charge_is_paid_after_its_status() {
    let mut stage = Stage::honest();
    assert!(stage.pay("eligible", "499.50", "o1").ends_with("/orders/o1"));
    let page = stage.get("/orders/o1");
    assert!(page.contains("Payment successful") && page.contains("₹499.50") && page.contains("Shipped 1 time<"), "{page}");
    assert_eq!((stage.calls("GET /v1/payments/instruments"), stage.calls(CHARGE), stage.calls(STATUS)), (1, 1, 1));
    assert!(stage.journal.iter().all(|(_, response)| response.is_success()), "every request was well-formed");
    stage.advance(3600);
    assert_eq!(stage.journal.len(), 3, "what is final is not asked again");
}

#[test]
fn a_form_that_comes_twice_charges_once() {
    let mut stage = Stage::honest();
    stage.checkout("eligible", "499.50", "o1");
    let twice = vec![form("eligible", "499.50", "o1", "0"), form("eligible", "499.50", "o1", "0")];
    let answers = stage.ask_all(twice);
    assert!(answers.iter().all(|answer| location(answer).ends_with("/orders/o1")));
    assert!(location(&stage.ask(form("eligible", "499.50", "o1", "0"))).ends_with("/orders/o1"));
    assert!(location(&stage.ask(Request::new("GET", "/pay?customer=eligible&amount=499.50&order=o1"))).ends_with("/orders/o1"));
    assert_eq!(stage.calls(CHARGE), 1);
}

#[test]
fn nothing_is_charged_that_was_not_offered() {
    let mut stage = Stage::honest();
    stage.checkout("eligible", "499.50", "o1");
    stage.checkout("kyc_expired", "499.50", "o2");
    for (customer, amount, order) in [("eligible", "499.51", "o1"), ("declined", "499.50", "o1"), ("kyc_expired", "499.50", "o2")]
    {
        assert!(location(&stage.ask(form(customer, amount, order, "0"))).contains("/pay?customer="), "{customer} {amount}");
    }
    assert!(location(&stage.ask(form("eligible", "1.00", "o9", "0"))).contains("/pay?customer="), "never shown");
    assert_eq!(stage.calls(CHARGE), 0);
}

#[test]
fn a_declined_charge_fails_and_may_be_tried_again_under_a_new_id() {
    let mut stage = Stage::honest();
    stage.pay("declined", "10.00", "o1");
    let first = stage.charge_id();
    let page = stage.get("/orders/o1");
    assert!(page.contains("Payment failed") && page.contains(">Try again</a>") && !page.contains("Shipped"), "{page}");
    stage.ask(form("declined", "10.00", "o1", "0"));
    assert_eq!(stage.calls(CHARGE), 1, "the old form does not charge again");
    stage.pay("declined", "10.00", "o1");
    assert_eq!(stage.calls(CHARGE), 2);
    assert_ne!(stage.charge_id(), first);
}

#[test]
fn a_refused_charge_fails_without_a_status() {
    let mut stage = Stage::honest();
    stage.pay("load_limited", "10.00", "o1");
    assert!(stage.get("/orders/o1").contains("Payment failed"));
    assert_eq!(stage.calls(STATUS), 0);
}

#[test]
fn a_pending_charge_is_polled_at_growing_intervals() {
    let mut stage = pending();
    let mut seen = Vec::new();
    for second in 1..=300 {
        let before = stage.calls(STATUS);
        stage.advance(1);
        if stage.calls(STATUS) > before {
            seen.push(second);
        }
    }
    assert_eq!(seen, [15, 40, 70, 105, 145, 190, 240, 295]);
    captured(&mut stage);
    stage.advance(55);
    assert!(stage.get("/orders/o1").contains("Payment successful"));
    assert_eq!(stage.calls(CHARGE), 1);
}

#[test]
fn a_pending_charge_ends_with_its_time() {
    let mut stage = pending();
    stage.advance(1000);
    assert!(stage.get("/orders/o1").contains("Payment failed"));
    let asked = stage.calls(STATUS);
    stage.advance(10_000);
    assert_eq!(stage.calls(STATUS), asked);
}

#[test]
fn a_return_is_not_believed_but_asked() {
    let mut stage = pending();
    let back = Request::new("GET", "/return?order=o1&status=CaptureApproved");
    assert!(location(&stage.ask(back.clone())).ends_with("/orders/o1"));
    assert_eq!(stage.calls(STATUS), 1);
    assert!(stage.get("/orders/o1").contains("Payment pending"));
    captured(&mut stage);
    stage.ask(back);
    assert!(stage.get("/orders/o1").contains("Payment successful"));
}

#[test]
fn a_genuine_notification_makes_it_ask_and_a_second_one_nothing() {
    let mut stage = pending();
    let message = stage.notification(&stage.charge_id(), &NOTIFIER);
    assert_eq!((stage.deliver(&message), stage.calls(STATUS)), (200, 1));
    assert!(stage.get("/orders/o1").contains("Payment pending"), "the status is believed, not the message");
    captured(&mut stage);
    for _ in 0..3 {
        assert_eq!(stage.deliver(&message), 200);
    }
    assert!(stage.get("/orders/o1").contains("Shipped 1 time<"));
    assert_eq!(stage.calls(STATUS), 2);
    assert_eq!(stage.calls("GET /SimpleNotificationService-signoff.pem"), 1, "the certificate is kept");
}

#[test]
fn forged_notifications_have_no_effect() {
    let mut stage = pending();
    captured(&mut stage);
    let genuine = stage.notification(&stage.charge_id(), &NOTIFIER);
    let mut elsewhere = genuine.clone();
    elsewhere.signing_cert_url = "http://elsewhere.test/forger.pem".into();
    let mut altered = genuine.clone();
    altered.message = altered.message.replace("499.50", "499.00");
    let mut unsigned = genuine.clone();
    unsigned.signature.clear();
    for forged in [stage.notification(&stage.charge_id(), &FORGER), elsewhere, altered, unsigned] {
        assert_eq!(stage.deliver(&forged), 403);
    }
    assert_eq!(stage.calls(STATUS), 0);
    assert_eq!(stage.calls("GET /forger.pem"), 0, "only the known certificate is fetched");
    let nobodys = stage.notification("c-of-nobody", &NOTIFIER);
    assert_eq!((stage.deliver(&nobodys), stage.calls(STATUS)), (200, 0));
    assert_eq!((stage.deliver(&genuine), stage.calls(STATUS)), (200, 1));
}

#[test]
fn a_status_of_something_else_decides_nothing() {
    let changes: [Rewrite; 3] = [
        |request, _, body| {
            if request.method == "GET" {
                body["requestedAmount"] = "1.00".into()
            }
        },
        |request, _, body| {
            if request.method == "GET" {
                body["chargeId"] = "c-other".into()
            }
        },
        |request, _, body| {
            if request.method == "GET" {
                body["currencyCode"] = "USD".into()
            }
        },
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let mut stage = Stage::honest();
        stage.rewrite = Some(change);
        stage.pay("eligible", "10.00", "o1");
        assert!(stage.get("/orders/o1").contains("Payment pending"), "change {number} was believed");
    }
}

#[test]
fn answers_with_a_false_signature_are_no_answers() {
    let mut stage = Stage::honest();
    stage.checkout("eligible", "10.00", "o1");
    stage.spoiled = true;
    stage.ask(form("eligible", "10.00", "o1", "0"));
    stage.advance(20);
    assert!(stage.get("/orders/o1").contains("Payment pending"));
    stage.spoiled = false;
    stage.advance(30);
    assert!(stage.get("/orders/o1").contains("Payment successful"));
    assert_eq!(stage.calls(CHARGE), 1);
}

#[test]
fn an_outage_decides_nothing_and_the_same_charge_is_sent_again() {
    let mut stage = Stage::honest();
    stage.checkout("eligible", "10.00", "o1");
    stage.outage(2);
    stage.ask(form("eligible", "10.00", "o1", "0"));
    let first = stage.charge_id();
    assert!(stage.get("/orders/o1").contains("Payment pending"));
    stage.advance(40);
    assert!(stage.get("/orders/o1").contains("Payment successful"));
    assert_eq!((stage.calls(CHARGE), stage.charge_id()), (2, first));
}

#[test]
fn a_token_is_renewed_when_it_is_old_and_when_it_is_refused() {
    let mut stage = Stage::honest();
    stage.pay("stale", "10.00", "o1");
    assert!(stage.get("/orders/o1").contains("Payment successful"));
    assert_eq!(stage.calls(TOKEN), 1, "refused, then renewed");
    stage.advance(56 * 60);
    stage.pay("stale", "10.00", "o2");
    assert_eq!(stage.calls(TOKEN), 2, "renewed before it was sent");
    let refused = stage.journal.iter().filter(|(_, response)| response.status == 403).count();
    assert_eq!(refused, 1);
}

#[test]
fn a_customer_whose_link_is_lost_links_again() {
    let mut stage = Stage::honest();
    assert!(stage.checkout("foreign", "10.00", "o1").contains("Link Account"));
    stage.rewrite = Some(|request, status, body| {
        if request.path().ends_with("/instruments") {
            *status = 403;
            *body = serde_json::json!({ "code": "InvalidAccessToken", "message": "m" });
        }
    });
    let page = stage.checkout("eligible", "10.00", "o2");
    assert!(page.contains("Link Account") && page.contains("disabled"));
    assert_eq!(stage.calls(TOKEN), 1, "one renewal, not more");
}

#[test]
fn a_paid_order_is_refunded_up_to_what_was_paid() {
    let mut stage = Stage::honest();
    stage.pay("eligible", "10.00", "o1");
    for amount in ["10.01", "0", "x", "1.001"] {
        assert_eq!(refund(&mut stage, amount), 409, "{amount}");
    }
    assert_eq!(refund(&mut stage, "4.00"), 303);
    assert!(stage.get("/orders/o1").contains("Refund done: ₹4.00"));
    assert_eq!(refund(&mut stage, "6.01"), 409);
    assert_eq!(refund(&mut stage, "6.00"), 303);
    assert_eq!((stage.calls(REFUND), stage.calls("GET /v1/payments/refund")), (2, 2));
    let page = stage.get("/orders/o1");
    assert!(page.contains("Payment successful") && page.contains("Refund done: ₹6.00"));
}

#[test]
fn a_pending_refund_is_not_done() {
    let mut stage = Stage::honest();
    stage.pay("eligible", "10.00", "o1");
    stage.rewrite = Some(|request, _, body| {
        if request.path().ends_with("/refund") {
            body["status"] = "Pending".into()
        }
    });
    refund(&mut stage, "10.00");
    assert!(stage.get("/orders/o1").contains("Refund pending"));
    stage.rewrite = None;
    stage.advance(15);
    assert!(stage.get("/orders/o1").contains("Refund done"));
}

#[test]
fn only_a_paid_order_is_refunded() {
    let mut stage = pending();
    assert_eq!(refund(&mut stage, "1.00"), 409);
    let mut stage = Stage::honest();
    stage.pay("declined", "10.00", "o1");
    assert_eq!(refund(&mut stage, "1.00"), 409);
    assert_eq!(stage.calls(REFUND), 0);
}
