//! The messages of the API as the merchant sends them: well-formed drafts and their requests.

use serde_json::{Map, Value, json};

use super::auth::{self, AUTHORIZATION, GATEWAY_REFERENCE, MERCHANT_ID, ROUTING_ID, VERSION};
use super::endpoints;
use super::statuses::NOT_FOUND;
use crate::core::http::{Headers, Request};
use crate::core::id::Ids;
use crate::core::secret::Secret;
use crate::providers::{Credentials, Draft, Endpoint, Sender, Slot};

/// Members, parameters and headers whose values are never recorded.
pub const SENSITIVE: &[&str] = &[
    AUTHORIZATION,
    "direct_wallet_token",
    "clientAuthToken",
    "client_auth_token",
    "customer_email",
    "customer_phone",
    "customerEmail",
    "customerPhone",
    // The customer's statement, open to whoever has the whole address.
    "kfs_link?",
];

/// Amazon Pay Later among the payment methods: method and type (Juspay's own samples).
pub const METHOD: (&str, &str) = ("AMAZONPAYLATER", "CONSUMER_FINANCE");
/// The gateway AMAZONPAY.
pub const GATEWAY_ID: u64 = 38;
/// The member that selects the gateway's credentials; its name holds a dot of its own.
pub const REFERENCE: &str = "metadata.AMAZONPAY:gateway_reference_id";
/// The reference of the published samples.
const USUAL_REFERENCE: &str = "amazonpaylater_test";
/// The reference for payments in instalments (Juspay's pages on the EMI flow).
pub const EMI_REFERENCE: &str = "amazonpay_emi_test";
/// The API version whose answers we read.
const USUAL_VERSION: &str = "2023-06-30";
const FORM: &str = "application/x-www-form-urlencoded";

/// What a session must have (SESSION).
pub const MANDATORY: [&str; 8] =
    ["order_id", "amount", "customer_id", "customer_email", "customer_phone", "payment_page_client_id", "action", "return_url"];
/// What the action of a session may be.
pub const ACTIONS: [&str; 2] = ["paymentPage", "paymentManagement"];

/// What the sdk_payload of a session repeats under another name: as requested, as repeated.
pub const ECHOED: &[(&str, &str)] = &[
    ("order_id", "orderId"),
    ("customer_id", "customerId"),
    ("customer_email", "customerEmail"),
    ("customer_phone", "customerPhone"),
    ("return_url", "returnUrl"),
    ("currency", "currency"),
    ("description", "description"),
    ("first_name", "firstName"),
    ("last_name", "lastName"),
    ("product_id", "productId"),
    ("quantity", "quantity"),
    ("action", "action"),
    ("merchant_id", "merchantId"),
];

