//! What every exchange of a run costs beside the network: validating the answer against its schema, judging it by the rules,
//! and recording it without its secrets.
#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use serde_json::{Value, json};
use signoff::core::http::{Exchange, Request, Response};
use signoff::core::secret::Secret;
use signoff::providers::amazon_pay_india::AMAZON_PAY_INDIA;
use signoff::providers::{Credentials, Judged};
use signoff::schema;
use signoff::transport::redact::Redactor;

fn instruments() -> Value {
    json!({ "amazonPayLater": {
        "enabled": true,
        "priority": 3,
        "availableCredit": "50000",
        "ineligibilityCode": null,
        "ineligibilityReason": null,
        "keyFactStatementUrl": "https://amazonpay.amazon.in/render_kfs?authToken=A&payload=A&iv=a",
    }})
}

fn exchange() -> Exchange {
    let url = "http://127.0.0.1:4100/v1/payments/instruments?merchantId=MID&accessToken=Atza%7Cx&amount=1.00";
    let answer = Ok(Response::json(200, &instruments()));
    Exchange { id: "x1".into(), at: Timestamp::UNIX_EPOCH, duration_ms: 1.0, request: Request::new("GET", url), answer }
}

fn exchanges(c: &mut Criterion) {
    let body = instruments();
    let slug = AMAZON_PAY_INDIA.slug;
    schema::validate(slug, "instruments.response", &body).unwrap();
    c.bench_function("schema/validate", |b| b.iter(|| schema::validate(slug, "instruments.response", black_box(&body))));

    let (exchange, credentials) = (exchange(), Credentials::default());
    let endpoint = AMAZON_PAY_INDIA.endpoint("instruments");
    c.bench_function("rules/judge_all", |b| {
        b.iter(|| {
            let judged = Judged::new(black_box(&exchange), endpoint, &credentials);
            AMAZON_PAY_INDIA.rules.iter().map(|rule| (rule.judge)(&judged)).collect::<Vec<_>>()
        });
    });

    let secrets: Vec<_> =
        (0..14).map(|n| (format!("token {n}"), Secret::new(format!("Atza|{}", format!("{n}x").repeat(60))))).collect();
    c.bench_function("record/prepare", |b| b.iter(|| Redactor::new(black_box(&secrets), AMAZON_PAY_INDIA.sensitive)));
    let redactor = Redactor::new(&secrets, AMAZON_PAY_INDIA.sensitive);
    c.bench_function("record/exchange", |b| b.iter(|| redactor.exchange(black_box(&exchange))));
}

criterion_group!(benches, exchanges);
criterion_main!(benches);
