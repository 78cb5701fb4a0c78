//! What the honest merchant does: one payment per try, each under a key of its own, and what webhooks say.

use serde_json::{Value, json};
use signoff::core::http::Request;

use super::street::{Street, body};

const KEY: &str = "idempotency-key";

#[test]
fn what_is_authorised_is_captured_once() {
    let mut street = Street::honest();
    assert!(street.pay("authorised", "o1", "").contains("Payment successful"));
    street.told(json!({ "about": "charge" }));
    let [payment] = street.calls("/payments")[..] else { panic!("one payment") };
    let [capture] = street.calls("/captures")[..] else { panic!("one capture") };
    assert_eq!(body(payment)["amount"], json!({ "currency": "EUR", "value": 1050 }));
    assert_eq!(body(capture)["amount"], body(payment)["amount"]);
    let (first, second) = (payment.headers.get(KEY).unwrap(), capture.headers.get(KEY).unwrap());
    assert!(first.len() == 36 && second.len() == 36 && first != second);
    assert!(street.journal.iter().all(|(_, response)| response.is_success()), "every request was well-formed");
}

#[test]
fn what_is_not_answered_is_repeated_under_its_key() {
    let mut street = Street::honest();
    street.get("/pay?customer=authorised&amount=10.50&order=o1");
    street.outage(3);
    street.post("/pay?customer=authorised&amount=10.50&order=o1&attempt=0&method=amazonpay");
    street.advance(300);
    let payments = street.calls("/payments");
    assert_eq!(payments.len(), 4, "three in vain");
    assert!(payments.iter().all(|payment| payment.body == payments[0].body));
    assert!(payments.iter().all(|payment| payment.headers.get(KEY) == payments[0].headers.get(KEY)));
    assert!(street.get("/orders/o1").contains("Payment successful"));
}

#[test]
fn what_need_not_be_repeated_waits_for_its_webhook() {
    let mut street = Street::honest();
    street.directs("refuse_charges", json!({ "code": "704" })).unwrap();
    assert!(street.pay("authorised", "o1", "").contains("Payment pending"));
    street.advance(3000);
    assert_eq!(street.calls("/payments").len(), 1);
    street.directs("refuse_charges", json!({ "code": "14_007" })).unwrap();
    assert!(street.pay("authorised", "o2", "").contains("Payment failed"));
}

#[test]
fn a_shopper_who_comes_back_is_asked_for_at_the_provider() {
    for (result, words) in [("", "Payment successful"), ("Cancelled", "Do you want to continue"), ("nothing", "Payment pending")]
    {
        let mut street = Street::honest();
        assert!(street.pay("redirect", "o1", "").contains("Payment pending"));
        let (_, answer) = street.journal.last().unwrap();
        let id = serde_json::from_slice::<Value>(&answer.body).unwrap()["pspReference"].clone();
        let url = street.directs("way_back", json!({ "id": id, "order": "o1", "result": result })).unwrap();
        let path = url["url"].as_str().unwrap().strip_prefix("https://shop.example/apl").unwrap().to_owned();
        street.get(&path);
        assert!(street.get("/orders/o1").contains(words), "{result:?}");
    }
}