/// A well-formed message of an operation, without what only the scenario knows.
pub fn draft(endpoint: &'static Endpoint, credentials: &Credentials, ids: &Ids) -> Map<String, Value> {
    let reference = match credentials.get(GATEWAY_REFERENCE) {
        "" => USUAL_REFERENCE,
        given => given,
    };
    let members = match endpoint.name {
        "session" => session(credentials, reference, &id(ids, "s")),
        "eligibility" => json!({ "gateway_reference_id": reference, "gateway_id": "38" }),
        "order" => order(credentials, reference, &id(ids, "o")),
        "txn" => json!({
            "merchant_id": credentials.get("merchant_id"),
            "payment_method_type": METHOD.1,
            "payment_method": METHOD.0,
            "redirect_after_payment": "true",
            "format": "json",
        }),
        "refund" | "txn_refund" => json!({ "unique_request_id": id(ids, "r") }),
        _ => json!({}),
    };
    match members {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// An id of letters and digits: the reference of sessions has no other characters, and what is laxer elsewhere takes it, too.
fn id(ids: &Ids, prefix: &str) -> String {
    ids.next(prefix).replace('-', "Z")
}

fn session(credentials: &Credentials, reference: &str, id: &str) -> Value {
    json!({
        "order_id": id,
        "customer_id": "",
        "customer_email": "buyer@shop.example",
        "customer_phone": "9876543210",
        "payment_page_client_id": credentials.get("client_id"),
        "action": "paymentPage",
        "return_url": credentials.get("return_url"),
        "description": "Complete your payment",
        "first_name": "Test",
        "last_name": "Buyer",
        "product_id": "p-1",
        "quantity": "1",
        "merchant_id": credentials.get("merchant_id"),
        "currency": "INR",
        REFERENCE: reference,
    })
}

fn order(credentials: &Credentials, reference: &str, id: &str) -> Value {
    json!({
        "order_id": id,
        "currency": "INR",
        "customer_id": "",
        "customer_email": "buyer@shop.example",
        "customer_phone": "9876543210",
        "return_url": credentials.get("return_url"),
        "gateway_id": "38",
        REFERENCE: reference,
    })
}

/// Customer id and wallet token of a customer: `<customer id>:<wallet token>`; a customer without a linked wallet has no token.
pub fn customer(token: &str) -> (&str, &str) {
    token.split_once(':').unwrap_or((token, ""))
}

/// Writes a value that only the scenario knows into the members that carry it.
pub fn fill(draft: &mut Draft, slot: &Slot<'_>) {
    let mut set = |name: &str, value: Value| drop(draft.members.insert(name.to_owned(), value));
    match *slot {
        Slot::Customer(token) => {
            let (id, wallet) = customer(token);
            match draft.endpoint.name {
                "session" | "order" | "eligibility" => set("customer_id", json!(id)),
                "txn" => set("direct_wallet_token", json!(wallet)),
                _ => {}
            }
            draft.headers.set(ROUTING_ID, id);
        }
        Slot::Amount(amount) => set("amount", json!(amount)),
        Slot::Merchant(merchant) => draft.headers.set(MERCHANT_ID, merchant),
        Slot::Earlier { answer, .. } if draft.endpoint.name == "txn_refund" => set("txn_id", answer["txn_id"].clone()),
        Slot::Earlier { sent, .. } => set("order_id", sent.members.get("order_id").cloned().unwrap_or_default()),
    }
}

/// The first call to a target: the eligibility of a customer, or without one the status of an order that never was.
pub fn probe(token: Option<&Secret>, credentials: &Credentials, ids: &Ids) -> Draft {
    let endpoint = endpoints::named(if token.is_some() { "eligibility" } else { "order_status" });
    let mut draft = Draft::new(endpoint, draft(endpoint, credentials, ids));
    match token {
        Some(token) => {
            fill(&mut draft, &Slot::Customer(token.expose()));
            fill(&mut draft, &Slot::Amount("10.00"));
        }
        None => drop(draft.members.insert("order_id".to_owned(), json!(id(ids, "o")))),
    }
    draft
}

/// What an eligibility says of Amazon Pay Later; null when it says nothing of it.
pub fn eligibility(answer: &Value) -> &Value {
    let mut entries = answer["payment_methods_eligibility"].as_array().into_iter().flatten();
    entries.find(|entry| entry["payment_method"] == METHOD.0).unwrap_or(&Value::Null)
}

/// True for the answer to the first call.
pub fn recognises(answer: &Value) -> bool {
    answer["payment_methods_eligibility"].is_array() || answer["status"] == NOT_FOUND.name
}

/// The request of a draft, with the key and the headers of every call.
pub fn compose(draft: &Draft, sender: &Sender<'_>) -> Result<Request, String> {
    let mut usual = Headers::default();
    usual.set(AUTHORIZATION, auth::basic(sender.credentials.get("api_key"), ""));
    usual.set(MERCHANT_ID, sender.credentials.get("merchant_id"));
    usual.set(VERSION, USUAL_VERSION);
    // A guest has no customer id: the order stands for them.
    if let Some(order) = draft.members.get("order_id").and_then(Value::as_str) {
        usual.set(ROUTING_ID, order);
    }
    if draft.endpoint.method == "POST" && draft.endpoint.name != "session" {
        usual.set("content-type", FORM);
    }
    draft.compose(sender.base_url, usual)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::providers::juspay::endpoints::ENDPOINTS;

    #[test]
    fn every_call_names_key_merchant_version_and_customer() {
        let credentials: Credentials = [("merchant_id", "m"), ("api_key", "1234"), ("client_id", "c")].into_iter().collect();
        let sender = Sender { base_url: "https://h", signed_host: None, credentials: &credentials, now: Timestamp::UNIX_EPOCH };
        for endpoint in ENDPOINTS {
            let mut message = Draft::new(endpoint, draft(endpoint, &credentials, &Ids::new("x")));
            message.members.entry("order_id").or_insert(json!("o-1"));
            fill(&mut message, &Slot::Customer("cth_1:tk_1"));
            fill(&mut message, &Slot::Amount("1.00"));
            message.members.entry("customer_id").or_insert(json!("cth_1"));
            let request = compose(&message, &sender).unwrap();
            let headers = [AUTHORIZATION, MERCHANT_ID, ROUTING_ID, VERSION].map(|name| request.headers.get(name));
            let wanted = ["Basic MTIzNDo=", "m", "cth_1", "2023-06-30"].map(Some);
            assert_eq!(headers, wanted, "{}", endpoint.name);
        }
    }

    #[test]
    fn ids_are_letters_and_digits_and_short_enough() {
        let ids = Ids::new("abcdefgh").of_part(36_u64.pow(6) - 1);
        for (operation, member) in [("session", "order_id"), ("order", "order_id"), ("refund", "unique_request_id")] {
            let members = draft(endpoints::named(operation), &Credentials::default(), &ids);
            let id = members[member].as_str().unwrap();
            assert!(id.len() < 21 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{operation}: {id}");
        }
    }
}
