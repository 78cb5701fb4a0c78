//! Every vector of a webhook's signature: the text that is signed, the signature, and what is refused.

use std::fs;

use proptest::prelude::*;
use serde_json::{Value, json};
use signoff::providers::adyen::notification::documents;
use signoff::providers::adyen::notification::hmac::{HmacKey, SignatureRefusal, string_to_sign};

use crate::simulator::json_value;

fn vectors() -> Vec<(String, Value)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/adyen");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.display().to_string(), serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())).collect()
}

fn key(vector: &Value) -> HmacKey {
    HmacKey::parse(vector["hmac_key"].as_str().unwrap()).unwrap()
}

fn signed(item: &Value, signature: &Value) -> Value {
    let mut item = item.clone();
    if !signature.is_null() {
        item["additionalData"] = json!({ "hmacSignature": signature });
    }
    item
}

#[test]
fn every_vector_says_why_it_exists_and_nothing_else_is_there() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 23);
    let known = [
        "why",
        "basis",
        "source",
        "hmac_key",
        "item",
        "body",
        "string_to_sign",
        "signature",
        "right_signature",
        "refused",
        "key_refused",
    ];
    for (name, vector) in &vectors {
        assert!(vector["why"].as_str().is_some_and(|why| why.len() > 20), "{name}");
        assert!(vector.as_object().unwrap().keys().all(|member| known.contains(&member.as_str())), "{name}");
        assert!(vector["item"].is_object() != vector["body"].is_string(), "{name}");
    }
}

#[test]
fn the_signed_text_of_every_item() {
    for (name, vector) in vectors() {
        if let Some(text) = vector["string_to_sign"].as_str() {
            assert_eq!(string_to_sign(&vector["item"]), text, "{name}");
        }
    }
}

#[test]
fn every_signature_is_made_and_found_right() {
    let mut checked = 0;
    for (name, vector) in vectors().iter().filter(|(_, vector)| vector["refused"].is_null() && vector["signature"].is_string()) {
        let (key, signature) = (key(vector), &vector["signature"]);
        if let Some(body) = vector["body"].as_str() {
            assert_eq!(key.sign_body(body.as_bytes()), *signature, "{name}");
            assert_eq!(key.verify_body(body.as_bytes(), signature.as_str()), Ok(()), "{name}");
        } else {
            assert_eq!(key.sign_item(&vector["item"]), *signature, "{name}");
            assert_eq!(key.verify_item(&signed(&vector["item"], signature)), Ok(()), "{name}");
        }
        checked += 1;
    }
    assert_eq!(checked, 15);
}

#[test]
fn what_must_be_refused_is_refused_for_its_reason() {
    let mut checked = 0;
    for (name, vector) in vectors() {
        if let Some(reason) = vector["refused"].as_str() {
            let refusal = key(&vector).verify_item(&signed(&vector["item"], &vector["signature"])).unwrap_err();
            assert_eq!(refusal.to_string(), reason, "{name}");
            checked += 1;
        }
        if let Some(right) = vector["right_signature"].as_str() {
            assert_eq!(key(&vector).sign_item(&vector["item"]), right, "{name}");
        }
        if vector["key_refused"] == true {
            assert!(HmacKey::parse(vector["hmac_key"].as_str().unwrap()).is_err(), "{name}");
            checked += 1;
        }
    }
    assert_eq!(checked, 7);
}

#[test]
fn a_change_of_any_signed_field_is_refused_and_of_another_is_not() {
    let (_, vector) = vectors().into_iter().find(|(name, _)| name.ends_with("/capture.json")).unwrap();
    let (key, item) = (key(&vector), signed(&vector["item"], &vector["signature"]));
    let changes = ["pspReference", "originalReference", "merchantAccountCode", "merchantReference", "eventCode", "success"];
    for name in changes {
        let mut changed = item.clone();
        changed[name] = json!("other");
        assert_eq!(key.verify_item(&changed), Err(SignatureRefusal::Mismatch), "{name}");
    }
    for (name, value) in [("value", json!(1001)), ("currency", json!("USD"))] {
        let mut changed = item.clone();
        changed["amount"][name] = value;
        assert_eq!(key.verify_item(&changed), Err(SignatureRefusal::Mismatch), "{name}");
    }
    let mut changed = item.clone();
    changed["reason"] = json!("anything");
    changed["eventDate"] = json!("2000-01-01T00:00:00+00:00");
    changed["additionalData"]["more"] = json!("anything");
    assert_eq!(key.verify_item(&changed), Ok(()), "these fields are not protected");
}

proptest! {
    #[test]
    fn whatever_else_is_sent_as_a_signature_is_refused(signature in json_value()) {
        let key = HmacKey::parse(&"0f".repeat(32)).unwrap();
        let verdict = key.verify_item(&json!({ "additionalData": { "hmacSignature": signature } }));
        prop_assert!(verdict.is_err());
    }
}

#[test]
fn the_commands_sign_and_verify_documents() {
    for (name, vector) in vectors() {
        let Some(signature) = vector["signature"].as_str().filter(|_| vector["refused"].is_null()) else { continue };
        let mut document = json!({ "hmac_key_hex": vector["hmac_key"] });
        let part = if vector["body"].is_string() { "body" } else { "item" };
        document[part] = vector[part].clone();
        assert_eq!((documents::DOCUMENTS.sign)(&document.to_string()).unwrap()["signature"], signature, "{name}");
        if part == "body" {
            document["signature"] = json!(signature);
        } else {
            document["item"] = signed(&vector["item"], &vector["signature"]);
        }
        assert_eq!((documents::DOCUMENTS.verify)(&document.to_string()), Ok(Ok(())), "{name}");
        if part == "item" {
            let wrapped = json!({ "hmac_key_hex": vector["hmac_key"], "item": { "NotificationRequestItem": document["item"] } });
            assert_eq!((documents::DOCUMENTS.sign)(&wrapped.to_string()).unwrap()["signature"], signature, "{name}");
            assert_eq!((documents::DOCUMENTS.verify)(&wrapped.to_string()), Ok(Ok(())), "{name}");
        }
        document["hmac_key_hex"] = json!("00".repeat(32));
        assert!((documents::DOCUMENTS.verify)(&document.to_string()).unwrap().is_err(), "{name}");
        assert!(!(documents::DOCUMENTS.diagnose)(&document.to_string()).unwrap().explained, "{name}");
    }
    let key = "00".repeat(32);
    for (item, words) in [
        (json!({ "live": "false", "notificationItems": [] }), "item is not one item, the NotificationRequestItem of one of"),
        (json!({ "NotificationRequestItem": [] }), "item.NotificationRequestItem is not an object"),
    ] {
        let error = (documents::DOCUMENTS.sign)(&json!({ "hmac_key_hex": key, "item": item }).to_string()).unwrap_err();
        assert!(error.contains(words), "{error}");
    }
    for document in ["", "{}", r#"{"hmac_key_hex":"BadKey","item":{}}"#, r#"{"hmac_key_hex":1,"body":""}"#] {
        assert!((documents::DOCUMENTS.verify)(document).is_err() && (documents::DOCUMENTS.sign)(document).is_err(), "{document}");
    }
}
