//! The table of passive rules as a whole: what holds for every rule, whatever an endpoint answers or a merchant sends.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proptest::prelude::*;
use signoff::core::finding::Verdict;
use signoff::core::http::{Exchange, Headers, Request, Response};
use signoff::core::subject::Subject;
use signoff::providers::amazon_pay_india::AMAZON_PAY_INDIA;
use signoff::providers::{Credentials, Endpoint, Judged};

const TOKEN: &str = "Atza|a-token-that-nobody-may-read";

fn exchange(endpoint: &Endpoint, answer: Result<Response, String>) -> Exchange {
    let mut request = Request::new(endpoint.method, format!("https://sandbox.example{}", endpoint.path));
    if endpoint.method == "GET" {
        request.url.push_str("?merchantId=M&accessToken=Atza%7C1&instrumentTypes=AmazonPayLater&amount=1.00&txnId=c-1");
    } else {
        request.body = br#"{"merchantId":"M","chargeId":"c-1","refundId":"r-1","currencyCode":"INR","amount":"1.00"}"#.to_vec();
    }
    Exchange { id: "x1".to_owned(), at: Timestamp::UNIX_EPOCH, duration_ms: 1.0, request, answer }
}

fn verdicts(
    subject: Subject,
    exchange: &Exchange,
    endpoint: Option<&'static Endpoint>,
) -> impl Iterator<Item = (&'static str, Verdict)> {
    let credentials = Credentials::from_iter([("access_key_id", "K"), ("secret_key", "a-key-that-nobody-may-read")]);
    let rules = AMAZON_PAY_INDIA.rules.iter().filter(move |rule| rule.subject == subject);
    rules.map(move |rule| (rule.name, (rule.judge)(&Judged::new(exchange, endpoint, &credentials))))
}

#[test]
fn names_are_unique_and_every_rule_judges_an_endpoint_or_a_merchant() {
    let names: BTreeSet<_> = AMAZON_PAY_INDIA.rules.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), AMAZON_PAY_INDIA.rules.len());
    for rule in AMAZON_PAY_INDIA.rules {
        assert!([Subject::Endpoint, Subject::Merchant].contains(&rule.subject) && !rule.text.is_empty(), "{}", rule.name);
    }
}

#[test]
fn nothing_is_said_without_an_answer_or_about_an_unknown_operation() {
    for endpoint in AMAZON_PAY_INDIA.endpoints {
        let unanswered = exchange(endpoint, Err("connection refused".to_owned()));
        for (rule, verdict) in verdicts(Subject::Endpoint, &unanswered, Some(endpoint)) {
            assert_eq!(verdict, Verdict::NotApplicable, "{rule} judged a call of {} without an answer", endpoint.name);
        }
        let answer = Response { status: 400, headers: [("a", "b")].into_iter().collect(), body: b"{}".to_vec() };
        let mut unknown = exchange(endpoint, Ok(answer));
        unknown.request.url = "https://sandbox.example/v1/payments/unknown".to_owned();
        for subject in [Subject::Endpoint, Subject::Merchant] {
            for (rule, verdict) in verdicts(subject, &unknown, None) {
                assert_eq!(verdict, Verdict::NotApplicable, "{rule} judged an unknown operation");
            }
        }
    }
}

#[test]
fn a_merchant_s_request_is_judged_without_an_answer() {
    for endpoint in AMAZON_PAY_INDIA.endpoints {
        let unanswered = exchange(endpoint, Err("connection refused".to_owned()));
        let broken =
            verdicts(Subject::Merchant, &unanswered, Some(endpoint)).filter(|(_, verdict)| matches!(verdict, Verdict::Broken(_)));
        assert_ne!(broken.count(), 0, "{} without headers", endpoint.name);
    }
}

#[test]
fn a_request_addresses_the_operation_of_its_path() {
    let addressed = |method: &str, path: &str| {
        let request = Request::new(method, format!("http://127.0.0.1:1{path}?a=b"));
        AMAZON_PAY_INDIA.addressed(&request).map(|endpoint| endpoint.name)
    };
    for endpoint in AMAZON_PAY_INDIA.endpoints {
        assert_eq!(addressed(endpoint.method, endpoint.path), Some(endpoint.name));
    }
    assert_eq!(addressed("POST", "/v1/payments/instruments"), Some("instruments"));
    assert_eq!(addressed("PUT", "/v1/payments/charge"), Some("charge"));
    assert_eq!(addressed("GET", "/v1/payments/charge/"), None);
}

/// Values that stand where the documents promise others.
fn odd_value() -> impl Strategy<Value = String> {
    let texts = ["null", "true", "false", "0", "-1", "1e400", "0.01", "\"\"", "\"0\"", "\"1.00\"", "\"https://\"", "[]", "{}"];
    let names = ["\"CapturePending\"", "\"InternalServerError\"", "\"APL_UNAVAILABLE\"", "\"\\u0000\""];
    let token = format!("{TOKEN:?}");
    prop::sample::select(texts.into_iter().chain(names).map(str::to_owned).chain([token]).collect::<Vec<_>>())
}

