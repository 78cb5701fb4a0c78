//! What a shop's scenarios want of the provider beside its books: answers that get lost or tell something else, refunds that are
//! put off, and the webhook that would be sent now.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::core::http::Response;
use crate::core::member;
use crate::providers::Endpoint;
use crate::providers::direction::{Finish, FinishRefund, read};
use crate::providers::ppro::errors::{FAILURES, Failure};
use crate::providers::ppro::notification::{CURRENT, DEPRECATED, Event, TYPES};

use super::misreport::Misreport;
use super::payment::{Agreement, Ending, Payment};
use super::refusal::failure;
use super::responder::Responder;

/// Signs what is forged.
const OTHER_SECRET: &str = "whsec_of_somebody_else";

/// So many characters are left of a signature that is cut.
const CUT: usize = 8;

/// What is to happen otherwise than the books say.
#[derive(Default)]
pub(super) struct Script {
    /// What reading a charge tells in place of the truth.
    misreport: Misreport,
    /// Answers have a member that nobody knows.
    strange: bool,
    /// The answer to the next message of this operation gets lost.
    lost: Option<String>,
    /// How consumers are sent to Amazon.
    pub(super) redirect: Redirect,
    /// Why refunds fail.
    pub(super) refunds: Option<&'static Failure>,
    /// Why charges fail that need no consumer.
    pub(super) cycles: Option<&'static Failure>,
}

/// How a consumer is sent to Amazon: both ways are published (OA-charges).
#[derive(Clone, Copy, Default)]
pub(super) enum Redirect {
    #[default]
    Get,
    Post,
}

impl Redirect {
    pub(super) fn method(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    about: String,
    id: Option<String>,
    forged: Option<String>,
    event: Option<String>,
    #[serde(default)]
    with: Map<String, Value>,
}

impl Responder {
    /// Carries out a direction of a shop's scenario; `None` when it is none.
    pub(super) fn play(&mut self, direction: &str, argument: &Value, now: Timestamp) -> Option<Result<Value, String>> {
        let text = |name: &str| argument[name].as_str().unwrap_or_default();
        match direction {
            "begin" => {
                self.script = Script::default();
                (self.failing, self.limited) = (0, 0);
            }
            "journey" => {}
            "misreport" => self.script.misreport.add(text("member"), text("value")),
            "strange_members" => self.script.strange = true,
            "lose_answer" => self.script.lost = Some(text("operation").to_owned()),
            "refuse_charges" => self.script.cycles = FAILURES.iter().find(|failure| failure.code == text("code")),
            "refuse_refunds" => self.script.refunds = FAILURES.iter().find(|failure| failure.code == text("code")),
            "send_by" => match text("method") {
                "GET" => self.script.redirect = Redirect::Get,
                "POST" => self.script.redirect = Redirect::Post,
                other => return Some(Err(format!("nobody is sent by {other:?}"))),
            },
            "limit" => self.limited = argument["requests"].as_u64().unwrap_or(1),
            "finish" => return Some(read(argument).and_then(|finish| self.finish(finish, now))),
            "finish_refund" => return Some(read(argument).and_then(|finish| self.finish_refund(finish, now))),
            "end_agreement" => return Some(self.finish_agreement(text("status"), now)),
            "notification" => return Some(read(argument).and_then(|wanted| self.notification(&wanted, now))),
            _ => return None,
        }
        Some(Ok(json!({})))
    }

    /// Changes an answer as the script says.
    pub(super) fn staged(&mut self, endpoint: &Endpoint, mut response: Response, now: Timestamp) -> Response {
        if self.script.lost.as_deref() == Some(endpoint.name) && response.is_success() {
            self.script.lost = None;
            let lost = super::refusal::Refusal { status: 504, message: "Gateway timeout" };
            return super::refusal::answer(lost, now, &self.faults);
        }
        if !response.is_success() {
            return response;
        }
        let Ok(Value::Object(mut told)) = serde_json::from_slice(&response.body) else { return response };
        self.script.misreport.bend(endpoint.name, &mut told);
        if self.script.strange {
            told.insert("loyaltyPoints".to_owned(), json!({ "balance": 7 }));
        }
        response.body = Value::Object(told).to_string().into_bytes();
        response
    }

