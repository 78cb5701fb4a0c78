//! The vectors of the signed return address.

use std::fs;
use std::path::Path;

use serde_json::Value;
use signoff::providers::juspay::return_url::{ALGORITHM, HMAC, ReturnError, SIGNATURE, check, query, signature, string_to_sign};

fn vectors() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/juspay");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: &Path| serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    paths.map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), read(&path))).collect()
}

fn text<'a>(vector: &'a Value, member: &str) -> &'a str {
    vector[member].as_str().unwrap()
}

fn texts<'a>(vector: &'a Value, member: &str) -> impl Iterator<Item = &'a str> {
    vector[member].as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// The address with a signature that is encoded so many times.
fn address(vector: &Value, signature: &str, times: usize) -> String {
    let encode = |text: String| text.replace('%', "%25").replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let signature = (0..times).fold(signature.to_owned(), |text, _| encode(text));
    format!("https://shop.example/return?{}&{SIGNATURE}={signature}&{ALGORITHM}={HMAC}", text(vector, "query"))
}

#[test]
fn every_vector_holds_stage_by_stage() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 9);
    for (name, vector) in vectors {
        assert!(!text(&vector, "why").is_empty(), "{name}");
        let parameters = query(&format!("https://shop.example/return?{}", text(&vector, "query")));
        assert_eq!(string_to_sign(&parameters), text(&vector, "string_to_sign"), "{name}");
        assert_eq!(signature(&parameters, text(&vector, "response_key")), text(&vector, "signature"), "{name}");
    }
}

#[test]
fn signatures_are_accepted_however_often_they_were_encoded() {
    for (name, vector) in vectors() {
        let key = text(&vector, "response_key");
        for good in texts(&vector, "accepted").chain([text(&vector, "signature")]) {
            for times in [1, 2] {
                assert_eq!(check(&address(&vector, good, times), key), Ok(()), "{name}, encoded {times} times");
            }
        }
    }
}

#[test]
fn other_signatures_are_refused() {
    for (name, vector) in vectors() {
        let (key, right) = (text(&vector, "response_key"), text(&vector, "signature"));
        for bad in texts(&vector, "refused").chain(["", "AAAA", "MbLeZ4rn5nS2yFHJ48NNcjaTfWt177Bf9zA0wCfMhgl="]) {
            assert_eq!(check(&address(&vector, bad, 1), key), Err(ReturnError::Mismatch), "{name} {bad}");
        }
        let replaced = address(&vector, right, 1).replace("status_id=", "status_id=1");
        assert_eq!(check(&replaced, key), Err(ReturnError::Mismatch), "{name}");
        let lower = address(&vector, right, 1);
        assert_eq!(check(&lower, &key.to_lowercase()), Err(ReturnError::Mismatch), "{name}");
    }
}
