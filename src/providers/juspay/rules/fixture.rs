//! Exchanges for the unit tests of the rules.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::RULES;
use crate::core::finding::Verdict;
use crate::core::http::{Exchange, Request, Response};
use crate::providers::juspay::JUSPAY;
use crate::providers::{Credentials, Endpoint, Judged};

/// A call of one operation in the making.
pub struct Case {
    endpoint: Option<&'static Endpoint>,
    request: Request,
    answer: Result<Response, String>,
}

impl Case {
    /// A call with these members in a JSON body.
    pub fn new(operation: &str, members: Value) -> Self {
        let endpoint = JUSPAY.endpoint(operation).expect("an operation of the provider");
        let path = endpoint.path.replace("{order_id}", "o-1").replace("{customer_id}", "cth_1");
        let mut request = Request::new(endpoint.method, format!("https://sandbox.juspay.in{path}"));
        request.headers.set("content-type", "application/json");
        if endpoint.method == "POST" {
            request.body = members.to_string().into_bytes();
        }
        Self { endpoint: Some(endpoint), request, answer: Err("not sent".to_owned()) }
    }

    /// With a JSON answer.
    pub fn answered(self, status: u16, body: &Value) -> Self {
        Self { answer: Ok(Response::json(status, body)), ..self }
    }

    /// With this header.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.request.headers.set(name, value);
        self
    }

    /// With this text for a body.
    pub fn with_body(mut self, body: &str) -> Self {
        self.request.body = body.as_bytes().to_vec();
        self
    }

    /// A request of no operation.
    pub fn unknown(self) -> Self {
        Self { endpoint: None, ..self }
    }

    /// What the rule of that name says.
    pub fn judge(self, rule: &str) -> Verdict {
        let Self { endpoint, request, answer } = self;
        let exchange = Exchange { id: "x1".to_owned(), at: Timestamp::UNIX_EPOCH, duration_ms: 1.0, request, answer };
        let rule = RULES.iter().find(|known| known.name == rule).expect("a rule of the table");
        (rule.judge)(&Judged::new(&exchange, endpoint, &Credentials::default()))
    }
}

/// A charged order of ten rupees, four of which are being refunded.
pub fn charged() -> Value {
    json!({
        "order_id": "o-1", "id": "ordeh_1", "merchant_id": "m", "status": "CHARGED", "status_id": 21, "amount": 10,
        "effective_amount": 10.00, "amount_refunded": 4, "refunded": false, "maximum_eligible_refund_amount": 6,
        "gateway_id": 38, "gateway_reference_id": "amazonpaylater_test", "txn_id": "m-o-1-1", "txn_uuid": "u",
        "metadata": { "AMAZONPAY:gateway_reference_id": "amazonpaylater_test" },
        "txn_detail": { "txn_id": "m-o-1-1", "txn_uuid": "u", "txn_amount": 10, "net_amount": 10, "gateway": "AMAZONPAY" },
        "payment_gateway_response": { "resp_code": "CaptureApproved", "epg_txn_id": "S04-1-2", "txn_id": "m-o-1-1" },
        "refunds": [{ "unique_request_id": "r-1", "amount": 4, "status": "PENDING", "ref": "S04-1-2-R1" }],
    })
}

/// What the rule says of that order, changed.
pub fn judge_order(rule: &str, change: impl Fn(&mut Value)) -> Verdict {
    let mut order = charged();
    change(&mut order);
    Case::new("order_status", json!({})).answered(200, &order).judge(rule)
}

#[track_caller]
pub fn passed(verdict: Verdict) {
    assert_eq!(verdict, Verdict::Passed);
}

#[track_caller]
pub fn not_applicable(verdict: Verdict) {
    assert_eq!(verdict, Verdict::NotApplicable);
}

#[track_caller]
pub fn broken(verdict: Verdict, member: &str) {
    match verdict {
        Verdict::Broken(finding) => assert_eq!(finding.place, format!("response body {member}"), "{finding:?}"),
        other => panic!("expected a finding at {member}, got {other:?}"),
    }
}
