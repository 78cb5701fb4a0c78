//! The amounts that a merchant names (SEED1; OA-charges).

use serde_json::Value;

use super::super::super::limits::{CURRENCY, LEAST, MOST};
use super::reading::{each_payment, expect, named, payments, when_any};
use crate::core::finding::Verdict;
use crate::providers::Judged;
use crate::providers::sent::finding;

/// The operations whose amount is a bare number.
const BARE: &[&str] = &["capture", "void", "refund"];

/// A payment is of a whole number of cents, 50 at least, in US dollars. That an agreement's first payment has an amount at all is
/// for [`super::consumer::agreement_members`] to judge.
pub fn payment_amount(judged: &Judged<'_>) -> Verdict {
    each_payment(judged, |members, prefix| {
        let (value, currency) = (format!("{prefix}amount.value"), format!("{prefix}amount.currency"));
        if !prefix.is_empty() && named(members, &format!("{prefix}amount")).is_null() {
            return Verdict::NotApplicable;
        }
        let least = |value: &Value| value.as_i64().is_some_and(|cents| cents >= LEAST);
        match expect(judged, members, &value, "a whole number of cents, 50 or more", least) {
            Verdict::Passed => expect(judged, members, &currency, CURRENCY, |currency| currency == CURRENCY),
            broken => broken,
        }
    })
}

/// A payment is not above the published maximum.
pub fn payment_maximum(judged: &Judged<'_>) -> Verdict {
    each_payment(judged, |members, prefix| {
        let place = format!("{prefix}amount.value");
        match named(members, &place).as_i64() {
            None => Verdict::NotApplicable,
            Some(cents) if cents <= MOST => Verdict::Passed,
            Some(_) => {
                let expected = format!("{MOST} at most, or what was agreed for the customer");
                Verdict::Broken(finding(judged, &place, expected, named(members, &place)))
            }
        }
    })
}

/// What is captured, voided or refunded is a bare number.
pub fn bare_amount(judged: &Judged<'_>) -> Verdict {
    when_any(judged, BARE, |members| {
        let is_bare = |amount: &Value| amount.as_i64().is_some_and(|cents| cents >= 1);
        expect(judged, members, "amount", "a bare whole number of 1 or more", is_bare)
    })
}

/// The names that only the faulty samples of the guide have.
pub fn guide_mistakes(judged: &Judged<'_>) -> Verdict {
    when_any(judged, &["charge", "agreement", "agreement_charge"], |members| {
        let within = payments(judged, members)
            .into_iter()
            .flat_map(|prefix| ["paymentChargeMerchantReference", "amount.amount"].map(|name| format!("{prefix}{name}")));
        let mut names = within.chain(["authenticationMethods".to_owned()]);
        let found = names.find(|name| !named(members, name).is_null());
        found.map_or(Verdict::Passed, |name| {
            Verdict::Broken(finding(judged, &name, "no such member: it is a mistake of the guide", named(members, &name)))
        })
    })
}

/// The reference of a payment stands beside its amount.
pub fn reference_beside_amount(judged: &Judged<'_>) -> Verdict {
    each_payment(judged, |members, prefix| {
        let inside = format!("{prefix}amount.merchantPaymentChargeReference");
        expect(judged, members, &inside, "no reference within the amount", Value::is_null)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::fixture::{
        assert_broken, assert_not_applicable, assert_passed, assert_unclear, merchant, set, without,
    };

    #[test]
    fn a_payment_is_of_cents_and_dollars() {
        let (rule, place) = ("payment_amount", "request body amount.value");
        for operation in ["charge", "agreement_charge"] {
            assert_passed(merchant(operation, |_| {}).judge(rule));
            for wrong in [json!(49), json!("1000"), json!(10.5), json!(0), json!(null)] {
                assert_broken(merchant(operation, set("amount.value", wrong)).judge(rule), place);
            }
            assert_broken(merchant(operation, set("amount.currency", "EUR")).judge(rule), "request body amount.currency");
            assert_broken(merchant(operation, without("amount")).judge(rule), place);
        }
        let first = "initialPaymentCharge.amount";
        assert_passed(merchant("agreement", |_| {}).judge(rule));
        assert_broken(
            merchant("agreement", set("initialPaymentCharge.amount.value", 1)).judge(rule),
            "request body initialPaymentCharge.amount.value",
        );
        assert_not_applicable(merchant("agreement", without(first)).judge(rule));
        assert_not_applicable(merchant("agreement", without("initialPaymentCharge")).judge(rule));
        assert_not_applicable(merchant("refund", set("amount", 1)).judge(rule));
        assert_unclear(merchant("charge", |_| {}).with_sent_body("{").judge(rule));
    }

    #[test]
    fn a_payment_has_a_maximum() {
        let rule = "payment_maximum";
        assert_passed(merchant("charge", set("amount.value", 2_000_000)).judge(rule));
        assert_broken(merchant("charge", set("amount.value", 2_000_001)).judge(rule), "request body amount.value");
        assert_not_applicable(merchant("charge", set("amount.value", "x")).judge(rule));
    }

    #[test]
    fn what_is_done_to_a_charge_has_a_bare_amount() {
        let rule = "bare_amount";
        for operation in ["capture", "void", "refund"] {
            assert_passed(merchant(operation, |_| {}).judge(rule));
            for wrong in [json!({ "value": 100, "currency": "USD" }), json!("100"), json!(0), json!(1.5), json!(null)] {
                assert_broken(merchant(operation, set("amount", wrong)).judge(rule), "request body amount");
            }
        }
        assert_not_applicable(merchant("charge", |_| {}).judge(rule));
    }

    #[test]
    fn the_mistakes_of_the_guide_are_found() {
        let rule = "guide_mistakes";
        for operation in ["charge", "agreement", "agreement_charge"] {
            assert_passed(merchant(operation, |_| {}).judge(rule));
            let sent = merchant(operation, set("authenticationMethods", json!([])));
            assert_broken(sent.judge(rule), "request body authenticationMethods");
        }
        let named = set("paymentChargeMerchantReference", "p-1");
        assert_broken(merchant("agreement_charge", named).judge(rule), "request body paymentChargeMerchantReference");
        assert_broken(merchant("charge", set("amount.amount", 9000)).judge(rule), "request body amount.amount");
        let first = set("initialPaymentCharge.amount.amount", 9000);
        assert_broken(merchant("agreement", first).judge(rule), "request body initialPaymentCharge.amount.amount");
    }

    #[test]
    fn a_reference_stands_beside_the_amount() {
        let rule = "reference_beside_amount";
        assert_passed(merchant("charge", |_| {}).judge(rule));
        let inside = "amount.merchantPaymentChargeReference";
        assert_broken(merchant("charge", set(inside, "p-1")).judge(rule), "request body amount.merchantPaymentChargeReference");
        let first = "initialPaymentCharge.amount.merchantPaymentChargeReference";
        assert_broken(merchant("agreement", set(first, "p-1")).judge(rule), &format!("request body {first}"));
        assert_not_applicable(merchant("refund", |_| {}).judge(rule));
    }
}
