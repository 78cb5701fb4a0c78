//! Adyen's part of the reference merchant: a small, honest integrator, and a worked example. What every shop does stands in the
//! engine (`providers/shop`); here are what is sent (`payment`, `stored`), its words (`words`), what webhooks do (`webhooks`) and
//! what a shopper reads (`pages`).

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::{currencies, endpoints};
use crate::core::secret::Secret;
use crate::providers::{Endpoint, Merchant, MerchantRoom, ShopOpening, shop};

mod defects;
mod dialect;
mod faults;
mod pages;
mod payment;
mod stored;
mod webhooks;
mod words;

pub use faults::all as faults;

/// The name of the payment option (SEED).
const OPTION: &str = "Amazon Pay";
/// The version of the API; its segment stands before every path (OAS71).
const VERSION: &str = "/v71";

type Shop = shop::Shop<Adyen>;
type Order = shop::Order<bool>;

/// What testing an integrator needs.
pub static ROOM: MerchantRoom = MerchantRoom {
    option: OPTION,
    link_account: "",
    own_hosts: &["adyen", "amazon"],
    offer: Some("payment_methods"),
    // SEED: Amazon Pay is shown where it is supported; "you can also" ask for the payment methods.
    unasked: true,
    pay: &["payment"],
    transfer: None,
    status: None,
    refund: &["refund"],
    refund_status: None,
    renew: None,
    apart: Some("recurring.token."),
    amount: |members| currencies::read(members.get("amount")?).map(|amount| amount.amount),
    refund_of: |members, _| members.get("payment_id")?.as_str().map(str::to_owned),
    // The address holds what only the provider knows.
    way_back: None,
    eligibility: |methods| words::lists_amazon_pay(methods),
    transactions,
    answer_readings: 1,
    of_another_account: |_, _| false,
    open,
};

/// A payment is named by Adyen's reference, then by the merchant's; a modification by the payment's first, but for a refund,
/// which is one of its own.
fn transactions(endpoint: &Endpoint, members: &Map<String, Value>, answer: &Value) -> Vec<String> {
    let (payment, own) = (members.get("payment_id").unwrap_or(&Value::Null), &answer["pspReference"]);
    let reference = members.get("reference").unwrap_or(&Value::Null);
    let named = match endpoint.name {
        _ if endpoints::is_payment(endpoint) => [own, reference],
        "refund" => [own, reference],
        _ => [payment, own],
    };
    named.into_iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Opens a shop; its customers are those for whom Amazon gave a token.
pub fn open(opening: ShopOpening) -> Box<dyn Merchant> {
    let house = Adyen {
        tokens: opening.account.customers.iter().cloned().collect(),
        payments: HashMap::new(),
        captures: HashMap::new(),
        closed: HashSet::new(),
        stored: HashMap::new(),
        heard: HashMap::new(),
        unanswered: Vec::new(),
        seed: opening.seed,
    };
    let provider_url = format!("{}{VERSION}", opening.provider_url);
    Box::new(Shop::open(ShopOpening { provider_url, ..opening }, house))
}

/// What the house remembers.
struct Adyen {
    /// Amazon's token of each customer: what Get Checkout Session answers an acquirer's merchant.
    tokens: HashMap<String, Secret>,
    /// Adyen's reference of each payment, by the merchant's.
    payments: HashMap<String, String>,
    /// The reference of each payment's capture, once it was sent (empty until it is answered), by the payment's.
    captures: HashMap<String, String>,
    /// The payments whose time is over, by the merchant's reference.
    closed: HashSet<String>,
    /// Stored payment methods by shopperReference, the newest last.
    stored: HashMap<String, Vec<String>>,
    /// The latest `eventDate` of each event code and reference.
    heard: HashMap<(String, String), String>,
    /// Webhooks that are answered when a payment is captured; only a fault lets them wait.
    unanswered: Vec<u64>,
    /// Idempotency keys follow from it.
    seed: u64,
}

/// What is done with the answer to a message of the house's own.
enum Task {
    /// The payment of this reference was captured.
    Capture(String),
    /// A webhook is answered; only a fault lets it wait.
    Acknowledge(u64),
}

/// The text of a member; empty for anything else.
fn text(member: &Value) -> &str {
    member.as_str().unwrap_or_default()
}
