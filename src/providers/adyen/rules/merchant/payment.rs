//! The payments that a merchant asks for (OAS71; SEED). All calls of POST /payments are judged as the first of them.

use serde_json::Value;

use super::super::FOLDER;
use crate::core::finding::{Finding, Verdict};
use crate::core::member;
use crate::providers::Judged;
use crate::providers::reading::filled;
use crate::providers::sent::{finding, members_fit, when_sent};

const OPERATION: &str = "payment";

/// What a browser is described by where 3D Secure is used.
const BROWSER: &[&str] =
    &["acceptHeader", "colorDepth", "javaEnabled", "language", "screenHeight", "screenWidth", "timeZoneOffset", "userAgent"];

/// Every mandatory member is there; without the shopper returnUrl may be missing.
pub fn payment_members(judged: &Judged<'_>) -> Verdict {
    when_sent(judged, OPERATION, |members| {
        let later = members["shopperInteraction"] == "ContAuth";
        let mandatory = ["amount", "merchantAccount", "paymentMethod", "reference", "returnUrl"];
        let missing = mandatory.iter().filter(|name| !later || **name != "returnUrl").find(|name| members[**name].is_null());
        missing.map_or(Verdict::Passed, |name| Verdict::Broken(finding(judged, name, "given", &Value::Null)))
    })
}

/// The payment method is amazonpay, by exactly one of its three ways.
pub fn one_method(judged: &Judged<'_>) -> Verdict {
    when_sent(judged, OPERATION, |members| {
        let method = &members["paymentMethod"];
        if method["type"] != "amazonpay" {
            return Verdict::Broken(finding(judged, "paymentMethod.type", "amazonpay", &method["type"]));
        }
        let ways = ["amazonPayToken", "checkoutSessionId", "storedPaymentMethodId"];
        let given: Vec<_> = ways.into_iter().filter(|name| filled(&method[*name]).is_some()).collect();
        let actual = if given.is_empty() { "none of them".to_owned() } else { given.join(" and ") };
        let expected = format!("exactly one of {}", ways.join(", "));
        match given.len() {
            1 => Verdict::Passed,
            _ => Verdict::Broken(Finding::new("request body paymentMethod", expected, actual)),
        }
    })
}

/// A reference has at most 80 characters.
pub fn reference_length(judged: &Judged<'_>) -> Verdict {
    members_fit(judged, FOLDER, OPERATION, &["reference"])
}

/// metadata keeps to its limits.
pub fn metadata(judged: &Judged<'_>) -> Verdict {
    members_fit(judged, FOLDER, OPERATION, &["metadata"])
}

/// shopperReference has a published length and is no e-mail address. Whether it is a name, nobody can tell.
pub fn shopper_reference(judged: &Judged<'_>) -> Verdict {
    when_sent(judged, OPERATION, |members| {
        let shopper = &members["shopperReference"];
        match shopper.as_str() {
            Some(text) if text.contains('@') => {
                // What stands there is somebody's address.
                Verdict::Broken(Finding::new("request body shopperReference", "no e-mail address", "an e-mail address"))
            }
            _ => members_fit(judged, FOLDER, OPERATION, &["shopperReference"]),
        }
    })
}

/// Where 3D Secure is used, the browser is described completely; where it is described at all, too.
pub fn browser_info(judged: &Judged<'_>) -> Verdict {
    let result = judged.json().map_or(&Value::Null, |answer| &answer["resultCode"]).as_str();
    let secured = matches!(result, Some("IdentifyShopper" | "ChallengeShopper"));
    when_sent(judged, OPERATION, |members| {
        let browser = &members["browserInfo"];
        if browser.is_null() && !secured {
            return Verdict::NotApplicable;
        }
        let missing = BROWSER.iter().find(|name| member::at(browser, name).is_none_or(Value::is_null));
        missing.map_or(Verdict::Passed, |name| {
            Verdict::Broken(finding(judged, &format!("browserInfo.{name}"), "given", &Value::Null))
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::fixture::{
        assert_broken, assert_not_applicable, assert_passed, judge, judge_changed, payment, sent,
    };
    use super::*;
    use crate::core::http::Response;

    #[test]
    fn every_mandatory_member_is_there() {
        let rule = "payment_members";
        assert_passed(judge_changed(rule, |_| {}));
        for name in ["amount", "merchantAccount", "paymentMethod", "reference", "returnUrl"] {
            assert_broken(judge_changed(rule, |payment| payment[name] = json!(null)), &format!("request body {name}"));
        }
        assert_passed(judge_changed(rule, |payment| {
            payment["returnUrl"] = json!(null);
            payment["shopperInteraction"] = json!("ContAuth");
        }));
    }

    #[test]
    fn there_is_one_way_to_pay() {
        let (rule, place) = ("one_method", "request body paymentMethod");
        assert_passed(judge_changed(rule, |_| {}));
        assert_passed(judge_changed(rule, |payment| {
            payment["paymentMethod"] = json!({ "type": "amazonpay", "storedPaymentMethodId": "S" });
        }));
        assert_broken(judge_changed(rule, |payment| payment["paymentMethod"]["checkoutSessionId"] = json!("c")), place);
        assert_broken(judge_changed(rule, |payment| payment["paymentMethod"]["amazonPayToken"] = json!("")), place);
        let other = judge_changed(rule, |payment| payment["paymentMethod"]["type"] = json!("scheme"));
        assert_broken(other, "request body paymentMethod.type");
    }

    #[test]
    fn texts_keep_to_their_lengths() {
        assert_passed(judge_changed("reference_length", |payment| payment["reference"] = json!("r".repeat(80))));
        let long = judge_changed("reference_length", |payment| payment["reference"] = json!("r".repeat(81)));
        assert_broken(long, "request body reference");
        assert_not_applicable(judge_changed("metadata", |_| {}));
        assert_passed(judge_changed("metadata", |payment| payment["metadata"] = json!({ "a": "v".repeat(80) })));
        let long = judge_changed("metadata", |payment| payment["metadata"] = json!({ "a": "v".repeat(81) }));
        assert_broken(long, "request body metadata.a");
    }

    #[test]
    fn a_shopper_is_no_address() {
        let (rule, place) = ("shopper_reference", "request body shopperReference");
        assert_not_applicable(judge_changed(rule, |_| {}));
        assert_passed(judge_changed(rule, |payment| payment["shopperReference"] = json!("s-1")));
        for wrong in ["me@shop.example", "me"] {
            assert_broken(judge_changed(rule, |payment| payment["shopperReference"] = json!(wrong)), place);
        }
    }

    #[test]
    fn a_browser_is_described_completely_for_three_d_secure() {
        let rule = "browser_info";
        let with = |result: &str, browser: Value| {
            let mut body = payment();
            body["browserInfo"] = browser;
            judge(rule, OPERATION, sent(OPERATION, &body), Response::json(200, &json!({ "resultCode": result })))
        };
        let complete: Value = BROWSER.iter().map(|name| ((*name).to_owned(), json!(1))).collect::<serde_json::Map<_, _>>().into();
        assert_passed(with("ChallengeShopper", complete.clone()));
        assert_not_applicable(with("Authorised", json!(null)));
        assert_broken(with("IdentifyShopper", json!(null)), "request body browserInfo.acceptHeader");
        let mut partial = complete;
        partial["userAgent"] = json!(null);
        assert_broken(with("Authorised", partial), "request body browserInfo.userAgent");
    }
}
