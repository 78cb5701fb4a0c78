//! Stage directions: the effect of each, and what is no direction.

use proptest::prelude::*;
use serde_json::{Value, json};
use signoff::core::http::{Request, Response};
use signoff::providers::amazon_pay_india::auth::{self, ResponseSignature};
use signoff::providers::amazon_pay_india::simulator::PERSONAS;
use signoff::providers::{Draft, Opening};
use signoff::signing::recipe::Recipe;

use super::merchant::{HOST, Merchant, Shop, body, told};

fn instrument(shop: &Shop, persona: &str, amount: &str) -> Value {
    body(&shop.send(&shop.merchant.instruments(persona, amount)))["amazonPayLater"].clone()
}

fn status(shop: &Shop, id: &str) -> Value {
    body(&shop.send(&shop.merchant.status("charge_status", "MerchantTxnId", id)))["status"].clone()
}

/// The answer to a draft, and whether its signature is right.
fn signed(shop: &Shop, draft: &Draft) -> (Response, bool) {
    let request = shop.merchant.request(draft);
    let response = shop.respond(&request);
    let valid = auth::verify_response(&request, &response, &shop.merchant.account.credentials) == ResponseSignature::Valid;
    (response, valid)
}

#[test]
fn whatever_code_and_reason_are_given_is_answered() {
    let shop = Shop::open(&[]);
    let reason = "Your pass is not valid on Sundays  <b>";
    shop.direct("ineligible", json!({ "code": "APL_SUNDAY", "reason": reason })).unwrap();
    let told = instrument(&shop, "eligible", "1.00");
    assert_eq!((&told["enabled"], &told["availableCredit"]), (&json!(false), &json!("0")));
    assert_eq!((&told["ineligibilityCode"], &told["ineligibilityReason"]), (&json!("APL_SUNDAY"), &json!(reason)));
    assert!(told.get("keyFactStatementUrl").is_none());
}

#[test]
fn the_credit_is_written_as_given_and_is_the_limit() {
    let shop = Shop::open(&[]);
    shop.direct("credit", json!({ "amount": "1234.50" })).unwrap();
    assert_eq!(instrument(&shop, "eligible", "1234.50")["availableCredit"], json!("1234.50"));
    assert_eq!(instrument(&shop, "eligible", "1234.51")["ineligibilityCode"], json!("APL_INSUFFICIENT_CREDIT"));
    assert_eq!(shop.send(&shop.merchant.charge("eligible", "1234.50", "c-1")).status, 200);
    assert_eq!(told(&shop.send(&shop.merchant.charge("eligible", "1234.51", "c-2"))), (400, "InsufficientFunds".into()));
    for amount in ["-1.00", "1.005", "much", ""] {
        assert!(shop.direct("credit", json!({ "amount": amount })).is_err(), "{amount:?}");
    }
}

#[test]
fn a_pending_charge_is_finished_by_name_or_the_latest() {
    let shop = Shop::open(&[]);
    assert!(shop.direct("finish", json!({ "status": "Declined" })).is_err(), "there is none yet");
    let mut amazons = Vec::new();
    for id in ["c-1", "c-2", "c-3"] {
        let answer = body(&shop.send(&shop.merchant.charge("needs_authentication", "1.00", id)));
        amazons.push(answer["amazonChargeId"].clone());
    }
    assert_eq!(shop.direct("finish", json!({ "status": "CaptureApproved" })), Ok(json!({ "chargeId": "c-3" })));
    assert_eq!(shop.direct("finish", json!({ "charge": "c-1", "status": "Declined" })), Ok(json!({ "chargeId": "c-1" })));
    assert_eq!(status(&shop, "c-2"), json!("CapturePending"));
    let by_amazons = json!({ "charge": amazons[1], "status": "CaptureApproved" });
    assert_eq!(shop.direct("finish", by_amazons), Ok(json!({ "chargeId": "c-2" })));
    assert_eq!(
        ["c-1", "c-2", "c-3"].map(|id| status(&shop, id)),
        ["Declined", "CaptureApproved", "CaptureApproved"].map(Value::from)
    );
    for (argument, why) in [
        (json!({ "charge": "c-3", "status": "Declined" }), "final"),
        (json!({ "charge": "c-9", "status": "Declined" }), "c-9"),
        (json!({ "status": "Declined" }), "no such charge"),
        (json!({ "status": "Paid" }), "Paid"),
    ] {
        assert!(shop.direct("finish", argument).unwrap_err().contains(why));
    }
}

