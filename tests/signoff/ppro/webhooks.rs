//! The signatures of webhooks. The algorithms are published, numbers are not: these follow from the text.

use serde_json::{Value, json};
use signoff::providers::ppro::PPRO;
use signoff::signing::diagnosis::Diagnosis;
use signoff::signing::encoding::hex;
use signoff::signing::hmac256;

use super::{text, vectors};

fn document(vector: &Value) -> Value {
    let mut document = json!({ "secret": vector["secret"], "body": vector["body"], "header": vector["header"] });
    if let Some(time) = vector.get("time") {
        document["timestamp"] = time.clone();
    }
    document
}

fn verify(vector: &Value, value: &str) -> Result<(), String> {
    let mut document = document(vector);
    document["signature"] = json!(value);
    (PPRO.documents.verify)(&document.to_string()).unwrap()
}

#[test]
fn every_vector_is_verified_as_it_says() {
    let all = vectors("webhook_");
    assert_eq!(all.len(), 6);
    for (name, vector) in all {
        assert!(!text(&vector, "why").is_empty() && vector["basis"] == "inferred", "{name}");
        let verdict = verify(&vector, text(&vector, "value"));
        assert_eq!(verdict.is_ok(), vector["valid"] == true, "{name}: {verdict:?}");
    }
}

#[test]
fn what_we_sign_is_what_the_vectors_say() {
    for (name, vector) in vectors("webhook_") {
        let signed = (PPRO.documents.sign)(&document(&vector).to_string()).unwrap();
        let right = vector.get("signed").unwrap_or(&vector["value"]);
        assert_eq!(&signed["header"], right, "{name}");
    }
}

#[test]
fn another_secret_is_told_and_never_shown() {
    let (_, vector) = vectors("webhook_current").remove(0);
    let mut other = vector.clone();
    other["secret"] = json!("whsec_another");
    let error = verify(&other, text(&vector, "value")).unwrap_err();
    assert!(error.contains("secret") && !error.contains("whsec"), "{error}");
}

#[test]
fn a_refused_signature_is_explained() {
    let (_, vector) = vectors("webhook_deprecated").remove(0);
    let mut current = vector.clone();
    current["header"] = json!("PPRO-Signature");
    current["time"] = json!(1_780_485_827);
    let told = verify(&current, text(&vector, "value")).unwrap_err();
    assert!(told.contains("secret, time or body is another: stage"), "{told}");
    let mut document = document(&current);
    document["signature"] = vector["value"].clone();
    let found = (PPRO.documents.diagnose)(&document.to_string()).unwrap();
    let ids: Vec<_> = found.causes.iter().map(|cause| cause.id).collect();
    assert_eq!(ids, ["time_left_out", "hash_before_marked_key"], "the deprecated signature in the current header");
}

#[test]
fn the_other_sides_string_to_sign_is_taken_at_its_word() {
    let theirs = "1780485827|{\"a\":1}|v2";
    let document = |signed: &str, written: fn(&[u8]) -> String| {
        let signature = written(&hmac256::tag(b"whsec_1", signed.as_bytes()));
        let known = json!({ "secret": "whsec_1", "body": "{\"a\":1}", "timestamp": 1_780_485_827, "string_to_sign": theirs });
        let mut document = known.as_object().unwrap().clone();
        document.insert("signature".into(), json!(signature));
        (PPRO.documents.diagnose)(&Value::Object(document).to_string()).unwrap()
    };
    let ids = |found: &Diagnosis| found.causes.iter().map(|cause| cause.id).collect::<Vec<_>>();
    let found = document(theirs, hex);
    assert_eq!((found.explained, ids(&found)), (true, vec!["other_string_to_sign"]));
    let difference = found.first_difference.clone().unwrap();
    assert_eq!((difference.offset, difference.ours.as_str(), difference.theirs.as_str()), (10, ".{\"a\":1}", "|{\"a\":1}|v2"));
    let found = document(theirs, |tag| hex(tag).to_uppercase());
    assert_eq!(ids(&found), ["other_string_to_sign", "upper_case_hex_signature"]);
    let found = document("signed by nobody", hex);
    assert_eq!((found.explained, ids(&found)), (false, vec![]));
    assert!(found.first_difference.is_some(), "theirs is another text all the same");
}

#[test]
fn a_document_that_cannot_be_used_is_an_error_and_no_verdict() {
    for document in ["", "{}", r#"{"secret":"s","body":"b","header":"X-Other","signature":"v"}"#] {
        assert!((PPRO.documents.verify)(document).is_err(), "{document}");
        assert!((PPRO.documents.diagnose)(document).is_err(), "{document}");
    }
    assert!((PPRO.documents.sign)(r#"{"secret":"s","body":"b"}"#).is_err());
}
