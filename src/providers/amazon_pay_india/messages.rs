//! The messages of the API as the merchant sends them: well-formed drafts, their requests, and what a refusal says.

use serde_json::{Map, Value, json};

use super::auth::{ALGORITHM, DATE, EXPIRES, SCHEME, USUAL_EXPIRES, format_date, safelisted};
use super::endpoints;
use crate::core::http::{Headers, Request, Response};
use crate::core::id::Ids;
use crate::core::secret::Secret;
use crate::providers::{Cause, Credentials, Draft, Endpoint, Refusal, Sender, Slot};
use crate::signing::encoding::encode;

/// Members, parameters and headers whose values are never recorded. An authorization code is known as a secret where one is
/// used; its member `code` is also that of errors, which a report must show.
pub const SENSITIVE: &[&str] = &[
    "accessToken",
    "access_token",
    "refresh_token",
    "client_secret",
    "code_verifier",
    "authToken",
    "payload",
    "iv",
    "phoneNumber",
    "paymentMetaData",
    // The customer's statement, open to whoever has the whole address.
    "keyFactStatementUrl?",
];

/// The header that names the merchant account (AP/section8/api_reference).
pub const CLIENT_ID: &str = "x-amz-client-id";

/// The header that names where the customer is (AP/section8/api_reference).
pub const SOURCE: &str = "x-amz-source";

/// The header that names the customer's address (AP/section8/api_reference).
pub const USER_IP: &str = "x-amz-user-ip";

