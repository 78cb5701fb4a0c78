//! `signoff diagnose`: documents in, documents, words and exit codes out.

use assert_cmd::Command;
use serde_json::{Value, json};
use signoff::core::http::{Request, Response};
use signoff::providers::amazon_pay_india::auth::{SCHEME, read_date, sign_response};
use signoff::providers::amazon_pay_india::mistakes;
use signoff::signing::case::Case;
use signoff::signing::mac::Stages;
use signoff::signing::parts::Parts;

use super::{ACCOUNT, SECRET, document, request};

/// Exit code, stdout and stderr.
fn run(flags: &[&str], input: &str) -> (i32, String, String) {
    let mut process = Command::new(env!("CARGO_BIN_EXE_signoff"));
    let process = process.args(["diagnose", "--provider", "amazon_pay_india"]).args(flags);
    let output = process.write_stdin(input).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (stdout, stderr) = (text(output.stdout), text(output.stderr));
    assert!(!stdout.contains(SECRET) && !stderr.contains(SECRET), "{stdout}{stderr}");
    (output.status.code().unwrap(), stdout, stderr)
}

fn diagnosed(input: &Value) -> (i32, Value, String) {
    let (code, stdout, stderr) = run(&[], &input.to_string());
    (code, serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{stdout}{stderr}")), stderr)
}

fn charge() -> Request {
    request("POST", "https://amazonpay-sandbox.amazon.in/v1/payments/charge", r#"{"note":"two words","amount":"1.00"}"#)
}

/// The stages of the charge with these mistakes, and its header.
fn made(mistaken: &[&str]) -> (Stages, String) {
    let request = charge();
    let parts = Parts::of_request(&SCHEME, &request, None).unwrap();
    let set: Vec<_> = mistaken.iter().map(|id| &mistakes::find(id).unwrap().cause).collect();
    Case::of_header(&SCHEME, &parts, ACCOUNT).stages(&set)
}

fn refused(mistaken: &[&str]) -> Value {
    let mut input = document(&charge());
    input["authorization"] = json!(made(mistaken).1);
    input
}

fn ids(answer: &Value) -> Vec<&str> {
    answer["causes"].as_array().unwrap().iter().map(|cause| cause["id"].as_str().unwrap()).collect()
}

#[test]
fn the_mistake_is_named_and_the_first_difference_shown_in_place() {
    let (code, answer, stderr) = diagnosed(&refused(&["plus_for_space"]));
    assert_eq!((code, &answer["explained"], ids(&answer)), (0, &json!(true), vec!["plus_for_space"]), "{answer}");
    let (right, wrong) = (made(&[]).0, made(&["plus_for_space"]).0);
    assert_eq!(answer["reproduced_signature"], wrong.signature);
    assert_eq!(answer["causes"][0]["stage"], "canonical_request");
    let difference = &answer["first_difference"];
    let offset = difference["offset"].as_u64().unwrap() as usize;
    assert_eq!(right.canonical_request[..offset], wrong.canonical_request[..offset]);
    assert_ne!(right.canonical_request.as_bytes()[offset], wrong.canonical_request.as_bytes()[offset]);
    assert!(difference["ours"].as_str().unwrap().starts_with("%20"), "{difference}");
    assert!(difference["theirs"].as_str().unwrap().starts_with('+'), "{difference}");
    for text in ["A space is encoded as a plus sign.", "fix: Encode a space as %20.", "canonical request, line 4", "^"] {
        assert!(stderr.contains(text), "{text:?} is not in {stderr}");
    }
}

#[test]
fn with_json_there_is_one_document_and_nothing_else() {
    let (code, stdout, stderr) = run(&["--format", "json"], &refused(&["unsorted"]).to_string());
    assert_eq!((code, stdout.lines().count(), stderr.as_str()), (0, 1, ""));
}

#[test]
fn several_mistakes_at_once() {
    for set in [&["unsorted", "hex_signature"][..], &["plus_for_space", "other_region", "authorization_without_prefix"]] {
        let (code, answer, _) = diagnosed(&refused(set));
        assert_eq!((code, ids(&answer)), (0, set.to_vec()), "{answer}");
    }
}

#[test]
fn a_right_signature_has_no_cause() {
    for form in ["AMZ+", "AMZ "] {
        let mut input = refused(&[]);
        input["authorization"] = json!(input["authorization"].as_str().unwrap().replace("AMZ+", form));
        let (code, answer, stderr) = diagnosed(&input);
        assert_eq!((code, answer["explained"].clone(), ids(&answer)), (0, json!(true), vec![]), "{answer}");
        assert!(stderr.contains("the signature is right"), "{stderr}");
    }
}

#[test]
fn an_unknown_secret_is_not_explained() {
    let mut input = refused(&[]);
    input["secret_key"] = json!("another");
    input["access_key_id"] = json!("KEY");
    let (code, answer, stderr) = diagnosed(&input);
    assert_eq!((code, &answer["explained"], ids(&answer)), (1, &json!(false), vec![]), "{answer}");
    assert_eq!(answer["reproduced_signature"], json!(null));
    assert!(stderr.contains("not explained"), "{stderr}");
}

#[test]
fn a_header_of_another_form_is_blamed_before_the_secret() {
    let signature = made(&["plus_for_space"]).0.signature;
    for header in [signature.clone(), String::new()] {
        let mut input = refused(&[]);
        input["access_key_id"] = json!("ANOTHER");
        input["secret_key"] = json!("another");
        input["authorization"] = json!(header);
        let (code, answer, stderr) = diagnosed(&input);
        assert_eq!((code, &answer["explained"], ids(&answer)), (0, &json!(true), vec!["authorization_form"]), "{answer}");
        assert!(stderr.contains("not of the published form") && !stderr.contains("secret"), "{stderr}");
    }
    // A mistake that explains the whole header tells more.
    let (_, answer, _) = diagnosed(&refused(&["plus_for_space", "authorization_without_prefix"]));
    assert_eq!(ids(&answer), ["plus_for_space", "authorization_without_prefix"]);
}

#[test]
fn the_other_sides_stages_are_compared_and_signed() {
    let mut input = refused(&["plus_for_space"]);
    let theirs = made(&["plus_for_space"]).0.canonical_request.replace("1.00", "1.50");
    input["canonical_request"] = json!(theirs);
    let (_, answer, _) = diagnosed(&input);
    assert_eq!(answer["first_difference"]["stage"], "canonical_request");
    assert_eq!(ids(&answer), ["plus_for_space"], "the signature tells more than a text that does not lead to it");

    let changed =
        request("POST", "https://amazonpay-sandbox.amazon.in/v1/payments/charge", r#"{"note":"two words","amount":"9.99"}"#);
    let parts = Parts::of_request(&SCHEME, &changed, None).unwrap();
    let (other, header) = Case::of_header(&SCHEME, &parts, ACCOUNT).stages(&[]);
    for (member, text) in [("canonical_request", &other.canonical_request), ("string_to_sign", &other.string_to_sign)] {
        let mut input = document(&charge());
        input["authorization"] = json!(header);
        input[member] = json!(text);
        let (code, answer, _) = diagnosed(&input);
        assert_eq!((code, ids(&answer)), (0, vec![format!("other_{member}").as_str()]), "{answer}");
        assert_eq!(answer["first_difference"]["stage"], member);
    }
}

#[test]
fn what_is_wrong_with_the_request_itself_is_told_first() {
    let with = |change: &dyn Fn(&mut Value)| {
        let mut input = refused(&[]);
        change(&mut input);
        let (code, answer, _) = diagnosed(&input);
        (code, ids(&answer).join(" "))
    };
    let headers =
        |name: &'static str, value: &'static str| move |input: &mut Value| input["request"]["headers"][name] = json!(value);
    let missing = |input: &mut Value| drop(input["request"]["headers"].as_object_mut().unwrap().remove("x-amz-source"));
    assert_eq!(with(&missing), (0, "signed_header_missing".to_owned()));
    assert_eq!(with(&headers("x-amz-date", "2026-01-15T09:30:00Z")), (0, "date_header".to_owned()));
    assert_eq!(with(&headers("x-amz-expires", "0")), (0, "expires_header".to_owned()));
    assert_eq!(with(&headers("x-amz-algorithm", "AWS4-HMAC-SHA256")), (0, "algorithm_header".to_owned()));
    let other_key = |input: &mut Value| input["access_key_id"] = json!("MINE");
    assert_eq!(with(&other_key), (0, "other_access_key".to_owned()));
}

#[test]
fn a_response_is_diagnosed_in_all_readings() {
    let mut response = Response::json(200, &json!({"status": "CaptureApproved", "chargeId": "c 1"}));
    sign_response(&charge(), &mut response, SECRET, read_date("20260115T093002Z").unwrap(), "id-1");
    let parts_of = charge();
    let parts = Parts::of_response(&SCHEME, &parts_of, &response).unwrap();
    let unsorted = Case::of_signature(&SCHEME, &parts, ACCOUNT).stages(&[&mistakes::find("unsorted").unwrap().cause]).1;
    let headers: serde_json::Map<_, _> = response.headers.iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let mut input = document(&charge());
    input["response"] = json!({"status": 200, "headers": headers, "body": response.text()});
    assert_eq!(ids(&diagnosed(&input).1), Vec::<&str>::new());
    input["response"]["headers"]["x-amz-signature"] = json!(unsorted);
    assert_eq!(ids(&diagnosed(&input).1), ["unsorted"]);
    input["response"]["headers"]["x-amz-signature"] = json!("");
    assert_eq!(ids(&diagnosed(&input).1), ["signed_header_missing"]);
}

#[test]
fn bad_input_is_one_clear_error() {
    let good = refused(&["unsorted"]);
    let with = |change: &dyn Fn(&mut Value)| {
        let mut input = good.clone();
        change(&mut input);
        input.to_string()
    };
    let removed = |name: &'static str| move |input: &mut Value| drop(input.as_object_mut().unwrap().remove(name));
    let cases = [
        (String::new(), "line 1"),
        ("[]".to_owned(), "JSON object"),
        (with(&removed("secret_key")), "secret_key is missing"),
        (with(&removed("authorization")), "exactly one of authorization and response"),
        (with(&|input| input["more"] = json!(1)), "more is unknown"),
        (with(&|input| input["canonical_request"] = json!(1)), "canonical_request is not a text"),
        (with(&|input| input["authorization"] = json!(null)), "authorization is not a text"),
        (with(&|input| input["request"]["url"] = json!("/charge")), "url"),
        (with(&|input| input["request"]["body"] = json!("{\"a\":1,\"a\":2}")), "\"a\" is there twice"),
        (with(&|input| input["request"]["body"] = json!("a=1")), "body"),
    ];
    for (input, text) in cases {
        let (code, stdout, stderr) = run(&[], &input);
        assert_eq!((code, stdout.as_str()), (2, ""), "{input}");
        assert!(stderr.contains(text) && stderr.lines().count() == 1, "{text:?} is not in {stderr:?}");
    }
}

#[test]
fn the_list_names_every_mistake() {
    let (code, stdout, _) = run(&["--list", "--format", "json"], "");
    let listed: Value = serde_json::from_str(&stdout).unwrap();
    let listed: Vec<_> = listed["mistakes"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(code, 0);
    assert!(mistakes::all().all(|mistake| listed.contains(&mistake.cause.id)) && listed.len() >= 45);
    let (code, stdout, _) = run(&["--list"], "");
    assert!(code == 0 && stdout.contains("A space is encoded as a plus sign. (plus_for_space)"), "{stdout}");
}
