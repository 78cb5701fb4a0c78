//! The charges that a merchant asks for (AP/section8/post_charge_api).

use serde_json::Value;

use super::super::reading::FOLDER;
use super::reading::{finding, header, members_fit, when_sent};
use crate::core::finding::{Finding, Verdict};
use crate::core::http::{host, is_https_url};
use crate::providers::Judged;
use crate::providers::amazon_pay_india::auth;
use crate::providers::amazon_pay_india::messages::SOURCE;
use crate::schema;

const OPERATION: &str = "charge";

/// What only an Android app's SDK gives: mandatory there, and of others the pages say both.
const ANDROID: &str = "paymentMetaData";

/// Every mandatory member is there; so the body is a JSON object.
pub fn charge_members(judged: &Judged<'_>) -> Verdict {
    if !judged.addresses(OPERATION) {
        return Verdict::NotApplicable;
    }
    let members = match judged.sent() {
        Ok(members) => members,
        Err(why) => return Verdict::Broken(Finding::new("request body", "a JSON object", why)),
    };
    let Some(mandatory) = schema::document(FOLDER, "charge.request").and_then(|schema| schema["required"].as_array()) else {
        return Verdict::Unclear("could not find the mandatory members of a charge".to_owned());
    };
    let android = header(&judged.exchange.request, SOURCE).is_some_and(|source| source.eq_ignore_ascii_case("Android"));
    let mandatory = mandatory.iter().filter_map(Value::as_str).chain(android.then_some(ANDROID));
    let missing = mandatory.filter(|name| members.get(*name).is_none_or(Value::is_null));
    match missing.collect::<Vec<_>>() {
        none if none.is_empty() => Verdict::Passed,
        missing => Verdict::Broken(Finding::new("request body", "every mandatory member", format!("no {}", missing.join(", ")))),
    }
}

/// Members that have one published value have it.
pub fn charge_values(judged: &Judged<'_>) -> Verdict {
    members_fit(judged, OPERATION, &["intent", "currencyCode", "selectedPaymentInstrumentType", "attributableProgram"])
}

/// The merchant's id of a charge has the published length and characters. Whether it is new, one request does not tell.
pub fn charge_id(judged: &Judged<'_>) -> Verdict {
    members_fit(judged, OPERATION, &["chargeId"])
}

/// The charge ends by itself within the published range.
pub fn timeout(judged: &Judged<'_>) -> Verdict {
    members_fit(judged, OPERATION, &["timeoutInSecs"])
}

