//! The arguments of a request: query parameters of a GET, body members of a POST.

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::core::http::Request;
use crate::core::money::{self, Money};
use crate::ledger::Reference;
use crate::providers::amazon_pay_india::errors::{AMOUNT_MESSAGE, INSTRUMENT_TYPES_MESSAGE};
use crate::providers::{Endpoint, Faults};
use crate::schema::{self, SchemaError};
use crate::signing::parts;

use super::refusal::{Refusal, invalid_argument, of_another_argument, refuse};

/// The least amount that Get Instruments takes (SEED).
const LEAST: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// Arguments by name.
#[derive(Default)]
pub(super) struct Arguments(Value);

impl Arguments {
    /// Reads what the request carries, whatever its values.
    pub(super) fn read(request: &Request) -> Result<Self, Refusal> {
        let members = if request.method == "GET" { from_query(request) } else { from_body(request) };
        members.map(|members| Self(Value::Object(members))).ok_or_else(|| refuse("InvalidArguments"))
    }

    /// Reads a request of Login with Amazon, which takes a form, too.
    pub(super) fn read_login(request: &Request) -> Result<Self, Refusal> {
        request.form().map_or_else(|| Self::read(request), |fields| Ok(Self(Value::from_iter(fields))))
    }

    /// Under its fault, cuts off what stands behind the second decimal of the amount.
    pub(super) fn cut_decimals(&mut self, faults: &Faults) {
        let amount = self.text("amount");
        let end = amount.find('.').map(|point| point + 3).filter(|end| *end < amount.len());
        if let Some(cut) = end.and_then(|end| amount.get(..end)).filter(|_| faults.has("decimals_cut")) {
            self.0["amount"] = cut.into();
        }
    }

    /// Checks names and values against the published constraints.
    pub(super) fn check(&self, endpoint: &Endpoint, faults: &Faults) -> Result<(), Refusal> {
        match schema::validate("amazon_pay_india", &format!("{}.request", endpoint.name), &self.0) {
            Ok(()) => Ok(()),
            Err(SchemaError::Violated(violations)) => {
                let judged = violations.iter().map(|violation| self.judge(endpoint, &violation.pointer));
                let found = judged.into_iter().find(|(_, fault)| !faults.has(fault));
                let other = faults.has("message_of_another_argument");
                found.map_or(Ok(()), |(refusal, _)| Err(if other { of_another_argument(refusal) } else { refusal }))
            }
            Err(SchemaError::Unknown(_) | SchemaError::Unusable { .. }) => Err(refuse("InternalServerError")),
        }
    }

    /// All of them, as one object.
    pub(super) fn members(&self) -> &Value {
        &self.0
    }

    /// The text of an argument; empty when it is not given or is no text.
    pub(super) fn text(&self, name: &str) -> &str {
        self.given(name).unwrap_or("")
    }

    /// The text of an argument, when it is given.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// The argument `amount` in the currency that goes with it.
    pub(super) fn money(&self) -> Result<Money, Refusal> {
        Money::parse(self.text("amount"), self.text("currencyCode")).map_err(|_| refuse("InvalidArguments"))
    }

    /// The id `name` of the kind that `kind` says.
    pub(super) fn reference(&self, kind: &str, name: &str) -> Reference<'_> {
        match self.text(kind) {
            "AmazonTxnId" => Reference::Provider(self.text(name)),
            _ => Reference::Merchant(self.text(name)),
        }
    }

    /// How an argument that breaks a constraint is refused, and the fault under which it is not.
    fn judge(&self, endpoint: &Endpoint, pointer: &str) -> (Refusal, &'static str) {
        match (endpoint.name, pointer) {
            ("instruments", "/instrumentTypes") => (invalid_argument(INSTRUMENT_TYPES_MESSAGE), "instrument_type_ignored"),
            ("instruments", "/amount") if money::decimal(self.text("amount")).is_ok_and(|amount| amount < LEAST) => {
                (invalid_argument(AMOUNT_MESSAGE), "zero_amount_accepted")
            }
            _ => (refuse("InvalidArguments"), "invalid_argument_accepted"),
        }
    }
}

fn from_query(request: &Request) -> Option<Map<String, Value>> {
    let pairs = parts::query(request.query()).ok()?;
    Some(pairs.into_iter().map(|(name, value)| (name.into_owned(), Value::String(value.into_owned()))).collect())
}

fn from_body(request: &Request) -> Option<Map<String, Value>> {
    let kind = request.headers.get("content-type").unwrap_or("application/json");
    let kind = kind.split(';').next().unwrap_or(kind).trim();
    let members = kind.eq_ignore_ascii_case("application/json").then(|| parts::members(&request.body))?;
    Some(members.ok()?.into_iter().collect())
}
