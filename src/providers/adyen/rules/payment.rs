//! What POST /payments and POST /payments/details answer (OAS71).

use serde_json::Value;

use crate::core::finding::{Finding, Verdict};
use crate::core::member;
use crate::providers::Judged;
use crate::providers::adyen::endpoints::is_payment;
use crate::providers::adyen::messages::is_psp_reference;
use crate::providers::adyen::results::{self, Duty, RESULT_CODES};
use crate::providers::reading::{filled, finding, gives, no_json};

/// The result code is one of the published ones, in their spelling.
pub fn result_listed(judged: &Judged<'_>) -> Verdict {
    if !judged.endpoint.is_some_and(is_payment) && !judged.addresses("payment_details") || !accepted(judged) {
        return Verdict::NotApplicable;
    }
    let Some(answer) = judged.json() else { return no_json() };
    match answer["resultCode"].as_str().and_then(results::find) {
        Some(_) => Verdict::Passed,
        None => {
            let codes: Vec<_> = RESULT_CODES.iter().map(|result| result.code).collect();
            Verdict::Broken(finding("resultCode", format!("one of {}", codes.join(", ")), &answer["resultCode"]))
        }
    }
}

/// A payment that is authorised at once has a reference of 16 letters and digits, and leaves nothing to do.
pub fn authorised_with_reference(judged: &Judged<'_>) -> Verdict {
    let Some(answer) = payment(judged, |answer| answer["resultCode"] == "Authorised") else { return Verdict::NotApplicable };
    let reference = &answer["pspReference"];
    if !reference.as_str().is_some_and(is_psp_reference) {
        return Verdict::Broken(finding("pspReference", "16 letters and digits", reference));
    }
    match &answer["action"] {
        Value::Null => Verdict::Passed,
        action => Verdict::Broken(finding("action", "absent", action)),
    }
}

/// A payment that waits for the shopper says what the browser has to do: a redirect or 3D Secure, with all that it takes.
pub fn action_complete(judged: &Judged<'_>) -> Verdict {
    let waits = |answer: &Value| answer["resultCode"].as_str().and_then(results::find).map(|result| result.duty);
    let Some(answer) = payment(judged, |answer| waits(answer) == Some(Duty::CarryOutAction)) else {
        return Verdict::NotApplicable;
    };
    let (needed, kind, kinds): (&[&str], _, _) = match answer["action"]["type"].as_str() {
        Some("redirect") => (&["action.url", "action.method"], "action.method", ["GET", "POST"]),
        Some("threeDS2") => (&["action.subtype", "action.token"], "action.subtype", ["fingerprint", "challenge"]),
        _ => return Verdict::Broken(finding("action.type", "redirect or threeDS2", &answer["action"]["type"])),
    };
    if let Some(name) = needed.iter().find(|name| member::at(answer, name).and_then(filled).is_none()) {
        return Verdict::Broken(finding(name, "a text that is not empty", &Value::Null));
    }
    match member::at(answer, kind) {
        Some(told) if !kinds.iter().any(|known| told == known) => Verdict::Broken(finding(kind, kinds.join(" or "), told)),
        _ => Verdict::Passed,
    }
}

/// True for an answer about how a payment stands, at once or after its action.
fn answers_payment(judged: &Judged<'_>) -> bool {
    judged.endpoint.is_some_and(is_payment) || judged.addresses("payment_details")
}

/// A refused payment is an answer 200 that says why: a reason, and its code in digits.
pub fn refusal_explained(judged: &Judged<'_>) -> Verdict {
    let explained = |answer: &&Value| matches!(answer["resultCode"].as_str(), Some("Refused" | "Error"));
    let Some(answer) = judged.json().filter(|_| answers_payment(judged)).filter(explained) else {
        return Verdict::NotApplicable;
    };
    let status = judged.response().map_or(0, |response| response.status);
    if status != 200 {
        return Verdict::Broken(Finding::new("response status", "200", status.to_string()));
    }
    let code = &answer["refusalReasonCode"];
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !filled(code).is_some_and(digits) {
        return Verdict::Broken(finding("refusalReasonCode", "digits as a text", code));
    }
    gives(answer, "refusalReason").into()
}

