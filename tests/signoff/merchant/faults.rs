//! Every fault shows: what is seen with it is not seen of the honest merchant.

use std::collections::BTreeSet;

use serde_json::Value;
use signoff::core::http::Request;
use signoff::providers::amazon_pay_india::merchant;
use signoff::providers::amazon_pay_india::simulator::keys::{FORGER, NOTIFIER};

use super::stage::{Stage, form, location};

/// What is seen of a merchant.
type Sign = fn(&mut Stage) -> bool;

const SENTENCE: &str = "By proceeding, I understand and agree to the ";

/// Of the pages.
const PAGES: &[(&str, Sign)] = &[
    ("shop_blank_page", |stage| eligible(stage).is_empty()),
    ("shop_label_wrong", |stage| eligible(stage).contains(">Amazon PayLater</label>")),
    ("shop_outside_section", |stage| !eligible(stage).contains(">Pay Later</h2>")),
    ("shop_link_account_missing", |stage| !unlinked(stage).contains("Link Account")),
    ("shop_link_account_dead", |stage| unlinked(stage).contains("href=\"#\"")),
    ("shop_link_account_for_linked", |stage| eligible(stage).contains("Link Account")),
    ("shop_pay_disabled", |stage| eligible(stage).contains("disabled>Pay")),
    ("shop_credit_label_changed", |stage| eligible(stage).contains("Credit Available ₹50000")),
    ("shop_credit_fixed", |stage| {
        stage.rewrite = Some(|_, _, body| body["amazonPayLater"]["availableCredit"] = "12.00".into());
        eligible(stage).contains("Available Credit ₹50000")
    }),
    ("shop_statement_missing", |stage| !eligible(stage).contains("Key Fact Statement")),
    ("shop_statement_reworded", |stage| eligible(stage).contains("understand and accept the <a")),
    ("shop_statement_cut", |stage| eligible(stage).contains(">I agree to the <a")),
    ("shop_statement_link_missing", |stage| eligible(stage).contains(&format!("{SENTENCE}Key Fact Statement</p>"))),
    ("shop_statement_link_partly", |stage| eligible(stage).contains(">Fact Statement</a>")),
    ("shop_statement_other_customers", |stage| {
        let first = statement(&stage.checkout("needs_authentication", "10.00", "o0")).to_owned();
        statement(&eligible(stage)) == first
    }),
    ("shop_statement_cached", |stage| {
        let first = statement(&stage.checkout("eligible", "10.00", "o0")).to_owned();
        stage.rewrite = Some(|_, _, body| body["amazonPayLater"]["keyFactStatementUrl"] = "https://new.test/?iv=2".into());
        statement(&eligible(stage)) == first
    }),
    ("shop_statement_query_dropped", |stage| statement(&eligible(stage)).ends_with("/render_kfs")),
    ("shop_statement_reencoded", |stage| statement(&eligible(stage)).contains("?authToken%3D")),
    ("shop_statement_after_paying", |stage| !eligible(stage).contains(SENTENCE) && paid(stage).contains(SENTENCE)),
    ("shop_statement_first_time_only", |stage| {
        stage.pay("eligible", "10.00", "o0");
        !eligible(stage).contains(SENTENCE)
    }),
    ("shop_charge_on_view", |stage| {
        eligible(stage);
        stage.calls("POST /v1/payments/charge") == 1
    }),
    ("shop_statement_for_ineligible", |stage| ineligible(stage).contains(SENTENCE)),
    ("shop_reason_missing", |stage| !ineligible(stage).contains("class=\"reason\"")),
    ("shop_reason_paraphrased", |stage| ineligible(stage).contains("Please renew your KYC")),
    ("shop_reason_without_full_stop", |stage| ineligible(stage).contains("on the Amazon app</p>")),
    ("shop_reason_for_unknown_code_generic", |stage| {
        stage.rewrite = Some(|_, _, body| body["amazonPayLater"]["ineligibilityCode"] = "APL_NEW".into());
        ineligible(stage).contains("Something went wrong")
    }),
    ("shop_reason_hidden_attribute", |stage| ineligible(stage).contains("class=\"reason\" hidden")),
    ("shop_ineligible_selectable", |stage| !ineligible(stage).contains("disabled")),
    ("shop_ineligible_hidden_option", |stage| !ineligible(stage).contains("Amazon Pay Later</label>")),
    ("shop_logo_missing", |stage| !eligible(stage).contains("<img")),
    ("shop_captured_sent_away", |stage| stage.pay("eligible", "10.00", "o1").contains("amazonpay.amazon.in")),
    ("shop_pay_url_altered", |stage| stage.pay("needs_authentication", "10.00", "o1").ends_with("&from=shop")),
    ("shop_pay_url_cut", |stage| !stage.pay("needs_authentication", "10.00", "o1").contains('?')),
    ("shop_pay_url_decoded", |stage| stage.pay("needs_authentication", "10.00", "o1").contains("s+1=")),
    ("shop_pay_url_ignored", |stage| stage.pay("needs_authentication", "10.00", "o1").ends_with("/orders/o1")),
    ("shop_failure_silent", |stage| !failed(stage).contains("failed")),
    ("shop_failure_without_retry", |stage| !failed(stage).contains("Try again")),
    ("shop_sdk_wrong_region", |stage| stage.get("/link?customer=unlinked").contains("/sdk/na/login1.js")),
    ("shop_sdk_domain_missing", |stage| !stage.get("/link?customer=unlinked").contains("setAmazonDomain")),
    ("shop_statement_hidden_by_style", |stage| eligible(stage).contains(".statement { display: none }")),
    ("shop_statement_off_screen", |stage| eligible(stage).contains("left: -9999px")),
    ("shop_statement_same_colour", |stage| eligible(stage).contains("color: #ffffff !important")),
    ("shop_statement_zero_size", |stage| eligible(stage).contains("font-size: 0 !important")),
    ("shop_reason_hidden_by_style", |stage| ineligible(stage).contains(".reason { display: none }")),
    ("shop_option_enabled_by_script", |stage| ineligible(stage).contains("disabled = false")),
    ("shop_statement_link_stolen", |stage| eligible(stage).contains("preventDefault")),
];

