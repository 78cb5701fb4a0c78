//! As `other_answers`, of the other houses: what is published is violated, what is left open is not.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use signoff::core::clock::Clock;
use signoff::providers::adyen::ADYEN;
use signoff::providers::ppro::PPRO;
use signoff::providers::{Faults, Provider};
use signoff::simulator::{disclosed, server};

use super::other_answers::changed_at;
use super::scene::Scene;

/// The verdict about a requirement at a simulator that answers otherwise, by the scenarios of that name and these tags.
struct Asked<'a> {
    provider: &'static Provider,
    requirement: &'a str,
    tags: &'a str,
    name: &'a str,
    capabilities: Value,
}

impl Asked<'_> {
    fn of(provider: &'static Provider, requirement: &'static str) -> Asked<'static> {
        Asked { provider, requirement, tags: requirement, name: "", capabilities: json!({}) }
    }

    fn named(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    fn status(&self, change: impl Fn(&str, u16, &mut Value) -> u16 + Send + Sync + 'static) -> String {
        let running = server::start(self.provider, None, Clock::default(), 11, Faults::default()).unwrap();
        let mut endpoint = disclosed::credentials(&running.account.credentials);
        endpoint.insert("base_url".into(), json!(changed_at(&running.address, change)));
        let mut tables = json!({ "endpoint": endpoint, "capabilities": self.capabilities });
        let mut customers = disclosed::tokens(&running.account.customers);
        customers.retain(|persona, _| self.provider.personas.contains(&persona.as_str()));
        if !customers.is_empty() {
            tables["customers"] = json!(customers);
        }
        let scene = Scene::with(&json!({ self.provider.slug: tables }));
        let tags = self.tags.split(' ').map(|tag| format!("@{tag}")).collect::<Vec<_>>().join(" or ");
        let ran = scene.run(&["--subject", "endpoint", "--tags", &tags, "--name", self.name]);
        let verdicts = scene.report().verdicts();
        verdicts.get(self.requirement).unwrap_or_else(|| panic!("{} was not judged: {ran:?}", self.requirement)).clone()
    }
}

/// A refusal as PPRO writes it.
fn refuse(body: &mut Value, status: u16) -> u16 {
    *body = json!({ "status": status, "failureMessage": "m", "timestamp": "2026-01-01T00:00:00.000Z" });
    status
}

/// An answer of success that declines, as PPRO writes it.
fn decline(body: &mut Value) -> u16 {
    *body = json!({ "id": "charge_1", "status": "FAILED", "currency": "USD",
        "failure": { "failureType": "INTERNAL_DECLINE", "failureCode": "INVALID_AMOUNT" } });
    200
}

/// Changes the answer to the request of that number among those that begin so.
fn at(first: &'static str, number: usize, change: fn(&mut Value) -> u16) -> impl Fn(&str, u16, &mut Value) -> u16 + Send + Sync {
    let seen = AtomicUsize::new(0);
    move |request, status, body| {
        let counts = request.starts_with(first) && seen.fetch_add(1, Ordering::SeqCst) + 1 == number;
        if counts { change(body) } else { status }
    }
}

/// The first charge shows that there is one; the second and the third are sent at once.
#[test]
fn a_limit_that_either_of_two_requests_meets_says_nothing() {
    let asked = Asked::of(&PPRO, "PP-A14");
    assert_eq!(asked.status(|_, status, _| status), "met");
    for number in [2, 3] {
        assert_eq!(asked.status(at("POST /v1/payment-charges ", number, |body| refuse(body, 429))), "inconclusive");
        assert_eq!(asked.status(at("POST /v1/payment-charges ", number, |body| refuse(body, 409))), "met");
        assert_eq!(asked.status(at("POST /v1/payment-charges ", number, |body| refuse(body, 400))), "violated");
    }
    let down = |body: &mut Value| {
        *body = json!({ "status": 503, "errorCode": "703", "message": "m", "errorType": "internal" });
        503
    };
    for number in [2, 3] {
        assert_eq!(Asked::of(&ADYEN, "ADY-A15").status(at("POST /payments ", number, down)), "inconclusive");
    }
}

#[test]
fn an_amount_that_is_null_may_be_declined_like_one_that_is_missing() {
    let asked = Asked::of(&PPRO, "PP-A24").named("^A charge of ");
    let declined = |member: &'static str| {
        move |request: &str, status, body: &mut Value| if request.contains(member) { decline(body) } else { status }
    };
    assert_eq!(asked.status(declined("\"value\":null")), "met");
    assert_eq!(asked.status(declined("\"value\":10.5")), "violated");
}

