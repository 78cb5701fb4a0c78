//! Whatever is sent, the simulator answers in its own form and never panics.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use signoff::core::http::Request;
use signoff::providers::amazon_pay_india::endpoints::ENDPOINTS;

use super::merchant::{HOST, Shop, body, told};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[ -~]{0,40}", "[a-zA-Z%&=+|{}/?]{0,40}"]
}

fn path() -> impl Strategy<Value = String> {
    let known: Vec<_> = ENDPOINTS.iter().map(|endpoint| endpoint.path.to_owned()).collect();
    prop_oneof![text(), proptest::sample::select(known)]
}

pub fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        text().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        Just(json!("10.00")),
    ];
    leaf.prop_recursive(6, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((text(), inner), 0..4).prop_map(|pairs| pairs.into_iter().collect())
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_requests_are_refused(
        method in prop_oneof![Just("GET".to_owned()), Just("POST".to_owned()), text()],
        path in path(),
        query in text(),
        headers in vec((prop_oneof![text(), Just("authorization".to_owned()), Just("x-amz-date".to_owned())], text()), 0..6),
        body_bytes in vec(any::<u8>(), 0..200),
    ) {
        let shop = Shop::open(&[]);
        let url = format!("{HOST}{path}?{query}");
        let request = Request { headers: headers.into_iter().collect(), body: body_bytes, ..Request::new(method, url) };
        let response = shop.respond(&request);
        prop_assert!((400..500).contains(&response.status), "{}: {}", response.status, response.text());
        let said = body(&response);
        prop_assert!(said.contains_key("code") || said.contains_key("error"));
    }

    #[test]
    fn arbitrary_members_under_a_good_signature_are_answered(
        operation in proptest::sample::select(vec!["charge", "refund"]),
        member in proptest::sample::select(vec!["amount", "chargeId", "merchantId", "customData", "timeoutInSecs", "currencyCode", "extra"]),
        value in json_value(),
        tolerant in any::<bool>(),
    ) {
        let shop = Shop::open(if tolerant { &["invalid_argument_accepted"] } else { &[] });
        let mut draft = shop.merchant.draft(operation, json!({ "accessToken": shop.merchant.token("eligible"), "amount": "10.00" }));
        draft.members.insert(member.to_owned(), value);
        let mut request = shop.merchant.request(&shop.merchant.draft(operation, json!({})));
        request.body = serde_json::to_vec(&draft.members).unwrap();
        let credentials = &shop.merchant.account.credentials;
        let sender = signoff::providers::Sender { base_url: HOST, signed_host: None, credentials, now: shop.now };
        let _ = signoff::providers::amazon_pay_india::auth::sign(&mut request, &sender);
        let response = shop.respond(&request);
        prop_assert!(response.status < 500, "{}", response.text());
        prop_assert!(!body(&response).is_empty());
    }
}

#[test]
fn what_cannot_be_read_is_an_invalid_argument() {
    let shop = Shop::open(&[]);
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    let bodies: [&[u8]; 7] =
        [b"{", b"[]", b"\xff\xfe", br#"{"amount":"1","amount":"2"}"#, br#"{"amount":1e}"#, deep.as_bytes(), b"\"text\""];
    for bytes in bodies {
        let mut request = shop.merchant.request(&shop.merchant.charge("eligible", "1.00", "c1"));
        request.body = bytes.to_vec();
        assert_eq!(told(&shop.respond(&request)), (400, "InvalidArguments".into()), "{:?}", String::from_utf8_lossy(bytes));
    }
    let good = shop.merchant.request(&shop.merchant.instruments("eligible", "1.00"));
    for query in ["%zz", "amount=1&amount=2", "%ff=1"] {
        let url = format!("{HOST}/v1/payments/instruments?{query}");
        assert_eq!(told(&shop.respond(&Request { url, ..good.clone() })), (400, "InvalidArguments".into()), "{query}");
    }
    let mut form = shop.merchant.request(&shop.merchant.charge("eligible", "1.00", "c1"));
    form.headers.set("content-type", "application/x-www-form-urlencoded");
    assert_eq!(told(&shop.respond(&form)), (400, "InvalidArguments".into()));
}
