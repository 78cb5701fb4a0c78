//! What a shop's scenarios let the simulator do beside its books.

use std::cell::RefCell;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use signoff::core::http::Response;
use signoff::core::id::Ids;
use signoff::providers::ppro::PPRO;
use signoff::providers::ppro::notification::{CURRENT, DEPRECATED, SignatureError, verify_current, verify_deprecated};
use signoff::providers::{Account, Draft, Opening, Sender, Simulator, Slot};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

struct Stage {
    account: Account,
    simulator: RefCell<Box<dyn Simulator>>,
    ids: Ids,
}

impl Stage {
    fn open() -> Self {
        let (account, simulator) = (PPRO.open)(&Opening { seed: 7, ..Opening::default() });
        Self { account, simulator: RefCell::new(simulator), ids: Ids::new("t") }
    }

    fn draft(&self, operation: &str, earlier: Option<(&Draft, &Value)>) -> Draft {
        let endpoint = PPRO.endpoint(operation).unwrap();
        let mut draft = Draft::new(endpoint, (PPRO.draft)(endpoint, &self.account.credentials, &self.ids));
        if endpoint.amount.is_some() || operation == "agreement" {
            (PPRO.fill)(&mut draft, &Slot::Amount("10.00"));
        }
        if let Some((sent, answer)) = earlier {
            (PPRO.fill)(&mut draft, &Slot::Earlier { by: "", sent, answer });
        }
        draft
    }

    fn send(&self, draft: &Draft) -> (Response, Value) {
        let sender = Sender { base_url: "http://h", signed_host: None, credentials: &self.account.credentials, now: NOW };
        let response = self.simulator.borrow_mut().respond(&(PPRO.compose)(draft, &sender).unwrap(), NOW);
        let answer = serde_json::from_slice(&response.body).unwrap();
        (response, answer)
    }

    fn direct(&self, direction: &str, argument: Value) -> Result<Value, String> {
        self.simulator.borrow_mut().direct(direction, &argument, NOW)
    }

    fn charge(&self) -> (Draft, Value) {
        let draft = self.draft("charge", None);
        let (_, answer) = self.send(&draft);
        (draft, answer)
    }

    fn status(&self, (draft, answer): &(Draft, Value)) -> Value {
        self.send(&self.draft("charge_status", Some((draft, answer)))).1
    }
}

#[test]
fn an_answer_that_gets_lost_was_carried_out() {
    let stage = Stage::open();
    stage.direct("lose_answer", json!({ "operation": "charge" })).unwrap();
    let draft = stage.draft("charge", None);
    assert_eq!(stage.send(&draft).0.status, 504);
    let (again, answer) = stage.send(&draft);
    assert_eq!((again.status, again.headers.get("Request-Idempotency")), (200, Some("true")));
    assert_eq!(stage.status(&(draft, answer))["status"], "AUTHENTICATION_PENDING");
}

#[test]
fn a_payment_ends_as_it_is_told() {
    for (ending, status, code) in [
        ("CAPTURED", "CAPTURED", Value::Null),
        ("DISCARDED", "DISCARDED", Value::Null),
        ("SUS_STOLEN", "FAILED", json!("SUS_STOLEN")),
    ] {
        let stage = Stage::open();
        let charge = stage.charge();
        stage.direct("finish", json!({ "status": ending })).unwrap();
        let told = stage.status(&charge);
        assert_eq!((&told["status"], &told["failure"]["failureCode"]), (&json!(status), &code));
        assert!(stage.direct("finish", json!({ "status": ending })).is_err(), "nothing waits any more");
    }
    assert!(Stage::open().direct("finish", json!({ "status": "CAPTURED" })).is_err());
}

