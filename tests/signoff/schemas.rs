//! The message schemas: complete, and each constraint has a value that breaks it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use signoff::providers;
use signoff::schema::{self, SchemaError};

const PROVIDER: &str = "amazon_pay_india";

/// Files that are no message of an endpoint row.
const SHARED: [&str; 2] = ["defs", "error"];

fn pointers(name: &str, value: &Value) -> Vec<String> {
    match schema::validate(PROVIDER, name, value) {
        Ok(()) => Vec::new(),
        Err(SchemaError::Violated(violations)) => violations.into_iter().map(|violation| violation.pointer).collect(),
        Err(other) => panic!("{name}: {other}"),
    }
}

#[test]
fn every_row_has_its_two_schemas_and_no_file_is_without_a_row() {
    for provider in providers::ALL {
        let rows = provider.endpoints.iter().flat_map(|row| ["request", "response"].map(|side| format!("{}.{side}", row.name)));
        let expected: BTreeSet<String> = rows.chain(SHARED.map(str::to_owned)).collect();
        let found: BTreeSet<String> = schema::names(provider.slug).into_iter().collect();
        assert_eq!(found, expected, "{}", provider.slug);
    }
}

#[test]
fn every_schema_compiles_and_says_where_it_comes_from() {
    for provider in providers::ALL {
        for name in schema::names(provider.slug) {
            let checked = schema::validate(provider.slug, &name, &json!({}));
            assert!(matches!(checked, Ok(()) | Err(SchemaError::Violated(_))), "{name}: {checked:?}");
            let document = schema::document(provider.slug, &name).unwrap();
            assert_eq!(document["$id"], format!("signoff:/{}/{name}.json", provider.slug));
            assert!(document["description"].is_string(), "{name} has no source");
        }
    }
}

fn requests() -> Vec<(&'static str, Value)> {
    vec![
        ("access_token.request", json!({ "grant_type": "refresh_token", "client_id": "c", "refresh_token": "Atzr|1" })),
        (
            "instruments.request",
            json!({ "merchantId": "M", "accessToken": "Atza|1", "instrumentTypes": "AmazonPayLater", "amount": "10.00" }),
        ),
        (
            "charge.request",
            json!({ "intent": "Capture", "amount": "10.00", "currencyCode": "INR", "callbackUrl": "", "accessToken": "Atza|1",
                "chargeId": "c-1", "referenceId": "c-1", "merchantId": "M", "attributableProgram": "S2SPay",
                "timeoutInSecs": "300", "paymentMetaData": "", "selectedPaymentInstrumentType": "AmazonPayLater" }),
        ),
        ("charge_status.request", json!({ "merchantId": "M", "txnIdType": "MerchantTxnId", "txnId": "c-1" })),
        (
            "refund.request",
            json!({ "amount": "1", "currencyCode": "INR", "refundId": "r-1", "chargeIdType": "AmazonTxnId", "chargeId": "S04-1",
                "merchantId": "M" }),
        ),
        ("refund_status.request", json!({ "merchantId": "M", "txnIdType": "AmazonTxnId", "txnId": "S04-1-R1" })),
    ]
}

fn good(name: &str) -> Map<String, Value> {
    let (_, value) = requests().into_iter().find(|(row, _)| *row == name).unwrap();
    value.as_object().unwrap().clone()
}

#[test]
fn well_formed_requests_fit_and_each_mandatory_member_is_missed() {
    for (name, request) in requests() {
        assert_eq!(pointers(name, &request), [""; 0], "{name}");
        for member in request.as_object().unwrap().keys() {
            let mut without = request.as_object().unwrap().clone();
            without.remove(member);
            let optional =
                [("instruments.request", "amount"), ("charge.request", "paymentMetaData")].contains(&(name, member.as_str()));
            assert_eq!(pointers(name, &without.into()).is_empty(), optional, "{name} without {member}");
        }
        let mut more = request.as_object().unwrap().clone();
        more.insert("addedLater".to_owned(), json!({}));
        assert_eq!(pointers(name, &more.into()), [""; 0], "{name} is closed");
    }
}

