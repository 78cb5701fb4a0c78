//! What the simulator tells the merchant without being asked, and that all of it is signed.

use serde_json::{Value, json};
use signoff::core::member;
use signoff::providers::Slot;
use signoff::providers::adyen::notification::hmac::{HmacKey, SIGNATURE_HEADER, SignatureRefusal};

use super::merchant::{Merchant, text};

fn item(webhook: &Value) -> &Value {
    member::at(webhook, "body.notificationItems.0.NotificationRequestItem").unwrap()
}

#[test]
fn every_standard_webhook_is_signed_and_names_its_payment() {
    let merchant = Merchant::open(&[]);
    let payment = merchant.pays("authorised", "10.00");
    let capture = merchant.modifies(&payment, "capture", "10.00");
    let refund = merchant.modifies(&payment, "refund", "2.50");
    let key = HmacKey::parse(merchant.account.credentials.get("hmac_key")).unwrap();
    let told = merchant.notifications();
    assert_eq!(told.len(), 3);
    for (webhook, answer) in told.iter().zip([&payment.answer, &capture.answer, &refund.answer]) {
        assert_eq!(key.verify_item(item(webhook)), Ok(()));
        assert_eq!(item(webhook)["pspReference"], answer["pspReference"]);
        assert_eq!(webhook["about"], json!([answer["pspReference"]]));
    }
    assert_eq!(item(&told[0]).get("originalReference"), None);
    assert_eq!(item(&told[2])["originalReference"], payment.answer["pspReference"]);
    assert_eq!(item(&told[2])["amount"], json!({ "currency": "EUR", "value": 250 }));
}

#[test]
fn a_refund_that_succeeded_may_still_fail() {
    for (direction, event) in [("failed", "REFUND_FAILED"), ("reversed", "REFUNDED_REVERSED")] {
        let merchant = Merchant::open(&[]);
        let payment = merchant.pays("authorised", "10.00");
        merchant.modifies(&payment, "capture", "10.00");
        let refund = merchant.modifies(&payment, "refund", "10.00");
        merchant.directs(direction, &refund).unwrap();
        merchant.modifies(&payment, "refund", "10.00");
        let told = merchant.told();
        assert_eq!(told[3], (event.to_owned(), "true".to_owned()), "the failure itself succeeded");
        assert_eq!(told[4], ("REFUND".to_owned(), "true".to_owned()), "its amount is free again");
        assert!(merchant.directs(direction, &refund).is_err(), "once");
        assert!(merchant.directs(direction, &payment).is_err(), "a payment is no refund");
    }
}

#[test]
fn a_payment_that_was_left_open_ends_as_directed() {
    let ends =
        [("approved", "AUTHORISATION", "true"), ("declined", "AUTHORISATION", "false"), ("abandoned", "OFFER_CLOSED", "true")];
    for (direction, event, success) in ends {
        let merchant = Merchant::open(&[]);
        let payment = merchant.pays("pending", "10.00");
        assert_eq!(merchant.told(), []);
        merchant.directs(direction, &payment).unwrap();
        assert_eq!(merchant.told(), [(event.to_owned(), success.to_owned())]);
        assert!(merchant.directs(direction, &payment).is_err(), "{direction} twice");
    }
    let merchant = Merchant::open(&[]);
    assert!(merchant.directs("no_such_direction", &merchant.pays("pending", "10.00")).is_err());
}

#[test]
fn a_stored_method_is_told_after_settlement_and_pays_then() {
    let merchant = Merchant::open(&[]);
    let (_, token) = &merchant.account.customers[0];
    let mut draft = merchant.draft("storing_payment", "10.00", &[Slot::Customer(token.expose())]);
    draft.members.insert("shopperReference".into(), json!("shopper-9"));
    let payment = merchant.send(draft);
    assert_eq!(merchant.told().len(), 1);
    merchant.directs("settled", &payment).unwrap();
    merchant.directs("settled", &payment).unwrap();
    let told = merchant.notifications();
    assert_eq!(told.len(), 2, "told once");
    let (webhook, body) = (&told[1], &told[1]["body"]);
    assert_eq!((&body["eventId"], &body["data"]["shopperReference"]), (&payment.answer["pspReference"], &json!("shopper-9")));
    let key = HmacKey::parse(merchant.account.credentials.get("hmac_key")).unwrap();
    let delivered = body.to_string();
    assert_eq!(key.verify_body(delivered.as_bytes(), webhook["headers"][SIGNATURE_HEADER].as_str()), Ok(()));

    let pays = |shopper: &str| {
        let mut draft = merchant.draft("token_payment", "5.00", &[]);
        member::set(
            &mut draft.members,
            "paymentMethod.storedPaymentMethodId",
            json!(text(&body["data"]["storedPaymentMethodId"])),
        );
        draft.members.insert("shopperReference".into(), json!(shopper));
        merchant.send(draft).response.status
    };
    assert_eq!([pays("shopper-9"), pays("shopper-8")], [200, 422]);
}

#[test]
fn another_key_is_never_the_accounts_own() {
    for own in ["00".repeat(32), "0f".repeat(32), "1F".repeat(32)] {
        let merchant = Merchant::open_with(&[("hmac_key", &own)]);
        merchant.pays("authorised", "10.00");
        let composed = |forged: &str| merchant.composes(json!({ "about": "charge", "forged": forged })).unwrap();
        let verdict = |body: &Value| {
            let item = member::at(body, "notificationItems.0.NotificationRequestItem").unwrap();
            HmacKey::parse(&own).unwrap().verify_item(item)
        };
        assert_eq!(verdict(&composed("")), Ok(()));
        assert_eq!(verdict(&composed("other_key")), Err(SignatureRefusal::Mismatch), "{own}");
    }
}

#[test]
fn a_previous_key_that_is_the_newest_one_or_none_shows_nothing() {
    for (previous, why) in [("0F".repeat(32).as_str(), "the same key as hmac_key"), ("", "no previous_hmac_key")] {
        let merchant = Merchant::open_with(&[("hmac_key", &"0f".repeat(32)), ("previous_hmac_key", previous)]);
        merchant.pays("authorised", "10.00");
        let wanted = json!({ "about": "charge", "forged": "signed_with_the_previous_key" });
        let told = merchant.composes(wanted).unwrap_err();
        assert!(told.contains(why), "{told}");
    }
}
