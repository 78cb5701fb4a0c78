//! Stage directions about a merchant under test. Each is read strictly and holds until a new scenario begins.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::directions::no_order;
use super::personas::{Persona, TABLE};
use super::refund::RefundEnd;
use super::render::{number, plain};
use super::responder::Responder;
use crate::core::money;
use crate::ledger::State;
use crate::providers::direction::{Credit, Finish, FinishRefund, Journey, Misreport, Nothing, read};
use crate::providers::juspay::statuses::{ORDER_STATUSES, OrderStatus};

/// What else tells the same as a member of an order: a merchant may compare any of them.
const ALIKE: &[(&str, &[&str])] = &[
    ("amount", &["/effective_amount", "/txn_detail/txn_amount", "/txn_detail/net_amount"]),
    ("order_id", &["/txn_detail/order_id"]),
];

/// What was directed so far.
#[derive(Default)]
pub(super) struct Stage {
    /// What is said of every customer: nobody is eligible.
    pub(super) ineligible: Option<String>,
    /// The credit of every eligible customer.
    pub(super) credit: Option<Value>,
    /// What the order status says in place of the truth.
    misreported: Map<String, Value>,
    /// The state of a customer whom Juspay has not seen before.
    stranger: Option<&'static Persona>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ineligible {
    /// Amazon's code, which is not passed on.
    #[serde(rename = "code")]
    _code: String,
    reason: String,
}

impl Responder {
    /// Carries out a direction; the error says why not.
    pub(super) fn direct(&mut self, direction: &str, argument: &Value, now: Timestamp) -> Result<Value, String> {
        match direction {
            "begin" => read(argument).map(|Nothing {}| self.begin())?,
            "journey" => self.stage.stranger = Some(persona(&read::<Journey>(argument)?.persona)?),
            "ineligible" => self.stage.ineligible = Some(read::<Ineligible>(argument)?.reason),
            "credit" => self.stage.credit = Some(credit(&read::<Credit>(argument)?.amount)?),
            "misreport" => {
                let Misreport { member, value } = read(argument)?;
                self.stage.misreported.insert(member, value.into());
            }
            "finish" => return self.finish(read(argument)?, now),
            "finish_refund" => return self.finish_refund(read(argument)?, now),
            "notification" => return self.notify(read(argument)?, now),
            "way_back" => return self.lead_back(read(argument)?),
            _ => return Err("there is no such direction".to_owned()),
        }
        Ok(json!({}))
    }

    /// A scenario starts anew: nothing is directed or out of order any more.
    fn begin(&mut self) {
        self.stage = Stage::default();
        self.failing = 0;
    }

    /// The state of the customer of this id, or with this wallet token.
    pub(super) fn persona(&self, id: &str) -> Option<&'static Persona> {
        self.customers.get(id).copied().or(self.stage.stranger)
    }

    /// The answer to a status as it was directed, the same wherever it is told.
    pub(super) fn misreport(&self, answer: &mut Value) {
        for (member, value) in &self.stage.misreported {
            let text = value.as_str().unwrap_or_default();
            let as_number = answer[member].is_number().then(|| money::decimal(text).ok().map(number)).flatten();
            let told = as_number.unwrap_or_else(|| value.clone());
            let alike = ALIKE.iter().filter(|(of, _)| of == member).flat_map(|(_, places)| *places);
            for place in alike {
                if let Some(other) = answer.pointer_mut(place) {
                    *other = told.clone();
                }
            }
            answer[member] = told;
        }
    }

    fn finish(&mut self, Finish { charge, status }: Finish, now: Timestamp) -> Result<Value, String> {
        let id = self.order_named(charge.as_deref())?;
        self.end(&id, published(&status)?, now).map_err(|_| no_order(&id))?;
        Ok(json!({ "order_id": id }))
    }

    fn finish_refund(&mut self, FinishRefund { refund, status }: FinishRefund, now: Timestamp) -> Result<Value, String> {
        let id = self.refund_named(refund.as_deref())?;
        let end = match status.as_str() {
            "SUCCESS" => RefundEnd::Success,
            "FAILURE" => RefundEnd::Failure,
            "MANUAL_REVIEW" => RefundEnd::Review,
            _ => return Err(format!("a refund does not end as {status:?}")),
        };
        self.end_refund(&id, end, now)?;
        Ok(json!({ "unique_request_id": id }))
    }

    /// The order of that id, or the latest one.
    pub(super) fn order_named(&self, id: Option<&str>) -> Result<String, String> {
        match id {
            Some(id) if self.orders.contains_key(id) => Ok(id.to_owned()),
            Some(id) => Err(no_order(id)),
            None => self.ledger.latest_charge(|_| true).map(|charge| charge.id.clone()).ok_or("there is no order yet".to_owned()),
        }
    }

    /// The refund of that id, or the latest one that is pending.
    pub(super) fn refund_named(&self, id: Option<&str>) -> Result<String, String> {
        match id {
            Some(id) => {
                let named = self.ledger.latest_refund(|refund| plain(&refund.id) == id);
                named.map(|refund| refund.id.clone()).ok_or_else(|| format!("there is no refund {id:?}"))
            }
            None => self.latest_refund(),
        }
    }

    fn latest_refund(&self) -> Result<String, String> {
        let latest = self.ledger.latest_refund(|refund| refund.state == State::Pending);
        latest.map(|refund| refund.id.clone()).ok_or("there is no pending refund yet".to_owned())
    }
}

fn credit(amount: &str) -> Result<Value, String> {
    money::decimal(amount).map(number).map_err(|_| format!("{amount:?} is no amount"))
}

fn persona(name: &str) -> Result<&'static Persona, String> {
    TABLE.iter().find(|persona| persona.name == name).ok_or_else(|| format!("there is no persona {name:?}"))
}

/// The published state of that name.
pub(super) fn published(name: &str) -> Result<&'static OrderStatus, String> {
    ORDER_STATUSES.iter().find(|status| status.name == name).ok_or_else(|| format!("there is no status {name:?}"))
}

#[cfg(test)]
mod tests {
    use super::super::responder::opened;
    use super::*;

    #[test]
    fn a_misreported_amount_is_the_same_wherever_it_is_told() {
        let (_, mut responder) = opened();
        responder.stage.misreported.insert("amount".to_owned(), json!("998.00"));
        let mut order =
            json!({ "amount": 499, "effective_amount": 499, "amount_refunded": 0, "txn_detail": { "txn_amount": 499 } });
        responder.misreport(&mut order);
        let wanted = json!({ "amount": 998, "effective_amount": 998, "amount_refunded": 0, "txn_detail": { "txn_amount": 998 } });
        assert_eq!(order, wanted);
    }
}