#[test]
fn a_bank_that_asks_is_answered_by_the_shoppers_browser() {
    let mut street = Street::honest();
    let page = street.pay("challenge", "o1", "");
    let token = page.split("name=\"threeDSResult\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(page.contains("Go to your bank") && page.contains("Payment pending"));
    street.post(&format!("/return?order=o1&threeDSResult={token}"));
    assert!(street.get("/orders/o1").contains("Payment successful"));
}

#[test]
fn a_forged_webhook_is_refused_and_changes_nothing() {
    let mut street = Street::honest();
    let before = street.pay("pending", "o1", "");
    street.ends("Authorised");
    for forged in [
        "other_key",
        "unsigned",
        "signed_with_nothing",
        "signed_with_a_number",
        "signed_too_short",
        "altered_psp_reference",
        "altered_original_reference",
        "altered_merchant_account",
        "altered_merchant_reference",
        "altered_amount_value",
        "altered_amount_currency",
        "altered_event_code",
        "altered_success",
    ] {
        assert_eq!(street.told(json!({ "about": "charge", "forged": forged })), 401, "{forged}");
        assert_eq!(street.get("/orders/o1"), before, "{forged}");
    }
    assert_eq!(street.told(json!({ "about": "charge", "event": "SIGNOFF_NEW_EVENT" })), 200);
    assert_eq!(street.told(json!({ "about": "charge", "with": { "live": "true" } })), 200);
    assert_eq!(street.get("/orders/o1"), before);
    assert_eq!(street.told(json!({ "about": "charge", "forged": "signed_with_the_previous_key" })), 200);
    assert!(street.get("/orders/o1").contains("Payment successful"));
}

#[test]
fn garbage_is_refused() {
    let mut street = Street::honest();
    for garbage in ["", "no json", "[]", "{}", "{\"notificationItems\":[{}]}", "{\"notificationItems\":{\"0\":1}}"] {
        let mut request = Request { body: garbage.into(), ..Request::new("POST", "/notifications") };
        assert_eq!(street.ask(request.clone()).status, 415, "{garbage}");
        request.headers.set("content-type", "application/json");
        assert!((400..500).contains(&street.ask(request.clone()).status), "{garbage}");
        let mut signed = request;
        signed.headers.set("HmacSignature", "AAAA");
        assert_eq!(street.ask(signed).status, 401, "{garbage}");
    }
}

#[test]
fn a_payment_method_is_stored_once_and_given_up() {
    let mut street = Street::honest();
    street.pay("authorised", "o1", "&store=yes");
    let again = "/recurring?customer=authorised&amount=5.00&order=";
    assert_eq!(street.post(&format!("{again}o2")).status, 409, "nothing is stored yet");
    street.ends("Settled");
    for event in ["created", "created", "alreadyExisting"] {
        assert_eq!(street.told(json!({ "about": "charge", "event": format!("recurring.token.{event}") })), 200);
    }
    assert!(street.get("/orders/o1").contains("Stored payment methods: 1"));
    assert_eq!(street.told(json!({ "about": "charge", "event": "recurring.token.created", "forged": "altered" })), 401);
    street.post(&format!("{again}o3"));
    let payment = body(street.calls("/payments").last().unwrap());
    assert_eq!((&payment["shopperInteraction"], &payment["amount"]["value"]), (&json!("ContAuth"), &json!(500)));
    assert!(street.get("/orders/o3").contains("Payment successful"));
    assert_eq!(street.told(json!({ "about": "charge", "event": "recurring.token.disabled" })), 200);
    assert_eq!(street.post(&format!("{again}o4")).status, 409);
}

#[test]
fn a_direction_is_read_strictly() {
    let mut street = Street::honest();
    for (direction, argument, part) in [
        ("begin", json!({ "on": true }), "on"),
        ("journey", json!({ "persona": "nobody" }), "nobody"),
        ("unlisted", json!({ "for": 1 }), "for"),
        ("refuse_charges", json!({ "code": "777" }), "777"),
        ("refuse_charges", json!({}), "code"),
        ("finish", json!({ "status": "Lost" }), "Lost"),
        ("finish", json!({ "status": "Refused" }), "there is no such payment yet"),
        ("finish_refund", json!({ "status": "Failed" }), "there is no such refund yet"),
        ("way_back", json!({ "id": "X", "order": "o", "result": "" }), "there is no such payment"),
        ("notification", json!({ "about": "charge" }), "there is no such payment yet"),
        ("notification", json!({ "about": "weather" }), "weather"),
    ] {
        let error = street.directs(direction, argument).unwrap_err();
        assert!(error.contains(part), "{direction}: {error}");
    }
    street.pay("authorised", "o1", "");
    let unknown = street.directs("notification", json!({ "about": "charge", "forged": "by_hand" })).unwrap_err();
    assert!(unknown.contains("by_hand"));
    let unstored = street.directs("notification", json!({ "about": "charge", "event": "recurring.token.created" })).unwrap_err();
    assert!(unstored.contains("no payment method was stored"));
}

#[test]
fn the_payment_that_is_named_ends_though_another_is_later() {
    let mut street = Street::honest();
    street.pay("pending", "o1", "");
    street.pay("pending", "o2", "");
    let of_payment = |(request, _): &&(Request, _)| request.path().ends_with("/payments");
    let (_, answer) = street.journal.iter().find(of_payment).unwrap();
    let id = serde_json::from_slice::<Value>(&answer.body).unwrap()["pspReference"].clone();
    street.directs("finish", json!({ "status": "Authorised", "charge": id })).unwrap();
    assert_eq!(street.told(json!({ "about": "charge", "id": id })), 200);
    assert!(street.get("/orders/o1").contains("Payment successful"));
    assert!(street.get("/orders/o2").contains("Payment pending"));
}
