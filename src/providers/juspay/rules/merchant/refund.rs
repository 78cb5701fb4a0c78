//! The refunds that a merchant asks for (Juspay's refund pages; two of them differ on the length of an id).

use rust_decimal::Decimal;
use serde_json::Value;

use super::reading::{Judgement, finding, member, when_sent};
use crate::core::finding::Verdict;
use crate::core::money;
use crate::providers::Judged;

const REFUNDS: &[&str] = &["refund", "txn_refund"];

/// A refund's id has at most 255 plain characters. Whether it is new, one request does not tell.
pub fn refund_id_form(judged: &Judged<'_>) -> Verdict {
    let plain = |id: &str| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let fits = |id: &str| !id.is_empty() && id.len() <= 255 && plain(id);
    when_sent(judged, REFUNDS, |members| match members.get("unique_request_id").and_then(Value::as_str) {
        Some(id) if fits(id) => Ok(Judgement::Passed),
        _ => {
            let found = members.get("unique_request_id").unwrap_or(&Value::Null);
            Err(finding("unique_request_id", "1 to 255 letters, digits, - and _", found))
        }
    })
}

/// The page that other pages contradict wants it short.
pub fn refund_id_short(judged: &Judged<'_>) -> Verdict {
    let short = |id: &Value| id.as_str().is_some_and(|id| id.chars().count() <= 20);
    when_sent(judged, REFUNDS, |members| member(members, "unique_request_id", "at most 20 characters", short))
}

/// A refund names its amount, a rupee at least. What is left of the payment, one request does not tell.
pub fn refund_amount(judged: &Judged<'_>) -> Verdict {
    when_sent(judged, REFUNDS, |members| {
        let found = members.get("amount").unwrap_or(&Value::Null);
        match money::told(found).filter(|amount| *amount >= Decimal::ONE) {
            Some(_) => Ok(Judgement::Passed),
            None => Err(finding("amount", "1 rupee or more", found)),
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::fixture::Case;
    use super::*;
    use crate::providers::verdicts::{assert_broken, assert_not_applicable, assert_passed, assert_unclear};

    #[track_caller]
    fn check(rule: &str, name: &str, good: &[Value], wrong: &[Value]) {
        for operation in REFUNDS {
            let judge = |value: &Value| Case::new(operation, json!({ name: value })).judge(rule);
            good.iter().for_each(|value| assert_passed(judge(value)));
            wrong.iter().for_each(|value| assert_broken(judge(value), &format!("request body {name}")));
        }
        assert_not_applicable(Case::new("session", json!({ name: "x" })).judge(rule));
        assert_unclear(Case::new("refund", json!({})).with_body("no JSON").judge(rule));
    }

    #[test]
    fn ids_and_amounts_have_their_published_forms() {
        let long = json!("x".repeat(256));
        check(
            "refund_id_form",
            "unique_request_id",
            &[json!("URI1694704374"), json!("x".repeat(255))],
            &[long.clone(), json!("a/b"), json!(""), json!(null)],
        );
        check("refund_id_short", "unique_request_id", &[json!("x".repeat(20))], &[json!("x".repeat(21)), long]);
        check("refund_amount", "amount", &[json!("1"), json!("2.50"), json!(2)], &[json!("0.99"), json!(null), json!("ten")]);
        assert_not_applicable(Case::new("refund", json!({})).judge("refund_id_short"));
    }
}
