//! Scenarios at one merchant at the same time: which call is whose, and what holds for whom.

use jiff::Timestamp;
use serde_json::{Value, json};
use signoff::core::http::Response;
use signoff::providers::Opening;

use super::merchant::{Shop, body, told};

/// A merchant who brings tokens of its own, one of each customer; both customers are known by now.
fn shop() -> Shop {
    let shop = Shop::of(Opening { seed: 7, now: Timestamp::UNIX_EPOCH, ..Opening::default() });
    for customer in ["u", "v", "u", "v"] {
        shop.direct("begin", json!({})).unwrap();
        shop.direct("journey", json!({ "persona": "eligible", "customer": customer, "order": "o-0" })).unwrap();
        assert_eq!(offer(&shop, customer).0["enabled"], true);
    }
    assert_eq!(shop.direct("end", json!({})).unwrap(), json!({ "known": ["u", "v"] }));
    for (scene, customer, persona) in [("one", "u", "eligible"), ("two", "v", "needs_authentication")] {
        shop.direct("begin", json!({ "scene": scene, "customers": [customer] })).unwrap();
        let order = format!("o-{scene}-1");
        shop.direct("journey", json!({ "scene": scene, "persona": persona, "customer": customer, "order": order })).unwrap();
    }
    shop
}

fn scene(shop: &Shop) -> Option<String> {
    shop.simulator.borrow().scene()
}

/// What is answered of a customer's instruments, and whose call it was.
fn offer(shop: &Shop, customer: &str) -> (Value, Option<String>) {
    let members = json!({ "accessToken": format!("Atza|{customer}"), "amount": "5.00" });
    let answer = shop.send(&shop.merchant.draft("instruments", members));
    let found = body(&answer).get("amazonPayLater").cloned().unwrap_or_else(|| json!(told(&answer).1));
    (found, scene(shop))
}

fn charge(shop: &Shop, customer: &str, id: &str) -> Response {
    let members = json!({ "accessToken": format!("Atza|{customer}"), "amount": "5.00", "chargeId": id });
    shop.send(&shop.merchant.draft("charge", members))
}

fn status(shop: &Shop, id: &str) -> (Value, Option<String>) {
    let answer = body(&shop.send(&shop.merchant.status("charge_status", "MerchantTxnId", id)));
    (answer.get("status").or(answer.get("code")).cloned().unwrap_or_default(), scene(shop))
}

fn is(name: &str) -> Option<String> {
    Some(name.to_owned())
}

#[test]
fn a_call_belongs_to_the_scene_of_its_customer_and_charge() {
    let shop = shop();
    assert_eq!((offer(&shop, "u").1, offer(&shop, "v").1), (is("one"), is("two")));
    assert_eq!(body(&charge(&shop, "u", "c-1"))["status"], "CaptureApproved");
    let pending = body(&charge(&shop, "v", "c-2"));
    assert_eq!(status(&shop, "c-1"), (json!("CaptureApproved"), is("one")));
    assert_eq!(status(&shop, "c-2"), (json!("CapturePending"), is("two")));
    let by_ours = shop.merchant.status("charge_status", "AmazonTxnId", pending["amazonChargeId"].as_str().unwrap());
    shop.send(&by_ours);
    assert_eq!(scene(&shop), is("two"));
    shop.send(&shop.merchant.refund("c-1", "1.00", "r-1"));
    assert_eq!(scene(&shop), is("one"));
    let renewal = shop
        .merchant
        .draft("access_token", json!({ "refresh_token": "Atza|v", "client_id": "amzn1.shop", "client_secret": null }));
    assert_eq!((shop.send(&renewal).status, scene(&shop)), (200, is("two")));
}

#[test]
fn directions_hold_for_their_scene_alone() {
    let shop = shop();
    let in_one = |direction: &str, mut argument: Value| {
        argument["scene"] = json!("one");
        shop.direct(direction, argument).unwrap()
    };
    in_one("ineligible", json!({ "code": "APL_SUNDAY", "reason": "Not on Sundays." }));
    assert_eq!((&offer(&shop, "u").0["enabled"], &offer(&shop, "v").0["enabled"]), (&json!(false), &json!(true)));
    in_one("revoke_tokens", json!({ "for_good": true }));
    assert_eq!((&offer(&shop, "u").0, &offer(&shop, "v").0["enabled"]), (&json!("InvalidAccessToken"), &json!(true)));
    in_one("outage", json!({ "requests": 1 }));
    assert_eq!((told(&charge(&shop, "v", "c-2")).0, told(&charge(&shop, "u", "c-1")).0), (200, 500));
    // The only pending charge is the other one's.
    assert!(shop.direct("finish", json!({ "scene": "one", "status": "Declined" })).is_err());
    assert_eq!(shop.direct("finish", json!({ "scene": "two", "status": "Declined" })).unwrap(), json!({ "chargeId": "c-2" }));
    assert!(shop.direct("finish", json!({ "scene": "three", "status": "Declined" })).is_err());
}

#[test]
fn what_cannot_be_told_is_nobodys_for_sure() {
    let shop = shop();
    assert_eq!(offer(&shop, "stranger").1, None);
    assert_eq!(offer(&shop, "stranger").1, None, "a customer may be behind it");
    assert_eq!(status(&shop, "c-of-yesterday").1, None);
    assert_eq!(status(&shop, "c-of-yesterday").1, is(""), "it is known to be nobody's by now");
    // The token is one customer's, the order another's.
    charge(&shop, "u", "o-two-1-charge");
    assert_eq!(scene(&shop), None);
    charge(&shop, "v", "c-2");
    charge(&shop, "u", "c-2");
    assert_eq!(scene(&shop), None);
}

#[test]
fn what_an_earlier_scene_left_behind_is_nobodys() {
    let shop = shop();
    charge(&shop, "u", "c-1");
    shop.direct("end", json!({ "scene": "one" })).unwrap();
    assert_eq!((offer(&shop, "u").1, status(&shop, "c-1").1, offer(&shop, "v").1), (is(""), is(""), is("two")));
    // An order that is looked after late is not the one that its customer is at now.
    shop.direct("begin", json!({ "scene": "four", "customers": ["u"] })).unwrap();
    charge(&shop, "u", "o-one-1-again");
    assert_eq!((scene(&shop), status(&shop, "o-one-1-again").1, offer(&shop, "u").1), (is(""), is(""), is("four")));
    // Whoever is alone hears everything.
    shop.direct("begin", json!({})).unwrap();
    assert_eq!((offer(&shop, "u").1, status(&shop, "c-1").1), (None, None));
}

#[test]
fn a_scene_that_takes_anothers_customer_ends_it() {
    let shop = shop();
    shop.direct("begin", json!({ "scene": "three", "customers": ["u"] })).unwrap();
    assert_eq!((offer(&shop, "u").1, offer(&shop, "v").1), (is("three"), is("two")));
    assert!(shop.direct("credit", json!({ "scene": "one", "amount": "1.00" })).is_err());
}
