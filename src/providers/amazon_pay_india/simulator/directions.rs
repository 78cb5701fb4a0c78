//! Stage directions: what happens on Amazon's side and no request asks for. Each is read strictly and holds until a new
//! scenario begins.

use std::collections::HashMap;

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::core::money;
use crate::ledger::{Reference, State};
use crate::providers::amazon_pay_india::auth::ANSWER_READINGS;
use crate::providers::amazon_pay_india::endpoints::ENDPOINTS;
use crate::providers::amazon_pay_india::errors;
use crate::providers::direction::{Credit, Misreport, Nothing, Refuse, read};
use crate::schema;

use super::personas;
use super::refusal::Refusal;
use super::responder::Responder;
use super::scenes::Begin;

/// What was directed so far.
#[derive(Default)]
pub(super) struct Directions {
    /// Nobody is eligible.
    pub(super) ineligible: Option<Ineligible>,
    /// The credit of every eligible customer, and how it is written.
    pub(super) credit: Option<(Decimal, String)>,
    /// Refunds are not decided at once.
    pub(super) refunds_pending: bool,
    /// Operations whose answers carry a false signature, or none.
    pub(super) spoiled: HashMap<&'static str, Spoiled>,
    /// In which of the published readings answers are signed.
    pub(super) reading: usize,
    /// How every charge is refused.
    pub(super) refusal: Option<Refusal>,
    /// What Get Status says of a charge instead of the truth.
    pub(super) misreported: Map<String, Value>,
}

/// A code and a reason, which no document need list.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ineligible {
    pub(super) code: String,
    pub(super) reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Finish {
    charge: Option<String>,
    status: ChargeEnd,
}

