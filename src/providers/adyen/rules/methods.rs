//! What POST /paymentMethods says of Amazon Pay (SEED, sample).

use crate::core::finding::Verdict;
use crate::providers::Judged;
use crate::providers::reading::{gives, no_json};

/// A listed entry of the type amazonpay has its name and the ids with which the button is drawn.
pub fn amazon_pay_configured(judged: &Judged<'_>) -> Verdict {
    if !judged.succeeded("payment_methods") {
        return Verdict::NotApplicable;
    }
    let Some(answer) = judged.json() else { return no_json() };
    let listed = answer["paymentMethods"].as_array();
    let Some(place) = listed.and_then(|methods| methods.iter().position(|method| method["type"] == "amazonpay")) else {
        return Verdict::NotApplicable;
    };
    let entry = &answer["paymentMethods"][place];
    let configured =
        ["merchantId", "storeId", "publicKeyId"].into_iter().try_for_each(|member| gives(&entry["configuration"], member));
    gives(entry, "name").and(configured).into()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::fixture::{assert_broken, call, judge, judge_json, text};
    use super::*;

    #[test]
    fn amazon_pay_has_its_configuration() {
        let rule = "amazon_pay_configured";
        let entry = json!({ "type": "amazonpay", "name": "Amazon Pay",
            "configuration": { "merchantId": "A", "storeId": "s", "publicKeyId": "p" } });
        let listed = |entry: &Value| {
            let methods = json!({ "paymentMethods": [{ "type": "scheme", "name": "Cards" }, entry] });
            judge_json(rule, "payment_methods", &json!({}), 200, &methods)
        };
        assert_eq!(listed(&entry), Verdict::Passed);
        for member in ["merchantId", "storeId", "publicKeyId"] {
            let mut without = entry.clone();
            without["configuration"][member] = json!("");
            assert_broken(listed(&without), &format!("response body {member}"));
        }
        let mut without = entry.clone();
        without["name"] = json!(null);
        assert_broken(listed(&without), "response body name");
        assert_eq!(listed(&json!({ "type": "klarna" })), Verdict::NotApplicable);
        assert_broken(judge(rule, "payment_methods", call("payment_methods", &json!({})), text(200)), "response body");
        assert_eq!(judge_json(rule, "payment", &json!({}), 200, &json!({})), Verdict::NotApplicable);
    }
}
