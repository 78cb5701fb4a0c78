//! What Get Instruments says about a customer (SEED).

use serde_json::Value;

use super::super::ineligibility::INELIGIBILITIES;
use super::reading::{filled, finding, fits, no_json};
use crate::core::finding::{Finding, Verdict};
use crate::core::http::is_https_url;
use crate::providers::Judged;

const OPERATION: &str = "instruments";

/// 200 with the members of the instrument. An answer to a request for other instruments need not hold this one, and what it
/// holds for a request without amount is not published beyond `enabled`.
pub fn instruments_shape(judged: &Judged<'_>) -> Verdict {
    let Some(response) = judged.response().filter(|_| judged.succeeded(OPERATION)) else { return Verdict::NotApplicable };
    let types = judged.asked().get("instrumentTypes").and_then(Value::as_str);
    let asked_for = types.is_some_and(|types| types.contains("AmazonPayLater"));
    if !asked_for || !has_amount(judged) {
        return Verdict::NotApplicable;
    }
    if response.status != 200 {
        return Verdict::Broken(Finding::new("response status", "200", response.status.to_string()));
    }
    judged.json().map_or_else(no_json, |answer| fits("instruments.response", answer))
}

/// `ineligibilityCode` and `ineligibilityReason` are null or absent when enabled.
pub fn eligible_without_reason(judged: &Judged<'_>) -> Verdict {
    when_enabled(judged, true, |later| absent(later, "ineligibilityCode").and_then(|()| absent(later, "ineligibilityReason")))
}

/// `keyFactStatementUrl` is an absolute https URL when enabled.
pub fn eligible_with_statement(judged: &Judged<'_>) -> Verdict {
    when_enabled(judged, true, |later| {
        let url = &later["keyFactStatementUrl"];
        let good = url.as_str().is_some_and(is_https_url);
        if good { Ok(()) } else { Err(member("keyFactStatementUrl", "an absolute https URL", url)) }
    })
}

/// Code and reason are there when not enabled. Without an amount in the request "not enabled" has no further reason.
pub fn ineligible_with_reason(judged: &Judged<'_>) -> Verdict {
    if !has_amount(judged) {
        return Verdict::NotApplicable;
    }
    when_enabled(judged, false, |later| {
        let missing = ["ineligibilityCode", "ineligibilityReason"].into_iter().find(|name| filled(&later[*name]).is_none());
        missing.map_or(Ok(()), |name| Err(member(name, "a text that is not empty", &later[name])))
    })
}

/// `keyFactStatementUrl` is null or absent when not enabled.
pub fn ineligible_without_statement(judged: &Judged<'_>) -> Verdict {
    when_enabled(judged, false, |later| absent(later, "keyFactStatementUrl"))
}

/// `availableCredit` is the text `0` when not enabled for the amount.
pub fn ineligible_without_credit(judged: &Judged<'_>) -> Verdict {
    if !has_amount(judged) {
        return Verdict::NotApplicable;
    }
    when_enabled(judged, false, |later| {
        let credit = &later["availableCredit"];
        if credit == "0" { Ok(()) } else { Err(member("availableCredit", "\"0\"", credit)) }
    })
}

/// A code that is set is one of the published ones.
pub fn listed_code(judged: &Judged<'_>) -> Verdict {
    let Some(code) = instrument(judged).map(|later| &later["ineligibilityCode"]).filter(|code| filled(code).is_some()) else {
        return Verdict::NotApplicable;
    };
    if INELIGIBILITIES.iter().any(|published| code == published.code) {
        return Verdict::Passed;
    }
    let codes: Vec<_> = INELIGIBILITIES.iter().map(|published| published.code).collect();
    Verdict::Broken(member("ineligibilityCode", &format!("one of {}", codes.join(", ")), code))
}

/// A code that is set comes with its own reason: that of a row of the published ones. No other code is judged.
pub fn reason_of<const ROW: usize>(judged: &Judged<'_>) -> Verdict {
    let Some(published) = INELIGIBILITIES.get(ROW) else { return Verdict::NotApplicable };
    let Some(later) = instrument(judged).filter(|later| later["ineligibilityCode"] == published.code) else {
        return Verdict::NotApplicable;
    };
    let reason = &later["ineligibilityReason"];
    if reason == published.reason {
        return Verdict::Passed;
    }
    Verdict::Broken(member("ineligibilityReason", published.reason, reason))
}

