//! Stage directions: what happens at Juspay, Amazon or the customer's and no request asks for.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::refund::RefundEnd;
use super::responder::Responder;
use crate::providers::juspay::statuses::{CHARGED, FAILED, OrderStatus, PENDING};

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
            (None, direction) => return self.direct(direction, argument, now),
            _ => return Err("there is no such direction".to_owned()),
        }
        Ok(json!({}))
    }

    fn end_order(&mut self, id: &str, status: &'static OrderStatus, now: Timestamp) -> Result<(), String> {
        self.end(id, status, now).map_err(|_| no_order(id))
    }
}

pub(super) fn no_order(id: &str) -> String {
    format!("there is no order {id:?}")
}