/// The customer returns to an https URL that the account has safelisted. Those that are given are not all, perhaps: another one at
/// a host of theirs may be safelisted as well.
pub fn callback_url(judged: &Judged<'_>) -> Verdict {
    when_sent(judged, OPERATION, |members| {
        let url = &members["callbackUrl"];
        let known: Vec<_> = auth::safelisted(judged.credentials).collect();
        match url.as_str().filter(|url| is_https_url(url)) {
            _ if url.is_null() => Verdict::NotApplicable,
            None => Verdict::Broken(finding(judged, "callbackUrl", "an absolute https URL", url)),
            Some(_) if known.is_empty() => Verdict::Unclear("the account's callback_url is not known".to_owned()),
            Some(url) if known.contains(&url) => Verdict::Passed,
            Some(url) if known.iter().any(|known| host(url) == host(known)) => {
                Verdict::Unclear(format!("callbackUrl is another URL of the host of callback_url, {}", known.join(" or ")))
            }
            // What stands behind the host may be private.
            Some(url) => {
                let found = format!("a URL of {}", host(url).unwrap_or_else(|| "no host".to_owned()));
                Verdict::Broken(Finding::new("request body callbackUrl", known.join(" or "), found))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::fixture::{
        Case, account, assert_broken, assert_not_applicable, assert_passed, assert_unclear, merchant, set, without,
    };
    use super::*;

    fn judge(rule: &str, member: &'static str, value: Value) -> Verdict {
        merchant(OPERATION, set(member, value)).judge_sent(rule)
    }

    fn garbage() -> Case {
        merchant(OPERATION, |_| {}).with_request(|request| request.body = b"intent=Capture".to_vec())
    }

    #[test]
    fn every_mandatory_member_is_there() {
        let rule = "charge_members";
        assert_passed(merchant(OPERATION, |_| {}).judge_sent(rule));
        assert_passed(judge(rule, ANDROID, json!("")));
        for member in ["referenceId", "accessToken", "timeoutInSecs"] {
            assert_broken(merchant(OPERATION, without(member)).judge_sent(rule), "request body");
            assert_broken(judge(rule, member, json!(null)), "request body");
        }
        assert_broken(garbage().judge_sent(rule), "request body");
        assert_not_applicable(merchant("refund", |_| {}).judge_sent(rule));
        assert_not_applicable(garbage().unknown().judge_sent(rule));
    }

    #[test]
    fn only_an_android_app_must_give_what_its_sdk_gives() {
        let judge = |source: &str| merchant(OPERATION, without(ANDROID)).with_header(SOURCE, source).judge_sent("charge_members");
        for source in ["Browser", "iOS", "Server", ""] {
            assert_passed(judge(source));
        }
        for source in ["Android", "android"] {
            assert_broken(judge(source), "request body");
        }
        assert_passed(merchant(OPERATION, |_| {}).with_header(SOURCE, "Android").judge_sent("charge_members"));
    }

    #[test]
    fn members_with_one_value_have_it() {
        let rule = "charge_values";
        assert_passed(judge(rule, "attributableProgram", json!("s2spay")));
        for (member, wrong) in [
            ("intent", json!("AuthorizeWithAutoCapture")),
            ("currencyCode", json!("USD")),
            ("selectedPaymentInstrumentType", json!("AmazonPayBalance")),
            ("attributableProgram", json!("S2S_PAY")),
            ("intent", json!("")),
            ("intent", json!(1)),
        ] {
            assert_broken(judge(rule, member, wrong), &format!("request body {member}"));
            assert_passed(merchant(OPERATION, without(member)).judge_sent(rule));
        }
        assert_not_applicable(merchant("refund", set("currencyCode", "USD")).judge_sent(rule));
        assert_unclear(garbage().judge_sent(rule));
    }

    #[test]
    fn the_id_of_a_charge_has_the_published_form() {
        let rule = "charge_id_form";
        assert_passed(judge(rule, "chargeId", json!("aZ_-9".repeat(10))));
        for wrong in [json!("x".repeat(51)), json!("c 1"), json!("c.1"), json!(""), json!(1)] {
            assert_broken(judge(rule, "chargeId", wrong), "request body chargeId");
        }
        assert_not_applicable(merchant(OPERATION, without("chargeId")).judge_sent(rule));
        assert_not_applicable(merchant("refund", set("chargeId", "c 1")).judge_sent(rule));
        assert_unclear(garbage().judge_sent(rule));
    }

    #[test]
    fn the_timeout_is_within_its_range() {
        let rule = "timeout_range";
        for seconds in ["300", "301", "899", "900"] {
            assert_passed(judge(rule, "timeoutInSecs", json!(seconds)));
        }
        for wrong in [json!("299"), json!("901"), json!("90000"), json!("300.0"), json!("0300"), json!(""), json!(600)] {
            assert_broken(judge(rule, "timeoutInSecs", wrong), "request body timeoutInSecs");
        }
        assert_not_applicable(merchant(OPERATION, without("timeoutInSecs")).judge_sent(rule));
        assert_unclear(garbage().judge_sent(rule));
    }

    #[test]
    fn the_callback_is_the_safelisted_one() {
        let (rule, place) = ("callback_safelisted", "request body callbackUrl");
        assert_passed(merchant(OPERATION, |_| {}).judge_sent(rule));
        for other in ["https://shop.example/return?order=1", "https://shop.example/app/return", "https://shop.example"] {
            assert_unclear(judge(rule, "callbackUrl", json!(other)));
        }
        for wrong in [
            json!("https://other.example/return"),
            json!("https://shop.example.other.example/return"),
            json!("http://shop.example/return"),
            json!(""),
            json!(1),
        ] {
            assert_broken(judge(rule, "callbackUrl", wrong), place);
        }
        let mut plain = account();
        plain.set("callback_url", "http://shop.example/return");
        let call = || merchant(OPERATION, set("callbackUrl", "http://shop.example/return"));
        assert_broken(call().judge_with(rule, &plain), place);
        plain.set("callback_url", "https://shop.example/return https://app.example/return");
        let at = |url: &str| merchant(OPERATION, set("callbackUrl", url)).judge_with(rule, &plain);
        assert_passed(at("https://app.example/return"));
        assert_unclear(at("https://app.example/other"));
        assert_broken(at("https://other.example/return"), place);
        plain.set("callback_url", "");
        assert_unclear(merchant(OPERATION, |_| {}).judge_with(rule, &plain));
        assert_not_applicable(merchant(OPERATION, without("callbackUrl")).judge_sent(rule));
        assert_unclear(garbage().judge_sent(rule));
    }
}
