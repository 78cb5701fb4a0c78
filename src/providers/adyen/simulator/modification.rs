//! Captures, refunds and cancels. Each is answered as received; a webhook tells what became of it.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::core::money::Money;
use crate::ledger::{Charge, LedgerError, Reference, Refund, State};
use crate::providers::adyen::currencies;
use crate::providers::adyen::errors::{INVALID_FIELD, UNKNOWN_PAYMENT};

use super::answer::{Outcome, success};
use super::outbox::Told;
use super::responder::Responder;

/// Why a refund fails of which nothing was captured (OASWH, sample).
const UNCAPTURED: &str = "Transaction hasn't been captured, refund not possible";

/// Why a modification failed.
type Failed = Result<(), &'static str>;

impl Responder {
    /// Receives a modification of that kind, and tells what becomes of it.
    pub(super) fn modification(&mut self, kind: &str, payment_id: &str, members: &Map<String, Value>, now: Timestamp) -> Outcome {
        let charge = match kind {
            "technical_cancel" => {
                let reference = members.get("paymentReference").and_then(Value::as_str);
                self.ledger.latest_charge(|charge| charge.note.as_deref() == reference).cloned()
            }
            _ => self.ledger.find_charge(Reference::Provider(payment_id), now).ok().cloned(),
        };
        let charge = charge.ok_or(&UNKNOWN_PAYMENT)?;
        let psp_reference = self.psp_reference();
        let amount = match kind {
            "capture" | "refund" => members.get("amount"),
            _ => None,
        };
        let money = amount.map(|amount| self.money(amount, &charge).ok_or(&INVALID_FIELD)).transpose()?.unwrap_or(charge.amount);
        let (event, outcome, additional) = match kind {
            "capture" => ("CAPTURE", self.capture(&charge, money, now), None),
            "refund" => ("REFUND", self.refund(&charge, &psp_reference, money, now), None),
            "reversal" => self.reverse(&charge, &psp_reference, now),
            "technical_cancel" => ("TECHNICAL_CANCEL", self.cancel(&charge, now), None),
            _ => ("CANCELLATION", self.cancel(&charge, now), None),
        };
        let told = Told { event, psp_reference: &psp_reference, amount, failure: outcome.err(), additional };
        self.tell_modification(&told, &charge, now);
        self.received(kind, &charge, &psp_reference, members)
    }

    /// The amount of a message; one in another currency than the payment's stays what it is, so that the books refuse it.
    fn money(&self, amount: &Value, charge: &Charge) -> Option<Money> {
        if self.faults.has("foreign_currency_taken") {
            return currencies::read(&json!({ "currency": charge.amount.currency.code(), "value": amount["value"] }));
        }
        currencies::read(amount)
    }

    fn capture(&mut self, charge: &Charge, amount: Money, now: Timestamp) -> Failed {
        let partial = amount.currency == charge.amount.currency && amount.amount < charge.amount.amount;
        if partial && !self.faults.has("partial_capture_accepted") {
            return Err("Partial captures are not supported");
        }
        match self.ledger.capture(Reference::Provider(&charge.provider_id), amount, now) {
            Err(LedgerError::ExcessCapture) if amount.currency != charge.amount.currency => Err("Currency does not match"),
            Err(LedgerError::ExcessCapture) if self.faults.has("excess_captured") => Ok(()),
            Err(LedgerError::ExcessCapture) => Err("Insufficient balance on payment"),
            Err(_) => Err("Transaction is not in the right state"),
            Ok(()) => Ok(()),
        }
    }

    fn refund(&mut self, charge: &Charge, psp_reference: &str, amount: Money, now: Timestamp) -> Failed {
        let (id, payment) = (psp_reference.to_owned(), charge.id.clone());
        let state = State::Approved;
        let refund = Refund { provider_id: id.clone(), id, charge: payment, amount, state, created: now, updated: now };
        let foreign = amount.currency != charge.amount.currency;
        let uncaptured = charge.captured() == Decimal::ZERO;
        match self.ledger.refund(refund, now) {
            Err(_) if uncaptured && self.faults.has("uncaptured_refunded") => Ok(()),
            Err(_) if uncaptured => Err(UNCAPTURED),
            Err(LedgerError::ExcessRefund) if foreign => Err("Currency does not match"),
            Err(LedgerError::ExcessRefund) if self.faults.has("excess_refunded") => Ok(()),
            Err(LedgerError::ExcessRefund) => Err("Insufficient balance on payment"),
            Err(_) => Err("Transaction is not in the right state"),
            Ok(()) => Ok(()),
        }
    }

    fn cancel(&mut self, charge: &Charge, now: Timestamp) -> Failed {
        match self.ledger.cancel(Reference::Provider(&charge.provider_id), now) {
            Err(LedgerError::Captured) if self.faults.has("cancelled_after_capture") => Ok(()),
            Err(_) => Err("Transaction is not in the right state"),
            Ok(()) => Ok(()),
        }
    }

    /// Cancels what was not captured yet, and else gives all of it back.
    fn reverse(
        &mut self,
        charge: &Charge,
        psp_reference: &str,
        now: Timestamp,
    ) -> (&'static str, Failed, Option<(&'static str, &'static str)>) {
        let (action, outcome) = match charge.captured() {
            captured if captured > Decimal::ZERO => {
                let all = Money { amount: captured, ..charge.amount };
                ("refund", self.refund(charge, psp_reference, all, now))
            }
            _ => ("cancel", self.cancel(charge, now)),
        };
        ("CANCEL_OR_REFUND", outcome, Some(("modification.action", action)))
    }

    /// The answer, whatever will become of it.
    fn received(&self, kind: &str, charge: &Charge, psp_reference: &str, members: &Map<String, Value>) -> Outcome {
        let has = |fault: &str| self.faults.has(fault);
        let shared: String = charge.id.chars().rev().collect();
        let own = match () {
            () if has("modification_reference_reused") => &charge.id,
            () if has("modification_reference_shared") => &shared,
            () => psp_reference,
        };
        let mut body = json!({
            "merchantAccount": members.get("merchantAccount"),
            "pspReference": own,
            "status": if has("modification_status_wrong") { "accepted" } else { "received" },
        });
        match kind {
            "technical_cancel" if has("payment_reference_wrong") => body["paymentReference"] = json!("another"),
            "technical_cancel" => body["paymentReference"] = json!(charge.note),
            _ if has("payment_reference_wrong") => body["paymentPspReference"] = json!("0000000000000000"),
            _ => body["paymentPspReference"] = json!(charge.id),
        }
        if let Some(amount) =
            members.get("amount").filter(|_| matches!(kind, "capture" | "refund") && !has("modification_amount_missing"))
        {
            body["amount"] = amount.clone();
        }
        if let Some(reference) = members.get("reference") {
            body["reference"] = reference.clone();
        }
        success(if has("modification_answered_200") { 200 } else { 201 }, &body)
    }
}
