//! Notifications as the simulator writes them: genuine ones verify and tell the truth, forged ones do neither.

use serde_json::{Value, json};
use signoff::core::http::Request;
use signoff::providers::amazon_pay_india::notification::{Kind, Notice, SnsMessage};

use super::merchant::{HOST, Shop};

/// The message, its id as told, and the certificate that the simulator serves at the address which the message names.
fn notification(shop: &Shop, argument: Value) -> (SnsMessage, String, Vec<u8>) {
    let told = shop.direct("notification", argument).unwrap();
    let body = told["body"].as_str().unwrap();
    let message = SnsMessage::read(body.as_bytes()).unwrap();
    assert_eq!(told["headers"]["content-type"], json!("text/plain; charset=UTF-8"));
    assert_eq!(told["headers"]["x-amz-sns-message-id"], told["message_id"]);
    let certificate = shop.respond(&Request::new("GET", &message.signing_cert_url));
    assert_eq!(certificate.status, 200, "{}", message.signing_cert_url);
    (message, told["message_id"].as_str().unwrap().to_owned(), certificate.body)
}

fn state(message: &SnsMessage) -> (Kind, String, String) {
    let Notice { kind, id, state } = Notice::read(&message.message).unwrap();
    (kind, id, state)
}

#[test]
fn a_genuine_message_verifies_and_tells_how_things_stand_now() {
    let shop = Shop::open(&[]);
    for (persona, id, stands) in
        [("eligible", "c-1", "Completed"), ("declined", "c-2", "Declined"), ("needs_authentication", "c-3", "Pending")]
    {
        shop.send(&shop.merchant.charge(persona, "1.00", id));
        let (message, message_id, certificate) = notification(&shop, json!({ "about": "charge" }));
        assert_eq!(message.verify(&certificate), Ok(()));
        assert_eq!(message.message_id, message_id);
        assert_eq!(state(&message), (Kind::Charge, id.into(), stands.into()));
        assert!(message.signing_cert_url.starts_with(HOST));
    }
    shop.direct("finish", json!({ "status": "CaptureApproved" })).unwrap();
    let (message, ..) = notification(&shop, json!({ "about": "charge", "id": "c-3" }));
    assert_eq!(state(&message).2, "Completed");
    shop.send(&shop.merchant.refund("c-1", "1.00", "r-1"));
    let (message, _, certificate) = notification(&shop, json!({ "about": "refund" }));
    assert_eq!(message.verify(&certificate), Ok(()));
    assert_eq!(state(&message), (Kind::Refund, "r-1".into(), "Completed".into()));
}

#[test]
fn every_message_is_a_new_one() {
    let shop = Shop::open(&[]);
    shop.send(&shop.merchant.charge("eligible", "1.00", "c-1"));
    let (one, ..) = notification(&shop, json!({ "about": "charge" }));
    let (other, ..) = notification(&shop, json!({ "about": "charge" }));
    assert!(one.message_id != other.message_id && one.message != other.message && one.signature != other.signature);
}

#[test]
fn a_forged_message_tells_the_opposite_and_does_not_verify() {
    let shop = Shop::open(&[]);
    shop.send(&shop.merchant.charge("needs_authentication", "1.00", "c-1"));
    let (genuine, _, amazons) = notification(&shop, json!({ "about": "charge" }));
    for forged in ["other_key", "altered", "elsewhere", "unsigned"] {
        let (message, _, named) = notification(&shop, json!({ "about": "charge", "forged": forged }));
        assert_eq!(state(&message).2, "Completed", "{forged}");
        assert!(message.verify(&amazons).is_err(), "{forged}");
        assert_eq!(message.signing_cert_url == genuine.signing_cert_url, forged != "elsewhere", "{forged}");
        assert_eq!(message.verify(&named).is_ok(), forged == "elsewhere", "{forged}: only who looks elsewhere believes it");
        assert_eq!(message.signature.is_empty(), forged == "unsigned", "{forged}");
        assert_eq!((&message.topic_arn, &message.kind), (&genuine.topic_arn, &genuine.kind), "{forged}");
    }
    let host = |url: &str| url.split('/').nth(2).unwrap().split(':').next().unwrap().to_owned();
    let (message, ..) = notification(&shop, json!({ "about": "charge", "forged": "elsewhere" }));
    assert_ne!(host(&message.signing_cert_url), host(&genuine.signing_cert_url));
    shop.direct("finish", json!({ "status": "CaptureApproved" })).unwrap();
    let (message, ..) = notification(&shop, json!({ "about": "charge", "forged": "other_key" }));
    assert_eq!(state(&message).2, "Declined");
}

#[test]
fn nothing_is_told_of_what_never_was() {
    let shop = Shop::open(&[]);
    for argument in [json!({ "about": "charge" }), json!({ "about": "refund" }), json!({ "about": "charge", "id": "c-9" })] {
        assert!(shop.direct("notification", argument).unwrap_err().starts_with("there is no"));
    }
    assert!(shop.direct("notification", json!({ "about": "charge", "forged": "well" })).unwrap_err().contains("well"));
}
