//! What holds of whatever is done to a charge: amounts, times, and how refunds stand (OA-charges; CONV).

use serde_json::Value;

use super::super::states;
use super::reading::{agreement, charge, finding, listed, succeeded_any};
use crate::core::finding::{Finding, Verdict};
use crate::core::member;
use crate::providers::Judged;

/// The members of a charge that hold what was done to it.
const PARTS: &[&str] = &["authorizations", "captures", "refunds", "voids"];

/// The operations that answer one part.
const OPERATIONS: &[&str] = &["confirmation", "capture", "capture_status", "void", "void_status", "refund", "refund_status"];

/// Amounts are whole numbers, and a new charge is in the currency that was asked for.
pub fn minor_units(judged: &Judged<'_>) -> Verdict {
    let parts = parts(judged);
    let amounts = parts.iter().map(|(place, part)| (place, &part["amount"])).filter(|(_, amount)| !amount.is_null());
    let amounts: Vec<_> = amounts.collect();
    if let Some((place, amount)) = amounts.iter().find(|(_, amount)| amount.as_i64().is_none()) {
        return Verdict::Broken(finding(&format!("{place}amount"), "a whole number of cents", amount));
    }
    let asked = member::of(judged.asked(), "amount.currency").filter(|_| creates(judged));
    match (charge(judged).map(|charge| &charge["currency"]), asked) {
        (Some(told), Some(asked)) if !told.is_null() && told != asked => {
            Verdict::Broken(finding("currency", asked.to_string(), told))
        }
        _ if amounts.is_empty() => Verdict::NotApplicable,
        _ => Verdict::Passed,
    }
}

/// True for the calls that make a charge.
fn creates(judged: &Judged<'_>) -> bool {
    ["charge", "agreement_charge"].into_iter().any(|operation| judged.addresses(operation))
}

/// The status of a refund is a published one, wherever it stands.
pub fn refund_status_listed(judged: &Judged<'_>) -> Verdict {
    let single = judged.json().filter(|_| succeeded_any(judged, &["refund", "refund_status"]));
    let within = charge(judged).and_then(|charge| charge["refunds"].as_array()).into_iter().flatten();
    let verdicts = single.into_iter().chain(within).map(|refund| listed(states::REFUND, &refund["status"]));
    verdicts.fold(Verdict::NotApplicable, |worst, verdict| if matches!(worst, Verdict::Broken(_)) { worst } else { verdict })
}

/// Times are `YYYY-MM-DDTHH:mm:ss.sssZ`.
pub fn time_form(judged: &Judged<'_>) -> Verdict {
    let whole = charge(judged).or_else(|| agreement(judged)).map(|whole| (String::new(), whole));
    let all = whole.into_iter().chain(parts(judged));
    let times = all.flat_map(|(place, one)| ["createdAt", "updatedAt"].map(|name| (format!("{place}{name}"), &one[name])));
    let mut told = times.filter(|(_, time)| !time.is_null()).peekable();
    if told.peek().is_none() {
        return Verdict::NotApplicable;
    }
    let wrong = told.find(|(_, time)| !time.as_str().is_some_and(is_time));
    wrong.map_or(Verdict::Passed, |(place, time)| {
        let actual = time.as_str().map_or_else(|| time.to_string(), str::to_owned);
        Verdict::Broken(Finding::new(format!("response body {place}"), "YYYY-MM-DDTHH:mm:ss.sssZ", actual))
    })
}

/// Every part that an answer holds, and the beginning of its members' names.
fn parts<'a>(judged: &'a Judged<'_>) -> Vec<(String, &'a Value)> {
    let single = judged.json().filter(|_| succeeded_any(judged, OPERATIONS)).map(|part| (String::new(), part));
    let within = PARTS.iter().flat_map(|name| {
        let list = charge(judged).and_then(|charge| charge[*name].as_array()).into_iter().flatten();
        list.enumerate().map(move |(index, part)| (format!("{name}.{index}."), part))
    });
    single.into_iter().chain(within).collect()
}

fn is_time(text: &str) -> bool {
    let form = text.bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
    form.eq(*b"0000-00-00T00:00:00.000Z") && text.parse::<jiff::Timestamp>().is_ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{assert_broken, assert_not_applicable, assert_passed, call, charge};
    use super::*;

    fn asked() -> Value {
        json!({ "amount": { "value": 1000, "currency": "USD" } })
    }

    fn judged(rule: &str, change: impl Fn(&mut Value)) -> Verdict {
        let mut answer = charge();
        change(&mut answer);
        call("charge", &asked()).answered(200, &answer).judge(rule)
    }

    #[test]
    fn amounts_are_whole_numbers_of_the_same_currency() {
        let rule = "minor_units";
        assert_passed(judged(rule, |_| {}));
        for wrong in [json!("1000"), json!(10.5), json!({ "value": 1000 })] {
            let broken = judged(rule, |answer| answer["authorizations"][0]["amount"] = wrong.clone());
            assert_broken(broken, "response body authorizations.0.amount");
        }
        assert_broken(judged(rule, |answer| answer["currency"] = json!("EUR")), "response body currency");
        let mut recurring = charge();
        recurring["currency"] = json!("EUR");
        assert_broken(call("agreement_charge", &asked()).answered(200, &recurring).judge(rule), "response body currency");
        let refund =
            |amount: Value| call("refund", &json!({ "amount": 1 })).answered(200, &json!({ "amount": amount })).judge(rule);
        assert_passed(refund(json!(1)));
        assert_broken(refund(json!({ "value": 1 })), "response body amount");
        assert_not_applicable(call("agreement", &json!({})).answered(200, &json!({ "amount": "x" })).judge(rule));
    }

    #[test]
    fn a_refund_is_in_a_published_state() {
        let rule = "refund_status_listed";
        let refund = |status: &str| call("refund", &json!({})).answered(200, &json!({ "status": status })).judge(rule);
        for status in states::REFUND {
            assert_passed(refund(status));
        }
        assert_broken(refund("SETTLED"), "response body status");
        assert_broken(
            judged(rule, |answer| answer["refunds"] = json!([{ "status": "DONE" }, { "status": "REFUNDED" }])),
            "response body status",
        );
        assert_not_applicable(judged(rule, |_| {}));
    }

    #[test]
    fn times_have_milliseconds() {
        let rule = "time_form";
        assert_passed(judged(rule, |_| {}));
        for wrong in
            ["2026-06-03T11:23:47Z", "2026-06-03 11:23:47.123Z", "2026-06-03T11:23:47.123+00:00", "2026-13-03T11:23:47.123Z"]
        {
            assert_broken(judged(rule, |answer| answer["createdAt"] = json!(wrong)), "response body createdAt");
        }
        let part = judged(rule, |answer| answer["authorizations"][0]["updatedAt"] = json!(0));
        assert_broken(part, "response body authorizations.0.updatedAt");
        assert_not_applicable(call("search", &json!({})).answered(200, &json!({ "data": [] })).judge(rule));
    }
}
