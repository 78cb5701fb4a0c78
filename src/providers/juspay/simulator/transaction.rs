//! Payments of orders.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::order::Attempt;
use super::refusal::{Refusal, invalid};
use super::render::payment_page;
use super::responder::{Responder, text};
use crate::core::random::{alphanumeric, digits};
use crate::ledger::{Reference, State};
use crate::providers::FINISHING;
use crate::providers::juspay::messages::METHOD;
use crate::providers::juspay::statuses::{AUTO_REFUNDED, CHARGED, FAILED, ORDER_STATUSES, OrderStatus, PENDING};

impl Responder {
    /// Answers a payment with the token of a linked wallet.
    pub(super) fn pay(&mut self, arguments: &Map<String, Value>, now: Timestamp) -> Result<Value, Refusal> {
        let id = text(arguments, "order_id").to_owned();
        self.order(&id)?;
        for (name, wanted) in [("payment_method", METHOD.0), ("payment_method_type", METHOD.1)] {
            if text(arguments, name) != wanted {
                return Err(invalid(name));
            }
        }
        let wallet = self.persona(text(arguments, "direct_wallet_token")).filter(|persona| persona.linked);
        let status = wallet.ok_or_else(|| invalid("direct_wallet_token"))?.payment;
        self.attempt(&id, status, now)?;
        let order = self.order(&id)?;
        let page = payment_page(&order.id);
        let attempt = order.attempts.last().ok_or_else(|| invalid("order_id"))?;
        let mut answer = json!({
            "order_id": id, "txn_id": attempt.id, "txn_uuid": attempt.uuid, "status": attempt.status.name,
        });
        if *status == PENDING {
            answer["payment"] = json!({ "authentication": { "method": "GET", "url": format!("{page}?{FINISHING}") } });
        }
        Ok(answer)
    }

    /// A new attempt to pay, which stands as `status` says.
    pub(super) fn attempt(&mut self, id: &str, status: &'static OrderStatus, now: Timestamp) -> Result<(), Refusal> {
        let merchant = self.credentials.get("merchant_id").to_owned();
        let uuid = alphanumeric(&mut self.rng, 19);
        let gateway_id = format!("S04-{}-{}", digits(&mut self.rng, 7), digits(&mut self.rng, 7));
        let order = self.order(id)?;
        let number = order.attempts.len() + 1;
        order.attempts.push(Attempt { id: format!("{merchant}-{id}-{number}"), uuid, gateway_id, status, created: now });
        self.follow(id, status, now)
    }

    /// Ends the attempt that is pending, or makes one that ends so.
    pub(super) fn end(&mut self, id: &str, status: &'static OrderStatus, now: Timestamp) -> Result<(), Refusal> {
        // What Juspay gives back by itself was paid.
        let ends = |before: &OrderStatus| match *status == AUTO_REFUNDED {
            true => *before == CHARGED,
            false => before.precedence == PENDING.precedence,
        };
        match self.order(id)?.attempts.iter_mut().rev().find(|attempt| ends(attempt.status)) {
            Some(attempt) => {
                attempt.status = status;
                self.follow(id, status, now)
            }
            None => self.attempt(id, status, now),
        }
    }

    /// The books and the merchant learn of an attempt's state.
    fn follow(&mut self, id: &str, status: &'static OrderStatus, now: Timestamp) -> Result<(), Refusal> {
        if [CHARGED, AUTO_REFUNDED].contains(status) {
            // An order that was paid before stays as it was.
            let _ = self.ledger.settle_charge(Reference::Merchant(id), State::Approved, now);
        }
        if *status == AUTO_REFUNDED {
            self.give_all_back(id, now)?;
        }
        self.tell(event(status.name), id, now)
    }
}

/// The published event of an order's state.
pub(super) fn event(status: &str) -> &'static str {
    let precedence = ORDER_STATUSES.iter().find(|known| known.name == status).map(|known| known.precedence);
    match status {
        _ if status == CHARGED.name => "ORDER_SUCCEEDED",
        _ if status == AUTO_REFUNDED.name => "AUTO_REFUND_SUCCEEDED",
        _ if precedence == Some(FAILED.precedence) => "ORDER_FAILED",
        _ => "TXN_CREATED",
    }
}

#[cfg(test)]
mod tests {
    use super::super::responder::opened;
    use super::*;
    use crate::core::http::Request;

    #[test]
    fn what_juspay_gives_back_by_itself_is_a_refund_of_the_whole() {
        let ((_, mut responder), now) = (opened(), Timestamp::UNIX_EPOCH);
        let sent = json!({ "order_id": "o-1", "amount": "10.00" });
        let request = Request::new("POST", "https://sandbox.juspay.in/orders");
        assert!(responder.create(sent.as_object().unwrap(), &request, now).is_ok());
        for status in [&PENDING, &CHARGED, &AUTO_REFUNDED, &AUTO_REFUNDED] {
            assert!(responder.end("o-1", status, now).is_ok());
        }
        let order = responder.describe("o-1", now).ok().unwrap();
        let refund = &order["refunds"][0];
        let shown = [&order["status"], &order["refunded"], &order["amount_refunded"], &refund["status"], &refund["initiated_by"]];
        let wanted = json!(["AUTO_REFUNDED", true, 10, "SUCCESS", "AUTO_REFUNDED"]);
        assert_eq!((json!(shown), order["refunds"].as_array().map(Vec::len)), (wanted, Some(1)));
    }
}
