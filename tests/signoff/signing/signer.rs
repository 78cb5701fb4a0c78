//! The embedded signer: the protocol, and what every fault does.

use proptest::prelude::*;
use serde_json::{Value, json};
use signoff::core::http::Response;
use signoff::providers::Faults;
use signoff::providers::amazon_pay_india::auth::{SCHEME, read_date, sign_response, stages, validity};
use signoff::providers::amazon_pay_india::mistakes;
use signoff::providers::amazon_pay_india::{
    AMAZON_PAY_INDIA,
    signer::{NO_FAULTS, answer},
};

use super::sample::Samples;
use super::{SECRET, document, request};

fn ask(line: &Value, faults: &[&str]) -> Value {
    let faults: Faults = faults.iter().copied().collect();
    serde_json::from_str(&answer(&line.to_string(), &faults)).unwrap()
}

fn line(mut document: Value) -> Value {
    document["id"] = json!(7);
    document
}

fn charge() -> signoff::core::http::Request {
    request("POST", "https://amazonpay-sandbox.amazon.in/v1/payments/charge", r#"{"b":"two words","a":"1.00"}"#)
}

/// A question about a response that was signed two seconds after its request.
fn response_line() -> Value {
    let mut response = Response::json(200, &json!({"status": "CaptureApproved", "chargeId": "c-1"}));
    sign_response(&charge(), &mut response, SECRET, read_date("20260115T093002Z").unwrap(), "id-1");
    let headers: serde_json::Map<_, _> = response.headers.iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let mut line = line(document(&charge()));
    line["response"] = json!({"status": 200, "headers": headers, "body": response.text()});
    line
}

#[test]
fn signs_what_is_asked_and_says_every_stage() {
    let answer = ask(&line(document(&charge())), &[]);
    let stages = stages(&charge(), SECRET, None).unwrap();
    assert_eq!(
        answer,
        json!({
            "id": 7,
            "authorization": format!("AMZ+KEY:{}", stages.signature),
            "canonical_request": stages.canonical_request,
            "string_to_sign": stages.string_to_sign,
        })
    );
}

#[test]
fn adds_what_is_missing_and_returns_the_headers() {
    let mut bare = charge();
    for header in ["x-amz-date", "x-amz-expires", "x-amz-algorithm"] {
        bare.headers.remove(header);
    }
    let headers = |faults: &[&str]| ask(&line(document(&bare)), faults)["headers"].clone();
    let mut complete = bare.clone();
    for (name, value) in headers(&[]).as_object().unwrap() {
        complete.headers.set(name, value.as_str().unwrap());
    }
    assert!(validity(&complete).is_ok());
    assert_eq!(complete.headers.get("x-amz-algorithm"), Some(SCHEME.algorithm));
    assert_eq!(headers(&["signer_expires_zero"])["x-amz-expires"], "0");
    let extended = headers(&["signer_date_extended"])["x-amz-date"].as_str().unwrap().to_owned();
    assert!(extended.contains('-') && read_date(&extended).is_none(), "{extended}");
}

#[test]
fn every_signing_mistake_is_a_fault_that_some_request_shows() {
    let mut samples = Samples::new(1);
    for mistake in mistakes::all().filter(|mistake| !NO_FAULTS.contains(&mistake.cause.id)) {
        let fault = format!("signer_{}", mistake.cause.id);
        assert!(AMAZON_PAY_INDIA.fault(&fault).is_some(), "{fault}");
        let shown = (0..1_000).any(|_| {
            let line = line(document(&samples.request()));
            ask(&line, &[]).get("authorization").is_some_and(|right| *right != ask(&line, &[&fault])["authorization"])
        });
        assert!(shown, "{fault} changes nothing");
    }
    for id in NO_FAULTS {
        assert!(mistakes::find(id).is_some() && AMAZON_PAY_INDIA.fault(&format!("signer_{id}")).is_none(), "{id}");
    }
}

#[test]
fn faults_beside_the_signature() {
    let right = ask(&line(document(&charge())), &[]);
    let swapped = ask(&line(document(&charge())), &["signer_authorization_swapped"]);
    let signature = right["authorization"].as_str().unwrap().strip_prefix("AMZ+KEY:").unwrap().to_owned();
    assert_eq!(swapped["authorization"], format!("AMZ+{signature}:KEY"));
    let mut undated = charge();
    undated.headers.remove("x-amz-date");
    for (faults, same) in [(&[][..], true), (&["signer_date_differs"][..], false)] {
        let answer = ask(&line(document(&undated)), faults);
        let date = answer["headers"]["x-amz-date"].as_str().unwrap();
        assert_eq!(answer["string_to_sign"].as_str().unwrap().contains(&format!("\n{date}\n")), same, "{answer}");
    }
    assert_eq!(ask(&line(document(&charge())), &["signer_sign_nothing"]), json!({"id": 7, "error": "this signer signs nothing"}));
}

#[test]
fn checks_responses() {
    let (genuine, mut forged) = (response_line(), response_line());
    forged["response"]["body"] = json!(r#"{"status":"Declined","chargeId":"c-1"}"#);
    let valid = |line: &Value, faults: &[&str]| ask(line, faults)["valid"].clone();
    assert_eq!((valid(&genuine, &[]), valid(&forged, &[])), (json!(true), json!(false)));
    for fault in ["signer_response_date_ignored", "signer_response_members_as_received"] {
        assert_eq!(valid(&genuine, &[fault]), json!(false), "{fault}");
    }
    assert_eq!(valid(&forged, &["signer_response_always_valid"]), json!(true));
}

#[test]
fn bad_lines_get_an_error_with_their_id() {
    let mut lines = vec![(json!({"id": "x"}), "request is missing")];
    let mut null = line(document(&request("POST", "https://a.example/", r#"{"n":null}"#)));
    null["id"] = json!("x");
    lines.push((null.clone(), "\"n\" is null"));
    null["request"]["headers"]["x-amz-date"] = json!("yesterday");
    lines.push((null.clone(), "x-amz-date"));
    null["more"] = json!(1);
    lines.push((null, "more is unknown"));
    for (line, text) in lines {
        let answer = ask(&line, &[]);
        assert_eq!(answer["id"], "x");
        assert!(answer["error"].as_str().unwrap().contains(text), "{answer}");
    }
}

proptest! {
    #[test]
    fn garbage_gets_an_error(line in "\\PC{0,60}|\\{\"id\":\\PC{0,30}\\}") {
        let answer: Value = serde_json::from_str(&answer(&line, &Faults::default())).unwrap();
        prop_assert!(answer["error"].is_string() && answer.get("id").is_some());
    }
}