    /// Ends a payment that waits for its consumer: CAPTURED, DISCARDED, ACTIVE (its agreement alone), or a failure's code.
    fn finish(&mut self, Finish { charge, status }: Finish, now: Timestamp) -> Result<Value, String> {
        let meant = |payment: &&Payment| charge.as_deref().is_none_or(|id| payment.is_called(id));
        let waits = |id: &str| self.describe_charge(id, now)["status"] == "AUTHENTICATION_PENDING";
        let found = self.payments.iter().rev().filter(meant).find(|payment| waits(&payment.id));
        let found = found.map(|payment| (payment.id.clone(), payment.agreement.clone()));
        let Some((charge, agreement)) = found else { return self.finish_bare(charge.as_deref(), &status, now) };
        if status == "ACTIVE" {
            let id = agreement.ok_or("the payment has no agreement")?;
            return if self.activate(&id, now) { Ok(json!({ "id": id })) } else { Err("it is active already".to_owned()) };
        }
        let ending = self.ending(&status)?;
        let whole = agreement.unwrap_or_else(|| charge.clone());
        if self.decide(&whole, ending, now) || self.decide(&charge, ending, now) {
            return Ok(json!({ "id": charge }));
        }
        Err("the payment is in no state for that".to_owned())
    }

    /// Ends an agreement that waits for its consumer without a first charge: charges of its own are to follow (SEED1).
    fn finish_bare(&mut self, id: Option<&str>, status: &str, now: Timestamp) -> Result<Value, String> {
        let waits = |one: &&Agreement| one.status == "AUTHENTICATION_PENDING" && one.initial.is_none();
        let mut bare = self.agreements.iter().rev().filter(waits);
        let found = bare.find(|one| id.is_none_or(|id| one.id == id)).map(|one| one.id.clone()).ok_or("nothing waits")?;
        let ending = if status == "ACTIVE" { None } else { self.ending(status)? };
        self.decide(&found, ending, now);
        Ok(json!({ "id": found }))
    }

    /// What becomes of a payment without money; none when it is captured.
    fn ending(&mut self, status: &str) -> Result<Option<Ending>, String> {
        match status {
            "CAPTURED" => Ok(None),
            "DISCARDED" => Ok(Some(Ending::Discarded { id: self.rng.u64(..) })),
            code if FAILURES.iter().any(|failure| failure.code == code) => Ok(Some(Ending::Failed(failure(code)))),
            _ => Err(format!("no payment ends as {status:?}")),
        }
    }

    /// Ends a refund, also one that was made already.
    fn finish_refund(&mut self, FinishRefund { refund, status }: FinishRefund, now: Timestamp) -> Result<Value, String> {
        let refunds = self.payments.iter().flat_map(|payment| payment.refunds.iter().map(move |one| (&payment.id, one)));
        let meant = refunds.filter(|(_, one)| refund.as_deref().is_none_or(|id| one.id == id));
        let latest = meant.max_by_key(|(_, refund)| refund.created);
        let (charge, refund) =
            latest.map(|(charge, refund)| (charge.clone(), refund.id.clone())).ok_or("there is no such refund")?;
        match status.as_str() {
            "REFUNDED" => self.settle_refund(&charge, &refund, None, now),
            "FAILED" => self.fail_refund(&charge, &refund, failure("REFUND_NOT_SUPPORTED"), now),
            _ => return Err(format!("no refund ends as {status:?}")),
        }
        Ok(json!({ "id": refund }))
    }

    /// Ends the latest agreement that is active.
    fn finish_agreement(&mut self, status: &str, now: Timestamp) -> Result<Value, String> {
        let active = self.agreements.iter().rev().find(|agreement| agreement.status == "ACTIVE");
        let id = active.map(|agreement| agreement.id.clone()).ok_or("no agreement is active")?;
        let (status, kind) = match status {
            "REVOKED_BY_CONSUMER" => ("REVOKED_BY_CONSUMER", "PAYMENT_AGREEMENT_REVOKED_BY_CONSUMER"),
            "REVOKED_BY_PROVIDER" => ("REVOKED_BY_PROVIDER", "PAYMENT_AGREEMENT_REVOKED_BY_PROVIDER"),
            _ => return Err(format!("no agreement ends as {status:?}")),
        };
        self.end_agreement(&id, status, kind, now);
        Ok(json!({ "id": id }))
    }

