//! Agreements: confirmed once by the consumer, then charged without, until somebody revokes them.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::core::clock::printed;
use crate::providers::ppro::limits::AUTHENTICATION_WINDOW;

use super::checks;
use super::payment::{Agreement, Ending, Part};
use super::refusal::{Refusal, bad_request, failure, not_found};
use super::responder::{Call, Responder};

impl Responder {
    /// Answers POST of an agreement, perhaps with its first charge.
    pub(super) fn create_agreement(&mut self, call: &Call) -> Result<Value, Refusal> {
        let asked = call.asked.as_object().cloned().unwrap_or_default();
        let why = checks::limits(&asked, None, &self.faults);
        let prefix = if self.faults.has("agreement_id_agrmt") { "agrmt" } else { "agr" };
        let id = self.new_id(prefix);
        let status = if why.is_some() { "FAILED" } else { "AUTHENTICATION_PENDING" };
        let initial = asked.get("initialPaymentCharge").and_then(Value::as_object).filter(|_| why.is_none()).cloned();
        let (created, updated) = (call.now, call.now);
        let (initial_id, revocations) = (None, Vec::new());
        let agreement = Agreement {
            id: id.clone(),
            asked: asked.clone(),
            status,
            initial: initial_id,
            failure: why,
            revocations,
            created,
            updated,
        };
        self.agreements.push(agreement);
        let kind = if why.is_some() { "PAYMENT_AGREEMENT_FAILED" } else { "PAYMENT_AGREEMENT_AUTHENTICATION_PENDING" };
        self.tell_agreement(&id, kind, call.now);
        if let Some(initial) = initial {
            let whole = inherited(initial, &asked);
            let why = checks::limits(&whole, checks::amount(&Value::Object(whole.clone())), &self.faults);
            let charge = self.add_charge(whole, Some(id.clone()), why, true, call.now);
            if let Some(agreement) = self.agreement_mut(&id) {
                agreement.initial = Some(charge);
            }
        }
        let mut answer = self.describe_agreement(&id);
        if self.faults.has("unknown_agreement_status") {
            answer["status"] = json!("PENDING");
        }
        if self.faults.has("agreement_redirect_missing") {
            answer["authenticationMethods"] = json!([]);
        }
        if self.faults.has("initial_charge_unnamed")
            && let Some(answer) = answer.as_object_mut()
        {
            answer.shift_remove("initialPaymentChargeId");
        }
        Ok(answer)
    }

    /// Answers GET of an agreement.
    pub(super) fn read_agreement(&mut self, call: &Call) -> Result<Value, Refusal> {
        let id = self.known_agreement(call).ok_or_else(|| not_found("Payment agreement not found"))?;
        let mut answer = self.describe_agreement(&id);
        let status = answer["status"].as_str().unwrap_or_default().to_owned();
        if status == "ACTIVE" && self.faults.has("agreement_stays_pending") {
            answer["status"] = json!("AUTHENTICATION_PENDING");
        }
        if status.starts_with("REVOKED") && self.faults.has("revoked_agreement_revives") {
            answer["status"] = json!("ACTIVE");
        }
        Ok(answer)
    }

    /// Only the consumer can finish a redirect.
    pub(super) fn confirm_agreement(&mut self, call: &Call) -> Result<Value, Refusal> {
        let id = self.known_agreement(call).ok_or_else(|| bad_request("Payment agreement not found"))?;
        let status = self.describe_agreement(&id)["status"].clone();
        Ok(json!({ "id": self.new_id("authz"), "agreementStatus": status, "createdAt": printed(call.now) }))
    }

    /// Answers POST of a charge under an agreement: it needs no consumer, but an agreement that is active.
    pub(super) fn charge_agreement(&mut self, call: &Call) -> Result<Value, Refusal> {
        let id = self.known_agreement(call).ok_or_else(|| bad_request("Payment agreement not found"))?;
        let Some(agreement) = self.agreements.iter().find(|agreement| agreement.id == id) else {
            return Err(bad_request("Payment agreement not found"));
        };
        let inactive = match agreement.status {
            "ACTIVE" => None,
            revoked if revoked.starts_with("REVOKED") => {
                Some("AGREEMENT_REVOKED").filter(|_| !self.faults.has("revoked_agreement_charged"))
            }
            _ => Some("AGREEMENT_INACTIVE").filter(|_| !self.faults.has("inactive_agreement_charged")),
        };
        let own = call.asked.as_object().cloned().unwrap_or_default();
        let whole = inherited(own, &agreement.asked);
        let why = inactive
            .map(failure)
            .or(self.script.cycles)
            .or_else(|| checks::limits(&whole, checks::amount(&call.asked), &self.faults));
        let charge = self.add_charge(whole, Some(id), why, false, call.now);
        let mut answer = self.describe_charge(&charge, call.now);
        if self.faults.has("agreement_charge_needs_consumer") && answer["status"] != "FAILED" {
            answer["status"] = json!("AUTHENTICATION_PENDING");
        }
        Ok(answer)
    }

