//! Payment methods that are stored, and charged later (SEED). All calls of POST /payments are judged as the first of them.

use serde_json::Value;

use crate::core::finding::Verdict;
use crate::providers::Judged;
use crate::providers::reading::filled;
use crate::providers::sent::{finding, when_sent};

const OPERATION: &str = "payment";

/// A payment method is stored for a shopper.
pub fn stored_for_shopper(judged: &Judged<'_>) -> Verdict {
    when_sent(judged, OPERATION, |members| match &members["storePaymentMethod"] {
        Value::Null | Value::Bool(false) => Verdict::NotApplicable,
        Value::Bool(true) if filled(&members["shopperReference"]).is_some() => Verdict::Passed,
        Value::Bool(true) => {
            Verdict::Broken(finding(judged, "shopperReference", "who the shopper is", &members["shopperReference"]))
        }
        other => Verdict::Broken(finding(judged, "storePaymentMethod", "true", other)),
    })
}

/// A stored payment method is charged as ContAuth, by a published model, for a shopper.
pub fn charged_without_shopper(judged: &Judged<'_>) -> Verdict {
    when_later(judged, |members| {
        let published =
            [("shopperInteraction", &["ContAuth"][..]), ("recurringProcessingModel", &["Subscription", "UnscheduledCardOnFile"])];
        for (name, values) in published {
            if !values.iter().any(|value| members[name] == *value) {
                return Verdict::Broken(finding(judged, name, values.join(" or "), &members[name]));
            }
        }
        match filled(&members["shopperReference"]) {
            Some(_) => Verdict::Passed,
            None => Verdict::Broken(finding(judged, "shopperReference", "who the shopper is", &members["shopperReference"])),
        }
    })
}

/// A payment without the shopper says where they come back to, too.
pub fn returns_later(judged: &Judged<'_>) -> Verdict {
    when_later(judged, |members| match filled(&members["returnUrl"]) {
        Some(_) => Verdict::Passed,
        None => Verdict::Broken(finding(judged, "returnUrl", "an address", &members["returnUrl"])),
    })
}

/// Judges a payment with a stored payment method.
fn when_later(judged: &Judged<'_>, check: impl FnOnce(&Value) -> Verdict) -> Verdict {
    when_sent(judged, OPERATION, |members| match &members["paymentMethod"]["storedPaymentMethodId"] {
        Value::Null => Verdict::NotApplicable,
        _ => check(members),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::fixture::{assert_broken, assert_not_applicable, assert_passed, judge_changed};
    use super::*;

    fn later(rule: &str, change: impl Fn(&mut Value)) -> Verdict {
        judge_changed(rule, |payment| {
            payment["paymentMethod"] = json!({ "type": "amazonpay", "storedPaymentMethodId": "S" });
            payment["shopperInteraction"] = json!("ContAuth");
            payment["recurringProcessingModel"] = json!("Subscription");
            payment["shopperReference"] = json!("s-1");
            change(payment);
        })
    }

    #[test]
    fn a_payment_method_is_stored_for_somebody() {
        let rule = "stored_for_shopper";
        let stored = |store: Value, shopper: Value| {
            judge_changed(rule, |payment| {
                payment["storePaymentMethod"] = store.clone();
                payment["shopperReference"] = shopper.clone();
            })
        };
        assert_passed(stored(json!(true), json!("s-1")));
        assert_broken(stored(json!(true), json!(null)), "request body shopperReference");
        assert_broken(stored(json!("true"), json!("s-1")), "request body storePaymentMethod");
        assert_not_applicable(stored(json!(false), json!(null)));
        assert_not_applicable(judge_changed(rule, |_| {}));
    }

    #[test]
    fn a_stored_method_is_charged_as_published() {
        let rule = "charged_without_shopper";
        assert_passed(later(rule, |_| {}));
        assert_passed(later(rule, |payment| payment["recurringProcessingModel"] = json!("UnscheduledCardOnFile")));
        for (name, wrong) in [
            ("shopperInteraction", json!("Ecommerce")),
            ("recurringProcessingModel", json!("CardOnFile")),
            ("shopperReference", json!(null)),
        ] {
            assert_broken(later(rule, |payment| payment[name] = wrong.clone()), &format!("request body {name}"));
        }
        assert_not_applicable(judge_changed(rule, |_| {}));
    }

    #[test]
    fn a_later_payment_has_a_way_back_too() {
        assert_passed(later("returns_later", |_| {}));
        assert_broken(later("returns_later", |payment| payment["returnUrl"] = json!(null)), "request body returnUrl");
        assert_not_applicable(judge_changed("returns_later", |_| {}));
    }
}
