//! Exchanges for the unit tests of the rules.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::RULES;
use crate::core::finding::Verdict;
use crate::core::http::{Exchange, Request, Response};
use crate::providers::adyen::ADYEN;
pub use crate::providers::verdicts::{assert_broken, assert_not_applicable, assert_passed, assert_unclear};
use crate::providers::{Credentials, Judged};

/// A call of an operation, at the version's path; `{payment_id}` is P.
pub fn call(operation: &str, body: &Value) -> Request {
    let endpoint = ADYEN.endpoint(operation).unwrap();
    let url = format!("https://checkout-test.example/v71{}", endpoint.path.replace("{payment_id}", "P"));
    Request { body: body.to_string().into_bytes(), ..Request::new("POST", url) }
}

/// What a rule says of a call with this answer.
pub fn judge(rule: &str, operation: &str, request: Request, response: Response) -> Verdict {
    judge_all(rule, operation, request, Ok(response), &Credentials::default())
}

/// A call of a merchant, with its key.
pub fn sent(operation: &str, body: &Value) -> Request {
    let mut request = call(operation, body);
    request.headers.set("x-api-key", "AQE-key");
    request.headers.set("content-type", "application/json");
    request
}

/// What a rule says of a merchant's call.
pub fn judge_sent(rule: &str, operation: &str, request: Request) -> Verdict {
    judge_with(rule, operation, request, &account())
}

/// What a rule says of the call of a merchant with this account.
pub fn judge_with(rule: &str, operation: &str, request: Request, account: &Credentials) -> Verdict {
    judge_all(rule, operation, request, Err("not answered".to_owned()), account)
}

/// What a rule says of a merchant's payment, changed.
pub fn judge_changed(rule: &str, change: impl Fn(&mut Value)) -> Verdict {
    let mut body = payment();
    change(&mut body);
    judge_sent(rule, "payment", sent("payment", &body))
}

/// A payment as a merchant sends it.
pub fn payment() -> Value {
    json!({
        "merchantAccount": "Shop", "reference": "p-1", "returnUrl": "https://shop.example/return",
        "amount": { "currency": "EUR", "value": 1000 }, "paymentMethod": { "type": "amazonpay", "amazonPayToken": "t" },
    })
}

/// The account of a merchant.
pub fn account() -> Credentials {
    [("api_key", "AQE-key"), ("currency", "EUR")].into_iter().collect()
}

fn judge_all(rule: &str, operation: &str, request: Request, answer: Result<Response, String>, account: &Credentials) -> Verdict {
    let exchange = Exchange { id: "x1".to_owned(), at: Timestamp::UNIX_EPOCH, duration_ms: 1.0, request, answer };
    let rule = RULES.iter().find(|known| known.name == rule).unwrap();
    (rule.judge)(&Judged::new(&exchange, ADYEN.endpoint(operation), account))
}

/// What a rule says of a call with this body and this JSON answer.
pub fn judge_json(rule: &str, operation: &str, body: &Value, status: u16, answer: &Value) -> Verdict {
    judge(rule, operation, call(operation, body), Response::json(status, answer))
}

/// An answer that is no JSON.
pub fn text(status: u16) -> Response {
    Response { status, headers: Default::default(), body: b"Bad gateway".to_vec() }
}
