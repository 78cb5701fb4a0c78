//! Whether a customer may pay with Amazon Pay Later (Juspay's samples of the server-to-server integration).

use serde_json::{Map, Value, json};

use super::refusal::{Refusal, invalid};
use super::responder::{Responder, text};
use crate::core::money;
use crate::providers::juspay::messages::METHOD;

/// The credit of every eligible customer, in rupees.
const CREDIT: u64 = 100_000;
/// Code and message of a customer whose account is not linked yet.
const LINKING_REQUIRED: &str = "linking_required";
/// Where Amazon shows a customer's Key Fact Statement.
const STATEMENT: &str = "https://amazonpay.amazon.in/v1/render-kfs?payload=simulated&iv=simulated&authToken=simulated";

impl Responder {
    /// Answers the eligibility call. It asks for an amount or an order.
    pub(super) fn eligibility(&self, arguments: &Map<String, Value>) -> Result<Value, Refusal> {
        let amount = money::decimal(text(arguments, "amount")).is_ok();
        if !amount && !self.orders.contains_key(text(arguments, "order_id")) {
            return Err(invalid("amount"));
        }
        let persona = self.customers.get(text(arguments, "customer_id")).ok_or_else(|| invalid("customer_id"))?;
        let has = |fault| self.faults.has(fault);
        let status = if has("eligibility_status_unlisted") { "OK" } else { "SUCCESS" };
        let eligible = persona.ineligible.is_none();
        let mut entry = json!({
            "status": status,
            "payment_method": METHOD.0,
            "payment_method_type": METHOD.1,
            "is_eligible": if has("eligible_as_text") { json!(eligible.to_string()) } else { json!(eligible) },
            "description": "Amazon Pay Later",
            "eligibility_strategy": "TRANSACTION",
        });
        match persona.ineligible {
            Some(_) if has("ineligible_without_message") => entry["balance"] = json!(0),
            Some(sentence) => refuse(&mut entry, sentence),
            None if !persona.linked => refuse(&mut entry, LINKING_REQUIRED),
            None => {
                entry["balance"] = if has("balance_as_text") { json!(CREDIT.to_string()) } else { json!(CREDIT) };
                entry["kfs_link"] = if has("kfs_missing") { Value::Null } else { json!(STATEMENT) };
            }
        }
        Ok(json!({ "payment_methods_eligibility": [entry] }))
    }
}

/// Amazon's sentence stands in both members; its code is lost.
fn refuse(entry: &mut Value, sentence: &str) {
    entry["balance"] = json!(0);
    entry["gateway_error_code"] = json!(sentence);
    entry["gateway_error_message"] = json!(sentence);
}
