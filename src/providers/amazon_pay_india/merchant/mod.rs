//! Amazon's part of the reference merchant: a small, honest integrator, and a worked example. What every shop does stands in the
//! engine (`providers/shop`); here are what Amazon offers (`offer`, `statement`), its words (`words`), customers' tokens
//! (`tokens`), signatures (`gateway`) and notifications.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::auth;
use super::messages;
use super::notification::SnsMessage;
use super::simulator::keys;
use crate::core::money;
use crate::providers::{Merchant, MerchantRoom, ShopOpening, shop};

mod defects;
mod dialect;
mod faults;
mod gateway;
mod notifications;
mod offer;
mod pages;
mod statement;
mod tokens;
mod words;

pub use faults::all as faults;

/// The name of the payment option (BAL/section1/merchant_integration_checklist).
const OPTION: &str = "Amazon Pay Later";
/// The name of the button that starts linking (AP/section1/gui_guidelines).
const LINK_ACCOUNT: &str = "Link Account";

type Shop = shop::Shop<Amazon>;
type Order = shop::Order<offer::Offer>;
type Errand = shop::Errand<Amazon>;

/// What testing an integrator needs.
pub static ROOM: MerchantRoom = MerchantRoom {
    option: OPTION,
    link_account: LINK_ACCOUNT,
    own_hosts: &["amazon"],
    offer: Some("instruments"),
    unasked: false,
    pay: &["charge"],
    transfer: None,
    status: Some("charge_status"),
    refund: &["refund"],
    refund_status: Some("refund_status"),
    renew: Some("access_token"),
    apart: None,
    amount: |members| money::decimal(members.get("amount")?.as_str()?).ok(),
    refund_of: |members, _| members.get("chargeId")?.as_str().map(str::to_owned),
    way_back: Some(way_back),
    eligibility: |instruments| instruments.pointer("/amazonPayLater/enabled").and_then(Value::as_bool),
    transactions: messages::transactions,
    answer_readings: auth::ANSWER_READINGS,
    of_another_account: auth::is_of_another_account,
    open,
};

/// The callback address with the order and the charge under several names: its parameters are not published, and a shop that
/// knows the order by none of these is told apart by what it shows then.
fn way_back(charge: &Map<String, Value>, order: &str, result: &str) -> Option<String> {
    let (callback, id) = (charge.get("callbackUrl")?.as_str()?, charge.get("chargeId")?.as_str()?);
    let mark = if callback.contains('?') { '&' } else { '?' };
    let result = if result.is_empty() { String::new() } else { format!("&result={result}&status={result}") };
    Some(format!("{callback}{mark}order={order}&chargeId={id}{result}"))
}

/// Opens a shop; its customers are those who have a token.
pub fn open(opening: ShopOpening) -> Box<dyn Merchant> {
    let house = Amazon {
        certificate_url: format!("{}{}", opening.provider_url, keys::CERTIFICATE_PATH),
        certificate: None,
        wallet: tokens::Tokens::of_account(&opening.account, opening.now),
        linking: HashMap::new(),
        first_statements: BTreeMap::new(),
    };
    Box::new(Shop::open(opening, house))
}

/// What the house remembers.
struct Amazon {
    /// The only place from which a notification's certificate is taken.
    certificate_url: String,
    /// The certificate, once it was fetched.
    certificate: Option<Vec<u8>>,
    /// The tokens of the customers who linked their account.
    wallet: HashMap<String, tokens::Tokens>,
    /// The customers who are about to link their account, by the `state` that names them.
    linking: HashMap<String, String>,
    /// The first statement of each customer; only faults look.
    first_statements: BTreeMap<String, String>,
}

/// What is done with the answer to a message of the house's own.
enum Task {
    /// A customer's token was renewed for an errand.
    Renew(Box<Errand>),
    /// A customer linked their account.
    Link { customer: String, visit: u64 },
    /// The certificate of a notification was fetched.
    Certificate { visit: u64, message: SnsMessage },
}

/// The text of a member; empty for anything else.
fn text(member: &Value) -> &str {
    member.as_str().unwrap_or_default()
}