/// The answer repeats the reference; an amount, when it has one, is that of the request. No member of an answer is mandatory
/// (OAS71): as long as the shopper has something to do, and once nothing can come of the payment, the reference may be left out,
/// as it is in Adyen's own samples of both.
pub fn payment_echo(judged: &Judged<'_>) -> Verdict {
    let Some(answer) = payment(judged, Value::is_object) else { return Verdict::NotApplicable };
    let asked = judged.asked();
    let Some(reference) = asked.get("reference").filter(|reference| reference.is_string()) else { return Verdict::NotApplicable };
    let declines = answer["resultCode"].as_str().and_then(results::find).is_some_and(|result| result.declines());
    let left_out = answer["merchantReference"].is_null() && (declines || !answer["action"].is_null());
    if !left_out && answer["merchantReference"] != *reference {
        return Verdict::Broken(finding("merchantReference", "the reference of the request", &answer["merchantReference"]));
    }
    for name in ["amount.currency", "amount.value"] {
        match (member::at(answer, name), member::of(asked, name)) {
            (Some(found), Some(wanted)) if found != wanted => {
                return Verdict::Broken(finding(name, format!("{wanted} as requested"), found));
            }
            _ => {}
        }
    }
    Verdict::Passed
}

fn accepted(judged: &Judged<'_>) -> bool {
    judged.response().is_some_and(|response| response.is_success())
}

