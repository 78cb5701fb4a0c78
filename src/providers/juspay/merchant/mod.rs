//! Juspay's part of the reference merchant: a small, honest integrator, server to server. What every shop does stands in the
//! engine (`providers/shop`); here are what Juspay says of a customer (`offer`), the messages and their answers (`words`),
//! notifications, and what an app is given (`handover`).

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::messages;
use crate::core::money;
use crate::providers::{Endpoint, Merchant, MerchantRoom, ShopOpening, shop};

mod defects;
mod dialect;
mod faults;
mod handover;
mod notifications;
mod offer;
mod words;

pub use faults::all as faults;
pub use handover::{ORDER_DETAILS_KEY, SIGNING_KEY};

/// The name of the payment option (Juspay's page on Amazon Pay Later).
const OPTION: &str = "Amazon Pay Later";
/// The name of the button that starts linking (Juspay's description of Amazon Pay Later).
const LINK: &str = "Link";

type Shop = shop::Shop<Juspay>;
type Order = shop::Order<offer::Offer>;

/// What testing an integrator needs. A payment begins with a session, or with an order; both name its amount, and
/// neither moves it.
pub static ROOM: MerchantRoom = MerchantRoom {
    option: OPTION,
    link_account: LINK,
    own_hosts: &["juspay", "amazon"],
    offer: Some("eligibility"),
    unasked: false,
    pay: &["session", "order"],
    transfer: Some("txn"),
    status: Some("order_status"),
    refund: &["refund", "txn_refund"],
    refund_status: Some("order_status"),
    renew: None,
    apart: None,
    // Texts in requests; what is sent as a number is an amount all the same.
    amount: |members| money::told(members.get("amount")?),
    refund_of,
    way_back: None,
    eligibility: |answer| messages::eligibility(answer)["is_eligible"].as_bool(),
    transactions,
    answer_readings: 1,
    of_another_account: |_, _| false,
    open,
};

/// A refund's own id, then its order's, and what the ids of that order's payments begin with.
fn transactions(_: &Endpoint, members: &Map<String, Value>, answer: &Value) -> Vec<String> {
    let refund = members.get("unique_request_id").and_then(Value::as_str).map(str::to_owned);
    refund.into_iter().chain(refund_of(members, answer)).chain(payments(answer)).collect()
}

/// The order that a refund gives back; of a payment, when the answer names no order, what that payment's id begins with.
fn refund_of(members: &Map<String, Value>, answer: &Value) -> Option<String> {
    let of_payment = || Some(members.get("txn_id")?.as_str()?.rsplit_once('-')?.0.to_owned());
    order_id(members, answer).or_else(of_payment)
}

/// The id of a payment is `<merchant_id>-<order_id>-<n>`: all but the number, where the answer about an order tells it.
fn payments(answer: &Value) -> Option<String> {
    let merchant = answer.get("merchant_id").or_else(|| answer.pointer("/sdk_payload/payload/merchantId"))?.as_str()?;
    Some(format!("{merchant}-{}", answer.get("order_id")?.as_str()?))
}

/// The order that a call names; that of a payment stands in the answer.
fn order_id(members: &Map<String, Value>, answer: &Value) -> Option<String> {
    members.get("order_id").or_else(|| answer.get("order_id"))?.as_str().map(str::to_owned)
}

/// Opens a shop; its customers are those of the account.
pub fn open(opening: ShopOpening) -> Box<dyn Merchant> {
    let customers = opening.account.customers.iter().map(|(name, token)| (name.clone(), token.expose().to_owned()));
    let house = Juspay { customers: customers.collect(), ..Juspay::default() };
    Box::new(Shop::open(opening, house))
}

/// What the house remembers.
#[derive(Default)]
struct Juspay {
    /// The customers' ids at Juspay, with the wallet tokens of those who linked their account.
    customers: HashMap<String, String>,
    /// What was said of an order's customer, while it is asked whether they may pay in instalments.
    offers: HashMap<String, offer::Offer>,
    /// What each session gave for the SDK, by its order.
    payloads: HashMap<String, Value>,
    /// The first statement of each customer; only faults look.
    first_statements: HashMap<String, String>,
}

/// The text of a member; empty for anything else.
fn text(member: &Value) -> &str {
    member.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_refund_of_a_payment_belongs_to_its_order_also_when_it_is_refused() {
        let named = |members: Value, answer: &Value| refund_of(members.as_object().unwrap(), answer);
        let session = json!({ "order_id": "o-1-2", "sdk_payload": { "payload": { "merchantId": "m-1" } } });
        let order = json!({ "order_id": "o-1-2", "merchant_id": "m-1" });
        let refused = named(json!({ "txn_id": "m-1-o-1-2-1" }), &json!({ "status": "ERROR" }));
        assert_eq!((payments(&session), payments(&order)), (refused.clone(), refused));
        assert_eq!(named(json!({ "txn_id": "m-1-o-1-2-1" }), &order).as_deref(), Some("o-1-2"));
        assert_eq!((named(json!({ "txn_id": "1" }), &json!({})), payments(&json!({ "order_id": "o" }))), (None, None));
    }
}
