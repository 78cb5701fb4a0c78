//! `signoff sign` and `signoff verify`: documents in, documents and exit codes out.

use assert_cmd::Command;
use serde_json::{Value, json};
use signoff::core::http::{Request, Response};
use signoff::providers::amazon_pay_india::auth::{SCHEME, read_date, sign_response, stages};
use signoff::providers::amazon_pay_india::mistakes;
use signoff::signing::mac::Stages;
use signoff::signing::parts::Parts;
use signoff::signing::recipe::Recipe;

use super::{ACCOUNT, SECRET, document, request};

/// Exit code, stdout and stderr of a command.
fn run(command: &str, input: &str) -> (i32, String, String) {
    let mut process = Command::new(env!("CARGO_BIN_EXE_signoff"));
    let output = process.args([command, "--provider", "amazon_pay_india"]).write_stdin(input).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn charge() -> Request {
    request("POST", "https://amazonpay-sandbox.amazon.in/v1/payments/charge", r#"{"note":"two words","amount":"1.00"}"#)
}

fn authorized(form: &str) -> Value {
    let mut input = document(&charge());
    input["authorization"] = json!(format!("{form}KEY:{}", stages(&charge(), SECRET, None).unwrap().signature));
    input
}

#[test]
fn sign_writes_every_stage() {
    let (code, stdout, stderr) = run("sign", &document(&charge()).to_string());
    let stages = stages(&charge(), SECRET, None).unwrap();
    assert_eq!((code, stderr.as_str()), (0, ""));
    let expected = json!({
        "canonical_request": stages.canonical_request,
        "string_to_sign": stages.string_to_sign,
        "signature": stages.signature,
        "authorization": format!("AMZ+KEY:{}", stages.signature),
    });
    assert_eq!(serde_json::from_str::<Value>(&stdout).unwrap(), expected);
}

#[test]
fn verify_accepts_both_forms_and_old_dates() {
    for form in ["AMZ+", "AMZ "] {
        let (code, stdout, _) = run("verify", &authorized(form).to_string());
        assert_eq!((code, stdout.trim()), (0, r#"{"valid":true}"#), "{form:?}");
    }
}

#[test]
fn verify_names_the_stage_that_went_wrong() {
    let refused = |change: &dyn Fn(&mut Value), text: &str| {
        let mut input = authorized("AMZ+");
        change(&mut input);
        let (code, stdout, _) = run("verify", &input.to_string());
        let answer: Value = serde_json::from_str(&stdout).unwrap();
        assert_eq!((code, &answer["valid"]), (1, &json!(false)), "{text}");
        assert!(answer["reason"].as_str().unwrap().contains(text), "{answer}");
    };
    refused(&|input| input["access_key_id"] = json!("OTHER"), "another access key id");
    refused(&|input| input["authorization"] = json!("Basic x"), "authorization");
    refused(&|input| input["secret_key"] = json!("other"), "does not match");
    refused(&|input| input["request"]["headers"]["x-amz-date"] = json!("20260230T000000Z"), "x-amz-date");
    refused(&|input| input["request"]["headers"]["x-amz-expires"] = json!("0"), "x-amz-expires");
    let spaces = |input: &mut Value| {
        let mistake = mistakes::find("plus_for_space").unwrap();
        let request = charge();
        let parts = Parts::of_request(&SCHEME, &request, None).unwrap();
        let wrong = Stages::new(&SCHEME, &parts, &ACCOUNT, &Recipe::RIGHT.with(mistake));
        input["authorization"] = json!(format!("AMZ+KEY:{}", wrong.signature));
    };
    refused(&spaces, "stage canonical_request: A space is encoded as a plus sign.");
}

#[test]
fn verify_checks_a_signed_response() {
    let mut response = Response::json(200, &json!({"status": "CaptureApproved", "chargeId": "c-1"}));
    sign_response(&charge(), &mut response, SECRET, read_date("20260115T093002Z").unwrap(), "id-1");
    let headers: serde_json::Map<_, _> = response.headers.iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let mut input = document(&charge());
    input["response"] = json!({"status": 200, "headers": headers, "body": response.text()});
    assert_eq!(run("verify", &input.to_string()).0, 0);
    input["response"]["body"] = json!(response.text().replace("Approved", "Declined"));
    let (code, stdout, _) = run("verify", &input.to_string());
    assert_eq!((code, stdout.contains("does not match")), (1, true), "{stdout}");
    input["response"]["headers"]["x-amz-signature"] = json!("");
    let (code, stdout, _) = run("verify", &input.to_string());
    assert_eq!((code, stdout.contains("no x-amz-signature")), (1, true), "{stdout}");
}

#[test]
fn bad_documents_are_named_on_stderr() {
    let good = document(&charge()).to_string();
    let url = "https://amazonpay-sandbox.amazon.in/v1/payments/charge";
    let with = |from: &str, to: &str| {
        let changed = good.replacen(from, to, 1);
        assert_ne!(changed, good, "{from} is not in the document");
        changed
    };
    let cases = [
        ("".to_owned(), "line 1"),
        ("[]".to_owned(), "JSON object"),
        (with("\"secret_key\":", "\"secret\":"), "secret_key is missing"),
        (with("\"url\":", "\"uri\":"), "request.url is missing"),
        (with("\"access_key_id\"", "\"more\":1,\"access_key_id\""), "more is unknown"),
        (with("\"access_key_id\"", "\"secret_key\":\"a\",\"access_key_id\""), "\"secret_key\" is there twice"),
        (with("\"method\":\"POST\"", "\"method\":null"), "request.method is not a text"),
        (with("\"method\":\"POST\"", "\"method\":\"post\""), "request.method"),
        (with("\"x-amz-source\":\"Server\"", "\"x-amz-source\":5"), "request.headers.x-amz-source is not a text"),
        (with("\"x-amz-source\":", "\"X-Amz-Date\":\"1\",\"x-amz-source\":"), "\"x-amz-date\" is there twice"),
        (with("\"x-amz-source\":", "\"x-amz-sauce\":"), "x-amz-source is missing"),
        (with("20260115T093000Z", "2026-01-15T09:30:00Z"), "x-amz-date"),
        (with("AWS4-HMAC-SHA384", "AWS4-HMAC-SHA256"), "x-amz-algorithm"),
        (with("https://", ""), "url"),
        (with(url, "https://"), "names no host"),
        (with(url, "https://user@a.example/"), "user name"),
        (with("\\\"note\\\":", "\\\"amount\\\":"), "\"amount\" is there twice"),
        (with("\\\"two words\\\"", "null"), "\"note\" is null"),
        (with("\\\"two words\\\"", "1e5"), "exponent"),
        (with("{\\\"note", "[\\\"note"), "body"),
        (document(&request("GET", &format!("{url}?a=1&a=2"), "")).to_string(), "\"a\" is there twice"),
        (document(&request("GET", &format!("{url}?token=%zz"), "")).to_string(), "\"token\""),
    ];
    for (input, text) in cases {
        let (code, stdout, stderr) = run("sign", &input);
        assert_eq!((code, stdout.as_str()), (2, ""), "{input}");
        assert!(stderr.contains(text) && stderr.lines().count() == 1, "{text:?} is not in {stderr:?}");
        assert!(!stderr.contains(SECRET), "{stderr}");
    }
}

#[test]
fn verify_wants_exactly_one_thing_to_check() {
    let mut both = authorized("AMZ+");
    both["response"] = json!({"status": 200, "headers": {}, "body": null});
    for input in [document(&charge()), both] {
        let (code, stdout, stderr) = run("verify", &input.to_string());
        assert_eq!((code, stdout.as_str()), (2, ""));
        assert!(stderr.contains("exactly one of authorization and response"), "{stderr}");
    }
}

#[test]
fn a_null_that_is_read_may_have_been_left_out() {
    let request = request("POST", "https://a.example/", r#"{"amount":"1.00","customData":null}"#);
    let without = super::request("POST", "https://a.example/", r#"{"amount":"1.00"}"#);
    let mut input = document(&request);
    input["authorization"] = json!(format!("AMZ+KEY:{}", stages(&without, SECRET, None).unwrap().signature));
    assert_eq!(run("verify", &input.to_string()).0, 0);
}

#[test]
fn an_unknown_provider_is_a_usage_error() {
    let mut process = Command::new(env!("CARGO_BIN_EXE_signoff"));
    let output = process.args(["sign", "--provider", "nobody"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("amazon_pay_india"));
}