#[test]
fn what_is_named_ends_though_it_is_not_the_latest() {
    let stage = Stage::open();
    let charges = [stage.charge(), stage.charge(), stage.charge()];
    let id = |at: usize| charges[at].1["id"].clone();
    let states = || charges.each_ref().map(|charge| stage.status(charge)["status"].as_str().unwrap().to_owned());
    stage.direct("finish", json!({ "status": "CAPTURED", "charge": id(1) })).unwrap();
    assert_eq!(states(), ["AUTHENTICATION_PENDING", "CAPTURED", "AUTHENTICATION_PENDING"]);
    stage
        .direct("finish", json!({ "status": "CAPTURED", "charge": charges[0].0.members["merchantPaymentChargeReference"] }))
        .unwrap();
    assert_eq!(states(), ["CAPTURED", "CAPTURED", "AUTHENTICATION_PENDING"]);

    let refunds = [0, 1].map(|at| {
        let draft = stage.draft("refund", Some((&charges[at].0, &charges[at].1)));
        let (_, answer) = stage.send(&draft);
        (draft, answer)
    });
    let states = || {
        let ask = |(draft, answer): &(Draft, Value)| stage.send(&stage.draft("refund_status", Some((draft, answer)))).1;
        refunds.each_ref().map(|refund| ask(refund)["status"].as_str().unwrap().to_owned())
    };
    stage.direct("finish_refund", json!({ "status": "FAILED", "refund": refunds[0].1["id"] })).unwrap();
    assert_eq!(states(), ["FAILED", "PENDING"]);

    for (direction, argument, words) in [
        ("finish", json!({ "status": "CAPTURED", "charge": id(1) }), "nothing waits"),
        ("finish", json!({ "status": "CAPTURED", "charge": "none" }), "nothing waits"),
        ("finish", json!({ "status": "CAPTURED", "refund": "none" }), "unknown field"),
        ("finish_refund", json!({ "status": "FAILED", "refund": id(1) }), "no such refund"),
        ("finish_refund", json!({ "refund": refunds[0].1["id"] }), "missing field"),
    ] {
        let error = stage.direct(direction, argument.clone()).unwrap_err();
        assert!(error.contains(words), "{direction} {argument}: {error}");
    }
}

#[test]
fn an_agreement_may_be_active_before_its_first_charge_is_paid() {
    let stage = Stage::open();
    let draft = stage.draft("agreement", None);
    let (_, agreement) = stage.send(&draft);
    stage.direct("finish", json!({ "status": "ACTIVE" })).unwrap();
    let first = |stage: &Stage| stage.send(&stage.draft("initial_charge_status", Some((&draft, &agreement)))).1["status"].clone();
    assert_eq!(first(&stage), "AUTHENTICATION_PENDING");
    stage.direct("finish", json!({ "status": "CAPTURED" })).unwrap();
    assert_eq!(first(&stage), "CAPTURED");
    stage.direct("end_agreement", json!({ "status": "REVOKED_BY_CONSUMER" })).unwrap();
    let (_, refused) = stage.send(&stage.draft("agreement_charge", Some((&draft, &agreement))));
    assert_eq!(refused["failure"]["failureCode"], "AGREEMENT_REVOKED");
}

#[test]
fn a_refund_may_fail_after_it_was_made() {
    let stage = Stage::open();
    let (charge, answer) = stage.charge();
    stage.direct("finish", json!({ "status": "CAPTURED" })).unwrap();
    let refund = stage.draft("refund", Some((&charge, &answer)));
    let (_, pending) = stage.send(&refund);
    let status = |stage: &Stage| stage.send(&stage.draft("refund_status", Some((&refund, &pending)))).1["status"].clone();
    for ending in ["REFUNDED", "FAILED"] {
        stage.direct("finish_refund", json!({ "status": ending })).unwrap();
        assert_eq!(status(&stage), ending);
    }
    let whole = stage.draft("refund", Some((&charge, &answer)));
    assert_eq!(stage.send(&whole).1["status"], "PENDING", "what failed may be given back");
}

#[test]
fn a_scenario_begins_with_nothing_told_otherwise() {
    let stage = Stage::open();
    let charge = stage.charge();
    stage.direct("misreport", json!({ "member": "authorizations.0.amount", "value": "1" })).unwrap();
    stage.direct("strange_members", json!({})).unwrap();
    let told = stage.status(&charge);
    assert_eq!((&told["authorizations"][0]["amount"], told["loyaltyPoints"].is_object()), (&json!(1), true));
    stage.direct("begin", json!({})).unwrap();
    let told = stage.status(&charge);
    assert_eq!((&told["authorizations"][0]["amount"], told["loyaltyPoints"].is_null()), (&json!(1000), true));
}