#[test]
fn refunds_stay_pending_until_they_are_finished() {
    let shop = Shop::open(&[]);
    shop.send(&shop.merchant.charge("eligible", "10.00", "c-1"));
    shop.direct("refunds_pending", json!({})).unwrap();
    let refund = |id| body(&shop.send(&shop.merchant.refund("c-1", "3.00", id)))["status"].clone();
    assert_eq!(["r-1", "r-2", "r-3"].map(refund), ["Pending", "Pending", "Pending"].map(Value::from));
    let finish = |refund: Value, status| shop.direct("finish_refund", json!({ "refund": refund, "status": status }));
    assert_eq!(finish(Value::Null, "Declined"), Ok(json!({ "refundId": "r-3" })));
    assert_eq!(finish(json!("r-1"), "Approved"), Ok(json!({ "refundId": "r-1" })));
    let status = |id| body(&shop.send(&shop.merchant.status("refund_status", "MerchantTxnId", id)))["status"].clone();
    assert_eq!(["r-1", "r-2", "r-3"].map(status), ["Approved", "Pending", "Declined"].map(Value::from));
    assert!(finish(json!("r-1"), "Declined").unwrap_err().contains("final"));
    assert!(finish(json!("r-9"), "Declined").unwrap_err().contains("r-9"));
}

#[test]
fn only_the_answers_of_the_named_operation_are_signed_falsely() {
    let shop = Shop::open(&[]);
    let spoil = |operation: &str, signature: &str| {
        shop.direct("spoil_signatures", json!({ "operation": operation, "signature": signature }))
    };
    spoil("charge", "false").unwrap();
    let (charge, valid) = signed(&shop, &shop.merchant.charge("eligible", "1.00", "c-1"));
    assert_eq!((charge.status, valid), (200, false));
    assert!(charge.headers.get("x-amz-signature").is_some_and(|signature| signature.len() == 64));
    assert!(signed(&shop, &shop.merchant.status("charge_status", "MerchantTxnId", "c-1")).1);
    // The status of a refund is such wherever it is asked for.
    spoil("refund_status", "false").unwrap();
    assert!(signed(&shop, &shop.merchant.refund("c-1", "1.00", "r-1")).1);
    assert!(!signed(&shop, &shop.merchant.status("refund_status", "MerchantTxnId", "r-1")).1);
    assert!(!signed(&shop, &shop.merchant.status("charge_status", "MerchantTxnId", "r-1")).1);
    assert!(signed(&shop, &shop.merchant.status("charge_status", "MerchantTxnId", "c-1")).1);
    for operation in ["access_token", "charges", ""] {
        assert!(spoil(operation, "false").is_err(), "{operation:?}");
    }
    assert!(spoil("charge", "none").is_err());
    spoil("charge", "missing").unwrap();
    let (charge, _) = signed(&shop, &shop.merchant.charge("eligible", "1.00", "c-2"));
    assert_eq!((charge.status, charge.headers.get("x-amz-signature")), (200, None));
}