    /// The latest event about a charge, a refund or an agreement, as it would be delivered now; or another event about it.
    fn notification(&mut self, wanted: &Wanted, now: Timestamp) -> Result<Value, String> {
        let id = wanted.id.as_deref().unwrap_or_default();
        let agreement = self.agreements.iter().find(|agreement| agreement.initial.as_deref() == Some(id));
        let (prefix, id) = match (wanted.about.as_str(), agreement) {
            ("agreement", Some(agreement)) => ("PAYMENT_AGREEMENT_", agreement.id.as_str()),
            ("agreement", None) => ("PAYMENT_AGREEMENT_", id),
            ("refund", _) => ("PAYMENT_CHARGE_REFUND_", id),
            _ => ("PAYMENT_CHARGE_", id),
        };
        let about = |event: &&Value| {
            let kind = event["kind"].as_str().unwrap_or_default();
            let ours = kind.starts_with(prefix) && (prefix != "PAYMENT_CHARGE_" || !kind.contains("REFUND"));
            ours && event["about"].as_array().is_some_and(|ids| ids.iter().any(|one| one == id))
        };
        let all: Vec<&Value> = self.outbox.iter().filter(about).collect();
        let named = wanted.event.as_deref();
        let told = all.iter().rev().find(|event| named.is_some_and(|kind| event["kind"] == kind)).or(all.last());
        let mut body = told.map(|event| event["body"].clone()).ok_or_else(|| format!("nothing was told of {id:?}"))?;
        if let Some(kind) = named.filter(|kind| body["type"] != *kind) {
            (body["type"], body["data"]["type"]) = (json!(kind), json!(kind));
            match kind {
                unknown if !TYPES.contains(&unknown) => body["data"]["loyaltyPoints"] = json!(7),
                "PAYMENT_CHARGE_CAPTURE_SUCCEEDED" => body["data"]["paymentChargeStatus"] = json!("CAPTURED"),
                "PAYMENT_CHARGE_AUTHORIZATION_SUCCEEDED" => body["data"]["paymentChargeStatus"] = json!("CAPTURE_PENDING"),
                _ => {}
            }
        }
        if let Some(members) = body.as_object_mut() {
            wanted.with.iter().for_each(|(name, value)| {
                // A number stays one.
                let is_number = member::of(members, name).is_some_and(Value::is_number);
                let number = value.as_str().and_then(|text| text.parse::<i64>().ok()).filter(|_| is_number);
                member::set(members, name, number.map_or_else(|| value.clone(), Value::from));
            });
        }
        Ok(self.delivery(&body, wanted.forged.as_deref(), now))
    }

    /// Headers and body of a delivery.
    fn delivery(&self, body: &Value, forged: Option<&str>, now: Timestamp) -> Value {
        let (genuine, secret) = (body.to_string(), self.credentials.get("webhook_secret"));
        let secret = if forged == Some("other_key") { OTHER_SECRET } else { secret };
        let hour = SignedDuration::from_hours(1);
        let at = if forged == Some("signed_an_hour_ago") { now.checked_sub(hour).unwrap_or(now) } else { now };
        let mut headers = Event::headers(genuine.as_bytes(), secret, at);
        let without: &[&str] = match forged {
            Some("unsigned") => &[CURRENT, DEPRECATED],
            Some("signed_the_old_way_alone") => &[CURRENT],
            Some("signed_an_hour_ago" | "signed_for_another_time" | "signed_in_part" | "signed_with_nothing") => &[DEPRECATED],
            _ => &[],
        };
        without.iter().for_each(|name| headers.remove(name));
        if forged == Some("wrong_beside_the_old_signature") {
            headers.set(CURRENT, Event::headers(genuine.as_bytes(), OTHER_SECRET, at).get(CURRENT).unwrap_or_default());
        }
        if forged == Some("signed_for_another_time") {
            let moved = headers.get(CURRENT).and_then(|value| value.split_once(",s=")).map(|(_, tag)| tag.to_owned());
            headers.set(CURRENT, format!("t={},s={}", now.as_second() - 1, moved.unwrap_or_default()));
        }
        let kept = match forged {
            Some("signed_in_part") => Some(CUT),
            Some("signed_with_nothing") => Some(0),
            _ => None,
        };
        let signature = headers.get(CURRENT).and_then(|value| value.split_once(",s="));
        if let (Some(kept), Some((time, tag))) = (kept, signature) {
            headers.set(CURRENT, format!("{time},s={}", &tag[..kept]));
        }
        let text = if forged == Some("altered") { genuine.replacen("\"amount\"", "\"amount\" ", 1) } else { genuine };
        let headers: Map<_, _> = headers.iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
        json!({ "headers": headers, "body": text })
    }
}
