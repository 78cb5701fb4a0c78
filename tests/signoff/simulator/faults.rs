//! Every fault is really planted: it changes an answer of a fixed walk, and only it does.

use serde_json::json;
use signoff::core::http::Response;
use signoff::core::subject::Subject;
use signoff::providers::amazon_pay_india::AMAZON_PAY_INDIA as APL;
use signoff::providers::amazon_pay_india::simulator::PERSONAS;

use super::merchant::Shop;

/// Everything that a fault could change, in one go.
fn walk(faults: &[&str]) -> Vec<Response> {
    let shop = Shop::open(faults);
    let merchant = &shop.merchant;
    let token = merchant.token("eligible");
    let charge_id = |response: &Response| {
        let charge: serde_json::Value = serde_json::from_slice(&response.body).unwrap_or_default();
        charge["amazonChargeId"].as_str().unwrap_or("none").to_owned()
    };
    let mut answers: Vec<_> = PERSONAS.iter().map(|persona| shop.send(&merchant.instruments(persona, "10.00"))).collect();
    answers.extend(PERSONAS.iter().map(|persona| shop.send(&merchant.charge(persona, "10.00", persona))));
    let amazon_id = charge_id(&shop.send(&merchant.charge("eligible", "10.00", "again")));
    let drafts = [
        merchant.draft("instruments", json!({ "accessToken": token })),
        merchant.draft("instruments", json!({ "accessToken": token, "amount": "0.00" })),
        merchant.draft("instruments", json!({ "accessToken": token, "amount": "1.00", "instrumentTypes": "Cash" })),
        merchant.draft("instruments", json!({ "accessToken": token, "amount": "1.00", "merchantId": "A00OTHER" })),
        merchant.charge("eligible", "10.00", "eligible"),
        merchant.charge("eligible", "50000.01", "beyond"),
        merchant.charge("eligible", "1.001", "fine"),
        merchant.draft("charge", json!({ "accessToken": token, "amount": "1.00", "timeoutInSecs": "7", "chargeId": "c7" })),
        merchant.draft(
            "charge",
            json!({ "accessToken": token, "amount": "1.00", "callbackUrl": "https://no.example", "chargeId": "c8" }),
        ),
        merchant.status("charge_status", "MerchantTxnId", "eligible"),
        merchant.status("charge_status", "MerchantTxnId", "eligible"),
        merchant.status("charge_status", "AmazonTxnId", &amazon_id),
        merchant.status("charge_status", "MerchantTxnId", "declined"),
        merchant.status("charge_status", "MerchantTxnId", "never"),
        merchant.refund("eligible", "4.00", "r1"),
        merchant.refund("eligible", "1.00", "r1"),
        merchant.refund("eligible", "7.00", "r2"),
        merchant.refund("declined", "10.00", "r3"),
        merchant.status("refund_status", "MerchantTxnId", "r1"),
        merchant.status("refund_status", "MerchantTxnId", "never"),
    ];
    answers.extend(drafts.iter().map(|draft| shop.send(draft)));
    answers.extend(signed_otherwise(&shop));
    shop.simulator.borrow_mut().outage(1);
    answers.push(shop.send(&merchant.instruments("eligible", "10.00")));
    answers
}

/// Requests that are late, tampered with, of an unknown merchant, or spelled `AMZ `.
fn signed_otherwise(shop: &Shop) -> Vec<Response> {
    let draft = shop.merchant.instruments("eligible", "10.00");
    let mut unknown = draft.clone();
    unknown.members.insert("merchantId".into(), json!("A00UNKNOWN"));
    unknown.headers.set("x-amz-client-id", "A00UNKNOWN");
    let mut tampered = shop.merchant.request(&draft);
    tampered.headers.set("x-amz-user-ip", "198.51.100.7");
    let mut spaced = shop.merchant.request(&draft);
    let authorization = spaced.headers.get("authorization").unwrap().replacen('+', " ", 1);
    spaced.headers.set("authorization", authorization);
    let mut brief = draft.clone();
    brief.headers.set("x-amz-expires", "60");
    let late = [(&draft, 901), (&brief, 61)].map(|(draft, seconds)| {
        let late = shop.now.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap();
        shop.simulator.borrow_mut().respond(&shop.merchant.request(draft), late)
    });
    let [late, brief] = late;
    vec![late, brief, shop.send(&unknown), shop.respond(&tampered), shop.respond(&spaced)]
}

#[test]
fn every_fault_changes_an_answer() {
    let clean = walk(&[]);
    assert_eq!(walk(&[]), clean, "the walk must repeat itself");
    let faults = (APL.faults)().iter().filter(|fault| fault.subject == Subject::Endpoint);
    let silent: Vec<_> = faults.filter(|fault| walk(&[fault.name]) == clean).map(|fault| fault.name).collect();
    assert!(silent.is_empty(), "these faults change nothing: {silent:?}");
}

#[test]
fn faults_are_listed_once_and_described() {
    let mut names: Vec<_> = (APL.faults)().iter().map(|fault| fault.name).collect();
    assert!((APL.faults)().iter().all(|fault| !fault.text.is_empty()));
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn refuse_everything_refuses_everything() {
    let answers = walk(&["refuse_everything"]);
    assert!(answers.iter().all(|answer| answer.status == 401), "{answers:?}");
}