#[test]
fn a_scenario_begins_with_a_provider_that_works() {
    let stage = Stage::open();
    stage.simulator.borrow_mut().outage(u32::MAX);
    stage.direct("limit", json!({ "requests": 5 })).unwrap();
    assert_eq!(stage.send(&stage.draft("charge", None)).0.status, 429);
    stage.direct("begin", json!({})).unwrap();
    assert_eq!(stage.send(&stage.draft("charge", None)).0.status, 200);
}

#[test]
fn every_way_to_read_a_charge_tells_the_same() {
    let stage = Stage::open();
    let (sent, answer) = stage.charge();
    stage.direct("finish", json!({ "status": "CAPTURED" })).unwrap();
    stage.direct("misreport", json!({ "member": "status", "value": "CAPTURE_PENDING" })).unwrap();
    let read = |operation: &str| stage.send(&stage.draft(operation, Some((&sent, &answer)))).1;
    let (charge, found, captures) = (read("charge_status"), read("search"), read("capture_list"));
    for told in [&charge, &found["data"][0]] {
        assert_eq!((&told["status"], &told["captures"]), (&json!("CAPTURE_PENDING"), &json!([])), "{told}");
    }
    assert_eq!(captures["data"], json!([]));
    stage.direct("begin", json!({})).unwrap();
    stage.direct("misreport", json!({ "member": "captures.0.amount", "value": "100" })).unwrap();
    for amount in [&read("charge_status")["captures"], &read("search")["data"][0]["captures"], &read("capture_list")["data"]] {
        assert_eq!(amount[0]["amount"], 100);
    }
}

#[test]
fn a_forged_webhook_is_not_signed_as_published() {
    let stage = Stage::open();
    let (_, answer) = stage.charge();
    let secret = stage.account.credentials.get("webhook_secret").to_owned();
    let verify = |forged: Value| {
        let mut wanted = json!({ "about": "charge", "id": answer["id"] });
        if !forged.is_null() {
            wanted["forged"] = forged;
        }
        let message = stage.direct("notification", wanted).unwrap();
        let header = |name: &str| message["headers"][name].as_str().unwrap_or_default().to_owned();
        let body = message["body"].as_str().unwrap().as_bytes();
        let current = verify_current(&secret, &header(CURRENT), body, NOW, SignedDuration::from_mins(5));
        (current, verify_deprecated(&secret, &header(DEPRECATED), body).is_ok())
    };
    assert_eq!(verify(Value::Null), (Ok(()), true));
    for (forged, why) in [
        ("other_key", SignatureError::Mismatch),
        ("altered", SignatureError::Mismatch),
        ("signed_for_another_time", SignatureError::Mismatch),
        ("unsigned", SignatureError::Form),
        ("signed_an_hour_ago", SignatureError::Stale),
    ] {
        assert_eq!(verify(json!(forged)), (Err(why), false), "{forged}");
    }
    assert_eq!(verify(json!("signed_the_old_way_alone")), (Err(SignatureError::Form), true));
    assert_eq!(verify(json!("wrong_beside_the_old_signature")), (Err(SignatureError::Mismatch), true));
}

#[test]
fn an_agreement_without_a_charge_ends_by_itself() {
    for (ending, status) in
        [("CAPTURED", "ACTIVE"), ("ACTIVE", "ACTIVE"), ("INSUFFICIENT_FUNDS", "FAILED"), ("DISCARDED", "FAILED")]
    {
        let stage = Stage::open();
        let endpoint = PPRO.endpoint("agreement").unwrap();
        let draft = Draft::new(endpoint, (PPRO.draft)(endpoint, &stage.account.credentials, &stage.ids));
        let (_, agreement) = stage.send(&draft);
        assert!(agreement["initialPaymentChargeId"].is_null());
        assert!(stage.direct("finish", json!({ "status": ending, "charge": "none" })).is_err());
        stage.direct("finish", json!({ "status": ending, "charge": agreement["id"] })).unwrap();
        let (_, told) = stage.send(&stage.draft("agreement_status", Some((&draft, &agreement))));
        assert_eq!(told["status"], status, "{ending}");
        assert!(stage.direct("finish", json!({ "status": ending })).is_err(), "nothing waits any more");
    }
}
