//! What a signature costs, beside its bare pieces: writing the same text, one SHA-384 of it, and one HMAC of the string to sign
//! with a key that is ready. `bare` writes the text with nothing around it: pairs that are sorted and flattened already.
//! What `request/signed` takes beyond `signed/cached_key` is reading URL, headers and JSON strictly.
#![allow(missing_docs, clippy::unwrap_used)]

mod charge;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use sha2::{Digest, Sha384};
use signoff::core::http::Request;
use signoff::providers::amazon_pay_india::auth::{AUTHORIZATION, SCHEME, stages, verify_request};
use signoff::signing::Account;
use signoff::signing::key::{KeyCache, Scope, fresh};
use signoff::signing::mac::{Stages, hash_text, signature_text};
use signoff::signing::parts::Parts;
use signoff::signing::recipe::Recipe;
use signoff::signing::verify;

const SECRET: &str = "synthetic-secret-key-of-sixty-four-characters-as-they-are-handed";

/// A charge as integrators send it: fourteen members, a real user agent.
fn charge() -> Request {
    let body = r#"{"intent":"Capture","merchantId":"A1TESTMERCHANT","chargeId":"order-0001","accessToken":"Atza|IgEBIKb8n2dk3lq0s9v7m4x1z6c5b8n2dk3lq0s9v7m4x1z6c5","referenceId":"order-0001","amount":"1499.50","currencyCode":"INR","attributableProgram":"S2SPay","callbackUrl":"https://shop.example/pay/return?x=1&y=2","noteToCustomer":"Order 0001","customData":"store 7","timeoutInSecs":"900","paymentMetaData":"","selectedPaymentInstrumentType":"AmazonPayLater"}"#;
    charge::charge("Mozilla/5.0 (Linux; Android 14) Chrome/126", "20260115T093000Z", body)
}

/// The same text without a recipe: sorted pairs, encoded byte by byte.
fn bare_text(place: [&str; 3], lines: &[Vec<(String, String)>]) -> String {
    let mut text = String::with_capacity(1024);
    place.iter().for_each(|piece| text.push_str(piece));
    for line in lines {
        text.push('\n');
        for (number, (name, value)) in line.iter().enumerate() {
            if number > 0 {
                text.push('&');
            }
            bare_encode(name, &mut text);
            text.push('=');
            bare_encode(value, &mut text);
        }
    }
    text
}

fn bare_encode(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.extend(['%', char::from(HEX[usize::from(byte >> 4)]), char::from(HEX[usize::from(byte & 15)])]),
        }
    }
}

/// Names and values of a line that stands in a canonical request, sorted as there.
fn decoded(line: &str) -> Vec<(String, String)> {
    let decode = |text: &str| signoff::signing::encoding::decode(text).unwrap().into_owned();
    line.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(n, v)| (decode(n), decode(v)))
        .collect()
}

fn signing(c: &mut Criterion) {
    let request = charge();
    let parts = Parts::of_request(&SCHEME, &request, None).unwrap();
    let keys = KeyCache::new(&SCHEME, 16);
    let key = fresh(&SCHEME, SECRET, &Scope::new(&SCHEME, &parts.date));
    let right = Stages::with_key(&SCHEME, &parts, &key, &Recipe::RIGHT);

    let written: Vec<_> = right.canonical_request.split('\n').skip(2).map(decoded).collect();
    let place = ["POST\n", parts.host, parts.path];
    assert_eq!(bare_text(place, &written), right.canonical_request);
    c.bench_function("bare", |b| {
        b.iter(|| {
            let text = bare_text(black_box(place), black_box(&written));
            let hash = hash_text(&Sha384::digest(&text));
            let string_to_sign = format!("AWS4-HMAC-SHA384\n{}\n20260115/eu-west-1/AmazonPay/aws4_request\n{hash}", parts.date);
            (signature_text(&key.mac(string_to_sign.as_bytes())), text, string_to_sign)
        });
    });
    c.bench_function("bare/digest_and_mac", |b| {
        b.iter(|| {
            let hash = hash_text(&Sha384::digest(black_box(&right.canonical_request)));
            (hash, signature_text(&key.mac(black_box(&right.string_to_sign).as_bytes())))
        });
    });
    c.bench_function("signed/cached_key", |b| {
        b.iter(|| Stages::with_key(&SCHEME, black_box(&parts), &keys.get(SECRET, &parts.date), &Recipe::RIGHT));
    });
    let account = Account { access_key_id: "KEY", secret: SECRET };
    c.bench_function("signed/fresh_key", |b| b.iter(|| Stages::new(&SCHEME, black_box(&parts), &account, &Recipe::RIGHT)));
    c.bench_function("request/signed", |b| b.iter(|| stages(black_box(&request), SECRET, None)));
    let mut signed = request.clone();
    signed.headers.set(AUTHORIZATION, verify::authorization(&SCHEME, "KEY", &right.signature));
    assert_eq!(verify_request(&signed, SECRET, None), Ok(()));
    c.bench_function("request/verified", |b| b.iter(|| verify_request(black_box(&signed), SECRET, None)));
}

criterion_group!(benches, signing);
criterion_main!(benches);
