//! What the customers in their states see: instruments, charges, refunds, tokens.

use jiff::SignedDuration;
use serde_json::{Value, json};
use signoff::core::http::Request;
use signoff::providers::amazon_pay_india::auth::{self, ResponseSignature};
use signoff::providers::amazon_pay_india::ineligibility::INELIGIBILITIES;
use signoff::schema;

use super::merchant::{HOST, Shop, body, told};

#[test]
fn an_eligible_customer_charges_and_is_refunded() {
    let shop = Shop::open(&[]);
    let instrument = body(&shop.send(&shop.merchant.instruments("eligible", "100.00")))["amazonPayLater"].clone();
    assert_eq!((&instrument["enabled"], &instrument["availableCredit"]), (&json!(true), &json!("50000")));
    assert!(instrument["keyFactStatementUrl"].as_str().unwrap().starts_with("https://"));

    let charge = body(&shop.send(&shop.merchant.charge("eligible", "100.50", "order-1")));
    assert_eq!((&charge["status"], &charge["requestedAmount"]), (&json!("CaptureApproved"), &json!("100.50")));
    let amazon_id = charge["amazonChargeId"].as_str().unwrap();
    for (kind, id) in [("MerchantTxnId", "order-1"), ("AmazonTxnId", amazon_id)] {
        let status = body(&shop.send(&shop.merchant.status("charge_status", kind, id)));
        assert_eq!((&status["chargeId"], &status["status"]), (&json!("order-1"), &json!("CaptureApproved")));
    }

    let refund = body(&shop.send(&shop.merchant.refund("order-1", "40.00", "refund-1")));
    assert_eq!((&refund["status"], &refund["amount"]), (&json!("Approved"), &json!("40.00")));
    for operation in ["refund_status", "charge_status"] {
        let status = body(&shop.send(&shop.merchant.status(operation, "MerchantTxnId", "refund-1")));
        assert_eq!((&status["amazonRefundId"], &status["status"]), (&refund["amazonRefundId"], &json!("Approved")));
    }
    assert_eq!(told(&shop.send(&shop.merchant.refund("order-1", "60.51", "refund-2"))).1, "ExcessRefundAmount");
    assert_eq!(shop.send(&shop.merchant.refund("order-1", "60.50", "refund-2")).status, 200);
}

#[test]
fn every_answer_fits_its_schema_and_is_signed() {
    let shop = Shop::open(&[]);
    let drafts = [
        shop.merchant.instruments("eligible", "100.00"),
        shop.merchant.instruments("kyc_expired", "100.00"),
        shop.merchant.charge("eligible", "100.00", "order-1"),
        shop.merchant.charge("needs_authentication", "100.00", "order-2"),
        shop.merchant.charge("declined", "100.00", "order-3"),
        shop.merchant.status("charge_status", "MerchantTxnId", "order-2"),
        shop.merchant.refund("order-1", "40.00", "refund-1"),
        shop.merchant.status("refund_status", "MerchantTxnId", "refund-1"),
        shop.merchant.status("refund_status", "MerchantTxnId", "never"),
    ];
    for draft in &drafts {
        let request = shop.merchant.request(draft);
        let response = shop.respond(&request);
        let name = if response.is_success() { format!("{}.response", draft.endpoint.name) } else { "error".to_owned() };
        assert_eq!(schema::validate("amazon_pay_india", &name, &Value::Object(body(&response))), Ok(()), "{name}");
        let signature = auth::verify_response(&request, &response, &shop.merchant.account.credentials);
        assert_eq!(signature, ResponseSignature::Valid, "{name}");
    }
}

#[test]
fn an_ineligible_customer_is_told_the_published_reason() {
    let shop = Shop::open(&[]);
    let personas = [
        "unregistered",
        "kyc_expired",
        "unavailable",
        "one_month_installment_unavailable",
        "standing_instruction_exceeded",
        "insufficient_credit",
    ];
    for (persona, published) in personas.iter().zip(INELIGIBILITIES) {
        let instrument = body(&shop.send(&shop.merchant.instruments(persona, "100.00")))["amazonPayLater"].clone();
        assert_eq!(instrument["enabled"], json!(false), "{persona}");
        assert_eq!(instrument["availableCredit"], json!("0"), "{persona}");
        assert_eq!(
            (&instrument["ineligibilityCode"], &instrument["ineligibilityReason"]),
            (&json!(published.code), &json!(published.reason))
        );
        assert_eq!(instrument.get("keyFactStatementUrl"), None, "{persona}");
        let charge = shop.send(&shop.merchant.charge(persona, "100.00", persona));
        let ended = body(&charge).get("status").cloned().unwrap_or_default();
        assert!(ended == json!("Declined") || told(&charge).1 == "InsufficientFunds", "{persona}: {}", charge.text());
    }
}

#[test]
fn without_an_amount_nobody_is_eligible() {
    let shop = Shop::open(&[]);
    let draft = shop.merchant.draft("instruments", json!({ "accessToken": shop.merchant.token("eligible") }));
    let instrument = body(&shop.send(&draft))["amazonPayLater"].clone();
    assert_eq!((&instrument["enabled"], &instrument["ineligibilityCode"]), (&json!(false), &Value::Null));
}

