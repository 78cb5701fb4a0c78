//! The message schemas: what is mandatory is missed, and each limit has a value on both sides.

use serde_json::{Value, json};
use signoff::core::member;
use signoff::schema::{self, SchemaError};

fn fits(name: &str, value: &Value) -> bool {
    match schema::validate("adyen", name, value) {
        Ok(()) => true,
        Err(SchemaError::Violated(_)) => false,
        Err(other) => panic!("{name}: {other}"),
    }
}

fn payment() -> Value {
    json!({ "merchantAccount": "Shop", "amount": { "currency": "EUR", "value": 1000 }, "reference": "p-1",
        "paymentMethod": { "type": "amazonpay", "amazonPayToken": "t" }, "returnUrl": "https://shop.example/" })
}

fn messages() -> Vec<(&'static str, Value)> {
    let amount = json!({ "currency": "EUR", "value": 1000 });
    let mut storing = payment();
    storing["storePaymentMethod"] = json!(true);
    storing["shopperReference"] = json!("shopper-1");
    let token = json!({ "merchantAccount": "Shop", "amount": amount, "reference": "p-1", "shopperReference": "shopper-1",
        "paymentMethod": { "type": "amazonpay", "storedPaymentMethodId": "S" }, "shopperInteraction": "ContAuth",
        "recurringProcessingModel": "Subscription" });
    let received = json!({ "merchantAccount": "Shop", "pspReference": "M", "paymentPspReference": "P", "status": "received" });
    let mut captured = received.clone();
    captured["amount"] = amount.clone();
    vec![
        ("payment_methods.request", json!({ "merchantAccount": "Shop" })),
        ("payment_methods.response", json!({ "paymentMethods": [] })),
        ("payment.request", payment()),
        ("payment.response", json!({ "resultCode": "Authorised" })),
        ("storing_payment.request", storing),
        ("token_payment.request", token),
        ("payment_details.request", json!({ "details": { "redirectResult": "r" } })),
        ("capture.request", json!({ "merchantAccount": "Shop", "amount": amount })),
        ("capture.response", captured.clone()),
        ("refund.request", json!({ "merchantAccount": "Shop", "amount": amount })),
        ("refund.response", captured),
        ("cancel.request", json!({ "merchantAccount": "Shop" })),
        ("cancel.response", received.clone()),
        ("reversal.request", json!({ "merchantAccount": "Shop" })),
        ("reversal.response", received),
        ("technical_cancel.request", json!({ "merchantAccount": "Shop", "paymentReference": "p-1" })),
        (
            "technical_cancel.response",
            json!({ "merchantAccount": "Shop", "pspReference": "M", "paymentReference": "p-1", "status": "received" }),
        ),
        ("error", json!({ "status": 422, "errorCode": "100", "message": "m", "errorType": "validation" })),
    ]
}

#[test]
fn well_formed_messages_fit_and_each_mandatory_member_is_missed() {
    for (name, message) in messages() {
        assert!(fits(name, &message), "{name}");
        for member in message.as_object().unwrap().keys() {
            let mut without = message.clone();
            without.as_object_mut().unwrap().remove(member);
            assert!(!fits(name, &without), "{name} without {member}");
        }
        let mut more = message.clone();
        more["addedLater"] = json!({});
        assert!(fits(name, &more), "{name} is closed");
    }
}

#[test]
fn values_at_the_limits_are_told_apart() {
    let text = |length: usize| json!("x".repeat(length));
    let pairs = |count: usize, key: usize, value: usize| {
        let pairs = (0..count).map(|number| (format!("{number:0key$}"), json!("v".repeat(value))));
        Value::Object(pairs.collect())
    };
    let table = [
        ("reference", text(80), text(81)),
        ("reference", text(1), text(0)),
        ("returnUrl", text(8000), text(8001)),
        ("shopperReference", text(3), text(2)),
        ("shopperReference", text(256), text(257)),
        ("amount.currency", json!("HUF"), json!("EURO")),
        ("amount.value", json!(0), json!(10.5)),
        ("amount.value", json!(1000), json!("1000")),
        ("captureDelayHours", json!(672), json!(673)),
        ("merchantOrderReference", text(1000), text(1001)),
        ("origin", text(80), text(81)),
        ("metadata", pairs(20, 20, 80), pairs(21, 20, 80)),
        ("metadata", pairs(1, 1, 1), pairs(1, 21, 1)),
        ("metadata", pairs(1, 1, 0), pairs(1, 1, 81)),
        ("paymentMethod.sdkData", text(50_000), text(50_001)),
        ("paymentMethod.type", json!("amazonpay"), json!("scheme")),
        ("paymentMethod", json!({ "type": "amazonpay", "checkoutSessionId": "s" }), json!({ "type": "amazonpay" })),
        (
            "paymentMethod",
            json!({ "type": "amazonpay", "storedPaymentMethodId": "x".repeat(64) }),
            json!({ "type": "amazonpay", "storedPaymentMethodId": "x".repeat(65) }),
        ),
        (
            "paymentMethod",
            json!({ "type": "amazonpay", "amazonPayToken": "t" }),
            json!({ "type": "amazonpay", "amazonPayToken": "t", "checkoutSessionId": "s" }),
        ),
        ("shopperInteraction", json!("Ecommerce"), json!("contauth")),
        ("recurringProcessingModel", json!("CardOnFile"), json!("Recurring")),
    ];
    for (name, good, bad) in table {
        let with = |value: &Value| {
            let mut message = payment();
            member::set(message.as_object_mut().unwrap(), name, value.clone());
            fits("payment.request", &message)
        };
        assert!(with(&good), "{name} {good}");
        assert!(!with(&bad), "{name} took {bad}");
    }
}

#[test]
fn a_payment_without_the_shopper_needs_no_way_back() {
    let mut message = payment();
    message.as_object_mut().unwrap().remove("returnUrl");
    for (interaction, fitting) in [("ContAuth", true), ("Ecommerce", false)] {
        message["shopperInteraction"] = json!(interaction);
        assert_eq!(fits("payment.request", &message), fitting, "{interaction}");
    }
}
