//! What the API says about a charge (SEED1; OA-charges).

use super::super::limits::METHOD;
use super::super::states;
use super::reading::{charge, finding, is_id, listed, one_redirect, succeeded_any};
use crate::core::finding::{Finding, Verdict};
use crate::providers::Judged;

/// Every success is a 200 with the id of what was made.
pub fn created_with_id(judged: &Judged<'_>) -> Verdict {
    let Some(response) = judged.response().filter(|_| succeeded_any(judged, &["charge", "agreement_charge"])) else {
        return Verdict::NotApplicable;
    };
    if response.status != 200 {
        return Verdict::Broken(Finding::new("response status", "200", response.status.to_string()));
    }
    let Some(answer) = judged.json() else {
        return Verdict::Broken(Finding::new("response body", "a JSON object", "no JSON"));
    };
    match answer["id"].as_str() {
        Some(id) if !id.is_empty() => Verdict::Passed,
        _ => Verdict::Broken(finding("id", "a text that is not empty", &answer["id"])),
    }
}

/// The status is one of the thirteen.
pub fn charge_status_listed(judged: &Judged<'_>) -> Verdict {
    charge(judged).map_or(Verdict::NotApplicable, |charge| listed(states::CHARGE, &charge["status"]))
}

/// A new charge of Amazon Pay that was not declined waits for its consumer.
pub fn redirect_given(judged: &Judged<'_>) -> Verdict {
    let asked = judged.asked().get("paymentMethod").is_some_and(|method| method == METHOD);
    let Some(charge) = charge(judged).filter(|_| judged.addresses("charge") && asked) else { return Verdict::NotApplicable };
    match charge["status"].as_str() {
        Some("FAILED") => Verdict::NotApplicable,
        Some("AUTHENTICATION_PENDING") => one_redirect(charge),
        _ => Verdict::Broken(finding("status", "AUTHENTICATION_PENDING", &charge["status"])),
    }
}

/// An id is `charge_` and at most 21 characters; one that is not there is for another rule.
pub fn charge_id_form(judged: &Judged<'_>) -> Verdict {
    let id = charge(judged).map(|charge| &charge["id"]).filter(|id| id.as_str().is_some_and(|id| !id.is_empty()));
    match id {
        None => Verdict::NotApplicable,
        Some(id) if id.as_str().is_some_and(|id| is_id("charge_", id)) => Verdict::Passed,
        Some(id) => Verdict::Broken(finding("id", "charge_ and at most 21 letters, digits, _ or -", id)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::fixture::{assert_broken, assert_not_applicable, assert_passed, call, charge};
    use super::*;

    fn judged(rule: &str, change: impl Fn(&mut Value)) -> Verdict {
        let mut answer = charge();
        change(&mut answer);
        call("charge", &json!({ "paymentMethod": "AMAZON_PAY" })).answered(200, &answer).judge(rule)
    }

    #[test]
    fn a_new_charge_has_an_id() {
        let rule = "created_with_id";
        assert_passed(judged(rule, |_| {}));
        for id in [json!(""), json!(null), json!(1)] {
            assert_broken(judged(rule, |answer| answer["id"] = id.clone()), "response body id");
        }
        assert_broken(call("charge", &json!({})).answered(201, &charge()).judge(rule), "response status");
        assert_broken(call("charge", &json!({})).answered_text(200, "ok").judge(rule), "response body");
        assert_not_applicable(call("charge", &json!({})).answered(400, &json!({})).judge(rule));
        assert_not_applicable(call("charge", &json!({})).unanswered().judge(rule));
    }

    #[test]
    fn the_status_is_listed() {
        let rule = "charge_status_listed";
        for status in states::CHARGE {
            assert_passed(judged(rule, |answer| answer["status"] = json!(status)));
        }
        for status in [json!("SUCCESS"), json!(null), json!("captured")] {
            assert_broken(judged(rule, |answer| answer["status"] = status.clone()), "response body status");
        }
        assert_not_applicable(call("refund", &json!({})).answered(200, &json!({ "status": "SUCCESS" })).judge(rule));
    }

    #[test]
    fn the_consumer_is_sent_to_one_place() {
        let rule = "redirect_given";
        assert_passed(judged(rule, |_| {}));
        assert_not_applicable(judged(rule, |answer| answer["status"] = json!("FAILED")));
        assert_broken(judged(rule, |answer| answer["status"] = json!("CAPTURED")), "response body status");
        let methods = "response body authenticationMethods";
        assert_broken(judged(rule, |answer| answer["authenticationMethods"] = json!([])), methods);
        let twice = |answer: &mut Value| {
            answer["authenticationMethods"] = json!([answer["authenticationMethods"][0], answer["authenticationMethods"][0]])
        };
        assert_broken(judged(rule, twice), methods);
        let details =
            |name: &str, value: &str| judged(rule, |answer| answer["authenticationMethods"][0]["details"][name] = json!(value));
        assert_broken(details("requestUrl", "http://amazon.example/"), "response body authenticationMethods details.requestUrl");
        assert_broken(details("requestMethod", "PUT"), "response body authenticationMethods details.requestMethod");
        let other = call("charge", &json!({ "paymentMethod": "MOCK" })).answered(200, &json!({ "status": "CAPTURED" }));
        assert_not_applicable(other.judge(rule));
    }

    #[test]
    fn an_id_has_its_form() {
        let rule = "charge_id_form";
        assert_passed(judged(rule, |answer| answer["id"] = json!("charge_X0O78tadFHrZCbGhkycPk")));
        for id in ["charge_X0O78tadFHrZCasfhkycPk", "ch_1", "charge_", "charge_a b"] {
            assert_broken(judged(rule, |answer| answer["id"] = json!(id)), "response body id");
        }
        assert_not_applicable(judged(rule, |answer| answer["id"] = json!("")));
    }
}