#[test]
fn answers_are_signed_in_another_published_reading_until_a_scenario_begins() {
    let shop = Shop::open(&[]);
    let draft = shop.merchant.instruments("eligible", "1.00");
    let as_usual = || {
        let (answer, valid) = signed(&shop, &draft);
        assert!(valid, "it is no published reading");
        let (request, secret) = (shop.merchant.request(&draft), shop.merchant.account.credentials.get("secret_key"));
        let usual = auth::response_signature(&request, &answer, secret, &Recipe::RIGHT).unwrap();
        answer.headers.get("x-amz-signature") == Some(usual.as_str())
    };
    assert!(as_usual());
    for reading in 1..auth::ANSWER_READINGS {
        shop.direct("sign_answers_as", json!({ "reading": reading })).unwrap();
        assert!(!as_usual(), "{reading}");
    }
    shop.direct("begin", json!({})).unwrap();
    assert!(as_usual());
    let beyond = json!({ "reading": auth::ANSWER_READINGS });
    assert!(shop.direct("sign_answers_as", beyond).unwrap_err().contains("no reading 6"));
}

#[test]
fn charges_are_refused_until_it_is_ended() {
    let shop = Shop::open(&[]);
    for (code, status) in [("InsufficientFunds", 400), ("InternalServerError", 500)] {
        shop.direct("refuse_charges", json!({ "code": code })).unwrap();
        assert_eq!(told(&shop.send(&shop.merchant.charge("eligible", "1.00", "c-1"))), (status, code.into()));
    }
    shop.direct("refuse_charges", json!({ "code": null })).unwrap();
    assert_eq!(shop.send(&shop.merchant.charge("eligible", "1.00", "c-1")).status, 200, "nothing was booked before");
    assert!(shop.direct("refuse_charges", json!({ "code": "Bored" })).unwrap_err().contains("Bored"));
    assert!(shop.direct("refuse_charges", json!({})).unwrap_err().contains("code"));
}

#[test]
fn a_misreported_status_is_validly_signed() {
    let shop = Shop::open(&[]);
    shop.send(&shop.merchant.charge("eligible", "10.00", "c-1"));
    shop.direct("misreport", json!({ "member": "requestedAmount", "value": "1.00" })).unwrap();
    let (answer, valid) = signed(&shop, &shop.merchant.status("charge_status", "MerchantTxnId", "c-1"));
    assert_eq!((&body(&answer)["requestedAmount"], valid), (&json!("1.00"), true));
    assert!(shop.direct("misreport", json!({ "member": "colour", "value": "red" })).unwrap_err().contains("colour"));
}

#[test]
fn revoked_tokens_are_refused_and_renewed_ones_too_when_it_is_for_good() {
    for for_good in [false, true] {
        let shop = Shop::open(&[]);
        let renew = || {
            let account = &shop.merchant.account;
            let refresh = account.refresh_tokens.iter().find(|(persona, _)| persona == "eligible").unwrap().1.expose();
            let login = &account.login;
            let members = json!({
                "refresh_token": refresh, "client_id": login.get("client_id"), "client_secret": login.get("client_secret")
            });
            body(&shop.send(&shop.merchant.draft("access_token", members)))["access_token"].clone()
        };
        let early = renew();
        shop.direct("revoke_tokens", json!({ "for_good": for_good })).unwrap();
        let ask = |token: &Value| {
            told(&shop.send(&shop.merchant.draft("instruments", json!({ "accessToken": token, "amount": "1.00" })))).0
        };
        assert_eq!(told(&shop.send(&shop.merchant.instruments("eligible", "1.00"))), (403, "InvalidAccessToken".into()));
        assert_eq!((ask(&early), ask(&renew())), (403, if for_good { 403 } else { 200 }));
    }
}

#[test]
fn every_answer_for_an_eligible_customer_has_a_statement_of_its_own() {
    let shop = Shop::open(&[]);
    let url = || instrument(&shop, "eligible", "1.00")["keyFactStatementUrl"].as_str().unwrap().to_owned();
    let (one, other) = (url(), url());
    assert!(one.starts_with("https://amazonpay.amazon.in/render_kfs?authToken="), "{one}");
    assert_eq!(one.split('?').next(), other.split('?').next());
    let values = |url: &str| url.split(['=', '&']).skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    assert!(values(&one).iter().zip(values(&other)).all(|(one, other)| *one != other), "{one}\n{other}");
}

