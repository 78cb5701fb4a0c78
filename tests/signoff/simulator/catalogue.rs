//! Every published error is provoked once, with its status and its message.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use serde_json::{Value, json};
use signoff::core::http::Response;
use signoff::providers::amazon_pay_india::errors::{ERRORS, PublishedError};

use super::merchant::{Shop, body, told};

/// Requests that are refused, with the code of the refusal.
fn refusals(shop: &Shop) -> Vec<(&'static str, Response)> {
    let merchant = &shop.merchant;
    let token = merchant.token("eligible");
    let charge = |members: Value| {
        let mut all = json!({ "accessToken": token, "amount": "10.00" });
        all.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        shop.send(&merchant.draft("charge", all))
    };
    let instruments = |members: Value| {
        let mut all = json!({ "accessToken": token, "amount": "10.00" });
        all.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        shop.send(&merchant.draft("instruments", all))
    };
    assert_eq!(charge(json!({ "chargeId": "order-1" })).status, 200);
    assert_eq!(shop.send(&merchant.charge("declined", "10.00", "order-2")).status, 200);
    assert_eq!(shop.send(&merchant.refund("order-1", "5.00", "refund-1")).status, 200);
    vec![
        ("InvalidArguments", charge(json!({ "timeoutInSecs": "90000" }))),
        ("InvalidArguments", instruments(json!({ "instrumentTypes": "Cash" }))),
        ("InvalidArguments", instruments(json!({ "amount": "0.00" }))),
        ("MerchantIdMismatch", instruments(json!({ "merchantId": "A00ANOTHER" }))),
        ("InvalidMerchantId", unknown_merchant(shop)),
        ("InvalidChargeId", shop.send(&merchant.status("charge_status", "MerchantTxnId", "never"))),
        ("InvalidChargeId", shop.send(&merchant.refund("never", "1.00", "refund-2"))),
        ("InvalidRefundId", shop.send(&merchant.status("refund_status", "AmazonTxnId", "never"))),
        ("InvalidCallbackUrl", charge(json!({ "callbackUrl": "https://elsewhere.example/return" }))),
        ("NonKYCAccount", shop.send(&merchant.charge("not_kyc", "10.00", "order-3"))),
        ("InsufficientFunds", shop.send(&merchant.charge("insufficient_credit", "10.00", "order-3"))),
        ("InsufficientFunds", shop.send(&merchant.charge("eligible", "50000.01", "order-3"))),
        ("InsufficientLoadLimit", shop.send(&merchant.charge("load_limited", "10.00", "order-3"))),
        ("DuplicateChargeId", charge(json!({ "chargeId": "order-1" }))),
        ("DuplicateRefundId", shop.send(&merchant.refund("order-1", "1.00", "refund-1"))),
        ("ExcessRefundAmount", shop.send(&merchant.refund("order-1", "5.01", "refund-2"))),
        ("ChargeNotApproved", shop.send(&merchant.refund("order-2", "1.00", "refund-2"))),
        ("AuthorizationExpired", late(shop)),
        ("AuthorizationFailed", tampered(shop)),
        ("InvalidAccessToken", instruments(json!({ "accessToken": "Atza|never" }))),
        ("InternalServerError", outage(shop)),
    ]
}

#[test]
fn every_published_error_is_provoked() {
    let shop = Shop::open(&[]);
    let mut seen = BTreeSet::new();
    for (code, response) in refusals(&shop) {
        let said = body(&response);
        let published = |error: &&PublishedError| error.code == code && said["message"] == json!(error.message);
        let error = ERRORS.iter().find(published).unwrap_or_else(|| panic!("{code}: {}", response.text()));
        assert_eq!((response.status, &said["code"]), (error.status, &json!(code)));
        assert!(response.headers.get("x-amz-signature").is_some_and(|signature| signature.len() == 64), "{code}");
        seen.insert((error.code, error.message));
    }
    let missing: Vec<_> = ERRORS.iter().filter(|error| !seen.contains(&(error.code, error.message))).collect();
    assert!(missing.is_empty(), "never provoked: {missing:?}");
}

#[test]
fn an_outage_fails_the_requests_that_pass_authentication() {
    let shop = Shop::open(&[]);
    shop.simulator.borrow_mut().outage(2);
    let draft = shop.merchant.instruments("eligible", "1.00");
    let statuses: Vec<_> = [(); 4].iter().map(|()| shop.send(&draft).status).collect();
    assert_eq!(statuses, [500, 500, 200, 200]);
    shop.simulator.borrow_mut().outage(9);
    assert_eq!(shop.send(&draft).status, 500);
    shop.simulator.borrow_mut().outage(0);
    assert_eq!(shop.send(&draft).status, 200, "it is over");
    shop.simulator.borrow_mut().outage(1);
    assert_eq!([tampered(&shop).status, shop.send(&draft).status, shop.send(&draft).status], [401, 500, 200]);
}

