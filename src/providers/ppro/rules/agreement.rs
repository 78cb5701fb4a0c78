//! What the API says about an agreement (SEED1; OA-agreements; DH/api-object-payment-agreement).

use jiff::Timestamp;
use serde_json::Value;

use super::super::states;
use super::reading::{agreement, finding, listed, redirects};
use crate::core::finding::Verdict;
use crate::core::http::is_https_url;
use crate::providers::Judged;

/// The status is a published one; a new agreement that was not declined is initializing, waiting or active.
pub fn agreement_status_listed(judged: &Judged<'_>) -> Verdict {
    let Some(agreement) = agreement(judged) else { return Verdict::NotApplicable };
    match judged.addresses("agreement") {
        true => listed(&["INITIALIZING", "AUTHENTICATION_PENDING", "ACTIVE", "FAILED"], &agreement["status"]),
        false => listed(states::AGREEMENT, &agreement["status"]),
    }
}

/// An id begins with `agr_`.
pub fn agreement_id_form(judged: &Judged<'_>) -> Verdict {
    let id = agreement(judged).map(|agreement| &agreement["id"]).filter(|id| !id.is_null());
    match id {
        None => Verdict::NotApplicable,
        Some(id) if id.as_str().is_some_and(|id| id.starts_with("agr_")) => Verdict::Passed,
        Some(id) => Verdict::Broken(finding("id", "a text that begins with agr_", id)),
    }
}

/// While it waits for its consumer, a new agreement says where to send them.
pub fn agreement_redirect(judged: &Judged<'_>) -> Verdict {
    let waits = |agreement: &&Value| judged.addresses("agreement") && agreement["status"] == "AUTHENTICATION_PENDING";
    let Some(agreement) = agreement(judged).filter(waits) else { return Verdict::NotApplicable };
    let https = |redirect: &&Value| redirect["details"]["requestUrl"].as_str().is_some_and(is_https_url);
    match redirects(agreement).iter().any(https) {
        true => Verdict::Passed,
        false => {
            let expected = "an entry of the type REDIRECT with an https requestUrl";
            Verdict::Broken(finding("authenticationMethods", expected, &agreement["authenticationMethods"]))
        }
    }
}

/// An agreement with a first charge names it.
pub fn initial_charge_named(judged: &Judged<'_>) -> Verdict {
    let wanted = judged.addresses("agreement") && judged.asked().contains_key("initialPaymentCharge");
    let Some(agreement) = agreement(judged).filter(|agreement| wanted && agreement["status"] != "FAILED") else {
        return Verdict::NotApplicable;
    };
    match agreement["initialPaymentChargeId"].as_str() {
        Some(id) if !id.is_empty() => Verdict::Passed,
        _ => Verdict::Broken(finding("initialPaymentChargeId", "a text that is not empty", &agreement["initialPaymentChargeId"])),
    }
}

/// Under an active agreement nobody has to confirm anything.
pub fn charged_without_consumer(judged: &Judged<'_>) -> Verdict {
    let charge = judged.json().filter(|_| judged.succeeded("agreement_charge"));
    match charge.map(|charge| &charge["status"]) {
        None => Verdict::NotApplicable,
        Some(status) if status == "FAILED" => Verdict::NotApplicable,
        Some(status) if status == "AUTHENTICATION_PENDING" => {
            Verdict::Broken(finding("status", "a status that needs no consumer", status))
        }
        Some(_) => Verdict::Passed,
    }
}

