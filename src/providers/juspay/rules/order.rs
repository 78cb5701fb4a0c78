//! What holds of every order that is answered (developer.juspay.in/v2.0/docs/transaction-status-codes; Juspay's samples).

use serde_json::Value;

use super::reading::{amount, expect, judge, order, refunds};
use crate::core::finding::{Finding, Verdict};
use crate::core::member;
use crate::providers::Judged;
use crate::providers::juspay::statuses::{id_of, name_of};

/// The state and its number; of a state without a published number only that it has no other one's.
pub fn status_id(judged: &Judged<'_>) -> Verdict {
    let shown = order(judged).and_then(|body| Some((&body["status"], body["status"].as_str()?, &body["status_id"])));
    let known = shown.filter(|(_, name, id)| id_of(name).is_some() || id.as_i64().and_then(name_of).is_some());
    judge(known, |(status, name, id)| match (id_of(name), id.as_i64().and_then(name_of)) {
        (Some(wanted), _) => expect(*id == wanted, "status_id", &wanted.to_string(), id),
        (None, other) => expect(false, "status", &format!("{}, whose number is {id}", other.unwrap_or_default()), status),
    })
}

/// Amounts of the order, of its payment and of its refunds; those that are not there are not looked for.
pub fn amounts_are_numbers(judged: &Judged<'_>) -> Verdict {
    let names = ["amount", "effective_amount", "amount_refunded", "maximum_eligible_refund_amount"];
    let of_payment = ["txn_detail.txn_amount", "txn_detail.net_amount"];
    // Juspay's samples have null where there is none.
    let optional = ["txn_detail.surcharge_amount", "txn_detail.tax_amount"];
    judge(order(judged), |body| {
        for name in names.into_iter().chain(of_payment) {
            member::at(body, name).map_or(Ok(()), |value| is_amount(name, value))?;
        }
        for name in optional {
            member::at(body, name).filter(|value| !value.is_null()).map_or(Ok(()), |value| is_amount(name, value))?;
        }
        refunds(body).try_for_each(|refund| is_amount("refunds.amount", &refund["amount"]))
    })
}

fn is_amount(name: &str, value: &Value) -> Result<(), Finding> {
    let fits = amount(value).is_some_and(|amount| amount.normalize().scale() <= 2);
    expect(value.is_number() && fits, name, "a number with at most two decimals", value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{Case, broken, charged, judge_order, not_applicable, passed};

    #[test]
    fn state_and_number_agree() {
        let judge = |status: &str, id: i64| {
            judge_order("status_id", |order| {
                order["status"] = json!(status);
                order["status_id"] = json!(id);
            })
        };
        passed(judge("CHARGED", 21));
        passed(judge("CREATED", 1));
        broken(judge("CHARGED", 20), "status_id");
        broken(judge("AUTO_REFUNDED", 105), "status_id");
        not_applicable(judge("AUTHORIZED", 7));
        broken(judge("REFUNDED", 21), "status");
        not_applicable(Case::new("refund", json!({})).answered(400, &charged()).judge("status_id"));
    }

    #[test]
    fn amounts_are_numbers_of_two_decimals() {
        let rule = "amounts_are_numbers";
        passed(judge_order(rule, |_| {}));
        for value in [json!("10"), json!(10.001), json!(-1), json!(null)] {
            broken(judge_order(rule, |order| order["amount"] = value.clone()), "amount");
            broken(judge_order(rule, |order| order["refunds"][0]["amount"] = value.clone()), "refunds.amount");
            broken(judge_order(rule, |order| order["txn_detail"]["net_amount"] = value.clone()), "txn_detail.net_amount");
        }
        passed(judge_order(rule, |order| order["txn_detail"]["tax_amount"] = json!(null)));
        broken(judge_order(rule, |order| order["txn_detail"]["tax_amount"] = json!("1.00")), "txn_detail.tax_amount");
    }
}