/// Of the backend.
const BACKEND: &[(&str, Sign)] = &[
    ("shop_ignore_everything", |stage| {
        eligible(stage).is_empty() && stage.get("/nowhere").is_empty() && stage.journal.is_empty()
    }),
    ("shop_header_missing", |stage| sent(stage, "GET", "instruments").headers.get("x-amz-user-ip").is_none()),
    ("shop_client_id_other", |stage| {
        let merchant = stage.account.credentials.get("merchant_id").to_owned();
        sent(stage, "GET", "instruments").headers.get("x-amz-client-id") != Some(&merchant)
    }),
    ("shop_source_unlisted", |stage| sent(stage, "POST", "charge").headers.get("x-amz-source") == Some("Web")),
    ("shop_local_time", |stage| sent(stage, "POST", "charge").headers.get("x-amz-date") == Some("20260618T154530Z")),
    ("shop_host_other", |stage| sent(stage, "GET", "instruments").headers.get("host") == Some("amazonpay.example")),
    ("shop_instruments_type_missing", |stage| {
        let url = sent(stage, "GET", "instruments").url;
        url.contains("merchantId=") && !url.contains("instrumentTypes")
    }),
    ("shop_instruments_posted", |stage| !sent(stage, "POST", "instruments").body.is_empty()),
    ("shop_instruments_amount_differs", |stage| sent(stage, "GET", "instruments").url.contains("amount=1.00")),
    ("shop_instruments_below_rupee", |stage| sent(stage, "GET", "instruments").url.contains("amount=0.50")),
    ("shop_charge_member_missing", |stage| member(stage, "referenceId").is_empty()),
    ("shop_charge_intent_wrong", |stage| member(stage, "intent") == "Authorize"),
    ("shop_amount_rounded", |stage| member(stage, "amount") == "500"),
    ("shop_amount_three_decimals", |stage| member(stage, "amount") == "499.500"),
    ("shop_charge_id_reused", |stage| {
        stage.pay("declined", "10.00", "o1");
        let first = stage.charge_id();
        stage.pay("declined", "10.00", "o1");
        stage.calls("POST /v1/payments/charge") == 2 && stage.charge_id() == first
    }),
    ("shop_charge_id_too_long", |stage| member(stage, "chargeId").len() > 50),
    ("shop_refund_id_too_long", |stage| {
        refund(stage, "eligible", "1.00");
        body(&last(stage, "POST", "refund"))["refundId"].as_str().is_some_and(|id| id.len() > 32)
    }),
    ("shop_timeout_too_long", |stage| member(stage, "timeoutInSecs") == "90000"),
    ("shop_callback_other", |stage| member(stage, "callbackUrl").contains("elsewhere")),
    ("shop_query_unsorted", |stage| {
        eligible(stage);
        stage.journal.iter().any(|(_, response)| response.status == 401)
    }),
    ("shop_status_of_unknown_id", |stage| {
        eligible(stage);
        stage.calls("GET /v1/payments/charge") == 1
    }),
    ("shop_refund_of_failed", |stage| refund(stage, "declined", "1.00") == 303),
    ("shop_refund_beyond_charge", |stage| refund(stage, "eligible", "10.01") == 303),
    ("shop_pending_refunds_forgotten", |stage| {
        stage.rewrite = Some(refunds_pending);
        refund(stage, "eligible", "6.00");
        stage.ask(Request::new("POST", "/refunds?order=o1&amount=6.00")).status == 303
    }),
    ("shop_token_not_renewed", |stage| {
        stage.pay("stale", "10.00", "o1");
        stage.calls("POST /auth/o2/token") == 0
    }),
    ("shop_relink_not_offered", |stage| !stage.checkout("foreign", "10.00", "o1").contains("Link Account")),
    ("shop_token_request_incomplete", |stage| {
        stage.pay("stale", "10.00", "o1");
        body(&last(stage, "POST", "token")).get("client_id").is_none()
    }),
    ("shop_stale_token_sent", |stage| {
        stage.advance(61 * 60);
        eligible(stage);
        stage.journal.iter().any(|(_, response)| response.status == 403)
    }),
    ("shop_outage_taken_as_failure", |stage| {
        eligible(stage);
        stage.outage(1);
        pay(stage);
        stage.get("/orders/o1").contains("Payment failed")
    }),
    ("shop_answers_unverified", |stage| {
        eligible(stage);
        stage.spoiled = true;
        pay(stage);
        stage.get("/orders/o1").contains("Payment successful")
    }),
    ("shop_unsigned_answers_believed", |stage| {
        eligible(stage);
        stage.unsigned = true;
        pay(stage);
        stage.get("/orders/o1").contains("Payment successful")
    }),
    ("shop_refund_statuses_unverified", |stage| {
        stage.rewrite = Some(refunds_pending);
        refund(stage, "eligible", "1.00");
        (stage.rewrite, stage.spoiled) = (None, true);
        stage.advance(60);
        stage.get("/orders/o1").contains("Refund done")
    }),
    ("shop_refund_status_of_unknown_id", |stage| {
        stage.rewrite = Some(refunds_pending);
        refund(stage, "eligible", "1.00");
        stage.advance(60);
        last(stage, "GET", "refund").url.contains("txnId=never-sent")
    }),
    ("shop_declined_refund_done", |stage| {
        stage.rewrite = Some(|request, _, body| {
            if request.path().ends_with("refund") {
                body["status"] = "Declined".into()
            }
        });
        refund(stage, "eligible", "1.00");
        stage.get("/orders/o1").contains("Refund done")
    }),
    ("shop_refund_done_without_status", |stage| {
        refund(stage, "eligible", "1.00");
        stage.get("/orders/o1").contains("Refund done") && stage.calls("GET /v1/payments/refund") == 0
    }),
    ("shop_charges_unverified", |stage| {
        stage.checkout("needs_authentication", "10.00", "o1");
        stage.spoiled = true;
        let answer = stage.ask(form("needs_authentication", "10.00", "o1", "0"));
        location(&answer).starts_with("https://amazonpay-sandbox.amazon.in/pay/")
    }),
    ("shop_charges_alone_verified", |stage| {
        stage.spoiled = true;
        eligible(stage).contains("Available Credit")
    }),
    ("shop_notification_refused", |stage| deliver(stage) == 500),
    ("shop_notification_json_only", |stage| deliver(stage) == 415),
    ("shop_notification_unverified", |stage| {
        pending(stage);
        let forged = stage.notification(&stage.charge_id(), &FORGER);
        stage.deliver(&forged);
        stage.calls("GET /v1/payments/charge") == 1
    }),
    ("shop_notification_certificate_anywhere", |stage| {
        pending(stage);
        let mut forged = stage.notification(&stage.charge_id(), &FORGER);
        forged.signing_cert_url = "http://provider.test/forger.pem".into();
        stage.deliver(&forged);
        stage.calls("GET /forger.pem") == 1
    }),
    ("shop_charge_notification_ignored", |stage| {
        deliver(stage);
        stage.calls("GET /v1/payments/charge") == 0
    }),
    ("shop_refund_notification_ignored", |stage| {
        stage.rewrite = Some(refunds_pending);
        refund(stage, "eligible", "1.00");
        let id = body(&last(stage, "POST", "refund"))["refundId"].as_str().unwrap().to_owned();
        let mut message = stage.notification(&id, &NOTIFIER);
        message.message = message.message.replace("Charge", "Refund");
        message.sign(NOTIFIER.key).unwrap();
        stage.deliver(&message) == 200 && stage.calls("GET /v1/payments/refund") == 0
    }),
    ("shop_paid_without_status", |stage| paid(stage).contains("successful") && stage.calls("GET /v1/payments/charge") == 0),
    ("shop_paid_on_return", |stage| {
        pending(stage);
        stage.get("/return?order=o1");
        stage.get("/orders/o1").contains("Payment successful")
    }),
    ("shop_paid_on_notification", |stage| {
        deliver(stage);
        stage.get("/orders/o1").contains("Payment successful")
    }),
    ("shop_pending_shown_as_paid", |stage| pending(stage).contains("Payment successful")),
    ("shop_pending_shown_as_failed", |stage| pending(stage).contains("Payment failed")),
    ("shop_pending_not_polled", |stage| {
        pending(stage);
        stage.advance(800);
        stage.calls("GET /v1/payments/charge") == 0
    }),
    ("shop_polling_constant", |stage| {
        pending(stage);
        stage.advance(150);
        stage.calls("GET /v1/payments/charge") == 10
    }),
    ("shop_notification_counted_twice", |stage| {
        paid(stage);
        let message = stage.notification(&stage.charge_id(), &NOTIFIER);
        stage.deliver(&message);
        stage.get("/orders/o1").contains("Shipped 2 times")
    }),
    ("shop_refund_done_at_once", |stage| {
        stage.rewrite = Some(refunds_pending);
        refund(stage, "eligible", "1.00");
        stage.get("/orders/o1").contains("Refund done")
    }),
    ("shop_status_not_compared", |stage| {
        stage.rewrite = Some(|request, _, body| {
            if request.method == "GET" {
                body["requestedAmount"] = "1.00".into()
            }
        });
        paid(stage).contains("Payment successful")
    }),
    ("shop_double_charge", |stage| {
        eligible(stage);
        pay(stage);
        pay(stage);
        stage.calls("POST /v1/payments/charge") == 2
    }),
];

