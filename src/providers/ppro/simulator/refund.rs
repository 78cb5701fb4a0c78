//! Refunds: pending at first, settled a little later.

use jiff::Timestamp;
use serde_json::Value;

use crate::ledger::{LedgerError, Reference, Refund, State};
use crate::providers::ppro::errors::Failure;
use crate::providers::ppro::limits;

use super::describe::part;
use super::payment::money;
use super::refusal::{Refusal, bad_request, failure};
use super::responder::{Call, Responder};

impl Responder {
    /// Answers POST of a refund.
    pub(super) fn refund(&mut self, id: &str, call: &Call) -> Result<Value, Refusal> {
        let now = call.now;
        let refund_id = self.new_id("refund");
        let mut refund = self.new_part(refund_id, call);
        let Some(payment) = self.payment(id) else { return Err(bad_request("Payment charge not found")) };
        let (created, total, currency) = (payment.created, payment.cents, payment.currency().to_owned());
        let failed_before = payment.refunds.iter().any(|refund| refund.failure.is_some());
        let amount = money(refund.cents, &currency).ok_or_else(|| bad_request("The amount is none"))?;
        refund.failure = if let Some(why) = self.script.refunds {
            Some(why)
        } else if !limits::refundable(created, now) && !self.faults.has("late_refund_accepted") {
            Some(failure("REFUND_PERIOD_EXPIRED"))
        } else if (refund.cents < total && self.faults.has("partial_refund_refused"))
            || (failed_before && self.faults.has("failed_refund_counted"))
        {
            Some(failure("EXCEEDS_REFUNDABLE_AMOUNT"))
        } else {
            let state = State::Pending;
            let (provider_id, charge) = (refund.id.clone(), id.to_owned());
            let entry = Refund { id: provider_id.clone(), provider_id, charge, amount, state, created: now, updated: now };
            match self.ledger.refund(entry, now) {
                Ok(()) => None,
                Err(LedgerError::ExcessRefund) if self.is_captured(id, now) => {
                    Some(failure("EXCEEDS_REFUNDABLE_AMOUNT")).filter(|_| !self.faults.has("excess_refund_accepted"))
                }
                Err(_) if self.faults.has("uncaptured_refund_accepted") => None,
                Err(_) => return Err(bad_request("The payment charge is not captured")),
            }
        };
        let (status, kind) = match refund.failure {
            Some(_) => ("FAILED", "PAYMENT_CHARGE_REFUND_FAILED"),
            None => ("PENDING", "PAYMENT_CHARGE_REFUND_PENDING"),
        };
        let answer = part(&refund, "Refund", status);
        if let Some(payment) = self.payments.iter_mut().find(|payment| payment.id == id) {
            payment.refunds.push(refund);
        }
        self.tell_charge(id, kind, Some(&answer), now);
        Ok(answer)
    }

    /// Ends a pending refund; one that ended already stays as it is.
    pub(super) fn settle_refund(&mut self, id: &str, refund: &str, why: Option<&'static Failure>, now: Timestamp) {
        let state = if why.is_some() { State::Declined } else { State::Approved };
        if self.ledger.settle_refund(Reference::Provider(refund), state, now).is_err() {
            return;
        }
        self.close_refund(id, refund, why, now);
    }

    /// Writes down how a refund ended, and tells of it.
    fn close_refund(&mut self, id: &str, refund: &str, why: Option<&'static Failure>, now: Timestamp) {
        let Some(payment) = self.payments.iter_mut().find(|payment| payment.id == id) else { return };
        payment.updated = now;
        let Some(found) = payment.refunds.iter_mut().find(|found| found.id == refund) else { return };
        (found.failure, found.updated) = (why, now);
        let (status, kind) = match why {
            Some(_) => ("FAILED", "PAYMENT_CHARGE_REFUND_FAILED"),
            None => ("REFUNDED", "PAYMENT_CHARGE_REFUND_SUCCEEDED"),
        };
        let answer = part(found, "Refund", status);
        self.tell_charge(id, kind, Some(&answer), now);
    }

    /// A refund fails, also one that was made already.
    pub(super) fn fail_refund(&mut self, id: &str, refund: &str, why: &'static Failure, now: Timestamp) {
        if self.ledger.reverse_refund(Reference::Provider(refund), now).is_err() {
            return self.settle_refund(id, refund, Some(why), now);
        }
        self.close_refund(id, refund, Some(why), now);
    }

    fn is_captured(&mut self, id: &str, now: Timestamp) -> bool {
        let charge = self.ledger.find_charge(Reference::Provider(id), now);
        charge.is_ok_and(|charge| charge.captured() > rust_decimal::Decimal::ZERO)
    }
}
