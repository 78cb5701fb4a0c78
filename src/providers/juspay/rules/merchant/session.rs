//! The sessions and orders that a merchant opens (SESSION; SEED0). A member that is missing is for [`session_members`] to judge.

use std::net::IpAddr;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;
use serde_json::Value;
use url::{Host, Url};

use super::reading::{Judgement, amount, finding, member, when_sent};
use crate::core::finding::Verdict;
use crate::core::member;
use crate::providers::Judged;
use crate::providers::juspay::messages::{ACTIONS, MANDATORY, REFERENCE};

/// Both open an order.
const OPENING: &[&str] = &["session", "order"];
/// These say what it costs.
const PRICING: &[&str] = &["session", "order", "order_update"];

/// Every mandatory member is there, and the action is one that there is. Only the id of a customer may be empty: a guest has none.
pub fn session_members(judged: &Judged<'_>) -> Verdict {
    when_sent(judged, &["session"], |members| {
        let empty = |name: &str, value: &Value| value.is_null() || (*value == "" && name != "customer_id");
        let missing = MANDATORY.iter().find(|name| members.get(**name).is_none_or(|value| empty(name, value)));
        match missing {
            Some(name) => Err(finding(name, "the member: it is mandatory", &Value::Null)),
            None => member(members, "action", "paymentPage or paymentManagement", |action| {
                action.as_str().is_some_and(|action| ACTIONS.contains(&action))
            }),
        }
    })
}

/// An order's id is short and plain. Whether it is new, one request does not tell.
pub fn order_id_form(judged: &Judged<'_>) -> Verdict {
    static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("^[A-Za-z0-9_-]{1,20}$").ok());
    let fits = |id: &str| FORM.as_ref().is_some_and(|form| form.is_match(id));
    when_sent(judged, OPENING, |members| {
        member(members, "order_id", "1 to 20 of A-Z, a-z, 0-9, - and _", |id| id.as_str().is_some_and(fits))
    })
}

/// An amount is a text with at most two decimals, above zero. Whether it is in rupees, the order tells.
pub fn session_amount(judged: &Judged<'_>) -> Verdict {
    let fits = |value: &Value| amount(value).is_some_and(|amount| amount > Decimal::ZERO && amount.scale() <= 2);
    when_sent(judged, PRICING, |members| member(members, "amount", "a text above 0 with at most two decimals", fits))
}

/// The customer comes back to a host by its name, over https, and Juspay adds the query.
pub fn return_url_form(judged: &Judged<'_>) -> Verdict {
    when_sent(judged, OPENING, |members| {
        member(members, "return_url", "an https address of at most 255 characters, without query and IP address", |url| {
            url.as_str().is_some_and(is_return_url)
        })
    })
}

fn is_return_url(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let named = matches!(url.host(), Some(Host::Domain(name)) if name.parse::<IpAddr>().is_err());
    url.scheme() == "https" && named && url.query().is_none() && text.chars().count() <= 255
}

/// Phone and e-mail address have the published forms.
pub fn contact_form(judged: &Judged<'_>) -> Verdict {
    when_sent(judged, OPENING, |members| {
        let phone = member(members, "customer_phone", "ten digits", |phone| phone.as_str().is_some_and(is_phone))?;
        let email = member(members, "customer_email", "an address of the published characters", |email| {
            email.as_str().is_some_and(is_email)
        })?;
        Ok(if let Judgement::Passed = phone { phone } else { email })
    })
}

