//! Refunds of orders and of single payments.

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::order::later;
use super::refusal::{Refusal, invalid, unbooked};
use super::render::{TWIN, number, plain};
use super::responder::{Responder, text};
use crate::core::http::Request;
use crate::core::money::{Money, told};
use crate::core::random::{digits, hex};
use crate::ledger::{Reference, Refund, State};
use crate::providers::juspay::errors::{MISSING, TOO_SOON};

/// The same amount again within this time counts as the same refund.
const SAME: SignedDuration = SignedDuration::from_secs(5);

impl Responder {
    /// Answers a refund of an order: the whole order.
    pub(super) fn refund(&mut self, sent: &Map<String, Value>, request: &Request, now: Timestamp) -> Result<Value, Refusal> {
        let kind = request.headers.get("content-type").unwrap_or_default();
        if kind.starts_with("multipart/") && self.faults.has("multipart_refused") {
            return Err(invalid("content-type"));
        }
        let id = text(sent, "order_id").to_owned();
        let known = self.order(&id)?.refunds.iter().any(|known| plain(known) == text(sent, "unique_request_id"));
        if known && self.faults.has("duplicate_refund_listed") {
            return self.describe(&id, now).map(listed_twice);
        }
        self.give_back(&id, sent, now)?;
        self.describe(&id, now)
    }

    /// Answers a refund of a payment: the refund alone.
    pub(super) fn refund_payment(&mut self, sent: &Map<String, Value>, now: Timestamp) -> Result<Value, Refusal> {
        let txn = text(sent, "txn_id").to_owned();
        let paid = self.orders.iter().find(|(_, order)| order.attempts.iter().any(|attempt| attempt.id == txn));
        let id = paid.map(|(id, _)| id.clone()).ok_or_else(|| Refusal::Unknown(txn.clone()))?;
        self.give_back(&id, sent, now)?;
        let body = self.describe(&id, now)?;
        let mut answer = body["refunds"].as_array().and_then(|refunds| refunds.last()).cloned().unwrap_or_default();
        let mut more = json!({
            "txn_id": txn, "order_id": id, "currency": body["currency"], "gateway": body["txn_detail"]["gateway"],
            "epg_txn_id": body["payment_gateway_response"]["epg_txn_id"], "reference_id": answer["ref"],
            "refund_arn": answer["arn"], "authorization_id": "NA", "response_code": answer["error_code"],
        });
        if self.faults.has("refund_of_another_payment") {
            more["txn_id"] = json!(format!("{txn}0"));
        }
        for (name, value) in more.as_object().into_iter().flatten() {
            answer[name] = value.clone();
        }
        Ok(answer)
    }

    /// Books a refund of the order.
    fn give_back(&mut self, id: &str, sent: &Map<String, Value>, now: Timestamp) -> Result<(), Refusal> {
        let mut key = text(sent, "unique_request_id").to_owned();
        self.order(id)?;
        let charge = self.charge(id, now)?;
        let amount = match text(sent, "amount") {
            "" if self.faults.has("missing_amount_refunds_a_part") => Money { amount: Decimal::ONE, ..charge.amount },
            "" => return Err(Refusal::Published(MISSING)),
            amount => Money::parse(amount, charge.amount.currency.code()).map_err(|_| invalid("amount"))?,
        };
        if key.is_empty() {
            return Err(Refusal::Published(MISSING));
        }
        self.check_repeated(id, &key, amount, now)?;
        // Juspay knows an id once for an order; the books know it once.
        if self.ledger.find_refund(Reference::Merchant(&key)).is_ok_and(|refund| refund.charge != id) {
            key = format!("{key}{TWIN}{id}");
        }
        let known = self.ledger.find_refund(Reference::Merchant(&key)).ok();
        let differs = known.is_some_and(|refund| refund.amount != amount);
        if self.faults.has("duplicate_refund_accepted") || (differs && self.faults.has("reused_id_with_other_amount")) {
            key = format!("{key}{TWIN}{}", self.order(id)?.refunds.len());
        }
        self.book_refund(id, &key, amount, State::Pending, now)?;
        self.tell("REFUND_INITIATED", id, now)
    }

    /// Juspay gives back by itself what is left of a payment; that is done at once.
    pub(super) fn give_all_back(&mut self, id: &str, now: Timestamp) -> Result<(), Refusal> {
        let charge = self.charge(id, now)?;
        let left = Money { amount: charge.amount.amount - charge.refunded(), ..charge.amount };
        if left.amount.is_zero() {
            return Ok(());
        }
        let key = hex(&mut self.rng, 20);
        self.book_refund(id, &key, left, State::Approved, now)?;
        self.order(id)?.given_back.push(key);
        Ok(())
    }

