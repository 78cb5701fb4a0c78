//! Orders as answers and notifications show them (Juspay's samples for Amazon Pay Later).

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::order::{Attempt, Order, later, time};
use super::refusal::Refusal;
use super::responder::{Responder, text};
use crate::ledger::{Charge, Reference, Refund, State};
use crate::providers::juspay::endpoints::SANDBOX_HOST;
use crate::providers::juspay::messages::{GATEWAY_ID, METHOD, REFERENCE};
use crate::providers::juspay::statuses::{AUTO_REFUNDED, CHARGED, OrderStatus, PENDING, REFUND_STATUSES, reason};

/// The gateway whose payments these are.
const GATEWAY: &str = "AMAZONPAY";
/// What is told of a payment that was captured.
const CAPTURED: &str = "CaptureApproved";

/// Where a customer pays an order.
pub(super) fn payment_page(id: &str) -> String {
    format!("https://{SANDBOX_HOST}/orders/{id}/payment-page")
}

/// An amount as the API prints it: a number without needless zeros.
pub(super) fn number(amount: Decimal) -> Value {
    serde_json::from_str(&amount.normalize().to_string()).unwrap_or_default()
}

impl Responder {
    /// The order with its payment and its refunds.
    pub(super) fn describe(&mut self, id: &str, now: Timestamp) -> Result<Value, Refusal> {
        let charge = self.charge(id, now).map_err(|_| Refusal::Unknown(id.to_owned()))?;
        let merchant = self.credentials.get("merchant_id").to_owned();
        let order = &self.orders.get(id).ok_or_else(|| Refusal::Unknown(id.to_owned()))?;
        let mut body = basics(id, &merchant, order, self.amount(charge.amount.amount));
        let status = self.status(order, &charge);
        let renamed = charge.refunded() == charge.amount.amount && self.faults.has("refunded_order_renamed");
        body.insert("status".into(), json!(if renamed { "REFUNDED" } else { status.name }));
        let wrong = status == &CHARGED && self.faults.has("status_id_wrong");
        body.insert("status_id".into(), json!(if wrong { 20 } else { status.id }));
        if let Some(attempt) = order.shown() {
            self.pay_in(&mut body, id, attempt, &charge);
            if attempt.status.precedence == PENDING.precedence {
                // The gateway has not answered yet.
                body.shift_remove("payment_gateway_response");
            }
        }
        if status.precedence == CHARGED.precedence {
            self.sum_up(&mut body, order, &charge);
        }
        Ok(Value::Object(body))
    }

