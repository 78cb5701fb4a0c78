//! The right provider with other answers than our simulator's: what is published is violated, what is left open is not.

use std::io::Write;
use std::net::TcpStream;

use serde_json::{Value, json};

use super::scene::{Scene, foreign, simulator};
use crate::transport::server::{read_request, serve};

/// A request's first line; status and body of its answer.
type Change = fn(&str, u16, &mut Value) -> u16;

/// The shared simulator behind a server that changes some of its answers.
fn changed(change: Change) -> String {
    changed_at(&simulator().address, move |request, status, body| {
        change(request.lines().next().unwrap_or_default(), status, body)
    })
}

/// The simulator at an address behind a server that changes some of its answers: by the whole request, status and body.
pub fn changed_at(address: &str, change: impl Fn(&str, u16, &mut Value) -> u16 + Send + Sync + 'static) -> String {
    let address = address.trim_start_matches("http://").to_owned();
    let proxy = serve(move |mut merchant| {
        let request = read_request(&mut merchant);
        let mut provider = TcpStream::connect(&address).unwrap();
        provider.write_all(&request).unwrap();
        let answer = String::from_utf8(read_request(&mut provider)).unwrap();
        let Some((head, body)) = answer.split_once("\r\n\r\n") else { return };
        let (first, headers) = head.split_once("\r\n").unwrap();
        let mut body: Value = serde_json::from_str(body).unwrap();
        let status = first.split(' ').nth(1).unwrap().parse().unwrap();
        let status = change(&String::from_utf8_lossy(&request), status, &mut body);
        let headers: Vec<_> = headers.lines().filter(|line| !line.to_lowercase().starts_with("content-length")).collect();
        let body = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
        let headers = headers.join("\r\n");
        let answer =
            format!("HTTP/1.1 {status} x\r\n{headers}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
        let _ = merchant.write_all(answer.as_bytes());
    });
    format!("http://{proxy}")
}

/// What becomes of a requirement when answers are changed so.
fn status_of(requirement: &str, change: Change) -> String {
    let mut config = foreign();
    config["amazon_pay_india"]["endpoint"]["base_url"] = json!(changed(change));
    let scene = Scene::with(&config);
    let ran = scene.run(&["--subject", "endpoint", "--tags", &format!("@{requirement}")]);
    let verdicts = scene.report().verdicts();
    verdicts.get(requirement).unwrap_or_else(|| panic!("{requirement} was not judged: {ran:?}")).clone()
}

fn refuse(body: &mut Value, status: u16, code: &str) -> u16 {
    *body = json!({ "code": code, "message": "m" });
    status
}

/// Answers refused with `$code` otherwise.
macro_rules! instead_of {
    ($code:literal, $status:literal, code $other:literal) => {
        |_, status, body| if body["code"] == $code { refuse(body, $status, $other) } else { status }
    };
    ($code:literal, $status:literal, $body:tt) => {
        |_, status, body| {
            if body["code"] != $code {
                return status;
            }
            *body = json!($body);
            $status
        }
    };
}

fn all_are(expected: &str, cases: &[(&str, Change)]) {
    for (number, (requirement, change)) in cases.iter().enumerate() {
        assert_eq!(status_of(requirement, *change), expected, "{requirement}, case {number}");
    }
}

#[test]
fn unchanged_answers_are_judged_as_before() {
    all_are("met", &[("APL-A10", |_, status, _| status), ("APL-S20", |_, status, _| status)]);
}

#[test]
fn a_charge_beyond_the_credit_or_the_funds_may_end_in_several_ways() {
    let captured: Change = instead_of!("InsufficientFunds", 200, { "status": "CaptureApproved" });
    let failed: Change = instead_of!("InsufficientFunds", 200, { "status": "Failed" });
    let pending: Change = instead_of!("InsufficientFunds", 200, { "status": "CapturePending" });
    let fault: Change = instead_of!("InsufficientFunds", 500, code "InternalServerError");
    let page: Change = instead_of!("InsufficientFunds", 200, "<html>");
    all_are("violated", &[("APL-A10", captured), ("APL-A26", captured)]);
    all_are("met", &[("APL-A10", failed), ("APL-A26", failed)]);
    all_are("inconclusive", &[("APL-A10", pending), ("APL-A26", pending), ("APL-A10", fault), ("APL-A10", page)]);
    let other: Change = instead_of!("InsufficientFunds", 400, code "InsufficientLoadLimit");
    all_are("met", &[("APL-A10", other)]);
    all_are("inconclusive", &[("APL-A26", other)]);
}

#[test]
fn a_failed_charge_is_one_that_is_declined() {
    let failed: Change = |request, status, body| {
        if request.contains("/charge") && body["status"] == "Declined" {
            body["status"] = json!("Failed");
        }
        status
    };
    all_are("met", &[("APL-A26", failed), ("APL-A28", failed), ("APL-A31", failed)]);
}

#[test]
fn the_other_defect_of_a_request_may_be_told_first() {
    all_are(
        "inconclusive",
        &[
            ("APL-A20", instead_of!("MerchantIdMismatch", 400, code "InvalidMerchantId")),
            ("APL-A21", instead_of!("InvalidMerchantId", 401, code "AuthorizationFailed")),
            ("APL-A21", instead_of!("InvalidMerchantId", 500, code "InternalServerError")),
        ],
    );
    all_are(
        "violated",
        &[
            ("APL-A20", instead_of!("MerchantIdMismatch", 400, code "InvalidArguments")),
            ("APL-A21", instead_of!("InvalidMerchantId", 400, code "InvalidArguments")),
            ("APL-A21", instead_of!("InvalidMerchantId", 200, {})),
        ],
    );
}

#[test]
fn a_fault_of_the_provider_says_nothing_of_the_request() {
    all_are(
        "inconclusive",
        &[
            ("APL-A22", instead_of!("InvalidChargeId", 500, code "InternalServerError")),
            ("APL-A24", instead_of!("InvalidCallbackUrl", 500, code "InternalServerError")),
        ],
    );
    let reworded: Change = instead_of!("AuthorizationFailed", 400, { "code": "Unpublished", "message": "no" });
    assert_eq!(status_of("APL-A36", reworded), "inconclusive");
}

#[test]
fn a_refund_that_is_taken_and_declined_is_not_refused() {
    let declined: Change = |request, status, body| {
        if request.starts_with("POST /v1/payments/refund") && status == 200 {
            body["status"] = json!("Declined");
        }
        status
    };
    all_are("inconclusive", &[("APL-A15", declined), ("APL-A30", declined)]);
}

#[test]
fn who_takes_any_signature_proves_nothing_by_taking_one() {
    all_are("inconclusive", &[("APL-S20", instead_of!("AuthorizationFailed", 200, {}))]);
}

#[test]
fn the_credit_that_a_scenario_needs_is_looked_at_first() {
    let little: Change = |_, status, body| {
        if body["amazonPayLater"]["enabled"] == true {
            body["amazonPayLater"]["availableCredit"] = json!("50");
        }
        status
    };
    all_are("inconclusive", &[("APL-A08", little), ("APL-A10", little)]);
}

#[test]
fn the_status_of_a_refund_may_stand_at_the_path_of_charges() {
    let nothing_there: Change = |request, status, body| {
        if request.starts_with("GET /v1/payments/refund") {
            *body = json!("<h1>Not Found</h1>");
            return 404;
        }
        status
    };
    all_are("met", &[("APL-A14", nothing_there)]);
    // There, an unknown id may be that of a charge as well.
    all_are("inconclusive", &[("APL-A23", nothing_there)]);
    let nowhere: Change = |request, status, body| {
        if request.starts_with("GET /v1/payments/") && request.contains("txnId=") {
            *body = json!("<h1>Not Found</h1>");
            return 404;
        }
        status
    };
    all_are("inconclusive", &[("APL-A23", nowhere)]);
}
