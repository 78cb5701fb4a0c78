//! What holds for every request.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha384};
use signoff::core::http::Request;
use signoff::providers::amazon_pay_india::auth::{SCHEME, SignatureRefusal, stages, verify_request};
use signoff::signing::encoding::{decode, encoded};
use signoff::signing::mac::Stages;
use signoff::signing::parts::{Parts, PartsError};
use signoff::signing::recipe::Recipe;

use super::{ACCOUNT, SECRET, request};

type Pairs = Vec<(String, String)>;

fn pairs() -> impl Strategy<Value = Pairs> {
    prop::collection::btree_map("[A-Za-z0-9_.\\[\\]-]{1,12}", "\\PC{0,24}", 0..12)
        .prop_map(|map| map.into_iter().collect())
        .prop_shuffle()
}

fn method() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["GET", "POST"])
}

/// A request that carries the pairs in its query or its body.
fn carrying(method: &str, pairs: &Pairs) -> Request {
    let url = "https://amazonpay-sandbox.amazon.in/v1/payments/charge";
    if method == "GET" {
        let query: Vec<_> = pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        return request(method, &format!("{url}?{}", query.join("&")), "");
    }
    let members: serde_json::Map<_, _> = pairs.iter().map(|(name, value)| (name.clone(), Value::from(value.clone()))).collect();
    request(method, url, &Value::Object(members).to_string())
}

fn signature(request: &Request) -> String {
    stages(request, SECRET, None).unwrap().signature
}

fn signed(request: &Request, form: &str) -> Request {
    let mut signed = request.clone();
    signed.headers.set("Authorization", format!("{form}KEY:{}", signature(request)));
    signed
}

/// The signature once more, written down plainly and without a line of the program's.
fn plain_signature(request: &Request, pairs: &Pairs) -> String {
    let encode = |text: &str| -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
    };
    let line = |pairs: BTreeMap<&str, &str>| -> String {
        pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect::<Vec<_>>().join("&")
    };
    let carried = line(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect());
    let (query, body) = if request.method == "GET" { (carried, String::new()) } else { (String::new(), carried) };
    let headers = line(request.headers.iter().collect());
    let place = "amazonpay-sandbox.amazon.in/v1/payments/charge";
    let canonical = format!("{}\n{place}\n{query}\n{headers}\n{body}", request.method);
    let hash: String = Sha384::digest(canonical).iter().map(|byte| format!("{byte:02x}")).collect();
    let date = request.headers.get("x-amz-date").unwrap();
    let text = format!("AWS4-HMAC-SHA384\n{date}\n{}/eu-west-1/AmazonPay/aws4_request\n{hash}", &date[..8]);
    let hmac = |key: &[u8], text: &str| -> Vec<u8> {
        Hmac::<Sha384>::new_from_slice(key).unwrap().chain_update(text).finalize().into_bytes().to_vec()
    };
    let key = hmac(&hmac(&hmac(&hmac(format!("AWS4{SECRET}").as_bytes(), &date[..8]), "eu-west-1"), "AmazonPay"), "aws4_request");
    let base64 = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, hmac(&key, &text));
    base64.replace('+', "-").replace('/', "_")
}

/// `text` with another character at about `place`; a letter for a letter, so that it stays what it is.
fn changed(text: &str, place: usize) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    if characters.is_empty() {
        return "a".into();
    }
    let place = place % characters.len();
    characters[place] = if characters[place] == 'z' { 'y' } else { 'z' };
    characters.into_iter().collect()
}