    /// Answers POST of a revocation.
    pub(super) fn revoke(&mut self, call: &Call) -> Result<Value, Refusal> {
        let id = self.known_agreement(call).ok_or_else(|| bad_request("Payment agreement not found"))?;
        let revocation = self.new_id("rev");
        if !self.end_agreement(&id, "REVOKED_BY_MERCHANT", "PAYMENT_AGREEMENT_REVOKED_BY_MERCHANT", call.now) {
            return Err(bad_request("The payment agreement is not active"));
        }
        let answer = json!({ "id": revocation, "status": "REVOKED", "createdAt": printed(call.now) });
        if let Some(agreement) = self.agreement_mut(&id) {
            agreement.revocations.push(Part::new(revocation, 0, &Map::new(), call.now));
        }
        Ok(answer)
    }

    /// Ends an active agreement; false for one that is not.
    pub(super) fn end_agreement(&mut self, id: &str, status: &'static str, kind: &'static str, now: Timestamp) -> bool {
        let Some(agreement) = self.agreement_mut(id).filter(|agreement| agreement.status == "ACTIVE") else { return false };
        (agreement.status, agreement.updated) = (status, now);
        self.tell_agreement(id, kind, now);
        true
    }

    /// The consumer confirms, and the first charge is still under way; false when the agreement does not wait for that.
    pub(super) fn activate(&mut self, id: &str, now: Timestamp) -> bool {
        let pending = |agreement: &&mut Agreement| agreement.status == "AUTHENTICATION_PENDING";
        let Some(agreement) = self.agreement_mut(id).filter(pending) else { return false };
        (agreement.status, agreement.updated) = ("ACTIVE", now);
        self.tell_agreement(id, "PAYMENT_AGREEMENT_ACTIVE", now);
        true
    }

    /// The consumer confirms or does not; the first charge goes the same way.
    pub(super) fn decide_agreement(&mut self, id: &str, ending: Option<Ending>, now: Timestamp) -> bool {
        let pending = |agreement: &&mut Agreement| agreement.status == "AUTHENTICATION_PENDING";
        let Some(agreement) = self.agreement_mut(id).filter(pending) else { return false };
        agreement.updated = now;
        if let Some(Ending::Failed(why)) = ending {
            agreement.failure = Some(why);
        }
        agreement.status = if ending.is_some() { "FAILED" } else { "ACTIVE" };
        let initial = agreement.initial.clone();
        let kind = if ending.is_some() { "PAYMENT_AGREEMENT_FAILED" } else { "PAYMENT_AGREEMENT_ACTIVE" };
        self.tell_agreement(id, kind, now);
        match (initial, ending) {
            (Some(charge), Some(ending)) => self.end_charge(&charge, ending, now),
            (Some(charge), None) => self.approve_charge(&charge, now),
            (None, _) => {}
        }
        true
    }

    /// Agreements that nobody confirmed in time fail; their first charge is discarded by its own time.
    pub(super) fn sweep_agreements(&mut self, now: Timestamp) {
        let late = |agreement: &&mut Agreement| {
            agreement.status == "AUTHENTICATION_PENDING" && now.duration_since(agreement.created) >= AUTHENTICATION_WINDOW
        };
        let mut failed = Vec::new();
        for agreement in self.agreements.iter_mut().filter(late) {
            (agreement.status, agreement.failure) = ("FAILED", Some(failure("CANCELED_BY_CONSUMER")));
            failed.push(agreement.id.clone());
        }
        for id in failed {
            self.tell_agreement(&id, "PAYMENT_AGREEMENT_FAILED", now);
        }
    }

    fn known_agreement(&self, call: &Call) -> Option<String> {
        let id = call.parameter("agreement_id");
        self.agreements.iter().any(|agreement| agreement.id == id).then(|| id.to_owned())
    }

    fn agreement_mut(&mut self, id: &str) -> Option<&mut Agreement> {
        self.agreements.iter_mut().find(|agreement| agreement.id == id)
    }
}

/// A charge under an agreement has the agreement's members where it names none of its own.
fn inherited(mut own: Map<String, Value>, agreement: &Map<String, Value>) -> Map<String, Value> {
    for name in ["paymentMethod", "consumer", "authenticationSettings", "webhooksUrl"] {
        if let Some(value) = agreement.get(name).filter(|_| !own.contains_key(name)) {
            own.insert(name.to_owned(), value.clone());
        }
    }
    own
}
