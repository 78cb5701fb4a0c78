//! The messages of the API as the merchant sends them: well-formed drafts and their requests.

use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Value, json};

use super::auth::{self, IDEMPOTENCY_KEY};
use super::endpoints;
use super::limits::{COUNTRY, CURRENCY, METHOD};
use crate::core::http::Request;
use crate::core::id::Ids;
use crate::core::money;
use crate::core::secret::Secret;
use crate::providers::{Credentials, Draft, Endpoint, Sender, Slot};

/// Members and headers whose values are never recorded: keys, signatures made with them, and the consumer's own data.
pub const SENSITIVE: &[&str] = &[
    "authorization",
    "PPRO-Signature",
    "Webhook-Signature",
    "consumerEmail",
    "email",
    "phone",
    "birthDate",
    "taxIdentification",
    "authenticationResult",
    "requestUrl?",
];

/// Where consumers come back to when the account does not say.
const RETURN_URL: &str = "https://shop.example/return";

/// The members by which a merchant names what it asks for, one a message.
const REFERENCES: &[&str] = &[
    "merchantPaymentChargeReference",
    "merchantCaptureReference",
    "merchantVoidReference",
    "merchantRefundReference",
    "merchantPaymentAgreementReference",
];

/// A well-formed message of an operation, without what only the scenario knows.
pub fn draft(endpoint: &'static Endpoint, credentials: &Credentials, ids: &Ids) -> Map<String, Value> {
    let members = match endpoint.name {
        "charge" => with_consumer(credentials, json!({ "merchantPaymentChargeReference": ids.next("p") })),
        "capture" => json!({ "merchantCaptureReference": ids.next("c") }),
        "void" => json!({ "merchantVoidReference": ids.next("v") }),
        "refund" => json!({ "merchantRefundReference": ids.next("r"), "refundReason": "RETURN" }),
        "agreement" => with_consumer(
            credentials,
            json!({
                "merchantPaymentAgreementReference": ids.next("a"),
                "description": "A monthly box",
                "startDate": "2026-03-26T20:24:27Z",
            }),
        ),
        "agreement_charge" => {
            let reference = ids.next("p");
            json!({ "merchantPaymentChargeReference": reference, "initiator": "MERCHANT", "scheduleType": "SCHEDULED" })
        }
        "confirmation" | "agreement_confirmation" => json!({ "authenticationResult": { "details": {} } }),
        _ => json!({}),
    };
    match members {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// The members of a payment for which the consumer is sent to Amazon.
fn with_consumer(credentials: &Credentials, mut message: Value) -> Value {
    let given = credentials.get("return_url");
    let return_url = if given.is_empty() { RETURN_URL } else { given };
    message["paymentMethod"] = json!(METHOD);
    message["consumer"] = json!({ "name": "Pat Example", "country": COUNTRY });
    message["authenticationSettings"] = json!([{ "type": "REDIRECT", "settings": { "returnUrl": return_url } }]);
    message
}

/// Writes a value that only the scenario knows into the members that carry it.
pub fn fill(draft: &mut Draft, slot: &Slot<'_>) {
    match *slot {
        Slot::Amount(amount) => fill_amount(draft, cents(amount)),
        Slot::Earlier { sent, answer, .. } => fill_ids(draft, sent, answer),
        Slot::Merchant(merchant) => draft.headers.set(auth::MERCHANT_ID, merchant),
        Slot::Customer(_) => {}
    }
}

/// The amount of a charge is an object, that of a capture, void or refund a bare number; an agreement has one in its first
/// charge.
fn fill_amount(draft: &mut Draft, cents: Value) {
    let money = json!({ "value": cents, "currency": CURRENCY });
    match draft.endpoint.name {
        "charge" | "agreement_charge" => draft.members.insert("amount".into(), money),
        "agreement" => draft.members.insert("initialPaymentCharge".into(), json!({ "amount": money })),
        _ => draft.members.insert("amount".into(), cents),
    };
}

fn fill_ids(draft: &mut Draft, sent: &Draft, answer: &Value) {
    let id = &answer["id"];
    let charge = match (sent.endpoint.name, draft.endpoint.name) {
        ("agreement", _) => &answer["initialPaymentChargeId"],
        ("charge" | "agreement_charge", _) => id,
        _ => sent.members.get("charge_id").unwrap_or(&Value::Null),
    };
    let names = [("charge_id", charge), ("agreement_id", id), ("capture_id", id), ("void_id", id), ("refund_id", id)];
    for (name, value) in names {
        if value.is_string() && draft.path.contains(&format!("{{{name}}}")) {
            draft.members.insert(name.into(), value.clone());
        }
    }
    if draft.endpoint.name == "search" {
        let reference = sent.members.get("merchantPaymentChargeReference").cloned();
        draft.members.insert("merchantPaymentChargeReference".into(), reference.unwrap_or_default());
    }
}

/// Where the consumer comes back to from a payment with these members.
pub fn return_url(members: &Map<String, Value>) -> Option<&str> {
    let settings = members.get("authenticationSettings")?.as_array()?;
    settings.iter().find(|one| one["type"] == "REDIRECT")?["settings"]["returnUrl"].as_str()
}

/// A decimal text as a number of cents; what is finer than a cent is sent as it stands, for the provider to refuse.
fn cents(amount: &str) -> Value {
    let cents = money::decimal(amount).ok().map(|amount| amount * rust_decimal::Decimal::ONE_HUNDRED);
    match cents.filter(|cents| cents.fract().is_zero()).and_then(|cents| cents.to_i64()) {
        Some(cents) => json!(cents),
        None => json!(amount),
    }
}

/// The first call to a target: the charges of a reference that was never given.
pub fn probe(_: Option<&Secret>, _: &Credentials, ids: &Ids) -> Draft {
    let members = [("merchantPaymentChargeReference".to_owned(), json!(ids.next("p")))].into_iter().collect();
    Draft::new(endpoints::named("search"), members)
}

/// The request of a draft. A message that has a reference has an idempotency key, which stays the same when it is sent again.
pub fn compose(draft: &Draft, sender: &Sender<'_>) -> Result<Request, String> {
    let mut usual = auth::headers(sender.credentials);
    let reference = REFERENCES.iter().find_map(|name| draft.members.get(*name)?.as_str());
    if let Some(reference) = reference.filter(|_| draft.endpoint.method == "POST") {
        usual.set(IDEMPOTENCY_KEY, auth::idempotency_key(reference));
    }
    draft.compose(sender.base_url, usual)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema;

    fn filled(name: &str, amount: &str) -> Draft {
        let endpoint = endpoints::named(name);
        let mut draft = Draft::new(endpoint, draft(endpoint, &Credentials::default(), &Ids::new("x")));
        fill(&mut draft, &Slot::Amount(amount));
        draft
    }

    #[test]
    fn amounts_are_cents_each_where_its_message_has_it() {
        assert_eq!(filled("charge", "10.50").members["amount"], json!({ "value": 1050, "currency": "USD" }));
        assert_eq!(filled("refund", "0.01").members["amount"], json!(1));
        assert_eq!(filled("agreement", "9").members["initialPaymentCharge"]["amount"]["value"], json!(900));
        assert_eq!(filled("refund", "0.001").members["amount"], json!("0.001"));
    }

    #[test]
    fn drafts_fit_their_schemas() {
        for endpoint in endpoints::ENDPOINTS {
            let mut draft = Draft::new(endpoint, draft(endpoint, &Credentials::default(), &Ids::new("x")));
            if let Some(amount) = endpoint.amount {
                fill(&mut draft, &Slot::Amount(amount));
            }
            let fits = schema::validate("ppro", &format!("{}.request", endpoint.name), &Value::Object(draft.members));
            assert_eq!(fits, Ok(()), "{}", endpoint.name);
        }
    }

    #[test]
    fn ids_of_what_came_before_stand_in_the_path() {
        let charge = filled("charge", "1.00");
        let mut refund = filled("refund", "1.00");
        fill(&mut refund, &Slot::Earlier { by: "", sent: &charge, answer: &json!({ "id": "charge_1" }) });
        assert_eq!(refund.members["charge_id"], "charge_1");
        let mut status = filled("refund_status", "1.00");
        fill(&mut status, &Slot::Earlier { by: "", sent: &refund, answer: &json!({ "id": "refund_1" }) });
        assert_eq!((&status.members["charge_id"], &status.members["refund_id"]), (&json!("charge_1"), &json!("refund_1")));
    }

    #[test]
    fn a_message_sent_again_has_the_same_key() {
        let credentials = [("api_key", "k"), ("merchant_id", "m")].into_iter().collect();
        let sender =
            Sender { base_url: "http://h", signed_host: None, credentials: &credentials, now: jiff::Timestamp::UNIX_EPOCH };
        let key = |draft: &Draft| compose(draft, &sender).unwrap().headers.get(IDEMPOTENCY_KEY).map(str::to_owned);
        let charge = filled("charge", "1.00");
        let mut changed = charge.clone();
        fill(&mut changed, &Slot::Amount("2.00"));
        assert!(key(&charge).is_some() && key(&charge) == key(&changed));
        let reference = [("merchantPaymentChargeReference".to_owned(), json!("p-1"))].into_iter().collect();
        assert_eq!(key(&Draft::new(endpoints::named("search"), reference)), None);
    }
}
