//! Orders and the attempts to pay them.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use regex::Regex;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

use super::refusal::{Refusal, invalid, unbooked};
use super::responder::{Responder, text};
use crate::core::http::Request;
use crate::core::money::Money;
use crate::core::random::hex;
use crate::ledger::{Charge, Reference, State};
use crate::providers::juspay::auth::VERSION;
use crate::providers::juspay::statuses::{CREATED, NEW, OrderStatus};

/// One order. What was paid and refunded stands in the ledger.
pub(super) struct Order {
    /// The provider's id, `ordeh_` and 32 hexadecimal digits.
    pub(super) id: String,
    /// As the merchant sent it.
    pub(super) sent: Map<String, Value>,
    pub(super) created: Timestamp,
    /// Oldest first.
    pub(super) attempts: Vec<Attempt>,
    /// By unique_request_id, oldest first.
    pub(super) refunds: Vec<String>,
    /// Refunds whose end a person has to find out.
    pub(super) disputed: Vec<String>,
    /// Refunds that Juspay made by itself.
    pub(super) given_back: Vec<String>,
    /// How often a refund was asked for after its end; only the fault `refund_end_changes` looks.
    pub(super) asked: HashMap<String, u32>,
}

/// One attempt to pay.
pub(super) struct Attempt {
    /// `<merchant_id>-<order_id>-<n>`.
    pub(super) id: String,
    pub(super) uuid: String,
    /// The gateway's id.
    pub(super) gateway_id: String,
    pub(super) status: &'static OrderStatus,
    pub(super) created: Timestamp,
}

impl Order {
    /// Of several attempts the one whose status has the highest precedence; of equal ones the first.
    pub(super) fn shown(&self) -> Option<&Attempt> {
        self.attempts.iter().rev().max_by_key(|attempt| attempt.status.precedence)
    }

    pub(super) fn status(&self) -> &'static OrderStatus {
        self.shown().map_or(&NEW, |attempt| attempt.status)
    }
}

impl Responder {
    /// Answers the creation of an order.
    pub(super) fn create(&mut self, sent: &Map<String, Value>, request: &Request, now: Timestamp) -> Result<Value, Refusal> {
        let id = self.book(sent, now)?;
        let mut answer = self.describe(&id, now)?;
        if request.headers.get(VERSION).is_none() {
            answer["status"] = json!(CREATED.name);
            answer["status_id"] = json!(CREATED.id);
        }
        if self.faults.has("new_order_without_status") {
            answer["status"] = Value::Null;
        }
        self.give_token(&mut answer, sent, now);
        Ok(answer)
    }

    /// Answers an update: as long as nobody paid an order, it may cost another amount.
    pub(super) fn update(&mut self, sent: &Map<String, Value>, now: Timestamp) -> Result<Value, Refusal> {
        let id = text(sent, "order_id").to_owned();
        self.order(&id)?;
        let currency = self.charge(&id, now)?.amount.currency;
        if let Some(amount) = sent.get("amount").and_then(Value::as_str) {
            let amount = Money::parse(amount, currency.code()).map_err(|_| invalid("amount"))?;
            self.ledger.amend_charge(Reference::Merchant(&id), amount, now).map_err(|_| invalid("amount"))?;
        }
        self.order(&id)?.sent.extend(sent.clone());
        self.describe(&id, now)
    }

    /// Answers what became of an order.
    pub(super) fn order_status(&mut self, id: &str, now: Timestamp) -> Result<Value, Refusal> {
        let mut answer = self.describe(id, now)?;
        self.misreport(&mut answer);
        if answer["status"] == NEW.name && self.faults.has("new_order_stays_created") {
            (answer["status"], answer["status_id"]) = (json!(CREATED.name), json!(CREATED.id));
        }
        if self.faults.has("order_shown_as_another") {
            answer = serde_json::from_str(&answer.to_string().replace(id, &format!("{id}0"))).unwrap_or(answer);
        }
        let refunds = answer["refunds"].as_array_mut().filter(|_| self.faults.has("refund_kept_under_other_id"));
        refunds.into_iter().flatten().for_each(|refund| refund["unique_request_id"] = refund["ref"].clone());
        if let Some(order) = self.orders.get_mut(id) {
            for refund in &order.refunds {
                *order.asked.entry(refund.clone()).or_default() += 1;
            }
        }
        Ok(answer)
    }

    /// Opens an order under the merchant's id.
    pub(super) fn book(&mut self, sent: &Map<String, Value>, now: Timestamp) -> Result<String, Refusal> {
        static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("^[A-Za-z0-9_-]{1,20}$").ok());
        let id = text(sent, "order_id").to_owned();
        if !FORM.as_ref().is_some_and(|form| form.is_match(&id)) {
            return Err(invalid("order_id"));
        }
        let currency = sent.get("currency").map_or("INR", |currency| currency.as_str().unwrap_or_default());
        let amount = Money::parse(text(sent, "amount"), currency).map_err(|_| invalid("amount"))?;
        if amount.amount <= Decimal::ZERO {
            return Err(Refusal::Invalid("amount", "Invalid amount"));
        }
        let provider_id = format!("ordeh_{}", hex(&mut self.rng, 32));
        let charge = Charge::new(&id, &provider_id, amount, State::Pending, now);
        self.ledger.charge(charge).map_err(|_| invalid("order_id"))?;
        let order = Order {
            id: provider_id,
            sent: sent.clone(),
            created: now,
            attempts: Vec::new(),
            refunds: Vec::new(),
            disputed: Vec::new(),
            given_back: Vec::new(),
            asked: HashMap::new(),
        };
        self.orders.insert(id.clone(), order);
        Ok(id)
    }

    pub(super) fn order(&mut self, id: &str) -> Result<&mut Order, Refusal> {
        self.orders.get_mut(id).ok_or_else(|| Refusal::Unknown(id.to_owned()))
    }

    /// The ledger's entry of an order.
    pub(super) fn charge(&mut self, id: &str, now: Timestamp) -> Result<Charge, Refusal> {
        let found = self.ledger.find_charge(Reference::Merchant(id), now).cloned();
        found.map_err(|error| unbooked(error, &self.faults))
    }
}

/// A time as the API prints it.
pub(super) fn time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// So much later.
pub(super) fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(now)
}
