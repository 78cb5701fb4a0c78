//! What the provider sent by itself: events to the merchant, and consumers on their way back to it.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::core::random::alphanumeric;
use crate::providers::ppro::messages::return_url;
use crate::providers::ppro::notification::{Event, Subject};

use super::responder::Responder;

/// Where events go when neither account nor payment says.
const USUAL: &str = "https://shop.example/webhooks";

impl Responder {
    /// Tells of a charge; `part` is the capture, void or refund that the event is about.
    pub(super) fn tell_charge(&mut self, id: &str, kind: &'static str, part: Option<&Value>, now: Timestamp) {
        let Some(payment) = self.payments.iter().find(|payment| payment.id == id) else { return };
        let silent = match kind {
            "PAYMENT_CHARGE_CAPTURE_SUCCEEDED" if self.faults.has("captures_not_told") => true,
            "PAYMENT_CHARGE_DISCARDED" if self.faults.has("discards_not_told") => true,
            _ => payment.agreement.is_some() && self.faults.has("agreement_charges_not_told"),
        };
        if silent {
            return;
        }
        let (asked, currency, cents) = (payment.asked.clone(), payment.currency().to_owned(), payment.cents);
        let told = self.describe_charge(id, now);
        let mut more = self.told_of(&asked, &["paymentMethod", "merchantPaymentChargeReference"]);
        let amount = part.map_or(json!(cents), |part| part["amount"].clone());
        more.insert("amount".into(), json!({ "value": amount, "currency": currency }));
        let names = [("capture_", "captureId"), ("void_", "voidId"), ("refund_", "refundId")];
        let part_id = part.and_then(|part| part["id"].as_str()).unwrap_or_default();
        if let Some((_, name)) = names.iter().find(|(prefix, _)| part_id.starts_with(prefix)) {
            more.insert((*name).into(), json!(part_id));
        }
        for name in ["merchantCaptureReference", "merchantVoidReference", "merchantRefundReference", "failure"] {
            if let Some(value) = part.or(Some(&told)).and_then(|part| part.get(name)) {
                more.insert(name.into(), value.clone());
            }
        }
        if let Some(discard) = told["discards"].get(0).filter(|_| kind == "PAYMENT_CHARGE_DISCARDED") {
            more.insert("discardType".into(), discard["type"].clone());
        }
        let status = told["status"].as_str().unwrap_or_default().to_owned();
        let event = Event { id: self.event_id(), kind, subject: Subject::Charge, about: id.to_owned(), status, at: now, more };
        self.send(&event, &[id, part_id], &asked, now);
    }

    /// Tells of an agreement.
    pub(super) fn tell_agreement(&mut self, id: &str, kind: &'static str, now: Timestamp) {
        let Some(agreement) = self.agreements.iter().find(|agreement| agreement.id == id) else { return };
        let (asked, status) = (agreement.asked.clone(), agreement.status.to_owned());
        let more = self.told_of(&asked, &["paymentMethod", "merchantPaymentAgreementReference"]);
        let subject = Subject::Agreement;
        let event = Event { id: self.event_id(), kind, subject, about: id.to_owned(), status, at: now, more };
        self.send(&event, &[id], &asked, now);
    }

    /// The consumer comes back to the shop, whatever became of the payment.
    pub(super) fn send_back(&mut self, about: &str, asked: &Map<String, Value>, cancelled: bool) {
        let elsewhere = cancelled && self.faults.has("cancellation_returns_elsewhere");
        let url = if elsewhere { Some("https://amazon.example/") } else { return_url(asked) };
        if let Some(url) = url {
            self.outbox.push(json!({ "kind": "RETURN", "about": [about], "url": url, "headers": {}, "body": null }));
        }
    }

    fn told_of(&self, asked: &Map<String, Value>, names: &[&str]) -> Map<String, Value> {
        let given = names.iter().filter_map(|name| Some(((*name).to_owned(), asked.get(*name)?.clone())));
        let merchant = ("merchantId".to_owned(), json!(self.credentials.get("merchant_id")));
        given.chain([merchant]).collect()
    }

    fn event_id(&mut self) -> String {
        alphanumeric(&mut self.rng, 21)
    }

    fn send(&mut self, event: &Event, about: &[&str], asked: &Map<String, Value>, now: Timestamp) {
        let body = event.body();
        let headers = Event::headers(body.to_string().as_bytes(), self.credentials.get("webhook_secret"), now);
        let own = asked.get("webhooksUrl").and_then(Value::as_str).filter(|_| !self.faults.has("webhooks_url_ignored"));
        let headers: Map<_, _> = headers.iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
        let about: Vec<_> = about.iter().filter(|id| !id.is_empty()).collect();
        let sent = json!({ "kind": event.kind, "about": about, "url": own.unwrap_or(USUAL), "headers": headers, "body": body });
        self.outbox.push(sent);
    }
}
