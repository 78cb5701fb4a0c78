//! The reference merchant: a small, honest integrator, and a worked example. It is pure: events in, effects out.
//!
//! Read it along the way of an order: `checkout` (may this customer pay?), `payment` (one charge per try), `status` (what became
//! of it), `notifications`, `refund`; below these `gateway` (signed requests, verified answers) and `tokens`.

use serde_json::Value;

use super::messages;
use super::simulator::keys;
use crate::providers::{Merchant, MerchantRoom, ShopOpening};

mod checkout;
mod defects;
mod faults;
mod gateway;
mod notifications;
mod order;
mod pages;
mod payment;
mod refund;
mod shop;
mod statement;
mod status;
mod tokens;
mod transaction;

pub use faults::FAULTS;

/// The name of the payment option (BAL/section1/merchant_integration_checklist).
const OPTION: &str = "Amazon Pay Later";
/// The name of the button that starts linking (AP/section1/gui_guidelines).
const LINK_ACCOUNT: &str = "Link Account";

/// What testing an integrator needs.
pub static ROOM: MerchantRoom = MerchantRoom {
    option: OPTION,
    link_account: LINK_ACCOUNT,
    certificate_path: keys::CERTIFICATE_PATH,
    eligibility: |instruments| instruments.pointer("/amazonPayLater/enabled").and_then(Value::as_bool),
    transactions: messages::transactions,
    open,
};

/// Opens a shop.
pub fn open(opening: ShopOpening) -> Box<dyn Merchant> {
    Box::new(shop::Shop::open(opening))
}