fn has_amount(judged: &Judged<'_>) -> bool {
    judged.asked().get("amount").is_some_and(|amount| filled(amount).is_some())
}

/// The object of the instrument in a successful answer.
fn instrument<'a>(judged: &'a Judged<'_>) -> Option<&'a Value> {
    judged.json().filter(|_| judged.succeeded(OPERATION))?.get("amazonPayLater").filter(|later| later.is_object())
}

/// Judges the instrument if it is `enabled` as said; any other value of `enabled` is for the shape rule.
fn when_enabled(judged: &Judged<'_>, enabled: bool, check: impl Fn(&Value) -> Result<(), Finding>) -> Verdict {
    let instrument = instrument(judged).filter(|later| later["enabled"] == enabled);
    instrument.map_or(Verdict::NotApplicable, |later| check(later).into())
}

fn absent(later: &Value, name: &str) -> Result<(), Finding> {
    if later[name].is_null() { Ok(()) } else { Err(member(name, "null or absent", &later[name])) }
}

fn member(name: &str, expected: &str, actual: &Value) -> Finding {
    finding(&format!("amazonPayLater.{name}"), expected, actual)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{assert_broken, assert_not_applicable, assert_passed, get};
    use super::*;

    const QUERY: &str = "merchantId=M&accessToken=Atza%7C1&instrumentTypes=AmazonPayLater&amount=10.00";
    const WITHOUT_AMOUNT: &str = "merchantId=M&accessToken=Atza%7C1&instrumentTypes=AmazonPayLater";

    fn judge(rule: &str, later: Value) -> Verdict {
        get(OPERATION, QUERY).answered(200, &json!({ "amazonPayLater": later })).judge(rule)
    }

    fn eligible() -> Value {
        json!({ "enabled": true, "priority": 3, "availableCredit": "50000", "ineligibilityCode": null, "ineligibilityReason": null,
            "keyFactStatementUrl": "https://amazonpay.amazon.in/render_kfs?authToken=a&payload=b&iv=c" })
    }

    fn ineligible() -> Value {
        json!({ "enabled": false, "priority": 3, "availableCredit": "0", "ineligibilityCode": "APL_UNAVAILABLE",
            "ineligibilityReason": "Amazon Pay Later is unavailable for this transaction." })
    }

    fn with(mut later: Value, name: &str, value: Value) -> Value {
        later[name] = value;
        later
    }

    #[test]
    fn the_shape_of_the_instrument() {
        let rule = "instruments_shape";
        assert_passed(judge(rule, eligible()));
        assert_passed(judge(rule, ineligible()));
        assert_passed(judge(rule, json!({ "enabled": true, "priority": 1, "availableCredit": "1000.00" })));
        for (name, value) in [
            ("enabled", json!("true")),
            ("priority", json!("3")),
            ("availableCredit", json!(50000)),
            ("availableCredit", json!("1,000")),
        ] {
            assert_broken(judge(rule, with(eligible(), name, value)), &format!("response body amazonPayLater.{name}"));
        }
        assert_broken(judge(rule, json!(null)), "response body amazonPayLater");
        assert_broken(get(OPERATION, QUERY).answered(200, &json!({})).judge(rule), "response body");
        assert_broken(get(OPERATION, QUERY).answered_text(200, "<html>").judge(rule), "response body");
        assert_broken(
            get(OPERATION, QUERY).answered(201, &json!({ "amazonPayLater": eligible() })).judge(rule),
            "response status",
        );
        assert_not_applicable(get(OPERATION, "instrumentTypes=UPI&amount=1").answered(200, &json!({})).judge(rule));
        assert_not_applicable(get(OPERATION, WITHOUT_AMOUNT).answered(200, &json!({})).judge(rule));
        assert_not_applicable(get(OPERATION, QUERY).answered(403, &json!({})).judge(rule));
        assert_not_applicable(get(OPERATION, QUERY).unanswered().judge(rule));
    }

    #[test]
    fn an_eligible_customer_has_no_reason() {
        let rule = "eligible_without_reason";
        assert_passed(judge(rule, eligible()));
        assert_passed(judge(rule, json!({ "enabled": true })));
        for name in ["ineligibilityCode", "ineligibilityReason"] {
            let broken = judge(rule, with(eligible(), name, json!("APL_UNAVAILABLE")));
            assert_broken(broken, &format!("response body amazonPayLater.{name}"));
        }
        assert_not_applicable(judge(rule, ineligible()));
        assert_not_applicable(judge(rule, with(eligible(), "enabled", json!("true"))));
        assert_not_applicable(get(OPERATION, QUERY).answered_text(200, "<html>").judge(rule));
    }

    #[test]
    fn an_eligible_customer_has_a_statement() {
        let rule = "eligible_with_statement";
        assert_passed(judge(rule, eligible()));
        for url in [json!(null), json!(""), json!("http://amazonpay.amazon.in/render_kfs"), json!("/render_kfs"), json!(1)] {
            let broken = judge(rule, with(eligible(), "keyFactStatementUrl", url));
            assert_broken(broken, "response body amazonPayLater.keyFactStatementUrl");
        }
        assert_not_applicable(judge(rule, ineligible()));
    }

    #[test]
    fn an_ineligible_customer_has_code_and_reason() {
        let rule = "ineligible_with_reason";
        assert_passed(judge(rule, ineligible()));
        for name in ["ineligibilityCode", "ineligibilityReason"] {
            for value in [json!(null), json!(""), json!(5)] {
                let broken = judge(rule, with(ineligible(), name, value));
                assert_broken(broken, &format!("response body amazonPayLater.{name}"));
            }
        }
        assert_not_applicable(judge(rule, eligible()));
        let bare = json!({ "amazonPayLater": { "enabled": false } });
        assert_not_applicable(get(OPERATION, "instrumentTypes=AmazonPayLater").answered(200, &bare).judge(rule));
        assert_not_applicable(get(OPERATION, "instrumentTypes=AmazonPayLater&amount=").answered(200, &bare).judge(rule));
    }

    #[test]
    fn an_ineligible_customer_has_neither_statement_nor_credit() {
        let (statement, credit) = ("ineligible_without_statement", "ineligible_without_credit");
        assert_passed(judge(statement, ineligible()));
        assert_passed(judge(statement, with(ineligible(), "keyFactStatementUrl", json!(null))));
        let url = with(ineligible(), "keyFactStatementUrl", json!("https://amazonpay.amazon.in/render_kfs"));
        assert_broken(judge(statement, url), "response body amazonPayLater.keyFactStatementUrl");
        assert_not_applicable(judge(statement, eligible()));

        assert_passed(judge(credit, ineligible()));
        for value in [json!("1.00"), json!(0), json!(null)] {
            assert_broken(
                judge(credit, with(ineligible(), "availableCredit", value)),
                "response body amazonPayLater.availableCredit",
            );
        }
        assert_not_applicable(judge(credit, eligible()));
        let whole = json!({ "amazonPayLater": with(ineligible(), "availableCredit", json!("50000")) });
        assert_not_applicable(get(OPERATION, WITHOUT_AMOUNT).answered(200, &whole).judge(credit));
    }

    #[test]
    fn a_code_comes_with_its_own_reason() {
        let rules = ["unregistered", "kyc_expired", "unavailable", "one_month", "standing_instruction", "insufficient_credit"];
        assert_eq!(rules.len(), INELIGIBILITIES.len());
        for (rule, published) in rules.map(|rule| format!("{rule}_reason")).iter().zip(INELIGIBILITIES) {
            let told = |reason: Value| {
                let later = with(ineligible(), "ineligibilityCode", json!(published.code));
                judge(rule, with(later, "ineligibilityReason", reason))
            };
            assert_passed(told(json!(published.reason)));
            let cut = published.reason.trim_end_matches('.');
            for wrong in [json!(cut), json!(published.reason.to_lowercase()), json!(""), json!(null), json!(1)] {
                assert_broken(told(wrong), "response body amazonPayLater.ineligibilityReason");
            }
            assert_not_applicable(judge(rule, eligible()));
            assert_not_applicable(judge(rule, with(ineligible(), "ineligibilityCode", json!("APL_NOT_LISTED"))));
            assert_not_applicable(get(OPERATION, QUERY).answered(403, &json!({})).judge(rule));
        }
    }

    #[test]
    fn a_code_is_a_published_one() {
        let rule = "listed_code";
        for published in INELIGIBILITIES {
            assert_passed(judge(rule, with(ineligible(), "ineligibilityCode", json!(published.code))));
        }
        assert_broken(
            judge(rule, with(ineligible(), "ineligibilityCode", json!("APL_NOT_LISTED"))),
            "response body amazonPayLater.ineligibilityCode",
        );
        assert_not_applicable(judge(rule, eligible()));
    }
}
