//! Get Instruments: may this customer pay this amount, and with how much credit?

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::core::money;
use crate::providers::amazon_pay_india::ineligibility::{INELIGIBILITIES, Ineligibility};

use super::arguments::Arguments;
use super::directions::Ineligible;
use super::personas::Persona;
use super::refusal::Refusal;
use super::responder::Responder;
use crate::core::random::alphanumeric;

/// The usual credit in rupees (SEED's sample).
const CREDIT: Decimal = Decimal::from_parts(50_000, 0, 0, false, 0);

impl Responder {
    /// Answers Get Instruments.
    pub(super) fn instruments(&mut self, arguments: &Arguments, now: Timestamp) -> Result<Value, Refusal> {
        let persona = self.customers.holder(arguments.text("accessToken"), now, &self.faults)?;
        let amount = arguments.given("amount").map(|text| money::decimal(text).unwrap_or_default());
        let instrument = match (self.ineligibility(persona, amount), amount) {
            (Some(reason), _) => self.ineligible(reason),
            (None, None) if !self.faults.has("enabled_without_amount") => instrument(self.enabled(false), "0"),
            (None, _) => self.eligible(),
        };
        Ok(json!({ "amazonPayLater": instrument }))
    }

    /// The credit of every eligible customer, for each charge anew, and how it is written.
    pub(super) fn credit(&self) -> (Decimal, String) {
        self.directions.credit.clone().unwrap_or_else(|| (CREDIT, CREDIT.to_string()))
    }

    fn eligible(&mut self) -> Map<String, Value> {
        let mut members = instrument(self.enabled(true), &self.credit().1);
        if self.faults.has("credit_as_number") {
            members.insert("availableCredit".into(), json!(50_000));
        }
        if self.faults.has("reason_for_eligible") {
            members.insert("ineligibilityReason".into(), json!(INELIGIBILITIES.first().map(|first| first.reason)));
        }
        if !self.faults.has("kfs_missing") {
            members.insert("keyFactStatementUrl".into(), self.statement());
        }
        members
    }

    /// Of a customer for whom nothing speaks against it.
    fn enabled(&self, enabled: bool) -> Value {
        if self.faults.has("enabled_as_text") { json!(enabled.to_string()) } else { json!(enabled) }
    }

    fn ineligible(&mut self, Ineligible { code, reason }: Ineligible) -> Map<String, Value> {
        let credit = if self.faults.has("credit_for_ineligible") { "1.00" } else { "0" };
        let mut members = instrument(Value::Bool(false), credit);
        if !self.faults.has("reason_missing") {
            members.insert("ineligibilityCode".into(), json!(code));
            members.insert("ineligibilityReason".into(), json!(reason));
        }
        if self.faults.has("kfs_for_ineligible") {
            members.insert("keyFactStatementUrl".into(), self.statement());
        }
        members
    }

    /// Why the customer cannot pay this amount: as directed, else as published for their state.
    fn ineligibility(&self, persona: &Persona, amount: Option<Decimal>) -> Option<Ineligible> {
        if let Some(directed) = &self.directions.ineligible {
            return Some(directed.clone());
        }
        let beyond = amount.is_some_and(|amount| amount > self.credit().0).then_some("APL_INSUFFICIENT_CREDIT");
        let code = persona.ineligible.or(beyond)?;
        let published = INELIGIBILITIES.iter().find(|published| published.code == code)?;
        let unlisted = code == "APL_UNAVAILABLE" && self.faults.has("unlisted_code");
        let code = if unlisted { "APL_NOT_LISTED" } else { code };
        Some(Ineligible { code: code.to_owned(), reason: self.reason(published) })
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

    /// The address of a Key Fact Statement: each answer has a new one.
    fn statement(&mut self) -> Value {
        let scheme = if self.faults.has("kfs_over_http") { "http" } else { "https" };
        let rng = &mut self.rng;
        let (token, payload, iv) = (alphanumeric(rng, 40), alphanumeric(rng, 64), alphanumeric(rng, 16));
        json!(format!("{scheme}://amazonpay.amazon.in/render_kfs?authToken={token}&payload={payload}&iv={iv}"))
    }
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
