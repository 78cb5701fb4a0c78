//! The messages of the API as the merchant sends them, and what a refusal says.

use serde_json::{Map, Value, json};

use super::auth::{self, API_KEY, IDEMPOTENCY_KEY};
use super::endpoints::ENDPOINTS;
use super::{currencies, results};
use crate::core::http::{Headers, Request, Response};
use crate::core::id::Ids;
use crate::core::member;
use crate::core::secret::Secret;
use crate::providers::{Cause, Credentials, Draft, Endpoint, Refusal, Sender, Slot};

/// Members and headers whose values are never recorded.
pub const SENSITIVE: &[&str] = &[
    API_KEY,
    "authorization",
    "amazonPayToken",
    "checkoutSessionId",
    "storedPaymentMethodId",
    "tokenization.storedPaymentMethodId",
    "hmacSignature",
    "redirectResult",
    "threeDSResult",
    "authorisationToken",
    "paymentData",
    "shopperEmail",
    "shopperIP",
    "redirectData",
];

/// A well-formed message of an operation, without what only the scenario knows (OAS71; SEED).
pub fn draft(endpoint: &'static Endpoint, credentials: &Credentials, ids: &Ids) -> Map<String, Value> {
    let account = credentials.get("merchant_account");
    let amount = json!({ "currency": auth::currency(credentials), "value": 0 });
    let shopper = auth::shopper_reference(credentials);
    let mut payment = json!({
        "merchantAccount": account,
        "amount": amount,
        "reference": ids.next("p"),
        "paymentMethod": { "type": "amazonpay" },
        "returnUrl": auth::return_url(credentials),
        "channel": "Web",
    });
    let members = match endpoint.name {
        "payment_methods" => {
            json!({ "merchantAccount": account, "countryCode": auth::country(credentials), "amount": amount, "channel": "Web" })
        }
        "payment" => payment,
        "storing_payment" => {
            payment["shopperReference"] = json!(shopper);
            payment["storePaymentMethod"] = json!(true);
            payment
        }
        "token_payment" => {
            payment["paymentMethod"]["storedPaymentMethodId"] = json!(credentials.get("stored_payment_method_id"));
            payment["shopperReference"] = json!(shopper);
            payment["shopperInteraction"] = json!("ContAuth");
            payment["recurringProcessingModel"] = json!("UnscheduledCardOnFile");
            payment
        }
        "payment_details" => json!({ "details": {} }),
        "capture" | "refund" => json!({ "merchantAccount": account, "amount": amount, "reference": ids.next("m") }),
        _ => json!({ "merchantAccount": account, "reference": ids.next("m") }),
    };
    match members {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// Writes a value that only the scenario knows into the members that carry it.
pub fn fill(draft: &mut Draft, slot: &Slot<'_>) {
    let members = &mut draft.members;
    match *slot {
        Slot::Customer(token) if matches!(draft.endpoint.name, "payment" | "storing_payment") => {
            member::set(members, "paymentMethod.amazonPayToken", json!(token));
        }
        Slot::Customer(_) => {}
        Slot::Amount(amount) => {
            let currency = member::of(members, "amount.currency").and_then(Value::as_str).unwrap_or_default();
            // What is no amount of the currency is sent as it is: the scenario asks what becomes of it.
            let value = currencies::minor(amount, currency).map_or_else(|| json!(amount), Value::from);
            member::set(members, "amount.value", value);
        }
        Slot::Merchant(merchant) => {
            members.insert("merchantAccount".into(), json!(merchant));
        }
        Slot::Earlier { sent, answer, .. } => match draft.endpoint.name {
            "payment_details" => member::set(members, "details", outcome(&answer["action"])),
            "technical_cancel" => {
                let reference = sent.members.get("reference").cloned().unwrap_or_default();
                member::set(members, "paymentReference", reference);
            }
            _ => member::set(members, "payment_id", answer["pspReference"].clone()),
        },
    }
}

/// What a browser brings back after an action, as our simulator's shopper does it: the redirect's data or the challenge's token.
fn outcome(action: &Value) -> Value {
    let url = action["url"].as_str().unwrap_or_default();
    match (action["token"].as_str(), url.split_once("redirectData=")) {
        (Some(token), _) => json!({ "threeDSResult": token }),
        (None, Some((_, data))) => json!({ "redirectResult": data }),
        (None, None) => json!({}),
    }
}

/// The first call to a target: the payment methods.
pub fn probe(_: Option<&Secret>, credentials: &Credentials, ids: &Ids) -> Draft {
    let endpoint = &ENDPOINTS[0];
    let mut draft = Draft::new(endpoint, draft(endpoint, credentials, ids));
    fill(&mut draft, &Slot::Amount("10.00"));
    draft
}

/// True for a text of the form of Adyen's own references: 16 letters and digits (OAS71).
pub fn is_psp_reference(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// What a refusal says: `errorCode` and `message` of a `ServiceError` (OAS71).
pub fn refusal(response: &Response) -> Option<Refusal> {
    if response.is_success() {
        return None;
    }
    let body: Value = serde_json::from_slice(&response.body).ok()?;
    let code = body.get("errorCode")?.as_str()?.to_owned();
    let message = body.get("message")?.as_str()?.to_owned();
    let cause = match response.status {
        401 | 403 => Cause::Credentials,
        500.. => Cause::Fault,
        _ => Cause::Request,
    };
    Some(Refusal { code, message, cause })
}

/// What an answer of success declines: a payment that is Refused, Cancelled or an Error, for `refusalReason` (REFUSAL).
pub fn declined(answer: &Value) -> Option<Refusal> {
    let result = results::find(answer.get("resultCode")?.as_str()?).filter(|result| result.declines())?;
    let message = answer["refusalReason"].as_str().unwrap_or_default().to_owned();
    Some(Refusal { code: result.code.to_owned(), message, cause: Cause::Request })
}

/// The request of a draft. Its reference is unique, and serves as the idempotency key of all that moves money.
pub fn compose(draft: &Draft, sender: &Sender<'_>) -> Result<Request, String> {
    let mut usual: Headers = [(API_KEY, sender.credentials.get("api_key"))].into_iter().collect();
    if let Some(reference) = draft.members.get("reference").and_then(Value::as_str) {
        usual.set(IDEMPOTENCY_KEY, reference);
    }
    draft.compose(sender.base_url, usual)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> &'static Endpoint {
        ENDPOINTS.iter().find(|endpoint| endpoint.name == name).unwrap()
    }

    fn drafted(name: &str) -> Draft {
        let credentials = [("merchant_account", "Shop"), ("currency", "HUF")].into_iter().collect();
        Draft::new(named(name), draft(named(name), &credentials, &Ids::new("x")))
    }

    #[test]
    fn an_amount_is_written_in_minor_units() {
        let mut payment = drafted("payment");
        for (amount, value) in [("10.50", json!(1050)), ("10.505", json!("10.505")), ("ten", json!("ten"))] {
            fill(&mut payment, &Slot::Amount(amount));
            assert_eq!(payment.members["amount"], json!({ "currency": "HUF", "value": value }));
        }
    }

    #[test]
    fn a_modification_names_the_payment_and_not_an_earlier_modification() {
        let sent = drafted("payment");
        let answer = json!({ "pspReference": "P1" });
        let earlier = Slot::Earlier { by: "", sent: &sent, answer: &answer };
        let mut refund = drafted("refund");
        fill(&mut refund, &earlier);
        let credentials = [("api_key", "k")].into_iter().collect();
        let sender = Sender { base_url: "http://h/v71", signed_host: None, credentials: &credentials, now: Default::default() };
        let request = compose(&refund, &sender).unwrap();
        assert_eq!(request.url, "http://h/v71/payments/P1/refunds");
        assert_eq!(request.headers.get(API_KEY), Some("k"));
        assert!(request.headers.get(IDEMPOTENCY_KEY).is_some_and(|key| key.len() <= auth::LONGEST_IDEMPOTENCY_KEY));
        let mut cancel = drafted("technical_cancel");
        fill(&mut cancel, &earlier);
        assert_eq!(cancel.members["paymentReference"], sent.members["reference"]);
    }

    #[test]
    fn a_payment_that_came_to_nothing_is_declined_by_an_answer_of_success() {
        let refused = declined(&json!({ "resultCode": "Refused", "refusalReason": "Expired Card" })).unwrap();
        assert_eq!((refused.code.as_str(), refused.message.as_str(), refused.cause), ("Refused", "Expired Card", Cause::Request));
        for answer in [json!({ "resultCode": "Authorised" }), json!({ "resultCode": "Pending" }), json!({}), json!([])] {
            assert_eq!(declined(&answer), None, "{answer}");
        }
    }

    #[test]
    fn a_service_error_is_read_by_its_code() {
        let answer = |status, body: Value| refusal(&Response::json(status, &body)).map(|refusal| (refusal.code, refusal.cause));
        let body = json!({ "status": 422, "errorCode": "14_030", "message": "m", "errorType": "validation" });
        assert_eq!(answer(422, body.clone()), Some(("14_030".to_owned(), Cause::Request)));
        assert_eq!(answer(401, body.clone()), Some(("14_030".to_owned(), Cause::Credentials)));
        assert_eq!(answer(503, body.clone()), Some(("14_030".to_owned(), Cause::Fault)));
        assert_eq!(answer(200, body), None);
        assert_eq!(answer(422, json!({ "errorCode": 14, "message": "m" })), None);
    }
}