#[derive(Deserialize)]
enum ChargeEnd {
    CaptureApproved,
    Declined,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FinishRefund {
    refund: Option<String>,
    status: RefundEnd,
}

#[derive(Deserialize)]
enum RefundEnd {
    Approved,
    Declined,
}

/// What becomes of a signature.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Spoiled {
    False,
    Missing,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Spoil {
    operation: String,
    signature: Spoiled,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignAs {
    reading: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Revoke {
    for_good: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Journey {
    persona: String,
    #[serde(default)]
    customer: String,
    #[serde(default)]
    order: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outage {
    requests: u32,
}

impl Responder {
    /// Carries out a direction, in the scene that it names or for the whole account; the error says why not.
    pub(super) fn carry_out(&mut self, direction: &str, argument: &Value, now: Timestamp) -> Result<Value, String> {
        if direction == "begin" {
            return self.begin(read(argument)?);
        }
        let mut argument = argument.clone();
        let scene = argument.as_object_mut().and_then(|members| members.remove("scene"));
        let scene = scene.as_ref().and_then(Value::as_str);
        if let Some(name) = scene.filter(|name| self.scenes.named(name).is_none()) {
            return Err(format!("there is no scene {name:?}"));
        }
        if direction == "end" {
            self.scenes.end(scene);
            return Ok(json!({ "known": self.scenes.acquaintances.known() }));
        }
        self.play(scene, |responder| responder.carry_out_in(scene, direction, &argument, now))
    }

    fn carry_out_in(&mut self, scene: Option<&str>, direction: &str, argument: &Value, now: Timestamp) -> Result<Value, String> {
        match direction {
            "ineligible" => self.directions.ineligible = Some(read(argument)?),
            "credit" => self.directions.credit = Some(credit(read(argument)?)?),
            "refunds_pending" => self.directions.refunds_pending = read(argument).map(|Nothing {}| true)?,
            "spoil_signatures" => {
                let Spoil { operation, signature } = read(argument)?;
                self.directions.spoiled.insert(signed_operation(&operation)?, signature);
            }
            "sign_answers_as" => self.directions.reading = a_reading(read::<SignAs>(argument)?.reading)?,
            "refuse_charges" => self.directions.refusal = read::<Refuse>(argument)?.code.map(published).transpose()?,
            "misreport" => {
                let Misreport { member, value } = read(argument)?;
                check_member(&member)?;
                self.directions.misreported.insert(member, value.into());
            }
            "revoke_tokens" => self.customers.revoke(read::<Revoke>(argument)?.for_good),
            "journey" => self.begin_journey(scene, &read(argument)?)?,
            "outage" => self.failing = read::<Outage>(argument)?.requests,
            "finish" => return self.finish(scene, read(argument)?, now),
            "finish_refund" => return self.finish_refund(scene, read(argument)?, now),
            "notification" => return self.notify(scene, read(argument)?, now),
            _ => return Err("there is no such direction".to_owned()),
        }
        Ok(json!({}))
    }

    /// A scenario starts anew: nothing is directed, revoked or out of order any more. What a token stands for remains.
    /// It is alone unless it has a name, and customers of its own.
    fn begin(&mut self, begin: Begin) -> Result<Value, String> {
        self.scenes.begin(begin);
        self.directions = Directions::default();
        self.customers.restore();
        self.failing = 0;
        Ok(json!({ "scenes": true }))
    }

    /// From now on a token that was not issued here is that of a customer in this state. All else stays as it was directed.
    fn begin_journey(&mut self, scene: Option<&str>, Journey { persona, customer, order }: &Journey) -> Result<(), String> {
        if !customer.is_empty() {
            self.scenes.came(scene, customer, order);
        }
        let stranger = personas::find(persona);
        if stranger.is_none() && !personas::UNLINKED.contains(&persona.as_str()) {
            return Err(format!("there is no persona {persona:?}"));
        }
        self.customers.welcome(stranger);
        Ok(())
    }

    fn finish(&mut self, scene: Option<&str>, Finish { charge, status }: Finish, now: Timestamp) -> Result<Value, String> {
        let id = self.charge_named(scene, charge.as_deref(), |state| state == State::Pending, now)?;
        let state = match status {
            ChargeEnd::CaptureApproved => State::Approved,
            ChargeEnd::Declined => State::Declined,
        };
        self.ledger.settle_charge(Reference::Merchant(&id), state, now).map_err(|error| error.to_string())?;
        Ok(json!({ "chargeId": id }))
    }

    fn finish_refund(
        &mut self,
        scene: Option<&str>,
        FinishRefund { refund, status }: FinishRefund,
        now: Timestamp,
    ) -> Result<Value, String> {
        let id = self.refund_named(scene, refund.as_deref(), |state| state == State::Pending)?;
        let state = match status {
            RefundEnd::Approved => State::Approved,
            RefundEnd::Declined => State::Declined,
        };
        self.ledger.settle_refund(Reference::Merchant(&id), state, now).map_err(|error| error.to_string())?;
        Ok(json!({ "refundId": id }))
    }

    /// The merchant's id of the charge with either id, or of the scene's latest one in such a state.
    pub(super) fn charge_named(
        &mut self,
        scene: Option<&str>,
        id: Option<&str>,
        wanted: impl Fn(State) -> bool,
        now: Timestamp,
    ) -> Result<String, String> {
        let Some(id) = id else {
            let latest = self.ledger.latest_charge(|charge| wanted(charge.state) && self.scenes.has(scene, &charge.id));
            return latest.map(|charge| charge.id.clone()).ok_or_else(|| "there is no such charge yet".to_owned());
        };
        let named = [Reference::Merchant(id), Reference::Provider(id)].into_iter();
        let mut found =
            named.filter_map(|reference| self.ledger.find_charge(reference, now).ok().map(|charge| charge.id.clone()));
        found.next().ok_or_else(|| format!("there is no charge {id:?}"))
    }

    /// The merchant's id of the refund with either id, or of the scene's latest one in such a state.
    pub(super) fn refund_named(
        &self,
        scene: Option<&str>,
        id: Option<&str>,
        wanted: impl Fn(State) -> bool,
    ) -> Result<String, String> {
        let Some(id) = id else {
            let latest = self.ledger.latest_refund(|refund| wanted(refund.state) && self.scenes.has(scene, &refund.id));
            return latest.map(|refund| refund.id.clone()).ok_or_else(|| "there is no such refund yet".to_owned());
        };
        let named = [Reference::Merchant(id), Reference::Provider(id)].into_iter();
        let mut found = named.filter_map(|reference| self.ledger.find_refund(reference).ok().map(|refund| refund.id.clone()));
        found.next().ok_or_else(|| format!("there is no refund {id:?}"))
    }
}

/// An amount as the API writes it: not negative, at most two decimals.
fn credit(Credit { amount }: Credit) -> Result<(Decimal, String), String> {
    match money::decimal(&amount) {
        Ok(credit) if !credit.is_sign_negative() && credit.scale() <= 2 => Ok((credit, amount)),
        _ => Err(format!("the amount {amount:?} is not one such as \"1234.50\"")),
    }
}

fn signed_operation(name: &str) -> Result<&'static str, String> {
    let found = ENDPOINTS.iter().find(|endpoint| endpoint.signed && endpoint.name == name);
    found.map(|endpoint| endpoint.name).ok_or_else(|| format!("there is no operation {name:?} whose answers are signed"))
}

fn a_reading(number: usize) -> Result<usize, String> {
    match number < ANSWER_READINGS {
        true => Ok(number),
        false => Err(format!("there is no reading {number} of the signature of an answer")),
    }
}

fn published(code: String) -> Result<Refusal, String> {
    errors::published(&code).next().ok_or_else(|| format!("there is no error code {code:?}"))
}

fn check_member(name: &str) -> Result<(), String> {
    let schema = schema::document("amazon_pay_india", "charge_status.response");
    match schema.is_some_and(|schema| schema["properties"].get(name).is_some()) {
        true => Ok(()),
        false => Err(format!("Get Status answers no member {name:?}")),
    }
}