proptest! {
    #[test]
    fn agrees_with_the_signature_written_down_plainly(method in method(), pairs in pairs()) {
        let request = carrying(method, &pairs);
        prop_assert_eq!(signature(&request), plain_signature(&request, &pairs));
    }

    #[test]
    fn a_cached_key_signs_as_a_fresh_one(method in method(), pairs in pairs(), day in 1..29_u8) {
        let mut request = carrying(method, &pairs);
        request.headers.set("x-amz-date", format!("202602{day:02}T000000Z"));
        let fresh = Stages::new(&SCHEME, &Parts::of_request(&SCHEME, &request, None).unwrap(), &ACCOUNT, &Recipe::RIGHT);
        prop_assert_eq!(stages(&request, SECRET, None).unwrap(), fresh);
    }

    #[test]
    fn the_order_of_what_is_sent_never_matters(method in method(), (pairs, other) in pairs().prop_flat_map(|p| (Just(p.clone()), Just(p).prop_shuffle()))) {
        let mut reordered = carrying(method, &other);
        let mut headers: Vec<_> = reordered.headers.iter().map(|(name, value)| (name.to_uppercase(), value.to_owned())).collect();
        headers.reverse();
        reordered.headers = headers.into_iter().collect();
        prop_assert_eq!(signature(&carrying(method, &pairs)), signature(&reordered));
    }

    #[test]
    fn encoding_round_trips(text in "\\PC{0,40}|.{0,10}") {
        let text_encoded = encoded(&text);
        prop_assert!(text_encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)));
        let decoded = decode(&text_encoded);
        prop_assert_eq!(decoded.as_deref(), Some(text.as_str()));
    }

    #[test]
    fn what_was_signed_is_verified_in_both_forms(method in method(), pairs in pairs()) {
        let request = carrying(method, &pairs);
        for form in ["AMZ+", "AMZ "] {
            prop_assert_eq!(verify_request(&signed(&request, form), SECRET, None), Ok(()));
        }
        prop_assert_eq!(verify_request(&signed(&request, "AMZ+"), "another secret", None), Err(SignatureRefusal::Mismatch));
    }

    #[test]
    fn every_change_of_a_signed_part_changes_the_signature(method in method(), pairs in pairs(), which in 0..5_usize, at in any::<prop::sample::Index>(), place in any::<usize>()) {
        let request = carrying(method, &pairs);
        let mut other = request.clone();
        match which {
            0 => other.method = if method == "GET" { "PUT" } else { "GET" }.into(),
            1 => other.url = other.url.replacen("sandbox", &changed("sandbox", place), 1),
            2 => other.url = other.url.replacen("/v1/payments", &format!("/{}", changed("v1/payments", place)), 1),
            3 => {
                let header = SCHEME.request_headers[at.index(SCHEME.request_headers.len())];
                let value = changed(request.headers.get(header).unwrap(), place);
                other.headers.set(header, value);
            }
            _ => {
                let mut pairs = pairs.clone();
                if pairs.is_empty() {
                    pairs.push(("new".into(), String::new()));
                } else {
                    let pair = at.index(pairs.len());
                    pairs[pair].1 = changed(&pairs[pair].1, place);
                }
                other = carrying(method, &pairs);
            }
        }
        prop_assert_ne!(signature(&request), signature(&other));
    }

    #[test]
    fn what_is_not_signed_changes_nothing(method in method(), pairs in pairs(), name in "[a-z-]{3,12}", value in "[ -~]{0,20}") {
        let request = carrying(method, &pairs);
        let mut other = request.clone();
        other.headers.set(&format!("q-{name}"), value.clone());
        other.headers.set("Content-Type", value);
        other.headers.set("Authorization", "anything");
        prop_assert_eq!(signature(&request), signature(&other));
    }

    #[test]
    fn doubled_names_and_nulls_are_refused_by_name(name in "[a-z]{1,8}") {
        let url = "https://amazonpay.amazon.in/v1/payments/charge";
        let refused = |request: &Request| stages(request, SECRET, None).unwrap_err();
        let doubled = request("GET", &format!("{url}?{name}=1&x%20=2&{name}=1"), "");
        prop_assert_eq!(refused(&doubled), PartsError::DoubledParameter(name.clone()));
        let doubled = request("POST", url, &format!(r#"{{"{name}":"1","X":"2","{name}":"1"}}"#));
        prop_assert_eq!(refused(&doubled), PartsError::DoubledMember(name.clone()));
        let mut doubled = request("GET", url, "");
        doubled.headers.push("X-Amz-Date", "20260115T093000Z");
        prop_assert_eq!(refused(&doubled), PartsError::DoubledHeader("x-amz-date".into()));
        for null in ["null", r#"{"k":null}"#, r#"["a",{"k":[null]}]"#] {
            let null = request("POST", url, &format!(r#"{{"{name}":{null}}}"#));
            prop_assert_eq!(refused(&null), PartsError::Null(name.clone()));
        }
    }

    #[test]
    fn no_request_makes_it_panic(method in "\\PC{0,5}|POST|GET", url in "(https?://)?\\PC{0,40}", body in prop::collection::vec(any::<u8>(), 0..60), date in "\\PC{0,20}|[0-9TZ]{16}") {
        let mut request = request(&method, &url, "");
        request.body = body;
        request.headers.set("x-amz-date", date.clone());
        request.headers.set("Authorization", format!("AMZ+{date}:{url}"));
        let _ = stages(&request, SECRET, None);
        prop_assert!(verify_request(&request, SECRET, Some(&url)).is_err());
    }
}
