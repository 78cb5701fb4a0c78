//! Juspay with other answers than our simulator's: what two of its pages tell otherwise is right in either way.

use std::sync::OnceLock;

use serde_json::{Value, json};
use signoff::core::clock::Clock;
use signoff::providers::Faults;
use signoff::providers::juspay::JUSPAY;
use signoff::simulator::disclosed;
use signoff::simulator::server::{self, Running};

use super::other_answers::{Change, changed};
use super::scene::Scene;

fn simulator() -> &'static Running {
    static SIMULATOR: OnceLock<Running> = OnceLock::new();
    SIMULATOR.get_or_init(|| server::start(&JUSPAY, None, Clock::default(), 13, Faults::default()).unwrap())
}

/// What becomes of each requirement when answers are changed so.
#[track_caller]
fn are(expected: &[(&str, &str)], change: Change) {
    let tags: Vec<_> = expected.iter().map(|(requirement, _)| format!("@{requirement}")).collect();
    let tags = format!("({}) and not @control", tags.join(" or "));
    are_by(expected, &["--tags", &tags], change);
}

/// As above, by the scenarios that are selected so.
#[track_caller]
fn are_by(expected: &[(&str, &str)], which: &[&str], change: Change) {
    let account = &simulator().account;
    let mut endpoint = disclosed::credentials(&account.credentials);
    endpoint.insert("base_url".into(), json!(changed(&simulator().address, change)));
    let customers = disclosed::tokens(&account.customers);
    let scene = Scene::with(&json!({ "juspay": { "endpoint": endpoint, "customers": customers } }));
    let ran = scene.run(&[&["--subject", "endpoint"], which].concat());
    let verdicts = scene.report().verdicts();
    for (requirement, status) in expected {
        assert_eq!(verdicts.get(*requirement).map(String::as_str), Some(*status), "{requirement}: {ran:?}");
    }
}

/// Changes the code of what is refused with one of these.
fn recode(body: &mut Value, codes: &[(&str, &str)]) {
    let other = codes.iter().find(|(code, _)| body["error_code"] == *code).map(|(_, other)| json!(other));
    body["error_code"] = other.unwrap_or_else(|| body["error_code"].clone());
}

const UNPAID: &str = "invalid.order.not_successful";

#[test]
fn answers_that_stay_as_they_are_meet_what_they_met() {
    let all = ["JP-A04", "JP-A05", "JP-A12", "JP-A13", "JP-A14", "JP-A15", "JP-A28"];
    are(&all.map(|requirement| (requirement, "met")), |_, status, _| status);
}

/// The codes of Juspay's refund.md. Where the page of refunds breaks off within a code, its end is not known.
#[test]
fn refusals_of_the_newer_page_are_right() {
    are(&[("JP-A12", "met"), ("JP-A13", "met"), ("JP-A14", "met")], |request, status, body| {
        if request.starts_with("POST ") && body["status"] == "NOT_FOUND" {
            *body = json!({ "status": "ERROR", "error_code": "INVALID_ORDERID", "error_message": "m" });
        }
        let newer = [("invalid.amount.exceeded", "INVALID_AMOUNT_REFUND"), ("invalid amount", "INVALID_AMOUNT")];
        recode(body, &newer);
        recode(body, &[(UNPAID, "invalid.order.not_successfull")]);
        status
    });
    are(&[("JP-A12", "violated"), ("JP-A13", "inconclusive")], |_, status, body| {
        recode(body, &[("invalid.amount.exceeded", "INVALID_AMOUNT"), (UNPAID, "CANNOT_PROCESS_AUTHORIZED_ORDER")]);
        status
    });
    are(&[("JP-A13", "violated")], |_, status, body| {
        if body["error_code"] == UNPAID {
            *body = json!({ "status": "ERROR", "error_code": "order.unpaid", "error_message": "Pay first." });
        }
        status
    });
}

/// Two pages give all back when no amount is named; anything less is told nowhere.
#[test]
fn a_refund_without_amount_gives_all_back_or_nothing() {
    let which = ["--name", "^A refund without amount"];
    are_by(&[("JP-A12", "met")], &which, |_, status, body| given_back(10, status, body));
    are_by(&[("JP-A12", "violated")], &which, |_, status, body| given_back(5, status, body));
}

/// Accepts a refund that lacks something: so much is given back then.
fn given_back(amount: u32, status: u16, body: &mut Value) -> u16 {
    if body["error_code"] != "Mandatory fields are missing" {
        return status;
    }
    *body = json!({ "order_id": "o", "status": "CHARGED", "status_id": 21, "amount_refunded": amount });
    200
}

#[test]
fn members_that_are_null_or_more_than_published_are_no_defects() {
    are(&[("JP-A05", "met"), ("JP-A14", "met")], |_, status, body| {
        if body["status"] == "NOT_FOUND" {
            (body["error_code"], body["error_message"]) = (json!(""), json!(""));
        }
        if body["txn_detail"].is_object() {
            (body["payment_links"], body["gateway_id"]) = (Value::Null, json!("38"));
            body.as_object_mut().unwrap().remove("id");
        }
        let refunds = body["refunds"].as_array_mut();
        refunds.into_iter().flatten().for_each(|refund| (refund["initiated_by"], refund["created"]) = (Value::Null, Value::Null));
        status
    });
    are(&[("JP-A05", "violated")], |request, status, body| {
        if request.starts_with("GET /orders/") {
            body.as_object_mut().unwrap().remove("amount");
        }
        status
    });
}
