//! PPRO's part of the reference merchant: a small, honest integrator, and a worked example. What every shop does stands in the
//! engine (`providers/shop`); here are its messages (`drafts`), PPRO's words (`words`), webhooks (`notifications`), and agreements
//! with what follows from them (`agreements`).

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::messages;
use crate::core::member;
use crate::providers::{Endpoint, Merchant, MerchantRoom, ShopOpening, shop};

mod agreements;
mod customers;
mod defects;
mod dialect;
mod drafts;
mod faults;
mod gateway;
mod notifications;
mod pages;
mod refunds;
mod words;

pub use customers::SHOPPERS;
pub use faults::all as faults;

type Shop = shop::Shop<Ppro>;
type Order = shop::Order<customers::Offer>;

/// What testing an integrator needs.
pub static ROOM: MerchantRoom = MerchantRoom {
    option: "Amazon Pay",
    link_account: "Link Account",
    own_hosts: &["amazon", "ppro"],
    offer: None,
    unasked: true,
    pay: &["charge", "agreement", "agreement_charge"],
    transfer: None,
    status: Some("charge_status"),
    refund: &["refund"],
    refund_status: Some("refund_status"),
    renew: None,
    apart: None,
    amount,
    refund_of: |members, _| members.get("charge_id")?.as_str().map(str::to_owned),
    way_back: Some(|charge, _, _| messages::return_url(charge).map(str::to_owned)),
    eligibility: |_| None,
    transactions,
    answer_readings: 1,
    of_another_account: |_, _| false,
    open,
};

/// Opens a shop.
pub fn open(opening: ShopOpening) -> Box<dyn Merchant> {
    Box::new(Shop::open(opening, Ppro { first_link: None }))
}

/// The house remembers nothing beside the engine: an agreement is named by every charge under it.
struct Ppro {
    /// Where the first consumer was sent; only a fault looks.
    first_link: Option<String>,
}

/// What is done with the answer to a message of the house's own, or when its time has come.
enum Task {
    /// The agreement under which this order is to be charged was asked for.
    Bill { order: String, agreement: String, visit: u64 },
    /// The agreement of this order was revoked.
    Revoked { order: String, visit: u64 },
    /// A refund that failed is tried again.
    Refund { order: String, amount: Decimal },
}

/// The amount of a message, wherever it has one.
fn amount(members: &Map<String, Value>) -> Option<Decimal> {
    let places = ["amount.value", "amount", "initialPaymentCharge.amount.value"];
    let cents = places.iter().find_map(|place| member::of(members, place)?.as_i64())?;
    Some(Decimal::new(cents, 2))
}

/// The ids of what a call is about, PPRO's first: a refund is one transaction, its charge another.
fn transactions(endpoint: &Endpoint, members: &Map<String, Value>, answer: &Value) -> Vec<String> {
    let (asked, told): (&[&str], &[&str]) = match endpoint.name {
        "refund" | "refund_status" => (&["refund_id", "merchantRefundReference"], &["id"]),
        "agreement" => (&["initialPaymentCharge.merchantPaymentChargeReference"], &["initialPaymentChargeId", "id"]),
        "agreement_status" | "revocation" => (&["agreement_id"], &[]),
        _ => (&["charge_id", "merchantPaymentChargeReference"], &["id"]),
    };
    let told = told.iter().filter_map(|name| answer.get(*name)?.as_str());
    let asked = asked.iter().filter_map(|name| member::of(members, name)?.as_str());
    told.chain(asked).map(str::to_owned).collect()
}

/// The text of a member; empty for anything else.
fn text(member: &Value) -> &str {
    member.as_str().unwrap_or_default()
}
