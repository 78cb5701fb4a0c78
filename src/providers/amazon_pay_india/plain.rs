//! The signature of requests for the rest of the program: what a signer under test is asked first: the plainest requests of the API, and how its answers are read.

use jiff::Timestamp;
use serde_json::json;

use super::auth::{self, ALGORITHM, DATE, EXPIRES, REQUEST_ID, SCHEME, USUAL_EXPIRES};
use super::endpoints::SANDBOX_HOST;
use super::messages::{CLIENT_ID, SOURCE};
use super::{cases, diagnose, messages, response_signature, signer};
use crate::core::http::{Headers, Request, Response};
use crate::providers::{Credentials, Explanation, SignerRoom};
use crate::signing::verify;

/// What signing, and testing a signer, need.
pub static ROOM: SignerRoom = SignerRoom {
    sign: auth::sign,
    tamper: messages::tamper,
    refusal: diagnose::refusal,
    answer: signer::answer,
    plain: request,
    stages: |request, credentials| auth::stages(request, credentials.get("secret_key"), None).map_err(|error| error.to_string()),
    read_authorization: |header| verify::read_authorization(&SCHEME, header),
    explain,
    cases: cases::requests,
    open_form: cases::open_form,
    readings: cases::readings,
    diagnose: diagnose::authorization,
    made_with: cases::made_with,
    catches: cases::catches,
    sign_response,
    date: (DATE, auth::read_date),
    response_id: REQUEST_ID,
    expires: EXPIRES,
};

/// Nothing in these has to be encoded, sorted or flattened, and no answer to them differs by one of those steps.
pub fn request(operation: &str) -> Option<Request> {
    let place = format!("https://{SANDBOX_HOST}/v1/payments/charge");
    let mut request = match operation {
        "charge" => Request::new("POST", place),
        "charge_status" => Request::new("GET", format!("{place}?merchantId=MID&txnId=order1&txnIdType=MerchantTxnId")),
        _ => return None,
    };
    if request.method == "POST" {
        request.body = json!({"amount": "1.00", "chargeId": "order1", "merchantId": "MID"}).to_string().into_bytes();
    }
    let headers = [
        (ALGORITHM, SCHEME.algorithm),
        (CLIENT_ID, "MID"),
        (DATE, "20260618T101530Z"),
        (EXPIRES, USUAL_EXPIRES),
        (SOURCE, "Server"),
        ("x-amz-user-agent", "agent"),
        ("x-amz-user-ip", "192.0.2.1"),
    ];
    request.headers = headers.into_iter().collect::<Headers>();
    Some(request)
}

fn explain(request: &Request, credentials: &Credentials, signature: &str) -> Explanation {
    let found = diagnose::signature(request, credentials, None, signature).unwrap_or_default();
    Explanation { faults: found.singles().map(signer::fault_name).collect(), text: found.sentence() }
}

fn sign_response(request: &Request, response: &mut Response, credentials: &Credentials, now: Timestamp) {
    let request_id = "ab6e5e05-1f15-48a1-ae39-84fd9ae62a17";
    response_signature::sign_response(request, response, credentials.get("secret_key"), now, request_id);
}
