//! Stage directions: what consumers, Amazon and PPRO do and no request of the merchant's asks for.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::payment::Ending;
use super::refusal::failure;
use super::responder::Responder;

impl Responder {
    /// Carries out a direction; its argument holds the answer to the message that it is about. The error says why not.
    pub(super) fn carry_out(&mut self, direction: &str, argument: &Value, now: Timestamp) -> Result<Value, String> {
        if let Some(done) = self.play(direction, argument, now) {
            return done;
        }
        let id = argument["answer"]["id"].as_str().unwrap_or_default().to_owned();
        let done = match direction {
            "notifications" => return Ok(Value::Array(self.outbox.clone())),
            "approved" => self.decide(&id, None, now),
            "declined" => self.decide(&id, Some(Ending::Failed(failure("INSUFFICIENT_FUNDS"))), now),
            "cancelled" => self.decide(&id, Some(Ending::Failed(failure("CANCELED_BY_CONSUMER"))), now),
            "abandoned" => {
                let discard = self.rng.u64(..);
                self.decide(&id, Some(Ending::Discarded { id: discard }), now)
            }
            "settled" => self.end_refund(&id, false, now),
            "failed" => self.end_refund(&id, true, now),
            "revoked" => self.end_agreement(&id, "REVOKED_BY_CONSUMER", "PAYMENT_AGREEMENT_REVOKED_BY_CONSUMER", now),
            _ => return Err(format!("there is no direction {direction:?}")),
        };
        if done { Ok(json!({ "id": id })) } else { Err(format!("{id:?} is in no state for that")) }
    }

    /// The consumer confirms a charge or an agreement, or does not; who did not just walk away comes back to the shop.
    pub(super) fn decide(&mut self, id: &str, ending: Option<Ending>, now: Timestamp) -> bool {
        let gone = matches!(ending, Some(Ending::Discarded { .. }));
        let cancelled = matches!(ending, Some(Ending::Failed(why)) if why.code == "CANCELED_BY_CONSUMER");
        let agreement = self.agreements.iter().find(|agreement| agreement.id == id).map(|agreement| agreement.asked.clone());
        if let Some(asked) = agreement {
            let done = self.decide_agreement(id, ending, now);
            if done && !gone {
                self.send_back(id, &asked, cancelled);
            }
            return done;
        }
        if self.describe_charge(id, now)["status"] != "AUTHENTICATION_PENDING" {
            return false;
        }
        match ending {
            Some(ending) => self.end_charge(id, ending, now),
            None => self.approve_charge(id, now),
        }
        if !gone {
            self.return_consumer(id, cancelled);
        }
        true
    }

    fn end_refund(&mut self, refund: &str, fails: bool, now: Timestamp) -> bool {
        let holds = |id: &str| id == refund;
        let charge = self.payments.iter().find(|payment| payment.refunds.iter().any(|one| holds(&one.id)));
        let Some(charge) = charge.map(|payment| payment.id.clone()) else { return false };
        let why = fails.then(|| failure("RETRY_REFUND_LATER"));
        self.settle_refund(&charge, refund, why, now);
        true
    }
}