#[test]
fn an_unknown_path_is_not_found() {
    let shop = Shop::open(&[]);
    let mut request = shop.merchant.request(&shop.merchant.instruments("eligible", "1.00"));
    request.url = request.url.replacen("/v1/", "/v2/", 1);
    assert_eq!(told(&shop.respond(&request)), (404, "NotFound".into()));
}

#[test]
fn login_takes_a_form_as_well() {
    let shop = Shop::open(&[]);
    let (account, mut form) = (&shop.merchant.account, url::form_urlencoded::Serializer::new(String::new()));
    let refresh = account.refresh_tokens.iter().find(|(persona, _)| persona == "eligible").unwrap().1.expose();
    let (client, secret) = (account.login.get("client_id"), account.login.get("client_secret"));
    form.extend_pairs([("grant_type", "refresh_token"), ("refresh_token", refresh), ("client_id", client)]);
    let body = form.append_pair("client_secret", secret).finish();
    let mut request = shop.merchant.request(&shop.merchant.draft("access_token", json!({})));
    request.headers.set("content-type", "application/x-www-form-urlencoded");
    request.body = body.into_bytes();
    assert_eq!(shop.respond(&request).status, 200);
    request.body = b"grant_type=refresh_token".to_vec();
    assert_eq!(shop.respond(&request).status, 400);
}

#[test]
fn the_edges_of_the_constraints() {
    let shop = Shop::open(&[]);
    let (chars50, chars51) = ("c".repeat(50), "c".repeat(51));
    let cases = [
        ("charge", json!({ "amount": "0.01" }), 200),
        ("charge", json!({ "amount": "50000.00" }), 200),
        ("charge", json!({ "amount": "0.001" }), 400),
        ("charge", json!({ "amount": "1e2" }), 400),
        ("charge", json!({ "amount": "9".repeat(400) }), 400),
        ("charge", json!({ "amount": 10 }), 400),
        ("charge", json!({ "chargeId": chars50 }), 200),
        ("charge", json!({ "chargeId": chars51 }), 400),
        ("charge", json!({ "chargeId": "order 1" }), 400),
        ("charge", json!({ "timeoutInSecs": "300" }), 200),
        ("charge", json!({ "timeoutInSecs": "299" }), 400),
        ("charge", json!({ "timeoutInSecs": "901" }), 400),
        ("charge", json!({ "attributableProgram": "s2spay" }), 200),
        ("charge", json!({ "attributableProgram": "S2S" }), 400),
        ("charge", json!({ "intent": "Authorize" }), 400),
        ("charge", json!({ "currencyCode": "USD" }), 400),
        ("charge", json!({ "referenceId": null }), 400),
        ("charge", json!({ "paymentMetaData": null, "chargeId": "web-1" }), 200),
        ("charge", json!({ "customData": "x".repeat(2001) }), 400),
        ("charge", json!({ "storeDetail": { "storeId": "7", "aisles": ["1", "2"] } }), 200),
        ("instruments", json!({ "amount": "ten" }), 400),
        ("instruments", json!({ "instrumentTypes": null }), 400),
    ];
    for (operation, members, status) in cases {
        let mut all = json!({ "accessToken": shop.merchant.token("eligible"), "amount": "10.00" });
        all.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        let response = shop.send(&shop.merchant.draft(operation, all));
        assert_eq!(response.status, status, "{operation} {members}: {}", response.text());
        assert!(response.status == 200 || told(&response).1 == "InvalidArguments", "{members}");
    }
}

fn unknown_merchant(shop: &Shop) -> Response {
    let mut draft = shop.merchant.instruments("eligible", "1.00");
    draft.members.insert("merchantId".into(), json!("A00UNKNOWN"));
    draft.headers.set("x-amz-client-id", "A00UNKNOWN");
    shop.send(&draft)
}

fn late(shop: &Shop) -> Response {
    let request = shop.merchant.request(&shop.merchant.instruments("eligible", "1.00"));
    let at = |seconds| shop.now.checked_add(SignedDuration::from_secs(seconds)).unwrap();
    let mut simulator = shop.simulator.borrow_mut();
    assert_eq!(simulator.respond(&request, at(900)).status, 200);
    simulator.respond(&request, at(901))
}

fn tampered(shop: &Shop) -> Response {
    let mut request = shop.merchant.request(&shop.merchant.instruments("eligible", "1.00"));
    request.url = request.url.replacen("amount=1.00", "amount=2.00", 1);
    shop.respond(&request)
}

fn outage(shop: &Shop) -> Response {
    shop.simulator.borrow_mut().outage(1);
    shop.send(&shop.merchant.instruments("eligible", "1.00"))
}