/// The answer to a payment that was taken, when it is of this kind.
fn payment<'j>(judged: &'j Judged<'_>, is: impl Fn(&Value) -> bool) -> Option<&'j Value> {
    let taken = judged.endpoint.is_some_and(is_payment) && accepted(judged);
    judged.json().filter(|answer| taken && is(answer))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{assert_broken, call, judge, judge_json, text};
    use super::*;

    fn request() -> Value {
        json!({ "reference": "p-1", "amount": { "currency": "EUR", "value": 1000 } })
    }

    fn answer() -> Value {
        json!({ "pspReference": "ABCDEFGHIJ123456", "resultCode": "Authorised", "merchantReference": "p-1",
            "amount": { "currency": "EUR", "value": 1000 } })
    }

    fn with(rule: &str, change: impl Fn(&mut Value)) -> Verdict {
        let mut changed = answer();
        change(&mut changed);
        judge_json(rule, "payment", &request(), 200, &changed)
    }

    #[test]
    fn a_result_code_is_listed_in_its_spelling() {
        let rule = "result_listed";
        for operation in ["payment", "token_payment", "storing_payment", "payment_details"] {
            assert_eq!(judge_json(rule, operation, &request(), 200, &answer()), Verdict::Passed, "{operation}");
        }
        for code in [json!("authorised"), json!("Approved"), json!(null), json!(1)] {
            assert_broken(with(rule, |answer| answer["resultCode"] = code.clone()), "response body resultCode");
        }
        assert_broken(judge(rule, "payment", call("payment", &request()), text(200)), "response body");
        assert_eq!(judge_json(rule, "payment", &request(), 422, &json!({})), Verdict::NotApplicable);
        assert_eq!(judge_json(rule, "capture", &request(), 201, &json!({})), Verdict::NotApplicable);
    }

    #[test]
    fn an_authorised_payment_has_a_reference_and_nothing_to_do() {
        let rule = "authorised_with_reference";
        assert_eq!(with(rule, |_| {}), Verdict::Passed);
        for reference in [json!(null), json!("ABCDEFGHIJ12345"), json!("ABCDEFGHIJ12345-")] {
            assert_broken(with(rule, |answer| answer["pspReference"] = reference.clone()), "response body pspReference");
        }
        assert_broken(with(rule, |answer| answer["action"] = json!({ "type": "await" })), "response body action");
        assert_eq!(with(rule, |answer| answer["resultCode"] = json!("Pending")), Verdict::NotApplicable);
    }

    #[test]
    fn an_action_has_what_its_type_takes() {
        let rule = "action_complete";
        let action = |code: &str, action: Value| {
            with(rule, |answer| {
                answer["resultCode"] = json!(code);
                answer["action"] = action.clone();
            })
        };
        let redirect = json!({ "type": "redirect", "url": "https://h/", "method": "GET" });
        let challenge = json!({ "type": "threeDS2", "subtype": "challenge", "token": "t" });
        assert_eq!(action("RedirectShopper", redirect.clone()), Verdict::Passed);
        assert_eq!(action("ChallengeShopper", challenge.clone()), Verdict::Passed);
        assert_eq!(action("IdentifyShopper", challenge.clone()), Verdict::Passed);
        for (name, mut incomplete) in [("url", redirect), ("token", challenge)] {
            incomplete[name] = json!("");
            assert_broken(action("RedirectShopper", incomplete), &format!("response body action.{name}"));
        }
        for (action_is, name) in [
            (json!({ "type": "redirect", "url": "https://h/", "method": "TELEPORT" }), "method"),
            (json!({ "type": "threeDS2", "subtype": "bogus", "token": "t" }), "subtype"),
        ] {
            assert_broken(action("RedirectShopper", action_is), &format!("response body action.{name}"));
        }
        assert_broken(action("ChallengeShopper", json!(null)), "response body action.type");
        assert_broken(action("ChallengeShopper", json!({ "type": "voucher" })), "response body action.type");
        assert_eq!(action("Pending", json!(null)), Verdict::NotApplicable);
    }

    #[test]
    fn a_refusal_is_explained_by_an_answer_200() {
        let rule = "refusal_explained";
        let refused = json!({ "resultCode": "Refused", "refusalReason": "Expired Card", "refusalReasonCode": "6" });
        let judged = |status, answer: &Value| judge_json(rule, "payment", &request(), status, answer);
        assert_eq!(judged(200, &refused), Verdict::Passed);
        assert_broken(judged(422, &refused), "response status");
        let details = judge_json(rule, "payment_details", &request(), 200, &json!({ "resultCode": "Refused" }));
        assert_broken(details, "response body refusalReasonCode");
        for (name, value) in [("refusalReason", json!("")), ("refusalReasonCode", json!(6)), ("refusalReasonCode", json!("six"))]
        {
            let mut changed = refused.clone();
            changed[name] = value;
            assert_broken(judged(200, &changed), &format!("response body {name}"));
        }
        assert_eq!(judged(200, &answer()), Verdict::NotApplicable);
    }

    #[test]
    fn an_answer_repeats_reference_and_amount() {
        let rule = "payment_echo";
        assert_eq!(with(rule, |_| {}), Verdict::Passed);
        assert_eq!(with(rule, |answer| answer["amount"] = json!(null)), Verdict::Passed);
        assert_broken(with(rule, |answer| answer["merchantReference"] = json!("p-2")), "response body merchantReference");
        assert_broken(with(rule, |answer| answer["amount"]["value"] = json!(1001)), "response body amount.value");
        assert_broken(with(rule, |answer| answer["amount"]["currency"] = json!("USD")), "response body amount.currency");
        assert_eq!(judge_json(rule, "payment", &json!({}), 200, &answer()), Verdict::NotApplicable);
    }

    #[test]
    fn a_reference_may_be_left_out_while_the_shopper_has_something_to_do_and_when_nothing_came_of_it() {
        let rule = "payment_echo";
        let waiting = |reference: Value| {
            with(rule, |answer| {
                answer["resultCode"] = json!("RedirectShopper");
                answer["action"] = json!({ "type": "redirect", "url": "https://h/", "method": "GET" });
                answer["merchantReference"] = reference.clone();
            })
        };
        assert_eq!([waiting(json!(null)), waiting(json!("p-1"))], [Verdict::Passed, Verdict::Passed]);
        assert_broken(waiting(json!("p-2")), "response body merchantReference");
        let ended = |code: &str, reference: Value| {
            with(rule, |answer| {
                answer["resultCode"] = json!(code);
                answer["merchantReference"] = reference.clone();
            })
        };
        for code in ["Refused", "Error", "Cancelled"] {
            assert_eq!(ended(code, json!(null)), Verdict::Passed, "{code}");
            assert_broken(ended(code, json!("p-2")), "response body merchantReference");
        }
        assert_broken(ended("Pending", json!(null)), "response body merchantReference");
        assert_broken(with(rule, |answer| answer["merchantReference"] = json!(null)), "response body merchantReference");
    }
}