/// A well-formed message of an operation, in the order of its table, without what only the scenario knows (AP/section8).
pub fn draft(endpoint: &'static Endpoint, credentials: &Credentials, ids: &Ids) -> Map<String, Value> {
    let merchant = credentials.get("merchant_id");
    let members = match endpoint.name {
        "access_token" => json!({ "grant_type": "refresh_token" }),
        "instruments" => json!({ "merchantId": merchant, "instrumentTypes": "AmazonPayLater" }),
        "charge" => charge(merchant, safelisted(credentials).next().unwrap_or_default(), &ids.next("c")),
        "refund" => json!({
            "currencyCode": "INR",
            "refundId": ids.next("r"),
            "chargeIdType": "MerchantTxnId",
            "merchantId": merchant,
        }),
        _ => json!({ "merchantId": merchant, "txnIdType": "MerchantTxnId" }),
    };
    match members {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn charge(merchant: &str, callback: &str, id: &str) -> Value {
    json!({
        "intent": "Capture",
        "currencyCode": "INR",
        "callbackUrl": callback,
        "chargeId": id,
        "referenceId": id,
        "merchantId": merchant,
        "attributableProgram": "S2SPay",
        "timeoutInSecs": "900",
        "paymentMetaData": "",
        "selectedPaymentInstrumentType": "AmazonPayLater",
    })
}

/// Writes a value that only the scenario knows into the members that carry it.
pub fn fill(draft: &mut Draft, slot: &Slot<'_>) {
    match *slot {
        Slot::Customer(token) => {
            if matches!(draft.endpoint.name, "instruments" | "charge") {
                draft.members.insert("accessToken".into(), json!(token));
            }
        }
        Slot::Amount(amount) => {
            draft.members.insert("amount".into(), json!(amount));
        }
        Slot::Merchant(merchant) => {
            draft.members.insert("merchantId".into(), json!(merchant));
            draft.headers.set(CLIENT_ID, merchant);
        }
        Slot::Earlier { by, sent, answer } => {
            let (kind, id) = match draft.endpoint.name {
                "refund" => ("chargeIdType", "chargeId"),
                _ => ("txnIdType", "txnId"),
            };
            let (own, amazons) = match sent.endpoint.name {
                "refund" => ("refundId", "amazonRefundId"),
                _ => ("chargeId", "amazonChargeId"),
            };
            let by = if by.is_empty() { "MerchantTxnId" } else { by };
            let named = if by == "AmazonTxnId" { answer.get(amazons) } else { sent.members.get(own) };
            draft.members.insert(kind.into(), json!(by));
            draft.members.insert(id.into(), named.cloned().unwrap_or_default());
        }
    }
}

/// The ids of the charge or refund that a call is about: the merchant's own and Amazon's.
pub fn transactions(endpoint: &Endpoint, members: &Map<String, Value>, answer: &Value) -> Vec<String> {
    let names: &[&str] = match endpoint.name {
        "charge" => &["chargeId", "amazonChargeId"],
        "refund" => &["refundId", "amazonRefundId"],
        "charge_status" | "refund_status" => &["txnId"],
        _ => &[],
    };
    let mut ids: Vec<String> = Vec::new();
    for id in names.iter().flat_map(|name| [members.get(*name), answer.get(*name)]).flatten().filter_map(Value::as_str) {
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }
    ids
}

/// The first call to a target: the instruments of a customer, or without one the status of a charge that never was.
pub fn probe(token: Option<&Secret>, credentials: &Credentials, ids: &Ids) -> Draft {
    let name = if token.is_some() { "instruments" } else { "charge_status" };
    let endpoint = endpoints::named(name);
    let mut draft = Draft::new(endpoint, draft(endpoint, credentials, ids));
    match token {
        Some(token) => {
            fill(&mut draft, &Slot::Customer(token.expose()));
            fill(&mut draft, &Slot::Amount("1.00"));
        }
        None => {
            draft.members.insert("txnId".into(), json!(ids.next("c")));
        }
    }
    draft
}

/// What a refusal says: `code` and `message` (AP/section8/status_codes).
pub fn refusal(response: &Response) -> Option<Refusal> {
    if response.is_success() {
        return None;
    }
    let body: Value = serde_json::from_slice(&response.body).ok()?;
    let code = body.get("code")?.as_str()?.to_owned();
    let message = body.get("message")?.as_str()?.to_owned();
    let cause = match code.as_str() {
        "AuthorizationFailed" | "AuthorizationExpired" | "InvalidMerchantId" | "MerchantIdMismatch" => Cause::Credentials,
        "InvalidAccessToken" => Cause::Token,
        "InternalServerError" => Cause::Fault,
        _ => Cause::Request,
    };
    Some(Refusal { code, message, cause })
}

/// The unsigned request of a draft: a GET carries its members in the query, a POST in a JSON body.
pub fn compose(draft: &Draft, sender: &Sender<'_>) -> Result<Request, String> {
    let endpoint = draft.endpoint;
    let mut request = Request::new(endpoint.method, format!("{}{}", sender.base_url, draft.path));
    if endpoint.method == "GET" {
        request.url.push_str(&query(&draft.members)?);
    } else {
        request.body = serde_json::to_vec(&draft.members).map_err(|error| format!("could not write the body: {error}"))?;
        request.headers.set("content-type", "application/json");
    }
    if endpoint.signed {
        sign_headers(&mut request.headers, sender);
    }
    for (name, value) in draft.headers.iter() {
        match value {
            "" => request.headers.remove(name),
            value => request.headers.set(name, value),
        }
    }
    Ok(request)
}

/// Changes a part of a request that is signed (AP/section1/create_canonical_request).
pub fn tamper(request: &mut Request, part: &str) {
    match part {
        "method" => request.method = if request.method == "GET" { "POST" } else { "PUT" }.to_owned(),
        "path" => request.url = request.url.replacen("/v1/", "/v2/", 1),
        "query" if !request.query().is_empty() => request.url.push_str("&signedOnly=1"),
        "header" => request.headers.set(USER_IP, "198.51.100.7"),
        "body" => request.body = String::from_utf8_lossy(&request.body).replacen('{', r#"{"signedOnly":"1","#, 1).into(),
        _ => {}
    }
}

/// The seven headers that are signed (AP/section8/api_reference).
fn sign_headers(headers: &mut Headers, sender: &Sender<'_>) {
    headers.set(CLIENT_ID, sender.credentials.get("merchant_id"));
    headers.set(SOURCE, "Server");
    headers.set(USER_IP, "203.0.113.7");
    headers.set("x-amz-user-agent", concat!("signoff/", env!("CARGO_PKG_VERSION")));
    headers.set(ALGORITHM, SCHEME.algorithm);
    headers.set(DATE, format_date(sender.now));
    headers.set(EXPIRES, USUAL_EXPIRES);
}

/// `?name=value&..`, encoded as the signature encodes; empty without members.
fn query(members: &Map<String, Value>) -> Result<String, String> {
    let mut query = String::new();
    for (name, value) in members {
        query.push(if query.is_empty() { '?' } else { '&' });
        encode(name, &mut query);
        query.push('=');
        match value {
            Value::String(text) => encode(text, &mut query),
            Value::Number(number) => encode(number.as_str(), &mut query),
            _ => return Err(format!("could not write the query: {name} is neither text nor number")),
        }
    }
    Ok(query)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::amazon_pay_india::endpoints::ENDPOINTS;
    use jiff::Timestamp;

    fn composed(name: &str, members: Value, headers: &[(&str, &str)]) -> Result<Request, String> {
        let credentials = [("merchant_id", "MID")].into_iter().collect();
        let sender = Sender {
            base_url: "http://h",
            signed_host: None,
            credentials: &credentials,
            now: Timestamp::from_second(1).unwrap(),
        };
        let endpoint = ENDPOINTS.iter().find(|endpoint| endpoint.name == name).unwrap();
        let Value::Object(members) = members else { panic!("no members") };
        compose(&Draft { headers: headers.iter().copied().collect(), ..Draft::new(endpoint, members) }, &sender)
    }

    #[test]
    fn a_query_is_encoded_as_it_is_signed() {
        let request = composed("instruments", json!({ "accessToken": "Atza|a b", "n": 1 }), &[]).unwrap();
        assert_eq!(request.url, "http://h/v1/payments/instruments?accessToken=Atza%7Ca%20b&n=1");
        assert!(request.body.is_empty() && request.headers.get("content-type").is_none());
        assert!(composed("instruments", json!({ "amount": null }), &[]).is_err());
    }

    #[test]
    fn a_body_keeps_its_order_and_headers_are_replaced_or_left_out() {
        let headers = [("x-amz-expires", "60"), ("x-amz-source", "")];
        let request = composed("charge", json!({ "b": "2", "a": "1" }), &headers).unwrap();
        assert_eq!(request.body, br#"{"b":"2","a":"1"}"#);
        assert_eq!((request.headers.get(EXPIRES), request.headers.get("x-amz-source")), (Some("60"), None));
        assert_eq!((request.headers.get(CLIENT_ID), request.headers.get(DATE)), (Some("MID"), Some("19700101T000001Z")));
        assert_eq!(composed("access_token", json!({}), &[]).unwrap().headers.get(DATE), None);
    }

    #[test]
    fn an_earlier_charge_is_named_by_either_id() {
        let credentials = Credentials::default();
        let sent = Draft::new(&ENDPOINTS[2], draft(&ENDPOINTS[2], &credentials, &Ids::new("x")));
        let answer = json!({ "amazonChargeId": "S04-1" });
        let own = &sent.members["chargeId"];
        for (by, kind, id) in [("", "MerchantTxnId", own), ("AmazonTxnId", "AmazonTxnId", &json!("S04-1"))] {
            let mut status = Draft::new(&ENDPOINTS[3], Map::new());
            fill(&mut status, &Slot::Earlier { by, sent: &sent, answer: &answer });
            assert_eq!((&status.members["txnIdType"], &status.members["txnId"]), (&json!(kind), id));
        }
    }

    #[test]
    fn a_refusal_is_read_in_the_published_shape_only() {
        let response = |status, body: Value| refusal(&Response::json(status, &body)).map(|refusal| refusal.cause);
        assert_eq!(response(403, json!({ "code": "InvalidAccessToken", "message": "m" })), Some(Cause::Token));
        assert_eq!(response(401, json!({ "code": "AuthorizationFailed", "message": "m" })), Some(Cause::Credentials));
        assert_eq!(response(400, json!({ "code": "ChargeNotApproved", "message": "m" })), Some(Cause::Request));
        assert_eq!(response(503, json!({ "code": "InternalServerError", "message": "m" })), Some(Cause::Fault));
        assert_eq!(response(400, json!({ "error": "invalid_grant" })), None);
        assert_eq!(response(200, json!({ "code": "x", "message": "m" })), None);
    }
}
