//! What Juspay tells a merchant unasked (<https://docs.juspay.io/hyper-checkout/web/base-sdk-integration/webhooks>).

use jiff::Timestamp;
use serde_json::{Value, json};

use super::auth::{self, AUTHORIZATION};
use crate::core::http::Request;
use crate::providers::Credentials;

/// The delivery of an event about an order, with the credentials that the merchant set for its address.
pub fn compose(event: &str, id: &str, order: Value, now: Timestamp, url: &str, credentials: &Credentials) -> Request {
    let body = json!({
        "id": id,
        "event_name": event,
        "date_created": now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "content": { "order": order },
    });
    let mut request = Request { body: body.to_string().into_bytes(), ..Request::new("POST", url) };
    request.headers.set("content-type", "application/json");
    let (user, password) = (credentials.get("webhook_username"), credentials.get("webhook_password"));
    request.headers.set(AUTHORIZATION, auth::basic(user, password));
    request
}

/// True when a delivery carries the credentials that the merchant set.
pub fn is_genuine(request: &Request, credentials: &Credentials) -> bool {
    let (user, password) = (credentials.get("webhook_username"), credentials.get("webhook_password"));
    let given = request.headers.get(AUTHORIZATION).and_then(auth::read_basic);
    !password.is_empty() && given.is_some_and(|(name, secret)| name == user && secret == password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_carries_the_merchants_credentials() {
        let account: Credentials = [("webhook_username", "hook"), ("webhook_password", "a:b")].into_iter().collect();
        let order = json!({ "order_id": "o-1", "status": "CHARGED" });
        let url = "https://shop.example/juspay";
        let mut request = compose("ORDER_SUCCEEDED", "evt_V2_0", order, Timestamp::UNIX_EPOCH, url, &account);
        assert!(is_genuine(&request, &account) && !is_genuine(&request, &Credentials::default()));
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        assert_eq!(
            (&body["content"]["order"]["order_id"], &body["date_created"]),
            (&json!("o-1"), &json!("1970-01-01T00:00:00Z"))
        );
        for header in ["Basic aG9vazphOmM=", "Basic aG9vaw==", ""] {
            request.headers.set(AUTHORIZATION, header);
            assert!(!is_genuine(&request, &account), "{header}");
        }
    }
}
