//! What the eligibility call says of a customer (developer.juspay.in/reference/eligibility-api; Juspay's samples).

use serde_json::Value;

use super::reading::{amount, expect, judge};
use crate::core::finding::{Finding, Verdict};
use crate::core::http::is_https_url;
use crate::providers::Judged;
use crate::providers::juspay::messages::METHOD;
use crate::providers::reading::{filled, no_json};

/// The published values of `status`.
const STATUSES: [&str; 9] = [
    "SUCCESS",
    "USER_NOT_FOUND",
    "BAD_REQUEST",
    "INVALID_DATA",
    "NOT_ACCESSIBLE",
    "PENDING_DUES",
    "UNAUTHORIZED",
    "ERROR",
    // Of older versions.
    "INSUFFICIENT_FUNDS",
];

fn entries(judged: &Judged<'_>) -> Option<Vec<Value>> {
    let body = judged.json().filter(|_| judged.succeeded("eligibility"))?;
    Some(body["payment_methods_eligibility"].as_array().cloned().unwrap_or_default())
}

fn judge_each(judged: &Judged<'_>, concerns: impl Fn(&Value) -> bool, check: impl Fn(&Value) -> Result<(), Finding>) -> Verdict {
    let concerned = entries(judged).map(|entries| entries.into_iter().filter(concerns).collect::<Vec<_>>());
    judge(concerned.filter(|entries| !entries.is_empty()), |entries| entries.iter().try_for_each(check))
}

fn text(entry: &Value, name: &str) -> Result<(), Finding> {
    expect(filled(&entry[name]).is_some(), name, "a text that is not empty", &entry[name])
}

/// Method, type, flag and status of each entry.
pub fn eligibility_entry(judged: &Judged<'_>) -> Verdict {
    if judged.succeeded("eligibility") && entries(judged).is_none_or(|entries| entries.is_empty()) {
        return no_json();
    }
    judge_each(
        judged,
        |_| true,
        |entry| {
            text(entry, "payment_method")?;
            text(entry, "payment_method_type")?;
            expect(entry["is_eligible"].is_boolean(), "is_eligible", "true or false", &entry["is_eligible"])?;
            let known = entry["status"].as_str().is_some_and(|status| STATUSES.contains(&status));
            expect(known, "status", &format!("one of {}", STATUSES.join(", ")), &entry["status"])
        },
    )
}

/// Balance and Key Fact Statement, unless the account must be linked first; of Amazon Pay Later alone.
pub fn eligible_with_statement(judged: &Judged<'_>) -> Verdict {
    let ready = |entry: &Value| {
        let later = entry["payment_method"] == METHOD.0;
        later && entry["is_eligible"] == true && entry["gateway_error_code"] != "linking_required"
    };
    judge_each(judged, ready, |entry| {
        let balance = &entry["balance"];
        expect(balance.is_number() && amount(balance).is_some(), "balance", "a number", balance)?;
        match entry["kfs_link"].as_str().is_some_and(is_https_url) {
            true => Ok(()),
            // An address opens a customer's statement: it is not shown.
            false => Err(Finding::new("response body kfs_link", "an absolute https address", "none")),
        }
    })
}

/// Why the customer may not pay.
pub fn ineligible_with_message(judged: &Judged<'_>) -> Verdict {
    judge_each(judged, |entry| entry["is_eligible"] == false, |entry| text(entry, "gateway_error_message"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{Case, broken, not_applicable, passed};
    use super::*;

    fn with(rule: &str, change: impl Fn(&mut Value)) -> Verdict {
        let mut entry = json!({
            "status": "SUCCESS", "payment_method": "AMAZONPAYLATER", "payment_method_type": "CONSUMER_FINANCE",
            "is_eligible": true, "balance": 100, "kfs_link": "https://amazonpay.amazon.in/v1/render-kfs?payload=1",
        });
        change(&mut entry);
        let body = json!({ "payment_methods_eligibility": [entry] });
        Case::new("eligibility", json!({})).answered(200, &body).judge(rule)
    }

    #[test]
    fn each_entry_is_whole() {
        let rule = "eligibility_entry";
        passed(with(rule, |_| {}));
        for (name, value) in [("status", "OK"), ("payment_method", ""), ("payment_method_type", ""), ("is_eligible", "true")] {
            broken(with(rule, |entry| entry[name] = json!(value)), name);
        }
        let empty = json!({ "payment_methods_eligibility": [] });
        assert!(matches!(Case::new("eligibility", json!({})).answered(200, &empty).judge(rule), Verdict::Broken(_)));
    }

    #[test]
    fn the_eligible_have_balance_and_statement() {
        let rule = "eligible_with_statement";
        passed(with(rule, |_| {}));
        broken(with(rule, |entry| entry["balance"] = json!("100")), "balance");
        broken(with(rule, |entry| entry["kfs_link"] = json!("http://h")), "kfs_link");
        not_applicable(with(rule, |entry| entry["gateway_error_code"] = json!("linking_required")));
        not_applicable(with(rule, |entry| (entry["payment_method"], entry["kfs_link"]) = (json!("AMAZONPAY"), json!(null))));
    }

    #[test]
    fn the_ineligible_are_told_why() {
        let rule = "ineligible_with_message";
        not_applicable(with(rule, |_| {}));
        broken(with(rule, |entry| entry["is_eligible"] = json!(false)), "gateway_error_message");
        passed(with(rule, |entry| {
            entry["is_eligible"] = json!(false);
            entry["gateway_error_message"] = json!("Your KYC has expired, please update on the Amazon app.");
        }));
    }
}
