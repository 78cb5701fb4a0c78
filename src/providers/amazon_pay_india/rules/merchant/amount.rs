//! The amounts that a merchant names (AP/section8/post_charge_api, /get_instruments_api; AP/section9/test_cases).

use rust_decimal::Decimal;

use super::reading::{finding, members_fit, when_sent};
use super::refund;
use crate::core::finding::Verdict;
use crate::core::money;
use crate::providers::Judged;

/// An amount is a decimal text of at least 0.01 with at most two decimals.
pub fn amount_form(judged: &Judged<'_>) -> Verdict {
    match judged.endpoint.map(|endpoint| endpoint.name) {
        Some(operation @ ("instruments" | "charge")) => members_fit(judged, operation, &["amount"]),
        Some("refund") => refund::member(judged, "amount"),
        _ => Verdict::NotApplicable,
    }
}

/// Instruments are not asked for less than a rupee. An amount that is none is for [`amount_form`] to judge.
pub fn at_least_a_rupee(judged: &Judged<'_>) -> Verdict {
    when_sent(judged, "instruments", |members| {
        let amount = &members["amount"];
        match amount.as_str().map(money::decimal) {
            Some(Ok(rupees)) if rupees < Decimal::ONE => Verdict::Broken(finding(judged, "amount", "1 rupee or more", amount)),
            Some(Ok(_)) => Verdict::Passed,
            _ => Verdict::NotApplicable,
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::super::fixture::{
        assert_broken, assert_not_applicable, assert_passed, assert_unclear, merchant, set, without,
    };

    #[test]
    fn an_amount_is_a_decimal_text() {
        let rule = "amount_form";
        let judge = |operation: &str, amount: Value| merchant(operation, set("amount", amount)).judge_sent(rule);
        for (operation, place) in
            [("instruments", "request query amount"), ("charge", "request body amount"), ("refund", "request body amount")]
        {
            for good in ["0.01", "1", "1.5", "499.00"] {
                assert_passed(judge(operation, json!(good)));
            }
            for wrong in ["0", "0.00", "499.000", "1.234", "-1.00", "1e2", "1,00", "ten", "", " 1"] {
                assert_broken(judge(operation, json!(wrong)), place);
            }
        }
        for number in [json!(499), json!(1.5), json!([])] {
            assert_broken(judge("charge", number.clone()), "request body amount");
            assert_broken(judge("refund", number), "request body amount");
        }
        assert_broken(merchant("refund", without("amount")).judge_sent(rule), "request body amount");
        for operation in ["instruments", "charge"] {
            assert_not_applicable(merchant(operation, without("amount")).judge_sent(rule));
        }
        assert_not_applicable(merchant("charge_status", set("amount", "0")).judge_sent(rule));
        assert_unclear(merchant("refund", |_| {}).with_request(|request| request.body = b"amount=1".to_vec()).judge_sent(rule));
    }

    #[test]
    fn instruments_are_asked_for_a_rupee_or_more() {
        let rule = "instruments_rupee";
        let judge = |amount: &str| merchant("instruments", set("amount", amount)).judge_sent(rule);
        assert_passed(judge("1"));
        assert_passed(judge("1.00"));
        assert_broken(judge("0.99"), "request query amount");
        assert_not_applicable(judge("ten"));
        assert_not_applicable(merchant("instruments", without("amount")).judge_sent(rule));
        assert_not_applicable(merchant("charge", set("amount", "0.50")).judge_sent(rule));
        let broken = |request: &mut crate::core::http::Request| request.url.push_str("&x=%4");
        assert_unclear(merchant("instruments", |_| {}).with_request(broken).judge_sent(rule));
    }
}
