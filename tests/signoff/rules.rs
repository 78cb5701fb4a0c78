//! The table of passive rules as a whole: what holds for every rule, whatever an endpoint answers.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proptest::prelude::*;
use signoff::core::finding::Verdict;
use signoff::core::http::{Exchange, Request, Response};
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

fn verdicts(exchange: &Exchange, endpoint: Option<&'static Endpoint>) -> Vec<(&'static str, Verdict)> {
    let credentials = Credentials::from_iter([("secret_key", "a-key-that-nobody-may-read")]);
    let judged = Judged::new(exchange, endpoint, &credentials);
    AMAZON_PAY_INDIA.rules.iter().map(|rule| (rule.name, (rule.judge)(&judged))).collect()
}

#[test]
fn names_are_unique_and_every_rule_judges_endpoints() {
    let names: BTreeSet<_> = AMAZON_PAY_INDIA.rules.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), AMAZON_PAY_INDIA.rules.len());
    assert!(AMAZON_PAY_INDIA.rules.iter().all(|rule| rule.subject == Subject::Endpoint && !rule.text.is_empty()));
}

#[test]
fn nothing_is_said_without_an_answer_or_about_an_unknown_operation() {
    for endpoint in AMAZON_PAY_INDIA.endpoints {
        for (rule, verdict) in verdicts(&exchange(endpoint, Err("connection refused".to_owned())), Some(endpoint)) {
            assert_eq!(verdict, Verdict::NotApplicable, "{rule} judged a call of {} without an answer", endpoint.name);
        }
        let answer = Response { status: 400, headers: [("a", "b")].into_iter().collect(), body: b"{}".to_vec() };
        for (rule, verdict) in verdicts(&exchange(endpoint, Ok(answer)), None) {
            assert_eq!(verdict, Verdict::NotApplicable, "{rule} judged an unknown operation");
        }
    }
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

proptest! {
    #[test]
    fn whatever_is_answered_no_rule_fails_and_no_finding_tells_a_secret(
        row in prop::sample::select(AMAZON_PAY_INDIA.endpoints.iter().collect::<Vec<_>>()),
        status in prop::sample::select(vec![100_u16, 200, 201, 204, 302, 400, 401, 403, 404, 413, 429, 500, 501, 503]),
        body in odd_body(),
    ) {
        let headers = [("x-amz-date", "20260101T000000Z"), ("x-amz-request-id", "i"), ("x-amz-signature", "s")];
        let answer = Response { status, headers: headers.into_iter().collect(), body };
        for (rule, verdict) in verdicts(&exchange(row, Ok(answer)), Some(row)) {
            if let Verdict::Broken(finding) = &verdict {
                prop_assert!((200..300).contains(&status) || status >= 400, "{rule} judged a {status}");
                prop_assert!(!finding.place.is_empty() && !finding.expected.is_empty(), "{rule}: {finding:?}");
            }
            let said = format!("{verdict:?}");
            prop_assert!(!said.contains("nobody-may-read"), "{rule} told a secret: {said}");
        }
    }
}
