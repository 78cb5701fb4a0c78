//! Whatever is asked, there is one answer and no panic, and nobody is paid who did not pay.

use proptest::prelude::*;
use signoff::core::http::Request;
use signoff::providers::amazon_pay_india::simulator::keys::NOTIFIER;

use super::stage::Stage;

fn question() -> impl Strategy<Value = Request> {
    let path = prop_oneof![
        Just("/pay".to_owned()),
        Just("/return".to_owned()),
        Just("/link".to_owned()),
        Just("/linked".to_owned()),
        Just("/notifications".to_owned()),
        Just("/refunds".to_owned()),
        Just("/orders/o1".to_owned()),
        "/[a-z%/0-9]{0,12}",
    ];
    let fields = "(customer=(eligible|declined|x)&)?(order=o[12]&)?(amount=(1|10\\.00|0|[a-z]{2}|9{40})&)?(method=[a-z_]{3,16}&)?[ -~]{0,12}";
    let kind = prop_oneof![Just("application/x-www-form-urlencoded"), Just("text/plain"), Just("")];
    (prop_oneof![Just("GET"), Just("POST"), Just("PUT")], path, fields, kind, prop::collection::vec(any::<u8>(), 0..40)).prop_map(
        |(method, path, fields, kind, noise)| {
            let body = if kind.starts_with("text") { noise } else { fields.clone().into_bytes() };
            let headers = [("content-type", kind)].into_iter().collect();
            Request { headers, body, ..Request::new(method, format!("{path}?{fields}")) }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_question_has_one_answer(questions in prop::collection::vec(question(), 1..12)) {
        let mut stage = Stage::honest();
        for question in questions {
            let answer = stage.ask(question);
            prop_assert!([200, 303, 400, 403, 404, 409, 502, 503].contains(&answer.status), "{}", answer.status);
        }
        stage.advance(2000);
        let charged = stage.calls("POST /v1/payments/charge") > 0;
        let page = stage.get("/orders/o1");
        prop_assert!(charged || !page.contains("Payment successful"));
    }

    #[test]
    fn whatever_the_provider_says_decides_no_more_than_it_should(status in 100_u16..600, text in ".{0,40}") {
        let mut stage = Stage::honest();
        stage.checkout("eligible", "10.00", "o1");
        stage.garbled = Some((status, text));
        stage.ask(super::stage::form("eligible", "10.00", "o1", "0"));
        stage.advance(100);
        prop_assert!(!stage.get("/orders/o1").contains("Payment successful"));
        let message = stage.notification(&stage.charge_id(), &NOTIFIER);
        prop_assert_eq!(stage.deliver(&message), 503, "its certificate cannot be read");
    }
}
