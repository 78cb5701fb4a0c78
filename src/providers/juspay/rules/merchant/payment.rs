//! How a merchant asks whether a customer may pay, and lets them pay (Juspay's server-to-server samples for Amazon Pay Later).

use rust_decimal::Decimal;
use serde_json::Value;

use super::reading::{Judgement, finding, member, when_sent};
use crate::core::finding::Verdict;
use crate::core::money;
use crate::providers::Judged;
use crate::providers::juspay::messages::METHOD;

/// An eligibility is that of an amount or an order.
pub fn eligibility_subject(judged: &Judged<'_>) -> Verdict {
    when_sent(judged, &["eligibility"], |members| {
        let named =
            ["amount", "order_id"].iter().any(|name| members.get(*name).is_some_and(|value| !value.is_null() && *value != ""));
        match named {
            true => Ok(Judgement::Passed),
            false => Err(finding("amount", "an amount, or an order_id", &Value::Null)),
        }
    })
}

/// Nobody is asked about less than a rupee.
pub fn eligibility_rupee(judged: &Judged<'_>) -> Verdict {
    when_sent(judged, &["eligibility"], |members| {
        member(members, "amount", "1 rupee or more", |value| money::told(value).is_some_and(|amount| amount >= Decimal::ONE))
    })
}

/// A payment with Amazon Pay Later names the method, its type and the wallet that pays. What names neither is another method's.
pub fn payment_members(judged: &Judged<'_>) -> Verdict {
    when_sent(judged, &["txn"], |members| {
        let says = |name: &str, wanted: &str| members.get(name).is_some_and(|found| *found == *wanted);
        if !says("payment_method", METHOD.0) && !says("payment_method_type", METHOD.1) {
            return Ok(Judgement::NotApplicable);
        }
        for (name, wanted) in [("payment_method", METHOD.0), ("payment_method_type", METHOD.1)] {
            let found = members.get(name).unwrap_or(&Value::Null);
            if found != wanted {
                return Err(finding(name, wanted, found));
            }
        }
        match members.get("direct_wallet_token").and_then(Value::as_str) {
            None | Some("") => Err(finding("direct_wallet_token", "the token of the wallet", &Value::Null)),
            Some(_) => Ok(Judgement::Passed),
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::fixture::Case;
    use super::*;
    use crate::providers::verdicts::{assert_broken, assert_not_applicable, assert_passed, assert_unclear};

    #[test]
    fn an_eligibility_is_of_something() {
        let judge = |members: Value| Case::new("eligibility", members).judge("eligibility_subject");
        assert_passed(judge(json!({ "amount": "10" })));
        assert_passed(judge(json!({ "order_id": "o-1" })));
        for wrong in [json!({}), json!({ "amount": "" }), json!({ "amount": null })] {
            assert_broken(judge(wrong), "request body amount");
        }
        assert_unclear(Case::new("eligibility", json!({})).with_body("no JSON").judge("eligibility_subject"));
        assert_not_applicable(Case::new("txn", json!({})).judge("eligibility_subject"));
    }

    #[test]
    fn a_rupee_is_the_least() {
        let judge = |members: Value| Case::new("eligibility", members).judge("eligibility_rupee");
        for good in [json!("1.00"), json!(1), json!(499.5)] {
            assert_passed(judge(json!({ "amount": good })));
        }
        for wrong in [json!("0.99"), json!(0.5), json!("ten")] {
            assert_broken(judge(json!({ "amount": wrong })), "request body amount");
        }
        assert_not_applicable(judge(json!({ "order_id": "o-1" })));
        assert_unclear(Case::new("eligibility", json!({})).with_body("no JSON").judge("eligibility_rupee"));
    }

    #[test]
    fn a_payment_names_method_type_and_wallet() {
        let good = json!({ "payment_method": METHOD.0, "payment_method_type": METHOD.1, "direct_wallet_token": "tk_1" });
        assert_passed(Case::new("txn", good.clone()).judge("payment_members"));
        for name in ["payment_method", "payment_method_type", "direct_wallet_token"] {
            let mut wrong = good.clone();
            wrong[name] = json!("");
            assert_broken(Case::new("txn", wrong).judge("payment_members"), &format!("request body {name}"));
        }
        let balance = json!({ "payment_method": "AMAZONPAY", "payment_method_type": "WALLET", "direct_wallet_token": "tk_1" });
        for other in [balance, json!({ "payment_method": "UPI_PAY", "payment_method_type": "UPI" })] {
            assert_not_applicable(Case::new("txn", other).judge("payment_members"));
        }
        assert_unclear(Case::new("txn", good.clone()).with_body("no JSON").judge("payment_members"));
        assert_not_applicable(Case::new("session", good).judge("payment_members"));
    }
}