/// The date is the same instant, however it is written.
pub fn start_date_kept(judged: &Judged<'_>) -> Verdict {
    let instant = |value: &Value| value.as_str().and_then(|text| text.parse::<Timestamp>().ok());
    let asked = judged.asked().get("startDate").and_then(instant).filter(|_| judged.addresses("agreement"));
    let (Some(asked), Some(agreement)) = (asked, agreement(judged)) else { return Verdict::NotApplicable };
    let told = &agreement["startDate"];
    match instant(told) {
        Some(told) if told == asked => Verdict::Passed,
        None if told.is_null() => Verdict::Unclear("the agreement tells no startDate".to_owned()),
        _ => Verdict::Broken(finding("startDate", "the instant of the request", told)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{assert_broken, assert_not_applicable, assert_passed, assert_unclear, call, charge};
    use super::*;

    fn judged(rule: &str, asked: &Value, change: impl Fn(&mut Value)) -> Verdict {
        let mut answer = charge();
        answer["id"] = json!("agr_X0O78tadFHrZCbGhkycPk");
        change(&mut answer);
        call("agreement", asked).answered(200, &answer).judge(rule)
    }

    #[test]
    fn the_status_is_listed() {
        let rule = "agreement_status_listed";
        assert_passed(judged(rule, &json!({}), |_| {}));
        for status in ["REVOKED_BY_MERCHANT", "PENDING"] {
            assert_broken(judged(rule, &json!({}), |answer| answer["status"] = json!(status)), "response body status");
        }
        let read = |status: &str| call("agreement_status", &json!({})).answered(200, &json!({ "status": status })).judge(rule);
        assert_passed(read("REVOKED_BY_MERCHANT"));
        assert_broken(read("INITIALIZED"), "response body status");
        assert_not_applicable(call("agreement", &json!({})).answered(400, &json!({})).judge(rule));
    }

    #[test]
    fn an_id_has_its_form_and_the_consumer_a_place_to_go() {
        assert_passed(judged("agreement_id_form", &json!({}), |_| {}));
        let sample = |answer: &mut Value| answer["id"] = json!("agrmt_X0O78tadFHrZCbGhkycPk");
        assert_broken(judged("agreement_id_form", &json!({}), sample), "response body id");
        let long = |answer: &mut Value| answer["id"] = json!("agr_X0O78tadFHrZCbGhkycPkX0O7");
        assert_passed(judged("agreement_id_form", &json!({}), long));
        assert_not_applicable(call("charge", &json!({})).answered(200, &charge()).judge("agreement_id_form"));
        assert_passed(judged("agreement_redirect", &json!({}), |_| {}));
        let nowhere = |answer: &mut Value| answer["authenticationMethods"] = json!([]);
        assert_broken(judged("agreement_redirect", &json!({}), nowhere), "response body authenticationMethods");
        assert_not_applicable(judged("agreement_redirect", &json!({}), |answer| answer["status"] = json!("ACTIVE")));
        let sent = |urls: &[&str]| {
            let entry = |url: &&str| json!({ "type": "REDIRECT", "details": { "requestUrl": url } });
            let entries: Vec<_> = urls.iter().map(entry).collect();
            judged("agreement_redirect", &json!({}), |answer| answer["authenticationMethods"] = json!(entries))
        };
        assert_passed(sent(&["http://amazon.example/", "https://amazon.example/"]));
        assert_broken(sent(&["http://amazon.example/"]), "response body authenticationMethods");
    }

    #[test]
    fn the_first_charge_is_named() {
        let (rule, asked) = ("initial_charge_named", json!({ "initialPaymentCharge": {} }));
        assert_passed(judged(rule, &asked, |answer| answer["initialPaymentChargeId"] = json!("charge_1")));
        assert_broken(judged(rule, &asked, |_| {}), "response body initialPaymentChargeId");
        assert_not_applicable(judged(rule, &json!({}), |_| {}));
    }

    #[test]
    fn nobody_is_asked_again() {
        let rule = "charged_without_consumer";
        let charged = |status: &str| call("agreement_charge", &json!({})).answered(200, &json!({ "status": status })).judge(rule);
        assert_passed(charged("CAPTURED"));
        assert_broken(charged("AUTHENTICATION_PENDING"), "response body status");
        assert_not_applicable(charged("FAILED"));
        assert_not_applicable(call("charge", &json!({})).answered(200, &charge()).judge(rule));
    }

    #[test]
    fn a_start_is_an_instant_and_no_text() {
        let (rule, asked) = ("start_date_kept", json!({ "startDate": "2026-03-26T20:24:27Z" }));
        for same in ["2026-03-26T20:24:27Z", "2026-03-26T20:24:27.000Z", "2026-03-26T21:24:27+01:00"] {
            assert_passed(judged(rule, &asked, |answer| answer["startDate"] = json!(same)));
        }
        assert_broken(judged(rule, &asked, |answer| answer["startDate"] = json!("2026-03-26")), "response body startDate");
        assert_unclear(judged(rule, &asked, |_| {}));
        assert_not_applicable(judged(rule, &json!({}), |_| {}));
    }
}