#[test]
fn a_pending_charge_is_declined_when_its_time_is_over() {
    let mut shop = Shop::open(&[]);
    let charge = body(&shop.send(&shop.merchant.charge("needs_authentication", "100.00", "order-1")));
    assert_eq!(charge["status"], json!("CapturePending"));
    assert!(charge["amazonPayUrl"].as_str().unwrap().starts_with("https://"));
    let status =
        |shop: &Shop| body(&shop.send(&shop.merchant.status("charge_status", "MerchantTxnId", "order-1")))["status"].clone();
    for (minutes, expected) in [(14, "CapturePending"), (1, "Declined"), (60, "Declined")] {
        shop.now = shop.now.checked_add(SignedDuration::from_mins(minutes)).unwrap();
        shop.merchant.now = shop.now;
        assert_eq!(status(&shop), json!(expected), "after {minutes} more minutes");
    }
}

#[test]
fn tokens_turn_stale_and_are_renewed() {
    let mut shop = Shop::open(&[]);
    assert_eq!(told(&shop.send(&shop.merchant.instruments("stale", "1.00"))), (403, "InvalidAccessToken".into()));
    assert_eq!(told(&shop.send(&shop.merchant.instruments("foreign", "1.00"))), (403, "InvalidAccessToken".into()));
    for (minutes, status) in [(59, 200), (1, 403)] {
        shop.now = shop.now.checked_add(SignedDuration::from_mins(minutes)).unwrap();
        shop.merchant.now = shop.now;
        assert_eq!(shop.send(&shop.merchant.instruments("eligible", "1.00")).status, status);
    }
    let renewed = body(&login(&shop, json!({ "grant_type": "refresh_token", "refresh_token": refresh(&shop, "eligible") })));
    assert_eq!((&renewed["token_type"], &renewed["expires_in"]), (&json!("bearer"), &json!(3600)));
    assert_eq!(schema::validate("amazon_pay_india", "access_token.response", &Value::Object(renewed.clone())), Ok(()));
    let draft = shop.merchant.draft("instruments", json!({ "accessToken": renewed["access_token"], "amount": "1.00" }));
    assert_eq!(shop.send(&draft).status, 200);
}

#[test]
fn a_code_is_redeemed_once() {
    let shop = Shop::open(&[]);
    let code = shop.merchant.account.codes.iter().find(|(name, _)| name == "kyc_expired").unwrap().1.expose().to_owned();
    let grant = json!({ "grant_type": "authorization_code", "code": code, "redirect_uri": "https://shop.example/linked" });
    let granted = body(&login(&shop, grant.clone()));
    let draft = shop.merchant.draft("instruments", json!({ "accessToken": granted["access_token"], "amount": "1.00" }));
    assert_eq!(body(&shop.send(&draft))["amazonPayLater"]["ineligibilityCode"], json!("APL_KYC_EXPIRED"));
    let again = login(&shop, grant);
    assert_eq!((again.status, &body(&again)["error"]), (400, &json!("invalid_grant")));
}

#[test]
fn login_refuses_as_oauth_does() {
    let shop = Shop::open(&[]);
    let good = refresh(&shop, "eligible");
    let cases = [
        (json!({ "grant_type": "refresh_token", "refresh_token": "Atzr|unknown" }), 400, "invalid_grant"),
        (json!({ "grant_type": "refresh_token", "refresh_token": good, "client_secret": "wrong" }), 401, "invalid_client"),
        (json!({ "grant_type": "refresh_token", "refresh_token": good, "client_secret": null }), 401, "invalid_client"),
        (json!({ "grant_type": "refresh_token", "refresh_token": good, "client_id": "other" }), 401, "invalid_client"),
        (json!({ "grant_type": "password" }), 400, "invalid_request"),
        (json!({ "grant_type": "authorization_code" }), 400, "invalid_request"),
    ];
    for (grant, status, error) in cases {
        let answer = login(&shop, grant.clone());
        assert_eq!((answer.status, &body(&answer)["error"]), (status, &json!(error)), "{grant}");
    }
}

#[test]
fn the_same_seed_opens_the_same_account() {
    let (one, other) = (Shop::open(&[]), Shop::open(&[]));
    assert_eq!(one.merchant.token("eligible"), other.merchant.token("eligible"));
    assert_eq!(one.merchant.account.keys, other.merchant.account.keys);
}

fn refresh(shop: &Shop, persona: &str) -> String {
    shop.merchant.account.refresh_tokens.iter().find(|(name, _)| name == persona).unwrap().1.expose().to_owned()
}

/// A call of Login with Amazon with the account's client, where `grant` does not say otherwise.
fn login(shop: &Shop, grant: Value) -> signoff::core::http::Response {
    let client = &shop.merchant.account.login;
    let mut members = json!({ "client_id": client.get("client_id"), "client_secret": client.get("client_secret") });
    let all = members.as_object_mut().unwrap();
    all.extend(grant.as_object().unwrap().clone());
    all.retain(|_, value| !value.is_null());
    let headers = [("content-type", "application/json")].into_iter().collect();
    let url = format!("{HOST}/auth/o2/token");
    shop.respond(&Request { headers, body: members.to_string().into_bytes(), ..Request::new("POST", url) })
}