fn odd_body() -> impl Strategy<Value = Vec<u8>> {
    let members = [
        "amazonPayLater",
        "enabled",
        "priority",
        "availableCredit",
        "ineligibilityCode",
        "ineligibilityReason",
        "keyFactStatementUrl",
        "merchantId",
        "chargeId",
        "amazonChargeId",
        "requestedAmount",
        "amount",
        "currencyCode",
        "status",
        "amazonPayUrl",
        "refundId",
        "amazonRefundId",
        "code",
        "message",
    ];
    let object = || {
        prop::collection::vec((prop::sample::select(members.to_vec()), odd_value()), 0..8).prop_map(|pairs| {
            let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{name:?}:{value}")).collect();
            format!("{{{}}}", pairs.join(","))
        })
    };
    prop_oneof![
        object().prop_map(String::into_bytes),
        object().prop_map(|inner| format!("{{\"amazonPayLater\":{inner}}}").into_bytes()),
        odd_value().prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..64),
    ]
}

/// Requests whose members may hold anything, a token among it.
fn odd_message() -> impl Strategy<Value = Vec<u8>> {
    let members = [
        "grant_type",
        "refresh_token",
        "client_id",
        "client_secret",
        "code",
        "redirect_uri",
        "intent",
        "amount",
        "currencyCode",
        "callbackUrl",
        "accessToken",
        "chargeId",
        "refundId",
        "referenceId",
        "merchantId",
        "attributableProgram",
        "timeoutInSecs",
        "selectedPaymentInstrumentType",
        "instrumentTypes",
    ];
    let pair = (prop::sample::select(members.to_vec()), odd_value());
    let object = prop::collection::vec(pair, 0..24).prop_map(|pairs| {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{name:?}:{value}")).collect();
        format!("{{{}}}", pairs.join(",")).into_bytes()
    });
    prop_oneof![object, odd_value().prop_map(String::into_bytes), prop::collection::vec(any::<u8>(), 0..64)]
}

fn odd_url() -> impl Strategy<Value = String> {
    let hosts = ["https://amazonpay.amazon.in", "http://127.0.0.1:8443", "http://[::1", "http://", "", "ftp://a@b:c"];
    let paths = ["/v1/payments/instruments", "/v1/payments/charge", "/auth/o2/token", "", "//", "/é"];
    let queries = ["", "?", "?amount=0.5&merchantId=M", "?accessToken=Atza%7C1&amount=%4", "?amount=1&amount=1", "?=&=#?"];
    let pick = |from: [&'static str; 6]| prop::sample::select(from.to_vec());
    (pick(hosts), pick(paths), pick(queries)).prop_map(|(host, path, query)| format!("{host}{path}{query}"))
}

fn odd_headers() -> impl Strategy<Value = Headers> {
    let names = [
        "authorization",
        "x-amz-algorithm",
        "x-amz-client-id",
        "x-amz-date",
        "x-amz-expires",
        "x-amz-source",
        "x-amz-user-agent",
        "x-amz-user-ip",
    ];
    let values =
        ["", " ", "M", "AMZ+K:s", "AMZ K:s", "AMZ+:", "AWS4-HMAC-SHA384", "20260101T000000Z", "é", "900", "Server", TOKEN];
    let value = || prop::sample::select(values.to_vec());
    prop::collection::vec((prop::sample::select(names.to_vec()), value()), 0..16).prop_map(Headers::from_iter)
}

proptest! {
    #[test]
    fn whatever_is_answered_no_rule_fails_and_no_finding_tells_a_secret(
        row in prop::sample::select(AMAZON_PAY_INDIA.endpoints.iter().collect::<Vec<_>>()),
        status in prop::sample::select(vec![100_u16, 200, 201, 204, 302, 400, 401, 403, 404, 413, 429, 500, 501, 503]),
        body in odd_body(),
    ) {
        let headers = [("x-amz-date", "20260101T000000Z"), ("x-amz-request-id", "i"), ("x-amz-signature", "s")];
        let answer = Response { status, headers: headers.into_iter().collect(), body };
        for (rule, verdict) in verdicts(Subject::Endpoint, &exchange(row, Ok(answer)), Some(row)) {
            if let Verdict::Broken(finding) = &verdict {
                prop_assert!((200..300).contains(&status) || status >= 400, "{rule} judged a {status}");
                prop_assert!(!finding.place.is_empty() && !finding.expected.is_empty(), "{rule}: {finding:?}");
            }
            let said = format!("{verdict:?}");
            prop_assert!(!said.contains("nobody-may-read"), "{rule} told a secret: {said}");
        }
    }

    #[test]
    fn whatever_is_sent_no_rule_fails_and_no_finding_tells_a_secret(
        row in prop::sample::select(AMAZON_PAY_INDIA.endpoints.iter().collect::<Vec<_>>()),
        method in prop::sample::select(vec!["GET", "POST", "PUT", "", "Ä"]),
        url in odd_url(),
        headers in odd_headers(),
        body in odd_message(),
    ) {
        let request = Request { method: method.to_owned(), url, headers, body };
        let sent = Exchange { request, ..exchange(row, Ok(Response::json(400, &serde_json::json!({ "code": "x" })))) };
        for endpoint in [Some(row), None] {
            for (rule, verdict) in verdicts(Subject::Merchant, &sent, endpoint) {
                if let Verdict::Broken(finding) = &verdict {
                    let whole = ![&finding.place, &finding.expected, &finding.actual].iter().any(|text| text.is_empty());
                    prop_assert!(whole, "{rule}: {finding:?}");
                }
                let said = format!("{verdict:?}");
                prop_assert!(!said.contains("nobody-may-read"), "{rule} told a secret: {said}");
            }
        }
    }
}