/// A merchant under test with its own keys and its own customers, at its own host.
fn guest() -> Shop {
    let credentials = [
        ("merchant_id", "MGUEST"),
        ("access_key_id", "guest-key"),
        ("secret_key", "guest-secret"),
        ("callback_url", "https://guest.example/return"),
    ];
    let signed_host = Some("sandbox.example".to_owned());
    let now = "2026-03-01T10:00:00Z".parse().unwrap();
    Shop::of(Opening { seed: 7, now, credentials: Some(credentials.into_iter().collect()), signed_host, ..Opening::default() })
}

/// The request as the merchant signs it, and as it arrives.
fn arrive(shop: &Shop, draft: &Draft) -> (Request, Request) {
    let merchant = Merchant::new(shop.merchant.account.clone(), "https://sandbox.example", shop.now);
    let request = merchant.request(draft);
    let arrived = Request { url: request.url.replace("https://sandbox.example", HOST), ..request.clone() };
    (request, arrived)
}

#[test]
fn a_merchant_under_test_signs_with_its_own_keys_and_host() {
    let shop = guest();
    shop.direct("journey", json!({ "persona": "eligible" })).unwrap();
    let draft = shop.merchant.draft("charge", json!({ "accessToken": "Atza|of-the-shop", "amount": "1.00", "chargeId": "c-1" }));
    let (request, arrived) = arrive(&shop, &draft);
    let response = shop.respond(&arrived);
    assert_eq!(response.status, 200, "{}", response.text());
    assert_eq!(auth::verify_response(&request, &response, &shop.merchant.account.credentials), ResponseSignature::Valid);
    let elsewhere = shop.merchant.request(&draft);
    assert_eq!(told(&shop.respond(&elsewhere)), (401, "AuthorizationFailed".into()), "signed for the address it is sent to");
}

#[test]
fn a_journey_says_who_the_customer_is_and_nothing_else() {
    let shop = guest();
    let send = |operation: &str, members: Value| {
        let draft = shop.merchant.draft(operation, members);
        shop.respond(&if draft.endpoint.signed { arrive(&shop, &draft).1 } else { shop.merchant.request(&draft) })
    };
    let ask = |token: &Value| send("instruments", json!({ "accessToken": token, "amount": "1.00" }));
    let code = |token: &Value| body(&ask(token))["amazonPayLater"]["ineligibilityCode"].clone();
    let own = json!("Atza|of-the-shop");
    assert_eq!(told(&ask(&own)).0, 403, "before the first journey a token of nobody's");

    shop.direct("journey", json!({ "persona": "kyc_expired" })).unwrap();
    assert_eq!(code(&own), json!("APL_KYC_EXPIRED"));
    let renewed = send("access_token", json!({ "refresh_token": "Atzr|of-the-shop", "client_id": "amzn1.of-the-shop" }));
    let renewed = body(&renewed)["access_token"].clone();
    assert_eq!(code(&renewed), json!("APL_KYC_EXPIRED"));
    shop.direct("revoke_tokens", json!({ "for_good": true })).unwrap();
    shop.direct("credit", json!({ "amount": "5.00" })).unwrap();
    assert_eq!((told(&ask(&own)).0, told(&ask(&renewed)).0), (403, 403));

    shop.direct("journey", json!({ "persona": "eligible" })).unwrap();
    assert_eq!((told(&ask(&own)).0, told(&ask(&renewed)).0), (403, 403), "what was directed before still holds");
    shop.direct("begin", json!({})).unwrap();
    assert_eq!((code(&own), code(&renewed)), (Value::Null, Value::Null), "the customer is another one now");
    assert_eq!(body(&ask(&own))["amazonPayLater"]["availableCredit"], json!("50000"));
    shop.direct("credit", json!({ "amount": "5.00" })).unwrap();
    shop.direct("journey", json!({ "persona": "eligible" })).unwrap();
    assert_eq!(body(&ask(&own))["amazonPayLater"]["availableCredit"], json!("5.00"));
    shop.direct("begin", json!({})).unwrap();

    shop.direct("journey", json!({ "persona": "stale" })).unwrap();
    let renewed = send("access_token", json!({ "refresh_token": "Atzr|of-the-shop", "client_id": "amzn1.of-the-shop" }));
    assert_eq!((told(&ask(&own)).0, ask(&body(&renewed)["access_token"]).status), (403, 200));

    for persona in ["unlinked", "foreign"] {
        shop.direct("journey", json!({ "persona": persona })).unwrap();
        assert_eq!(told(&ask(&own)).0, 403, "{persona}");
        let refused = send("access_token", json!({ "refresh_token": "Atzr|of-the-shop", "client_id": "amzn1.of-the-shop" }));
        assert_ne!(refused.status, 200, "{persona}");
    }
    for persona in PERSONAS {
        shop.direct("journey", json!({ "persona": persona })).unwrap();
    }
    assert!(shop.direct("journey", json!({ "persona": "rich" })).unwrap_err().contains("rich"));
}

