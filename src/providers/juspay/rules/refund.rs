//! What an order shows of its refunds (developer.juspay.in/reference/refund-order; Juspay's samples).

use rust_decimal::Decimal;
use serde_json::Value;

use super::reading::{amount, asked, expect, judge, order, refunds};
use crate::core::finding::Verdict;
use crate::providers::Judged;
use crate::providers::juspay::statuses::{REFUND_FAILED, REFUND_STATUSES};
use crate::providers::reading::no_json;

/// The refund that was asked for stands in the list. Its amount may be another one: an id that was used before may be answered with
/// the refund that it had then.
pub fn refund_echo(judged: &Judged<'_>) -> Verdict {
    if judged.succeeded("refund") && judged.json().is_none() {
        return no_json();
    }
    let answered = judged.json().filter(|_| judged.succeeded("refund"));
    judge(answered.zip(asked(judged)), |(body, asked)| {
        let id = asked.get("unique_request_id").unwrap_or(&Value::Null);
        let listed = refunds(body).any(|refund| refund["unique_request_id"] == *id);
        expect(listed, "refunds.unique_request_id", "the requested one in the list", &Value::Null)
    })
}

/// The sum of what did not fail; `refunded` tells whether that is all.
pub fn refunded_sum(judged: &Judged<'_>) -> Verdict {
    let listed = order(judged).filter(|body| body["refunds"].is_array() && !body["amount_refunded"].is_null());
    judge(listed, |body| {
        let counted = refunds(body).filter(|refund| refund["status"] != REFUND_FAILED);
        let sum: Decimal = counted.filter_map(|refund| amount(&refund["amount"])).sum();
        let found = &body["amount_refunded"];
        expect(amount(found) == Some(sum), "amount_refunded", &sum.to_string(), found)?;
        let whole = amount(&body["amount"]) == Some(sum);
        expect(body["refunded"] == whole, "refunded", &whole.to_string(), &body["refunded"])
    })
}

/// What is left of the effective amount.
pub fn refundable_rest(judged: &Judged<'_>) -> Verdict {
    let shown = order(judged).filter(|body| !body["maximum_eligible_refund_amount"].is_null());
    let from = shown.and_then(|body| Some((body, amount(&body["effective_amount"])?, amount(&body["amount_refunded"])?)));
    judge(from, |(body, effective, refunded)| {
        let found = &body["maximum_eligible_refund_amount"];
        let rest = effective - refunded;
        expect(amount(found) == Some(rest), "maximum_eligible_refund_amount", &rest.to_string(), found)
    })
}

/// The state of each refund.
pub fn refund_status_listed(judged: &Judged<'_>) -> Verdict {
    let refund = judged.json().filter(|_| judged.succeeded("txn_refund"));
    let listed: Vec<&Value> = refund.into_iter().chain(order(judged).into_iter().flat_map(refunds)).collect();
    judge(Some(listed).filter(|listed| !listed.is_empty()), |listed| {
        listed.into_iter().try_for_each(|refund| {
            let known = refund["status"].as_str().is_some_and(|status| REFUND_STATUSES.contains(&status));
            expect(known, "refunds.status", &format!("one of {}", REFUND_STATUSES.join(", ")), &refund["status"])
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{Case, broken, charged, judge_order, not_applicable, passed};

    #[test]
    fn a_refund_is_listed_as_it_was_asked_for() {
        let judge = |id: &str, amount: &str| {
            let asked = json!({ "unique_request_id": id, "amount": amount });
            Case::new("refund", asked).answered(200, &charged()).judge("refund_echo")
        };
        passed(judge("r-1", "4.00"));
        passed(judge("r-1", "2.00"));
        broken(judge("r-2", "4.00"), "refunds.unique_request_id");
        not_applicable(judge_order("refund_echo", |_| {}));
    }

    #[test]
    fn the_sum_counts_what_did_not_fail() {
        let rule = "refunded_sum";
        passed(judge_order(rule, |_| {}));
        passed(judge_order(rule, |order| {
            order["refunds"][0]["status"] = json!("FAILURE");
            order["amount_refunded"] = json!(0);
        }));
        passed(judge_order(rule, |order| {
            order["amount"] = json!(4);
            order["refunded"] = json!(true);
        }));
        broken(judge_order(rule, |order| order["refunds"][0]["status"] = json!("FAILURE")), "amount_refunded");
        broken(judge_order(rule, |order| order["amount_refunded"] = json!(0)), "amount_refunded");
        broken(judge_order(rule, |order| order["refunded"] = json!(true)), "refunded");
        not_applicable(judge_order(rule, |order| order["refunds"] = json!(null)));
    }

    #[test]
    fn the_rest_is_what_is_left() {
        let rule = "refundable_rest";
        passed(judge_order(rule, |_| {}));
        for value in [json!(10), json!(-6), json!("x")] {
            let changed = judge_order(rule, |order| order["maximum_eligible_refund_amount"] = value.clone());
            broken(changed, "maximum_eligible_refund_amount");
        }
        for name in ["maximum_eligible_refund_amount", "effective_amount"] {
            not_applicable(judge_order(rule, |order| order[name] = json!(null)));
        }
    }

    #[test]
    fn the_state_of_a_refund_is_published() {
        let rule = "refund_status_listed";
        passed(judge_order(rule, |_| {}));
        broken(judge_order(rule, |order| order["refunds"][0]["status"] = json!("DONE")), "refunds.status");
        broken(Case::new("txn_refund", json!({})).answered(200, &json!({ "status": "DONE" })).judge(rule), "refunds.status");
        not_applicable(judge_order(rule, |order| order["refunds"] = json!([])));
    }
}