    fn status(&self, order: &Order, charge: &Charge) -> &'static OrderStatus {
        match order.attempts.last() {
            Some(last) if self.faults.has("late_attempt_wins") => last.status,
            _ if charge.refunded() > Decimal::ZERO && self.faults.has("order_changes_after_refund") => &AUTO_REFUNDED,
            _ => order.status(),
        }
    }

    fn amount(&self, amount: Decimal) -> Value {
        if self.faults.has("amounts_as_text") { json!(amount.to_string()) } else { number(amount) }
    }

    /// What is known of the payment.
    fn pay_in(&self, body: &mut Map<String, Value>, order_id: &str, attempt: &Attempt, charge: &Charge) {
        let reference = body["metadata"]["AMAZONPAY:gateway_reference_id"].clone();
        if self.faults.has("order_reference_lost") {
            body["metadata"]["AMAZONPAY:gateway_reference_id"] = Value::Null;
        }
        let gateway_id = if self.faults.has("gateway_id_wrong") { 100 } else { GATEWAY_ID };
        let (method, kind) = if self.faults.has("wallet_for_pay_later") { (GATEWAY, "WALLET") } else { METHOD };
        let other = |fault: &str, value: &str| if self.faults.has(fault) { format!("{value}0") } else { value.to_owned() };
        let flow = if self.faults.has("flow_type_unlisted") { "REDIRECT" } else { "DIRECT_DEBIT" };
        let response = match attempt.status {
            status if *status != CHARGED => status.name,
            _ if self.faults.has("resp_code_unlisted") => "OK",
            _ => CAPTURED,
        };
        let amount = self.amount(charge.amount.amount);
        let tax = self.faults.has("tax_as_text").then_some("0.00");
        let paid = json!({
            "payment_method": method,
            "payment_method_type": kind,
            "gateway_id": gateway_id,
            "gateway_reference_id": reference,
            "txn_id": attempt.id,
            "txn_uuid": attempt.uuid,
            "txn_detail": {
                "order_id": order_id, "status": attempt.status.name, "txn_id": other("txn_id_differs", &attempt.id),
                "txn_uuid": other("txn_uuid_differs", &attempt.uuid), "gateway": GATEWAY, "gateway_id": gateway_id,
                "txn_amount": amount, "net_amount": amount, "surcharge_amount": null, "tax_amount": tax,
                "currency": charge.amount.currency.code(), "created": time(attempt.created), "error_code": "",
                "error_message": reason(attempt.status), "redirect": true, "express_checkout": false, "txn_flow_type": flow,
            },
            "payment_gateway_response": {
                "resp_code": response, "resp_message": response, "epg_txn_id": attempt.gateway_id, "txn_id": attempt.id,
                "rrn": "NA", "auth_id_code": "NA", "created": time(attempt.created),
            },
        });
        body.extend(paid.as_object().cloned().unwrap_or_default());
    }

    /// The refunds and their sums.
    fn sum_up(&self, body: &mut Map<String, Value>, order: &Order, charge: &Charge) {
        let listed = order.refunds.iter().filter_map(|id| self.ledger.find_refund(Reference::Merchant(id)).ok());
        let listed: Vec<&Refund> = listed.collect();
        let failures = listed.iter().filter(|refund| refund.state == State::Declined).map(|refund| refund.amount.amount);
        let counted = self.faults.has("refunded_sum_counts_failures");
        let refunded = charge.refunded() + if counted { failures.sum() } else { Decimal::ZERO };
        let whole = charge.amount.amount;
        let left = if self.faults.has("maximum_unchanged") { whole } else { whole - refunded };
        let flagged = refunded == whole || (refunded > Decimal::ZERO && self.faults.has("partial_refund_flagged"));
        let refunds: Vec<Value> = listed.iter().map(|refund| self.describe_refund(order, refund)).collect();
        body.insert("refunds".into(), refunds.into());
        body.insert("refunded".into(), json!(flagged));
        body.insert("amount_refunded".into(), self.amount(refunded));
        body.insert("maximum_eligible_refund_amount".into(), self.amount(left));
    }

    /// A refund as the order lists it.
    pub(super) fn describe_refund(&self, order: &Order, refund: &Refund) -> Value {
        let mut status = refund_status(order, refund);
        let ended = order.asked.get(&refund.id).copied().unwrap_or_default();
        if refund.state == State::Approved {
            if self.faults.has("refund_status_unlisted") {
                status = "SUCCEEDED";
            } else if ended > 0 && self.faults.has("refund_end_changes") {
                status = REFUND_STATUSES[0];
            }
        } else if ended == 0 && refund.state == State::Pending && self.faults.has("refund_at_once") {
            status = "SUCCESS";
        }
        let id = plain(&refund.id);
        let id = if self.faults.has("refund_id_changed") { format!("{id}-0") } else { id.to_owned() };
        let foreign = self.faults.has("refund_reference_foreign");
        let reference = if foreign { "S04-0000000-0000000-R1" } else { &refund.provider_id };
        let initiator = if order.given_back.contains(&refund.id) { AUTO_REFUNDED.name } else { "API" };
        let less = if self.faults.has("refund_amount_changed") { Decimal::new(1, 2) } else { Decimal::ZERO };
        let pending = refund.state == State::Pending;
        let code = if pending { "Pending" } else { "" };
        json!({
            "unique_request_id": id, "amount": self.amount(refund.amount.amount - less), "status": status, "id": id, "ref": reference,
            "arn": reference, "sent_to_gateway": false, "refund_type": "STANDARD", "refund_source": GATEWAY,
            "initiated_by": initiator, "created": time(refund.created), "error_code": code, "error_message": code,
            "expected_refund_credit_time": time(later(refund.created, SignedDuration::from_hours(11 * 24))),
        })
    }
}

/// Sets a refund apart that is booked under the same id as another: one of another order's, or what the fault
/// `duplicate_refund_accepted` takes.
pub(super) const TWIN: char = '#';

/// The merchant's id of a refund, by the one that it is booked under.
pub(super) fn plain(booked: &str) -> &str {
    booked.split(TWIN).next().unwrap_or_default()
}

/// The published state of a refund.
pub(super) fn refund_status(order: &Order, refund: &Refund) -> &'static str {
    let [pending, success, failure, review] = REFUND_STATUSES;
    match refund.state {
        State::Approved => success,
        State::Declined => failure,
        _ if order.disputed.contains(&refund.id) => review,
        _ => pending,
    }
}

/// What an order shows from the start.
fn basics(id: &str, merchant: &str, order: &Order, amount: Value) -> Map<String, Value> {
    let page = payment_page(&order.id);
    let links = json!({ "web": page, "iframe": page, "mobile": page });
    let sent = |name: &str| text(&order.sent, name);
    let currency = if sent("currency").is_empty() { "INR" } else { sent("currency") };
    let body = json!({
        "order_id": id, "id": order.id, "merchant_id": merchant, "status": null, "status_id": null, "amount": amount,
        "effective_amount": amount, "currency": currency, "customer_id": sent("customer_id"),
        "customer_email": sent("customer_email"), "customer_phone": sent("customer_phone"),
        "product_id": sent("product_id"), "return_url": sent("return_url"), "refunded": false, "amount_refunded": 0,
        "refunds": [], "payment_links": links, "offers": [], "auth_type": "", "bank_error_code": "",
        "bank_error_message": "", "bank_pg": null, "rewards_breakup": null, "date_created": time(order.created),
        "metadata": { "payment_links": links, "AMAZONPAY:gateway_reference_id": sent(REFERENCE) },
    });
    body.as_object().cloned().unwrap_or_default()
}