fn is_phone(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_.{|}~`".contains(c);
    let ends = |c: char| matches!(c, '_' | '.');
    let plain = !local.is_empty() && !local.starts_with(ends) && !local.ends_with(ends);
    plain && !domain.is_empty() && local.chars().chain(domain.chars()).all(allowed) && text.len() <= 300
}

/// A session that may be paid with Amazon Pay Later selects the gateway's credentials, and is in rupees. `metadata` are dotted names in
/// SEED0, and an object in Juspay's webhook.md.
pub fn session_gateway(judged: &Judged<'_>) -> Verdict {
    when_sent(judged, OPENING, |members| match member::of(members, REFERENCE).unwrap_or(&Value::Null) {
        Value::String(reference) if !reference.is_empty() => {
            member(members, "currency", "INR", |currency| currency == "INR").map(|_| Judgement::Passed)
        }
        other => Err(finding(REFERENCE, "the gateway's reference", other)),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::fixture::Case;
    use super::*;
    use crate::providers::verdicts::{assert_broken, assert_not_applicable, assert_passed, assert_unclear};

    fn sent(name: &str, value: Value) -> Value {
        let mut members = json!({
            "order_id": "o-1", "amount": "100.0", "customer_id": "", "customer_email": "a.b@c.example",
            "customer_phone": "9876543210", "payment_page_client_id": "c", "action": "paymentPage",
            "return_url": "https://shop.example/return", REFERENCE: "amazonpaylater_test", "currency": "INR",
        });
        members[name] = value;
        members
    }

    fn judge(rule: &str, name: &str, value: Value) -> Verdict {
        Case::new("session", sent(name, value)).judge(rule)
    }

    #[track_caller]
    fn check(rule: &str, name: &str, good: &[Value], wrong: &[Value]) {
        for value in good {
            assert_passed(judge(rule, name, value.clone()));
        }
        for value in wrong {
            assert_broken(judge(rule, name, value.clone()), &format!("request body {name}"));
        }
        assert_not_applicable(Case::new("txn", sent(name, json!("x"))).judge(rule));
        assert_unclear(Case::new("session", sent(name, json!("x"))).with_body("no JSON").judge(rule));
    }

    #[test]
    fn the_mandatory_members_are_there() {
        let rule = "session_members";
        check(rule, "action", &[json!("paymentPage"), json!("paymentManagement")], &[json!("pay"), json!(1), json!(null)]);
        check(rule, "customer_id", &[json!(""), json!("c")], &[json!(null)]);
        check(rule, "payment_page_client_id", &[json!("c")], &[json!(""), json!(null)]);
    }

    #[test]
    fn members_have_their_published_forms() {
        let long = "x".repeat(21);
        check("order_id_form", "order_id", &[json!("a_B-9")], &[json!(long), json!("o 1"), json!(""), json!(1)]);
        let wrong = [json!("0"), json!("1.234"), json!("1e2"), json!("ten"), json!(100), json!("-1")];
        check("session_amount", "amount", &[json!("100"), json!("100.15"), json!("100.0")], &wrong);
        let path = format!("https://shop.example/{}", "x".repeat(240));
        let wrong =
            ["http://shop.example/r", "https://shop.example/r?a=1", "https://127.0.0.1/r", "https://[::1]/r", "shop", &path];
        check("return_url_form", "return_url", &[json!("https://shop.example/r")], &wrong.map(|url| json!(url)));
        check("contact_form", "customer_phone", &[json!("9876543210")], &[json!("+919876543210"), json!("98765"), json!(1)]);
        let wrong = ["_a@b.c", "a.@b.c", ".a@b.c", "a b@c.d", "a", "@b", "ä@b.c"].map(|email| json!(email));
        check("contact_form", "customer_email", &[json!("a.b+c@d.example"), json!("a_b@c.d")], &wrong);
        check("session_gateway", REFERENCE, &[json!("amazon_test")], &[json!(""), json!(null), json!(1)]);
        let (plain, dotted) = REFERENCE.split_once('.').unwrap();
        check("session_gateway", plain, &[json!({ dotted: "amazon_test" })], &[]);
        let nested = json!({ "order_id": "o-1", plain: { dotted: "amazon_test" } });
        assert_passed(Case::new("session", nested).judge("session_gateway"));
        check("session_gateway", "currency", &[json!("INR"), json!(null)], &[json!("USD"), json!("inr")]);
    }

    #[test]
    fn what_is_missing_is_for_another_rule() {
        for (rule, name) in [("order_id_form", "order_id"), ("session_amount", "amount"), ("return_url_form", "return_url")] {
            assert_not_applicable(judge(rule, name, json!(null)));
        }
    }
}
