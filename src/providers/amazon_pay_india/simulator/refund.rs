//! Post Refund, and Get Status of a refund.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::core::clock::printed;
use crate::ledger::{Refund, State};

use super::arguments::Arguments;
use super::refusal::{Refusal, booked, refuse, unbooked};
use super::responder::Responder;
use crate::core::random::digits;

impl Responder {
    /// Answers Post Refund; a refund is approved at once unless it is directed otherwise.
    pub(super) fn refund(&mut self, arguments: &Arguments, now: Timestamp) -> Result<Value, Refusal> {
        let amount = arguments.money()?;
        let charge = self.ledger.find_charge(arguments.reference("chargeIdType", "chargeId"), now).map_err(unbooked)?;
        if amount.amount < charge.amount.amount && self.faults.has("partial_refund_refused") {
            return Err(refuse("ExcessRefundAmount"));
        }
        let refund = Refund {
            id: arguments.text("refundId").to_owned(),
            provider_id: format!("{}-R{}", charge.provider_id, digits(&mut self.rng, 9)),
            charge: charge.id.clone(),
            amount,
            state: if self.directions.refunds_pending { State::Pending } else { State::Approved },
            created: now,
            updated: now,
        };
        booked(self.ledger.refund(refund.clone(), now), &self.faults)?;
        self.scenes.booked(&refund.id, &refund.provider_id);
        let mut members = self.describe_refund(&refund);
        if self.faults.has("amazon_refund_id_missing") {
            members.shift_remove("amazonRefundId");
        }
        Ok(Value::Object(members))
    }

    /// Answers Get Status of a refund.
    pub(super) fn refund_status(&self, arguments: &Arguments) -> Result<Value, Refusal> {
        let reference = arguments.reference("txnIdType", "txnId");
        let refund = self.ledger.find_refund(reference).map_err(unbooked)?;
        let mut members = self.describe_refund(refund);
        for (fault, status) in [("unknown_refund_status", "Success"), ("approved_refund_changes", "Declined")] {
            if self.faults.has(fault) {
                members.insert("status".into(), json!(status));
            }
        }
        Ok(Value::Object(members))
    }

    fn describe_refund(&self, refund: &Refund) -> Map<String, Value> {
        let status = match refund.state {
            State::Approved => "Approved",
            State::Pending => "Pending",
            State::Declined => "Declined",
        };
        let members = [
            ("refundId", json!(refund.id)),
            ("amazonRefundId", json!(refund.provider_id)),
            ("amount", json!(refund.amount.amount.to_string())),
            ("refundedFee", json!("0.00")),
            ("currencyCode", json!(refund.amount.currency.code())),
            ("status", json!(status)),
            ("createTime", json!(printed(refund.created))),
            ("updateTime", json!(printed(refund.updated))),
        ];
        members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