#[test]
fn a_key_is_free_again_after_a_4xx_only() {
    let asked = Asked::of(&PPRO, "PP-A15");
    let kept = |request: &str, status, body: &mut Value| match request {
        negative if negative.contains("\"value\":-1000") => decline(body),
        _ => status,
    };
    assert_eq!(asked.status(kept), "inconclusive");
    assert_eq!(asked.status(at("POST /v1/payment-charges ", 3, |body| refuse(body, 409))), "violated");
}

#[test]
fn an_agreement_may_be_active_at_once() {
    let asked = Asked { capabilities: json!({ "recurring": true }), ..Asked::of(&PPRO, "PP-A29") };
    let asked = asked.named("^An agreement that nobody confirmed is not charged$");
    assert_eq!(asked.status(|_, status, _| status), "met");
    let charged = |request: &str, status, body: &mut Value| {
        if request.starts_with("POST /v1/payment-agreements ") {
            body["status"] = json!("ACTIVE");
        } else if request.starts_with("POST /v1/payment-agreements/") {
            body["status"] = json!("CAPTURED");
        }
        status
    };
    assert_eq!(asked.status(charged), "inconclusive");
}

#[test]
fn a_charge_that_waits_may_have_no_authorization_yet() {
    let asked = Asked::of(&PPRO, "PP-A07").named("^The authorizations of a charge are listed$");
    let listed = |data: Value| {
        move |request: &str, status, body: &mut Value| {
            if request.lines().next().is_some_and(|line| line.contains("/authorizations ")) {
                body["data"] = data.clone();
            }
            status
        }
    };
    assert_eq!(asked.status(listed(json!([]))), "inconclusive");
    assert_eq!(asked.status(listed(json!([{ "id": "authz_1", "status": "AUTHENTICATION_PENDING", "amount": 1234 }]))), "met");
    assert_eq!(asked.status(listed(json!([{ "id": "authz_1", "status": "AUTHENTICATION_PENDING", "amount": 12 }]))), "violated");
}

#[test]
fn who_claims_no_agreements_is_not_asked_for_one() {
    let has_none = |request: &str, status, body: &mut Value| match request.starts_with("POST /v1/payment-agreements") {
        true => refuse(body, 400),
        false => status,
    };
    assert_eq!(Asked::of(&PPRO, "PP-A23").status(has_none), "met");
    let claimed = Asked { capabilities: json!({ "recurring": true }), ..Asked::of(&PPRO, "PP-A23") };
    assert_eq!(claimed.status(has_none), "inconclusive");
}

/// What a shopper's token is worth, the shopper decides.
#[test]
fn a_shopper_in_another_state_is_no_fault_of_the_endpoint() {
    let asked = Asked::of(&ADYEN, "ADY-A06");
    assert_eq!(asked.status(|_, status, _| status), "met");
    let other = |request: &str, status, body: &mut Value| {
        if request.starts_with("POST /payments ") && body["resultCode"] == "Error" {
            body["resultCode"] = json!("Refused");
        }
        status
    };
    let used = |_: &str, status, body: &mut Value| match body["resultCode"] == "Refused" {
        true => {
            *body = json!({ "status": 422, "errorCode": "14_007", "message": "m", "errorType": "validation" });
            422
        }
        false => status,
    };
    let as_error = |_: &str, status, body: &mut Value| if body["resultCode"] == "Refused" { 422 } else { status };
    assert_eq!([asked.status(other), asked.status(used), asked.status(as_error)], ["inconclusive", "inconclusive", "violated"]);
}

#[test]
fn a_refused_payment_need_not_repeat_its_reference() {
    let asked = Asked { tags: "ADY-A06 ADY-A07", ..Asked::of(&ADYEN, "ADY-A07") };
    let without = |of: &'static str| {
        move |_: &str, status, body: &mut Value| {
            if body["resultCode"] == of {
                body.as_object_mut().unwrap().remove("merchantReference");
            }
            status
        }
    };
    assert_eq!([asked.status(without("Refused")), asked.status(without("Authorised"))], ["met", "violated"]);
}

/// A token is good but once: what is refused for it shows nothing of a key.
#[test]
fn a_long_key_is_refused_whatever_becomes_of_a_second_payment() {
    let payments = AtomicUsize::new(0);
    let accepts_long_keys = move |request: &str, status, body: &mut Value| {
        if request.starts_with("POST /payments ") && payments.fetch_add(1, Ordering::SeqCst) > 0 {
            *body = json!({ "status": 422, "errorCode": "14_007", "message": "m", "errorType": "validation" });
            return 422;
        }
        if request.contains("/captures ") && request.contains("k-3456789-") {
            *body = json!({ "status": "received", "pspReference": "ABCDEFGHIJ123456" });
            return 201;
        }
        status
    };
    let asked = Asked::of(&ADYEN, "ADY-A17");
    assert_eq!([asked.status(|_, status, _| status), asked.status(accepts_long_keys)], ["met", "violated"]);
}
