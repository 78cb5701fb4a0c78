//! What a merchant's captures, refunds and cancels name (OAS71).

use serde_json::Value;

use super::amount::currency;
use crate::core::finding::{Finding, Verdict};
use crate::core::member;
use crate::providers::Judged;
use crate::providers::adyen::endpoints::{is_modification, unversioned};
use crate::providers::adyen::messages::is_psp_reference;
use crate::providers::sent::{finding, when_sent};

/// What moves money has an amount; every modification has the account.
const OF_MONEY: &[&str] = &["merchantAccount", "amount.currency", "amount.value"];

/// A modification names the account and, by the provider's reference, the payment; its amount is in the payment's currency.
pub fn modification_of_payment(judged: &Judged<'_>) -> Verdict {
    let Some(endpoint) = judged.endpoint.filter(|endpoint| is_modification(endpoint)) else { return Verdict::NotApplicable };
    when_sent(judged, endpoint.name, |members| {
        let needed = if endpoint.amount.is_some() { OF_MONEY } else { &OF_MONEY[..1] };
        let missing = needed.iter().find(|name| member::at(members, name).is_none_or(Value::is_null));
        if let Some(name) = missing {
            return Verdict::Broken(finding(judged, name, "given", &Value::Null));
        }
        let named = endpoint.parameters(unversioned(judged.exchange.request.path())).unwrap_or_default();
        match named.into_iter().find(|(_, payment)| !is_psp_reference(payment)) {
            Some((_, other)) => Verdict::Broken(Finding::new("request path", "the pspReference of the payment", other)),
            None if endpoint.amount.is_some() => currency(judged, members),
            None => Verdict::Passed,
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::fixture::{assert_broken, assert_not_applicable, assert_passed, judge_changed, judge_sent, sent};
    use super::*;

    const RULE: &str = "modification_of_payment";

    fn judge(operation: &str, payment: &str, body: &Value) -> Verdict {
        let mut request = sent(operation, body);
        request.url = request.url.replace("/P/", &format!("/{payment}/"));
        judge_sent(RULE, operation, request)
    }

    fn refund(name: &str, value: Value) -> Value {
        let mut body = json!({ "merchantAccount": "Shop", "amount": { "currency": "EUR", "value": 1 } });
        body[name] = value;
        body
    }

    #[test]
    fn a_modification_names_the_account_the_payment_and_an_amount() {
        for operation in ["capture", "refund"] {
            let judged = |name: &str, value: Value| judge(operation, "ABCDEFGHIJ123456", &refund(name, value));
            assert_passed(judged("reference", json!("m-1")));
            assert_broken(judged("merchantAccount", json!(null)), "request body merchantAccount");
            assert_broken(judged("amount", json!(null)), "request body amount.currency");
            assert_broken(judged("amount", json!({ "currency": "EUR" })), "request body amount.value");
            let foreign = json!({ "currency": "USD", "value": 1 });
            assert_broken(judged("amount", foreign), "request body amount.currency");
            assert_broken(judge(operation, "order-1", &refund("reference", json!("m-1"))), "request path");
        }
        assert_passed(judge("cancel", "ABCDEFGHIJ123456", &json!({ "merchantAccount": "Shop" })));
        assert_broken(judge("cancel", "order-1", &json!({ "merchantAccount": "Shop" })), "request path");
        assert_passed(judge("technical_cancel", "", &json!({ "merchantAccount": "Shop", "paymentReference": "order-1" })));
        assert_not_applicable(judge_changed(RULE, |_| {}));
    }
}
