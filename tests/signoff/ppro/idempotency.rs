//! Idempotency keys at the simulator: what is repeated, what is refused, and when a key is forgotten.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use signoff::core::http::{Request, Response};
use signoff::providers::ppro::PPRO;
use signoff::providers::{Account, Opening, Simulator};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

struct Desk {
    account: Account,
    simulator: Box<dyn Simulator>,
}

impl Desk {
    fn open() -> Self {
        let (account, simulator) = (PPRO.open)(&Opening { now: NOW, ..Opening::default() });
        Self { account, simulator }
    }

    fn charge(&mut self, key: &str, cents: i64, hours: i64) -> Response {
        let body = json!({
            "paymentMethod": "AMAZON_PAY",
            "amount": { "value": cents, "currency": "USD" },
            "consumer": { "country": "US" },
            "authenticationSettings": [{ "type": "REDIRECT", "settings": { "returnUrl": "https://shop.example/" } }],
        });
        let mut request = Request::new("POST", "http://127.0.0.1/v1/payment-charges");
        let bearer = format!("Bearer {}", self.account.credentials.get("api_key"));
        let merchant = self.account.credentials.get("merchant_id").to_owned();
        for (name, value) in [("Authorization", bearer.as_str()), ("Merchant-Id", &merchant), ("Request-Idempotency-Key", key)] {
            request.headers.set(name, value);
        }
        request.body = body.to_string().into_bytes();
        self.simulator.respond(&request, NOW.checked_add(SignedDuration::from_hours(hours)).unwrap())
    }
}

fn id(response: &Response) -> String {
    let body: Value = serde_json::from_slice(&response.body).unwrap();
    body["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_key_is_good_for_one_message_and_one_day() {
    let mut desk = Desk::open();
    let first = desk.charge("k", 1000, 0);
    let again = desk.charge("k", 1000, 23);
    assert_eq!((id(&first), first.headers.get("Request-Idempotency")), (id(&again), None));
    assert_eq!(again.headers.get("Request-Idempotency"), Some("true"));
    assert_eq!(desk.charge("k", 2000, 23).status, 409);
    assert_ne!(id(&desk.charge("other", 1000, 23)), id(&first));
    assert_ne!(id(&desk.charge("k", 1000, 24)), id(&first));
}

#[test]
fn a_refused_message_leaves_its_key_and_a_failed_one_does_not() {
    let mut desk = Desk::open();
    assert_eq!(desk.charge("k", -1, 0).status, 422);
    assert_eq!(desk.charge("k", 1000, 0).status, 200);
    let failed = desk.charge("f", 49, 0);
    assert_eq!(failed.status, 200);
    assert_eq!(id(&failed), id(&desk.charge("f", 49, 0)));
    assert_eq!(desk.charge("f", 50, 0).status, 409);
}
