//! What it takes to look for mistakes in a wrong signature that nothing explains: all of them are tried. A single one must be
//! found in less than 10 ms, pairs in 200 ms, three at once in 5 s.
#![allow(missing_docs, clippy::unwrap_used)]

mod charge;

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use signoff::core::http::Request;
use signoff::providers::amazon_pay_india::auth::SCHEME;
use signoff::signing::Account;
use signoff::signing::case::{Case, Given};
use signoff::signing::diagnosis::Diagnosis;
use signoff::signing::parts::Parts;

/// A charge in which many mistakes show.
fn charge() -> Request {
    let body = r#"{"intent":"Capture","merchantId":"A1TESTMERCHANT","chargeId":"order-0001","accessToken":"Atza|IgEBIKb8n2dk3lq0s9v7m4x1z6c5b8n2dk3lq0s9v7m4x1z6c5","Reference":"a~b*(c)%40","amount":1499.50,"currencyCode":"INR","callbackUrl":"https://shop.example/pay/return?x=1&y=2","note to customer":"Commande n° 1","customData":{"b":"1","a":["2","3"]},"paymentMetaData":"","flag":true,"none":null}"#;
    charge::charge("Mozilla/5.0 (Linux;  Android 14) Chrome/126", "20261230T193000Z", body)
}

fn diagnose(c: &mut Criterion) {
    let request = charge();
    let parts = Parts::of_request(&SCHEME, &request, None).unwrap();
    let account = Account { access_key_id: "KEY", secret: "synthetic-secret" };
    let mut group = c.benchmark_group("unexplained");
    group.sample_size(10).measurement_time(Duration::from_secs(5));
    for (name, most) in [("singles", 1), ("pairs", 2), ("triples", 3)] {
        group.bench_function(name, |b| {
            b.iter(|| {
                Diagnosis::find(&[Case::of_header(&SCHEME, &parts, account)], black_box("AMZ+KEY:x"), Given::default(), most)
            });
        });
    }
    group.finish();
}

criterion_group!(benches, diagnose);
criterion_main!(benches);
