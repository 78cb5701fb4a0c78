//! Stage directions: what happens at Juspay, Amazon or the customer's and no request asks for.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::refund::RefundEnd;
use super::responder::{Responder, text};
use crate::providers::juspay::auth::RESPONSE_KEY;
use crate::providers::juspay::return_url;
use crate::providers::juspay::statuses::{CHARGED, FAILED, OrderStatus, PENDING};
use crate::signing::encoding::encoded;
use crate::signing::hmac256;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

impl Responder {
    /// Carries out a direction; the error says why not. The argument names the order or the refund by what was `sent`.
    pub(super) fn carry_out(&mut self, direction: &str, argument: &Value, now: Timestamp) -> Result<Value, String> {
        let sent = |name: &str| argument["sent"][name].as_str().unwrap_or_default().to_owned();
        let (order, refund) = (sent("order_id"), sent("unique_request_id"));
        match (argument["operation"].as_str(), direction) {
            (_, "notifications") => return Ok(Value::Array(self.outbox.clone())),
            (Some("refund"), "settled") => self.end_refund(&refund, RefundEnd::Success, now)?,
            (Some("refund"), "failed") => self.end_refund(&refund, RefundEnd::Failure, now)?,
            (Some("refund"), "unresolved") => self.end_refund(&refund, RefundEnd::Review, now)?,
            (_, "charged") => self.end_order(&order, &CHARGED, now)?,
            (_, "failed") => self.end_order(&order, &FAILED, now)?,
            (_, "attempted") => self.attempt(&order, &PENDING, now).map_err(|_| no_order(&order))?,
            (_, "return_address") => return self.come_back(&order),
            _ => return Err("there is no such direction".to_owned()),
        }
        Ok(json!({}))
    }

    fn end_order(&mut self, id: &str, status: &'static OrderStatus, now: Timestamp) -> Result<(), String> {
        self.end(id, status, now).map_err(|_| no_order(id))
    }

    /// The address by which the customer comes back to the merchant from the payment of an order.
    fn come_back(&mut self, id: &str) -> Result<Value, String> {
        let order = self.order(id).map_err(|_| no_order(id))?;
        let (address, status) = (text(&order.sent, "return_url").to_owned(), order.status());
        let status_id = status.id.to_string();
        let told = [("order_id", id), ("status", status.name), ("status_id", status_id.as_str())];
        let key = self.credentials.get(RESPONSE_KEY);
        let mut signed = return_url::signed(&address, &told, key);
        let all: Vec<_> = return_url::query(&signed);
        let all = &all[..all.len().saturating_sub(2)];
        if self.faults.has("return_encoded_once") {
            signed = return_url::with_query(&address, all, &encoded_once(all, key));
        } else if self.faults.has("return_partly_signed") {
            let own: Vec<_> = told.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            signed = return_url::with_query(&address, all, &return_url::signature(&own, key));
        } else if self.faults.has("return_unsigned") {
            signed = signed.split(&format!("&{}=", return_url::SIGNATURE)).next().unwrap_or_default().to_owned();
        }
        Ok(json!({ "url": signed }))
    }
}

/// The mistake of a public kit: names and values go into the signature as they are, and only the whole is encoded.
fn encoded_once(parameters: &[(String, String)], key: &str) -> String {
    let mut pairs: Vec<_> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.sort();
    STANDARD.encode(hmac256::tag(key.as_bytes(), encoded(&pairs.join("&")).as_bytes()))
}

fn no_order(id: &str) -> String {
    format!("there is no order {id:?}")
}
