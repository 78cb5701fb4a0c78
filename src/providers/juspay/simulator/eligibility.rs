//! Whether a customer may pay with Amazon Pay Later (Juspay's samples of the server-to-server integration).

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::personas::Persona;
use super::refusal::{Refusal, invalid};
use super::responder::{Responder, text};
use crate::core::money;
use crate::core::random::hex;
use crate::providers::juspay::messages::{EMI_REFERENCE, METHOD};

/// The credit of every eligible customer, in rupees.
pub(super) const CREDIT: u64 = 100_000;
/// Code and message of a customer whose account is not linked yet.
const LINKING_REQUIRED: &str = "linking_required";
/// What is said of a customer who may pay at once only.
const NO_EMI: &str = "EMI is not available for your account.";

impl Responder {
    /// Answers the eligibility call. It asks for an amount or an order.
    pub(super) fn eligibility(&mut self, arguments: &Map<String, Value>) -> Result<Value, Refusal> {
        let amount = money::decimal(text(arguments, "amount")).is_ok();
        if !amount && !self.orders.contains_key(text(arguments, "order_id")) {
            return Err(invalid("amount"));
        }
        let persona = *self.persona(text(arguments, "customer_id")).ok_or_else(|| invalid("customer_id"))?;
        let emi = text(arguments, "gateway_reference_id") == EMI_REFERENCE;
        let ineligible = self.obstacle(&persona, emi);
        let statement = statement(&mut self.rng);
        let credit = self.stage.credit.clone().unwrap_or_else(|| json!(CREDIT));
        let has = |fault| self.faults.has(fault);
        let status = if has("eligibility_status_unlisted") { "OK" } else { "SUCCESS" };
        let eligible = ineligible.is_none();
        let mut entry = json!({
            "status": status,
            "payment_method": METHOD.0,
            "payment_method_type": METHOD.1,
            "is_eligible": if has("eligible_as_text") { json!(eligible.to_string()) } else { json!(eligible) },
            "description": if emi { "Amazon Pay Later + EMI" } else { "Amazon Pay Later" },
            "eligibility_strategy": if emi { "USER" } else { "TRANSACTION" },
        });
        match ineligible {
            Some(_) if has("ineligible_without_message") => entry["balance"] = json!(0),
            Some(sentence) => refuse(&mut entry, &sentence),
            None if !persona.linked => refuse(&mut entry, LINKING_REQUIRED),
            None => {
                entry["balance"] = if has("balance_as_text") { json!(credit.to_string()) } else { credit };
                entry["kfs_link"] = if has("kfs_missing") { Value::Null } else { json!(statement) };
            }
        }
        Ok(json!({ "payment_methods_eligibility": [entry] }))
    }

    /// What keeps a customer from paying, in Amazon's words.
    fn obstacle(&self, persona: &Persona, emi: bool) -> Option<String> {
        let directed = self.stage.ineligible.clone();
        let own = || persona.ineligible.or((emi && !persona.emi).then_some(NO_EMI)).map(str::to_owned);
        directed.or_else(own)
    }
}

/// Where Amazon shows a customer's Key Fact Statement; each answer has an address of its own.
fn statement(rng: &mut Rng) -> String {
    let [payload, iv, token] = [32, 16, 32].map(|length| hex(rng, length));
    format!("https://amazonpay.amazon.in/v1/render-kfs?payload={payload}&iv={iv}&authToken={token}")
}

/// Amazon's sentence stands in both members; its code is lost.
fn refuse(entry: &mut Value, sentence: &str) {
    entry["balance"] = json!(0);
    entry["gateway_error_code"] = json!(sentence);
    entry["gateway_error_message"] = json!(sentence);
}
