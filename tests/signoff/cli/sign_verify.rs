//! `sign` and `verify` joined by hand: what one writes, the other accepts.

use std::io::Write;
use std::process::Child;

use serde_json::{Value, json};

use super::scene::{Ran, Scene};

pub fn pipe(command: &str, input: &str) -> Ran {
    let scene = Scene::embedded();
    let mut started = scene.command(&[command, "--provider", "amazon_pay_india"]);
    let mut child: Child = started.stdin(std::process::Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    Ran::new(child.wait_with_output().unwrap(), Default::default())
}

#[test]
fn verify_accepts_what_sign_wrote_and_nothing_else() {
    let headers = json!({
        "x-amz-client-id": "A1TESTMERCHANT", "x-amz-source": "Server", "x-amz-user-ip": "203.0.113.7",
        "x-amz-user-agent": "Shop/2 (web)", "x-amz-algorithm": "AWS4-HMAC-SHA384",
        "x-amz-date": "20260115T093000Z", "x-amz-expires": "900",
    });
    let request = json!({
        "method": "POST", "url": "https://amazonpay-sandbox.amazon.in/v1/payments/charge", "headers": headers,
        "body": "{\"amount\":\"10.00\",\"chargeId\":\"order 1\"}",
    });
    let mut document = json!({ "request": request, "access_key_id": "KEY", "secret_key": "synthetic" });
    let signed = pipe("sign", &document.to_string());
    assert_eq!(signed.code, 0, "{signed:?}");
    let answer: Value = serde_json::from_str(&signed.stdout).unwrap();
    document["authorization"] = answer["authorization"].clone();
    assert_eq!(pipe("verify", &document.to_string()).code, 0);

    document["request"]["body"] = json!("{\"amount\":\"99.00\",\"chargeId\":\"order 1\"}");
    let changed = pipe("verify", &document.to_string());
    assert_eq!(changed.code, 1, "{changed:?}");
    assert!(changed.stdout.contains("does not match"), "{}", changed.stdout);

    document["request"]["body"] = json!("no JSON");
    pipe("verify", &document.to_string()).refused(&["body"]);
}