#[test]
fn a_scenario_that_begins_finds_nothing_of_the_last() {
    let shop = Shop::open(&[]);
    let ask = || told(&shop.send(&shop.merchant.instruments("eligible", "1.00")));
    let charge = |id| told(&shop.send(&shop.merchant.charge("eligible", "1.00", id)));
    shop.direct("refuse_charges", json!({ "code": "InsufficientFunds" })).unwrap();
    assert_eq!(charge("c-1"), (400, "InsufficientFunds".into()));
    shop.direct("revoke_tokens", json!({ "for_good": true })).unwrap();
    assert_eq!(ask(), (403, "InvalidAccessToken".into()));
    shop.simulator.borrow_mut().outage(10);
    assert_eq!(ask(), (500, "InternalServerError".into()));
    shop.direct("begin", json!({})).unwrap();
    assert_eq!(shop.send(&shop.merchant.instruments("eligible", "1.00")).status, 200);
    assert_eq!(shop.send(&shop.merchant.charge("eligible", "1.00", "c-1")).status, 200);
}

#[test]
fn what_is_no_direction_is_told() {
    let shop = Shop::open(&[]);
    for (direction, argument, why) in [
        ("dance", json!({}), "no such direction"),
        ("ineligible", json!({ "code": "X" }), "reason"),
        ("credit", json!({ "amount": 5 }), "string"),
        ("refunds_pending", json!({ "on": true }), "on"),
        ("begin", json!({ "on": true }), "on"),
        ("revoke_tokens", json!({}), "for_good"),
        ("finish", json!({ "status": "Declined", "order": "o" }), "order"),
        ("notification", json!({ "about": "order" }), "order"),
        ("journey", Value::Null, ""),
    ] {
        let told = shop.direct(direction, argument).unwrap_err();
        assert!(told.contains(why), "{direction}: {told}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_argument_is_too_odd(
        direction in proptest::sample::select(vec![
            "ineligible", "credit", "finish", "refunds_pending", "finish_refund", "spoil_signatures", "refuse_charges",
            "misreport", "revoke_tokens", "notification", "begin", "journey", "sign_answers_as", "",
        ]),
        name in proptest::sample::select(vec!["code", "amount", "status", "charge", "operation", "about", "id", "persona", "reading", "x"]),
        value in super::garbage::json_value(),
    ) {
        let shop = Shop::open(&[]);
        let _ = shop.direct(direction, json!({ name: value.clone() }));
        let _ = shop.direct(direction, value);
        prop_assert!(shop.send(&shop.merchant.instruments("stale", "1.00")).status < 500);
    }
}
