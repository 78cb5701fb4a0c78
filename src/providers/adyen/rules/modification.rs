//! What captures, refunds and cancels answer: they are only received (OAS71).

use serde_json::Value;

use crate::core::finding::{Finding, Verdict};
use crate::core::member;
use crate::providers::Judged;
use crate::providers::adyen::endpoints::is_modification;
use crate::providers::reading::{filled, finding, no_json, repeats};

/// 201 with the status `received` and a reference of its own; the payment, the account and an amount are repeated.
pub fn modification_received(judged: &Judged<'_>) -> Verdict {
    let Some(endpoint) = judged.endpoint.filter(|endpoint| is_modification(endpoint)) else { return Verdict::NotApplicable };
    let Some(response) = judged.response().filter(|response| response.is_success()) else { return Verdict::NotApplicable };
    if response.status != 201 {
        return Verdict::Broken(Finding::new("response status", "201", response.status.to_string()));
    }
    let Some(answer) = judged.json() else { return no_json() };
    if answer["status"] != "received" {
        return Verdict::Broken(finding("status", "received", &answer["status"]));
    }
    let payment = match endpoint.name {
        "technical_cancel" => repeats(judged.asked(), answer, "paymentReference").and(own_reference(answer, "paymentReference")),
        _ => names_payment(judged, answer),
    };
    let amount = if endpoint.amount.is_some() { repeats_amount(judged, answer) } else { Ok(()) };
    payment.and(repeats(judged.asked(), answer, "merchantAccount")).and(amount).into()
}

/// The payment is that of the path, and the modification has another reference.
fn names_payment(judged: &Judged<'_>, answer: &Value) -> Result<(), Finding> {
    let payment = judged.exchange.request.path().rsplit('/').nth(1).unwrap_or_default();
    if answer["paymentPspReference"] != *payment {
        return Err(finding("paymentPspReference", "the payment of the path", &answer["paymentPspReference"]));
    }
    own_reference(answer, "paymentPspReference")
}

/// The modification has a reference, and it is not the payment's.
fn own_reference(answer: &Value, payments: &str) -> Result<(), Finding> {
    match filled(&answer["pspReference"]) {
        Some(own) if answer[payments] != *own => Ok(()),
        _ => Err(finding("pspReference", "a reference of its own", &answer["pspReference"])),
    }
}

fn repeats_amount(judged: &Judged<'_>, answer: &Value) -> Result<(), Finding> {
    let wrong =
        ["amount.currency", "amount.value"].into_iter().find(|name| member::at(answer, name) != member::of(judged.asked(), name));
    let found = |name: &str| member::at(answer, name).unwrap_or(&Value::Null).clone();
    wrong.map_or(Ok(()), |name| Err(finding(name, "that of the request", &found(name))))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{assert_broken, call, judge, judge_json, text};
    use super::*;

    const RULE: &str = "modification_received";

    fn request() -> Value {
        json!({ "merchantAccount": "Shop", "amount": { "currency": "EUR", "value": 100 }, "paymentReference": "p-1" })
    }

    fn answer() -> Value {
        json!({ "merchantAccount": "Shop", "amount": { "currency": "EUR", "value": 100 }, "paymentPspReference": "P",
            "pspReference": "M", "status": "received", "paymentReference": "p-1" })
    }

    fn changed(operation: &str, name: &str, value: Value) -> Verdict {
        let mut answer = answer();
        answer[name] = value;
        judge_json(RULE, operation, &request(), 201, &answer)
    }

    #[test]
    fn a_modification_is_received() {
        for operation in ["capture", "refund", "cancel", "reversal", "technical_cancel"] {
            assert_eq!(judge_json(RULE, operation, &request(), 201, &answer()), Verdict::Passed, "{operation}");
            assert_broken(judge_json(RULE, operation, &request(), 200, &answer()), "response status");
            assert_broken(changed(operation, "status", json!("accepted")), "response body status");
            assert_broken(changed(operation, "merchantAccount", json!(null)), "response body merchantAccount");
        }
        for operation in ["capture", "cancel"] {
            assert_broken(changed(operation, "paymentPspReference", json!("Q")), "response body paymentPspReference");
            for own in [json!("P"), json!(""), json!(null)] {
                assert_broken(changed(operation, "pspReference", own), "response body pspReference");
            }
        }
        assert_broken(changed("technical_cancel", "paymentReference", json!("p-2")), "response body paymentReference");
        for own in [json!("p-1"), json!("")] {
            assert_broken(changed("technical_cancel", "pspReference", own), "response body pspReference");
        }
        assert_broken(changed("refund", "amount", json!(null)), "response body amount.currency");
        assert_eq!(changed("cancel", "amount", json!(null)), Verdict::Passed);
        assert_broken(judge(RULE, "refund", call("refund", &request()), text(201)), "response body");
        assert_eq!(judge_json(RULE, "refund", &request(), 422, &answer()), Verdict::NotApplicable);
        assert_eq!(judge_json(RULE, "payment", &request(), 200, &answer()), Verdict::NotApplicable);
    }
}