#[test]
fn values_at_the_limits_are_told_apart() {
    let text = |length: usize| "x".repeat(length);
    let table: &[(&str, &str, &[&str], &[&str])] = &[
        (
            "charge.request",
            "amount",
            &["0.01", "1", "1.0", "10.50", "007", "100000000"],
            &["0", "0.00", "0.001", "1.000", "-1", "+1", "1e3", "1,00", "", " 1", ".5", "1."],
        ),
        ("charge.request", "chargeId", &["a-B_9", &text(50)], &["", "a b", "a/b", "ä", &text(51)]),
        ("refund.request", "refundId", &["a-B_9", &text(32)], &["", "a.b", &text(33)]),
        ("charge.request", "timeoutInSecs", &["300", "899", "900"], &["299", "901", "90000", "", "300.5", "0300"]),
        ("charge.request", "attributableProgram", &["S2SPay", "S2Spay", "s2spay"], &["S2S_PAY", ""]),
        ("charge.request", "noteToCustomer", &["", &text(200)], &[&text(201)]),
        ("charge.request", "customData", &["", &text(2000)], &[&text(2001)]),
        ("charge.request", "intent", &["Capture"], &["capture", "AuthorizeWithAutoCapture"]),
        ("charge.request", "currencyCode", &["INR"], &["inr", "EUR"]),
        ("charge.request", "selectedPaymentInstrumentType", &["AmazonPayLater"], &["AmazonPayBalance"]),
        ("instruments.request", "instrumentTypes", &["AmazonPayLater", "UPI"], &["amazonpaylater", "Cash", ""]),
        ("instruments.request", "amount", &["0.01"], &["0.009", "0"]),
        ("refund.request", "softDescriptor", &[&text(200)], &[&text(201)]),
        ("refund_status.request", "txnIdType", &["AmazonTxnId"], &["OrderId"]),
        ("access_token.request", "refresh_token", &[&text(2048)], &[&text(2049), ""]),
    ];
    for (name, member, accepted, refused) in table {
        let with = |value: &str| {
            let mut message = good(name);
            message.insert((*member).to_owned(), json!(value));
            pointers(name, &message.into())
        };
        for value in *accepted {
            assert_eq!(with(value), [""; 0], "{name} {member} {value:?}");
        }
        for value in *refused {
            assert!(with(value).contains(&format!("/{member}")), "{name} took {member} {value:?}");
        }
    }
}

#[test]
fn each_grant_asks_for_its_own_members() {
    let name = "access_token.request";
    let app = json!({ "grant_type": "authorization_code", "code": "1", "client_id": "c", "code_verifier": "v",
        "redirect_uri": "https://shop.example/linked" });
    assert_eq!(pointers(name, &app), [""; 0]);
    for (member, value) in
        [("code", None), ("code_verifier", None), ("redirect_uri", Some("not a uri")), ("grant_type", Some("password"))]
    {
        let mut changed = app.as_object().unwrap().clone();
        match value {
            Some(value) => changed.insert(member.to_owned(), json!(value)),
            None => changed.remove(member),
        };
        assert!(!pointers(name, &changed.into()).is_empty(), "{member} was not asked for");
    }
}

#[test]
fn what_the_documents_contradict_is_taken_both_ways() {
    let refund = |amount: Value| json!({ "refundId": "r", "amazonRefundId": "P-R1", "amount": amount, "status": "Approved" });
    for amount in [json!("0.01"), json!(0.01), json!(1)] {
        assert_eq!(pointers("refund.response", &refund(amount)), [""; 0]);
    }
    for amount in [json!("1 rupee"), json!(true), json!(-1)] {
        assert_eq!(pointers("refund.response", &refund(amount)), ["/amount"]);
    }
    for name in ["charge.response", "charge_status.response"] {
        let charge = |member: &str, value: Value| {
            let mut answer = json!({ "merchantId": "M", "chargeId": "c-1", "amazonChargeId": "S04-1", "requestedAmount": "1.00",
                "currencyCode": "INR", "status": "Declined" });
            answer[member] = value;
            pointers(name, &answer)
        };
        for (member, value) in [
            ("requestedAmount", json!(1.0)),
            ("approvedAmount", json!("0.00")),
            ("approvedAmount", json!(0)),
            ("approvedAmount", json!(null)),
            ("createTime", json!("18/01/2020 11:11")),
            ("updateTime", json!(null)),
        ] {
            assert_eq!(charge(member, value), [""; 0], "{name} {member}");
        }
        for (member, value) in [
            ("requestedAmount", json!("one")),
            ("requestedAmount", json!(null)),
            ("approvedAmount", json!("none")),
            ("createTime", json!(1579345901)),
        ] {
            assert_eq!(charge(member, value), [format!("/{member}")], "{name} {member}");
        }
    }
    for (name, member) in [
        ("charge_status.response", "merchantId"),
        ("charge_status.response", "currencyCode"),
        ("refund.response", "currencyCode"),
        ("refund_status.response", "merchantId"),
        ("refund_status.response", "currencyCode"),
    ] {
        let status = if name.starts_with("charge") { "CaptureApproved" } else { "Approved" };
        let told = |value: Value| {
            json!({ "chargeId": "c-1", "amazonChargeId": "S04-1", "refundId": "r", "amazonRefundId": "P-R1", "amount": "1.00",
                "status": status, member: value })
        };
        assert_eq!(pointers(name, &told(json!(null))), [""; 0], "{name} {member}");
        assert_eq!(pointers(name, &told(json!(""))), [format!("/{member}")], "{name} {member}");
    }
    let eligible = json!({ "enabled": true, "priority": 3, "availableCredit": "1000.00" });
    let with_nulls = json!({ "enabled": true, "priority": 1, "availableCredit": "50000", "ineligibilityCode": null,
        "ineligibilityReason": null, "keyFactStatementUrl": "https://amazonpay.amazon.in/render_kfs" });
    for instrument in [eligible, with_nulls] {
        assert_eq!(pointers("instruments.response", &json!({ "amazonPayLater": instrument })), [""; 0]);
    }
    let wrong = json!({ "amazonPayLater": { "enabled": "true", "priority": 1.5, "availableCredit": 0 } });
    let places = ["/amazonPayLater/availableCredit", "/amazonPayLater/enabled", "/amazonPayLater/priority"];
    let mut found = pointers("instruments.response", &wrong);
    found.sort();
    assert_eq!(found, places);
}
