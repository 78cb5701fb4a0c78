//! The signatures of webhooks. The algorithms are published, numbers are not: these follow from the text.

use serde_json::{Value, json};
use signoff::providers::ppro::PPRO;

use super::{text, vectors};

fn verify(vector: &Value, value: &str) -> Result<(), String> {
    let mut document = json!({ "secret": vector["secret"], "body": vector["body"], "header": vector["header"], "value": value });
    if let Some(time) = vector.get("time") {
        document["time"] = time.clone();
    }
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
        let time = vector.get("time").cloned().unwrap_or(json!(0));
        let document = json!({ "secret": vector["secret"], "body": vector["body"], "time": time });
        let signed = (PPRO.documents.sign)(&document.to_string()).unwrap();
        let right = vector.get("signed").unwrap_or(&vector["value"]);
        assert_eq!(&signed[text(&vector, "header")], right, "{name}");
    }
}

#[test]
fn a_late_webhook_and_another_secret_are_told() {
    let (_, vector) = vectors("webhook_current").remove(0);
    let mut late = vector.clone();
    late["time"] = json!(vector["time"].as_u64().unwrap() + 301);
    assert!(verify(&late, text(&vector, "value")).unwrap_err().contains("too far from now"));
    let mut other = vector.clone();
    other["secret"] = json!("whsec_another");
    let error = verify(&other, text(&vector, "value")).unwrap_err();
    assert!(error.contains("secret") && !error.contains("whsec"), "{error}");
}

#[test]
fn a_document_that_cannot_be_used_is_an_error_and_no_verdict() {
    for document in ["", "{}", r#"{"secret":"s","body":"b","header":"X-Other","value":"v"}"#] {
        assert!((PPRO.documents.verify)(document).is_err(), "{document}");
    }
    assert!((PPRO.documents.sign)(r#"{"secret":"s","body":"b"}"#).is_err());
}
