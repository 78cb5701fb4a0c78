//! What becomes of payments at the simulator.

use proptest::prelude::*;
use serde_json::{Value, json};
use signoff::core::http::Request;
use signoff::core::member;
use signoff::providers::adyen::ADYEN;

use super::merchant::Merchant;
use crate::simulator::json_value;

fn kinds(merchant: &Merchant) -> Vec<String> {
    merchant.told().into_iter().map(|(kind, success)| format!("{kind} {success}")).collect()
}

#[test]
fn every_shopper_has_a_result() {
    for (persona, result) in [
        ("authorised", "Authorised"),
        ("refused", "Refused"),
        ("error", "Error"),
        ("cancelled", "Cancelled"),
        ("pending", "Pending"),
        ("received", "Received"),
        ("redirect", "RedirectShopper"),
        ("identify", "IdentifyShopper"),
        ("challenge", "ChallengeShopper"),
    ] {
        let payment = Merchant::open(&[]).pays(persona, "10.00");
        assert_eq!((payment.response.status, &payment.answer["resultCode"]), (200, &json!(result)), "{persona}");
        assert_eq!(payment.answer["amount"], json!({ "currency": "EUR", "value": 1000 }));
        let waits = ["redirect", "identify", "challenge"].contains(&persona);
        assert_eq!(payment.answer["action"].is_object(), waits, "{persona}");
    }
}

#[test]
fn what_a_shopper_brings_back_ends_a_payment_once() {
    for persona in ["redirect", "identify", "challenge"] {
        let merchant = Merchant::open(&[]);
        let payment = merchant.pays(persona, "10.00");
        assert_eq!(merchant.modifies(&payment, "capture", "10.00").response.status, 201);
        assert_eq!(kinds(&merchant), ["CAPTURE false"], "nothing is authorised yet");
        let details = merchant.modifies(&payment, "payment_details", "");
        assert_eq!(details.answer["resultCode"], "Authorised");
        assert_eq!(details.answer["pspReference"], payment.answer["pspReference"]);
        assert_eq!(merchant.modifies(&payment, "payment_details", "").response.status, 422);
        assert_eq!(merchant.modifies(&payment, "capture", "10.00").response.status, 201);
        assert_eq!(kinds(&merchant), ["CAPTURE false", "AUTHORISATION true", "CAPTURE true"]);
    }
}

#[test]
fn money_moves_within_the_books() {
    let merchant = Merchant::open(&[]);
    let payment = merchant.pays("authorised", "10.00");
    merchant.modifies(&payment, "refund", "1.00");
    merchant.modifies(&payment, "capture", "10.00");
    merchant.modifies(&payment, "capture", "10.00");
    merchant.modifies(&payment, "refund", "6.00");
    let failed = merchant.modifies(&payment, "refund", "4.01");
    merchant.modifies(&payment, "refund", "4.00");
    merchant.modifies(&payment, "cancel", "");
    let expected = [
        "AUTHORISATION true",
        "REFUND false",
        "CAPTURE true",
        "CAPTURE false",
        "REFUND true",
        "REFUND false",
        "REFUND true",
        "CANCELLATION false",
    ];
    assert_eq!(kinds(&merchant), expected);
    assert_eq!(failed.answer["status"], "received", "whatever becomes of it");
}

#[test]
fn a_payment_that_captures_itself_is_not_captured_twice() {
    let merchant = Merchant::open_automatic();
    let payment = merchant.pays("authorised", "10.00");
    merchant.modifies(&payment, "refund", "6.00");
    merchant.modifies(&payment, "capture", "10.00");
    merchant.modifies(&payment, "refund", "6.00");
    assert_eq!(kinds(&merchant), ["AUTHORISATION true", "CAPTURE true", "REFUND true", "CAPTURE false", "REFUND false"]);
}

#[test]
fn a_payment_is_let_go_in_three_ways() {
    for (operation, event) in
        [("cancel", "CANCELLATION"), ("technical_cancel", "TECHNICAL_CANCEL"), ("reversal", "CANCEL_OR_REFUND")]
    {
        let merchant = Merchant::open(&[]);
        let payment = merchant.pays("authorised", "10.00");
        let let_go = merchant.modifies(&payment, operation, "");
        assert_eq!(let_go.response.status, 201);
        merchant.modifies(&payment, "capture", "10.00");
        assert_eq!(kinds(&merchant), ["AUTHORISATION true".to_owned(), format!("{event} true"), "CAPTURE false".to_owned()]);
    }
    let merchant = Merchant::open(&[]);
    let payment = merchant.pays("authorised", "10.00");
    merchant.modifies(&payment, "capture", "10.00");
    merchant.modifies(&payment, "reversal", "");
    let told = merchant.notifications();
    let action =
        member::at(told.last().unwrap(), "body.notificationItems.0.NotificationRequestItem.additionalData.modification.action");
    assert_eq!(action, Some(&json!("refund")));
}

#[test]
fn a_repeated_request_is_answered_as_before() {
    let merchant = Merchant::open(&[]);
    let payment = merchant.pays("authorised", "10.00");
    let again = merchant.send(payment.draft.clone());
    assert_eq!((again.response.status, &again.answer), (200, &payment.answer));
    merchant.directs("busy", &payment).unwrap();
    let busy = merchant.send(payment.draft.clone());
    assert_eq!((busy.response.status, &busy.answer["errorCode"]), (422, &json!("704")));
    assert_eq!(busy.response.headers.get("transient-error"), Some("true"));
    assert_eq!(merchant.send(payment.draft.clone()).answer, payment.answer);
    assert_eq!(kinds(&merchant), ["AUTHORISATION true"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_requests_are_refused_in_the_published_form(path in "[ -~]{0,30}", body in "\\PC{0,60}", known in any::<bool>(), row in 0..10_usize) {
        let merchant = Merchant::open(&[]);
        let path = if known { ADYEN.endpoints[row].path.to_owned() } else { format!("/{path}") };
        let mut request = Request { body: body.into_bytes(), ..Request::new("POST", format!("http://127.0.0.1{path}")) };
        request.headers.set("x-api-key", merchant.account.credentials.get("api_key"));
        let response = merchant.respond(&request);
        prop_assert!((400..500).contains(&response.status), "{}", response.text());
        let said: Value = serde_json::from_slice(&response.body).unwrap();
        prop_assert!(said["errorCode"].is_string());
    }

    #[test]
    fn arbitrary_members_are_answered(
        operation in proptest::sample::select(vec!["payment", "capture", "refund", "payment_methods", "payment_details"]),
        member in proptest::sample::select(vec!["amount", "amount.value", "amount.currency", "reference", "paymentMethod", "merchantAccount", "details"]),
        value in json_value(),
    ) {
        let merchant = Merchant::open(&[]);
        let payment = merchant.pays("authorised", "10.00");
        let slot = signoff::providers::Slot::Earlier { by: "", sent: &payment.draft, answer: &payment.answer };
        let mut draft = merchant.draft(operation, "10.00", &[slot]);
        member::set(&mut draft.members, member, value);
        let answered = merchant.send(draft);
        prop_assert!(answered.response.status < 500 && answered.answer.is_object(), "{}", answered.response.text());
    }
}
