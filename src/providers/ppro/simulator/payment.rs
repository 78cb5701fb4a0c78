//! What the simulator keeps of charges and agreements beside the books: ids, texts, and what was done to them.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::core::member;
use crate::core::money::Money;
use crate::providers::ppro::errors::Failure;
use crate::providers::ppro::limits::CURRENCY;

/// A charge.
pub(super) struct Payment {
    pub(super) id: String,
    pub(super) authorization: String,
    /// The members that the merchant sent.
    pub(super) asked: Map<String, Value>,
    pub(super) agreement: Option<String>,
    pub(super) cents: i64,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    /// How it ended without money.
    pub(super) ending: Option<Ending>,
    pub(super) captures: Vec<Part>,
    pub(super) voids: Vec<Part>,
    pub(super) refunds: Vec<Part>,
}

/// How a charge ended without money.
#[derive(Clone, Copy)]
pub(super) enum Ending {
    Failed(&'static Failure),
    Discarded { id: u64 },
    Voided,
}

/// A capture, a void or a refund.
pub(super) struct Part {
    pub(super) id: String,
    pub(super) cents: i64,
    pub(super) asked: Map<String, Value>,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    pub(super) failure: Option<&'static Failure>,
}

/// An agreement.
pub(super) struct Agreement {
    pub(super) id: String,
    pub(super) asked: Map<String, Value>,
    pub(super) status: &'static str,
    pub(super) initial: Option<String>,
    pub(super) failure: Option<&'static Failure>,
    pub(super) revocations: Vec<Part>,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
}

impl Payment {
    /// The text of a member that the merchant sent, e.g. `amount.currency`.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        member::of(&self.asked, name)?.as_str()
    }

    /// True for its id, and for the merchant's own reference.
    pub(super) fn is_called(&self, id: &str) -> bool {
        self.id == id || self.text("merchantPaymentChargeReference") == Some(id)
    }

    pub(super) fn currency(&self) -> &str {
        self.text("amount.currency").unwrap_or(CURRENCY)
    }

    /// True when the merchant captures by calls of its own.
    pub(super) fn is_held(&self) -> bool {
        self.asked.get("autoCapture") == Some(&Value::Bool(false))
    }
}

impl Part {
    pub(super) fn new(id: String, cents: i64, asked: &Map<String, Value>, now: Timestamp) -> Self {
        Self { id, cents, asked: asked.clone(), created: now, updated: now, failure: None }
    }
}

/// A number of cents as money; a currency that does not exist is taken for the usual one.
pub(super) fn money(cents: i64, currency: &str) -> Option<Money> {
    let amount = Decimal::new(cents, 2);
    let money = |currency: &str| Money::parse(&amount.to_string(), currency).ok();
    money(currency).or_else(|| money(CURRENCY))
}
