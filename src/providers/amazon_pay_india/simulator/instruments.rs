//! Get Instruments: may this customer pay this amount, and with how much credit?

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::core::money;
use crate::providers::amazon_pay_india::ineligibility::{INELIGIBILITIES, Ineligibility};

use super::arguments::Arguments;
use super::customers::Customer;
use super::refusal::Refusal;
use super::responder::Responder;

/// The credit of every eligible customer, for each charge anew, in rupees (SEED's sample).
pub(super) const CREDIT: Decimal = Decimal::from_parts(50_000, 0, 0, false, 0);

impl Responder {
    /// Answers Get Instruments.
    pub(super) fn instruments(&self, arguments: &Arguments, now: Timestamp) -> Result<Value, Refusal> {
        let customer = self.customers.holder(arguments.text("accessToken"), now, &self.faults)?;
        let amount = arguments.given("amount").map(|text| money::decimal(text).unwrap_or_default());
        let instrument = match (ineligibility(customer, amount), amount) {
            (Some(reason), _) => self.ineligible(reason, customer),
            (None, None) if !self.faults.has("enabled_without_amount") => instrument(Value::Bool(false), "0"),
            (None, _) => self.eligible(customer),
        };
        Ok(json!({ "amazonPayLater": instrument }))
    }

    fn eligible(&self, customer: &Customer) -> Map<String, Value> {
        let enabled = if self.faults.has("enabled_as_text") { json!("true") } else { json!(true) };
        let mut members = instrument(enabled, &CREDIT.to_string());
        if self.faults.has("credit_as_number") {
            members.insert("availableCredit".into(), json!(50_000));
        }
        if self.faults.has("reason_for_eligible") {
            members.insert("ineligibilityReason".into(), json!(INELIGIBILITIES.first().map(|first| first.reason)));
        }
        if !self.faults.has("kfs_missing") {
            members.insert("keyFactStatementUrl".into(), self.statement(customer));
        }
        members
    }

    fn ineligible(&self, published: &Ineligibility, customer: &Customer) -> Map<String, Value> {
        let credit = if self.faults.has("credit_for_ineligible") { "1.00" } else { "0" };
        let mut members = instrument(Value::Bool(false), credit);
        if !self.faults.has("reason_missing") {
            let unlisted = published.code == "APL_UNAVAILABLE" && self.faults.has("unlisted_code");
            let code = if unlisted { "APL_NOT_LISTED" } else { published.code };
            members.insert("ineligibilityCode".into(), json!(code));
            members.insert("ineligibilityReason".into(), json!(self.reason(published)));
        }
        if self.faults.has("kfs_for_ineligible") {
            members.insert("keyFactStatementUrl".into(), self.statement(customer));
        }
        members
    }

    fn reason(&self, published: &Ineligibility) -> String {
        let fault = match published.code {
            "APL_UNREGISTERED_ACCOUNT" => "unregistered_reworded",
            "APL_KYC_EXPIRED" => "kyc_expired_reworded",
            "APL_UNAVAILABLE" => "unavailable_reworded",
            "APL_ONE_MONTH_INSTALLMENT_UNAVAILABLE" => "one_month_reworded",
            "APL_STANDING_INSTRUCTION_EXCEEDED" => "standing_instruction_reworded",
            _ => "insufficient_credit_reworded",
        };
        let addition = if self.faults.has(fault) { " Thank you." } else { "" };
        format!("{}{addition}", published.reason)
    }

    fn statement(&self, customer: &Customer) -> Value {
        let url = &customer.statement_url;
        if self.faults.has("kfs_over_http") { json!(url.replacen("https", "http", 1)) } else { json!(url) }
    }
}

fn ineligibility(customer: &Customer, amount: Option<Decimal>) -> Option<&'static Ineligibility> {
    let beyond = amount.is_some_and(|amount| amount > CREDIT).then_some("APL_INSUFFICIENT_CREDIT");
    let code = customer.persona.ineligible.or(beyond)?;
    INELIGIBILITIES.iter().find(|published| published.code == code)
}

/// An instrument without reason and statement, in the sample's order.
fn instrument(enabled: Value, credit: &str) -> Map<String, Value> {
    let members = [
        ("enabled", enabled),
        ("priority", json!(3)),
        ("availableCredit", json!(credit)),
        ("ineligibilityCode", Value::Null),
        ("ineligibilityReason", Value::Null),
    ];
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