#[test]
fn every_fault_of_the_pages_shows() {
    show(PAGES);
}

#[test]
fn every_fault_of_the_backend_shows() {
    show(BACKEND);
}

#[test]
fn every_fault_has_its_sign() {
    let named: BTreeSet<_> = PAGES.iter().chain(BACKEND).map(|(name, _)| *name).collect();
    assert_eq!(named, merchant::faults().iter().map(|fault| fault.name).collect());
    assert_eq!(named.len(), merchant::faults().len());
}

fn show(signs: &[(&str, Sign)]) {
    for (fault, sign) in signs {
        assert!(!sign(&mut Stage::honest()), "the honest merchant shows {fault}");
        assert!(sign(&mut Stage::with(&[*fault])), "{fault} does not show");
    }
}

fn refunds_pending(request: &Request, _: &mut u16, body: &mut Value) {
    if request.path().ends_with("refund") {
        body["status"] = "Pending".into();
    }
}

fn eligible(stage: &mut Stage) -> String {
    stage.checkout("eligible", "499.50", "o1")
}

fn unlinked(stage: &mut Stage) -> String {
    stage.checkout("unlinked", "10.00", "o1")
}

fn ineligible(stage: &mut Stage) -> String {
    stage.checkout("kyc_expired", "10.00", "o1")
}