    fn book_refund(&mut self, id: &str, key: &str, amount: Money, state: State, now: Timestamp) -> Result<(), Refusal> {
        let attempt = self.order(id)?.shown().map(|attempt| attempt.gateway_id.clone()).unwrap_or_default();
        let provider_id = format!("{attempt}-R{}", digits(&mut self.rng, 6));
        let (charge, created, updated) = (id.to_owned(), now, now);
        let refund = Refund { id: key.to_owned(), provider_id, charge, amount, state, created, updated };
        self.ledger.refund(refund, now).map_err(|error| unbooked(error, &self.faults))?;
        self.order(id)?.refunds.push(key.to_owned());
        Ok(())
    }

    /// Another refund of the same amount within five seconds is taken for the same one.
    fn check_repeated(&mut self, id: &str, key: &str, amount: Money, now: Timestamp) -> Result<(), Refusal> {
        let recent = |refund: &Refund| refund.amount == amount && later(refund.created, SAME) > now && refund.charge == id;
        match self.ledger.latest_refund(recent) {
            Some(refund) if plain(&refund.id) != key => Err(Refusal::Published(TOO_SOON)),
            _ => Ok(()),
        }
    }

    /// Ends a refund, or leaves its end to a person. The name is that of the notification.
    pub(super) fn end_refund(&mut self, id: &str, end: RefundEnd, now: Timestamp) -> Result<(), String> {
        let refund = self.ledger.find_refund(Reference::Merchant(id)).map_err(|error| error.to_string())?;
        let order = refund.charge.clone();
        let settled = match end {
            RefundEnd::Success => self.ledger.settle_refund(Reference::Merchant(id), State::Approved, now),
            RefundEnd::Failure => self.ledger.settle_refund(Reference::Merchant(id), State::Declined, now),
            RefundEnd::Review => Ok(()),
        };
        settled.map_err(|error| error.to_string())?;
        let event = match end {
            RefundEnd::Success => "ORDER_REFUNDED",
            RefundEnd::Failure => "ORDER_REFUND_FAILED",
            RefundEnd::Review => "REFUND_MANUAL_REVIEW_NEEDED",
        };
        let missing = |_| "there is no such order".to_owned();
        if matches!(end, RefundEnd::Review) {
            self.order(&order).map_err(missing)?.disputed.push(id.to_owned());
        }
        self.tell(event, &order, now).map_err(missing)
    }
}

/// The order with its last refund once more, and sums that fit; only a fault answers so.
fn listed_twice(mut order: Value) -> Value {
    let last = order["refunds"].as_array().and_then(|refunds| refunds.last()).cloned().unwrap_or_default();
    let moved = told(&last["amount"]).unwrap_or_default();
    for (sum, by) in [("amount_refunded", moved), ("maximum_eligible_refund_amount", -moved)] {
        order[sum] = number(told(&order[sum]).unwrap_or_default() + by);
    }
    order["refunded"] = json!(order["amount_refunded"] == order["amount"]);
    if let Some(refunds) = order["refunds"].as_array_mut() {
        refunds.push(last);
    }
    order
}

/// How a refund ends.
#[derive(Clone, Copy)]
pub(super) enum RefundEnd {
    Success,
    Failure,
    Review,
}

#[cfg(test)]
mod tests {
    use super::super::responder::opened;
    use super::*;
    use crate::providers::juspay::statuses::CHARGED;

    #[test]
    fn an_id_is_used_once_for_an_order() {
        let ((_, mut responder), now) = (opened(), Timestamp::UNIX_EPOCH);
        let members = |members: Value| members.as_object().cloned().unwrap();
        for order in ["o-1", "o-2"] {
            assert!(responder.book(&members(json!({ "order_id": order, "amount": "10.00" })), now).is_ok());
            assert!(responder.end(order, &CHARGED, now).is_ok());
        }
        let mut refunds = |order: &str| {
            let sent = members(json!({ "order_id": order, "unique_request_id": "r1", "amount": "1.00" }));
            let answer = responder.refund(&sent, &Request::new("POST", "https://h"), now).ok()?;
            Some(answer["refunds"].as_array()?.iter().map(|refund| refund["unique_request_id"].clone()).collect::<Vec<_>>())
        };
        assert_eq!([refunds("o-1"), refunds("o-2")], [(); 2].map(|()| Some(vec![json!("r1")])));
        assert_eq!([refunds("o-1"), refunds("o-2")], [None, None]);
    }
}
