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