fn pay(stage: &mut Stage) {
    location(&stage.ask(form("eligible", "499.50", "o1", "0")));
}

/// The page of an order that an eligible customer paid.
fn paid(stage: &mut Stage) -> String {
    stage.pay("eligible", "499.50", "o1");
    stage.get("/orders/o1")
}

/// The page of an order whose payment failed.
fn failed(stage: &mut Stage) -> String {
    stage.pay("declined", "10.00", "o1");
    stage.get("/orders/o1")
}

/// The page of an order whose charge waits for its customer.
fn pending(stage: &mut Stage) -> String {
    stage.pay("needs_authentication", "499.50", "o1");
    stage.get("/orders/o1")
}

/// The status with which a genuine notification of a pending charge is answered.
fn deliver(stage: &mut Stage) -> u16 {
    pending(stage);
    let message = stage.notification(&stage.charge_id(), &NOTIFIER);
    stage.deliver(&message)
}

/// The status with which a refund of an order of 10.00 is answered.
fn refund(stage: &mut Stage, customer: &str, amount: &str) -> u16 {
    stage.pay(customer, "10.00", "o1");
    stage.ask(Request::new("POST", format!("/refunds?order=o1&amount={amount}"))).status
}

fn statement(page: &str) -> &str {
    page.split("href=\"").nth(1).map_or("", |rest| rest.split('"').next().unwrap())
}

/// The last request to an operation, after an eligible customer paid.
fn sent(stage: &mut Stage, method: &str, operation: &str) -> Request {
    paid(stage);
    last(stage, method, operation)
}

fn last(stage: &Stage, method: &str, operation: &str) -> Request {
    let mut calls = stage.journal.iter().rev().map(|(request, _)| request);
    let found = calls.find(|request| request.method == method && request.path().ends_with(operation));
    found.cloned().unwrap_or_else(|| Request::new("NONE", ""))
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap_or_default()
}

/// A member of the charge of an eligible customer.
fn member(stage: &mut Stage, name: &str) -> String {
    let charge = body(&sent(stage, "POST", "charge"));
    assert!(charge["merchantId"].is_string(), "there was no charge");
    charge[name].as_str().unwrap_or_default().to_owned()
}
