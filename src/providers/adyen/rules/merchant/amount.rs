//! The amounts that a merchant names: minor units of one currency (CUR; SEED).

use serde_json::Value;

use crate::core::finding::{Finding, Verdict};
use crate::core::member;
use crate::providers::Judged;
use crate::providers::adyen::endpoints::is_payment;
use crate::providers::sent::{finding, when_sent};

/// An amount is a whole number of minor units. Whether it is the right one, the order tells.
pub fn minor_units(judged: &Judged<'_>) -> Verdict {
    let Some(endpoint) = judged.endpoint else { return Verdict::NotApplicable };
    when_sent(judged, endpoint.name, |members| match member::at(members, "amount.value") {
        // Of a modification another rule says so; a question for payment methods may name the currency alone.
        None if is_payment(endpoint) && members["amount"].is_object() => {
            Verdict::Broken(finding(judged, "amount.value", "a whole number of minor units", &Value::Null))
        }
        None => Verdict::NotApplicable,
        Some(value) if value.as_i64().is_some_and(|value| value >= 0) => Verdict::Passed,
        Some(value) => Verdict::Broken(finding(judged, "amount.value", "a whole number of minor units", value)),
    })
}

/// A payment is in the currency that is registered with Amazon Pay.
pub fn registered_currency(judged: &Judged<'_>) -> Verdict {
    when_sent(judged, "payment", |members| currency(judged, members))
}

/// The currency of every payment, and of what is done with it later, is the one that is registered.
pub(super) fn currency(judged: &Judged<'_>, members: &Value) -> Verdict {
    let registered = judged.credentials.get("currency");
    match member::at(members, "amount.currency") {
        None if members["amount"].is_object() => {
            Verdict::Broken(finding(judged, "amount.currency", "the currency of the payment", &Value::Null))
        }
        None => Verdict::NotApplicable,
        Some(_) if registered.is_empty() => {
            Verdict::Unclear("the registered currency is not known (key merchant.currency)".to_owned())
        }
        Some(found) if found == registered => Verdict::Passed,
        Some(found) => {
            Verdict::Broken(Finding { expected: registered.to_owned(), ..finding(judged, "amount.currency", "", found) })
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::fixture::{
        account, assert_broken, assert_not_applicable, assert_passed, assert_unclear, judge_changed, judge_sent, judge_with,
        payment, sent,
    };

    #[test]
    fn an_amount_is_in_whole_minor_units() {
        let rule = "minor_units";
        assert_passed(judge_changed(rule, |_| {}));
        for wrong in [json!("1000"), json!(10.5), json!(-1), json!(null)] {
            assert_broken(judge_changed(rule, |payment| payment["amount"]["value"] = wrong.clone()), "request body amount.value");
        }
        assert_broken(
            judge_changed(rule, |payment| payment["amount"] = json!({ "currency": "EUR" })),
            "request body amount.value",
        );
        assert_not_applicable(judge_changed(rule, |payment| payment["amount"] = json!(null)));
        let market = json!({ "amount": { "currency": "EUR" } });
        assert_not_applicable(judge_sent(rule, "payment_methods", sent("payment_methods", &market)));
        assert_not_applicable(judge_sent(rule, "cancel", sent("cancel", &json!({}))));
    }

    #[test]
    fn a_currency_is_the_registered_one() {
        let place = "request body amount.currency";
        assert_passed(judge_changed("registered_currency", |_| {}));
        assert_broken(judge_changed("registered_currency", |payment| payment["amount"]["currency"] = json!("USD")), place);
        assert_broken(judge_changed("registered_currency", |payment| payment["amount"] = json!({ "value": 1 })), place);
        assert_not_applicable(judge_changed("registered_currency", |payment| payment["amount"] = json!(null)));
        let mut unknown = account();
        unknown.set("currency", "");
        assert_unclear(judge_with("registered_currency", "payment", sent("payment", &payment()), &unknown));
    }
}
