//! Who pays, and where they are sent (SEED1; DH/amazon-pay-recurring; OA).

use serde_json::Value;
use url::Url;

use super::super::super::limits::{COUNTRY, METHOD};
use super::reading::{WITH_CONSUMER, expect, is_filled, named, when_any};
use crate::core::finding::Verdict;
use crate::providers::Judged;
use crate::providers::sent::finding;

const SETTINGS: &str = "authenticationSettings";
const RETURN_URL: &str = "authenticationSettings settings.returnUrl";

/// The method is Amazon Pay, exactly as it is written.
pub fn method_named(judged: &Judged<'_>) -> Verdict {
    when_any(judged, WITH_CONSUMER, |members| expect(judged, members, "paymentMethod", METHOD, |method| method == METHOD))
}

/// The country is the one of Amazon Pay's consumers.
pub fn country_named(judged: &Judged<'_>) -> Verdict {
    when_any(judged, WITH_CONSUMER, |members| expect(judged, members, "consumer.country", COUNTRY, |country| country == COUNTRY))
}

/// A one-time charge names the consumer.
pub fn consumer_named(judged: &Judged<'_>) -> Verdict {
    is_named(judged, "charge")
}

/// An agreement names the consumer.
pub fn subscriber_named(judged: &Judged<'_>) -> Verdict {
    is_named(judged, "agreement")
}

fn is_named(judged: &Judged<'_>, operation: &str) -> Verdict {
    when_any(judged, &[operation], |members| expect(judged, members, "consumer.name", "a text that is not empty", is_filled))
}

/// One redirect is asked for, with an absolute address to come back to.
pub fn redirect_asked(judged: &Judged<'_>) -> Verdict {
    when_any(judged, WITH_CONSUMER, |members| match redirects(members).as_slice() {
        [redirect] => {
            let url = &redirect["settings"]["returnUrl"];
            match address(url) {
                Some(_) => Verdict::Passed,
                None => Verdict::Broken(finding(judged, RETURN_URL, "an absolute address", url)),
            }
        }
        several => Verdict::Broken(finding(judged, SETTINGS, "one entry of the type REDIRECT", &Value::from(several.len()))),
    })
}

/// The address to come back to is https; one that is none is for [`redirect_asked`] to judge.
pub fn return_url_https(judged: &Judged<'_>) -> Verdict {
    when_any(judged, WITH_CONSUMER, |members| {
        let urls = redirects(members).into_iter().map(|redirect| &redirect["settings"]["returnUrl"]);
        let known: Vec<_> = urls.filter_map(|url| Some((url, address(url)?))).collect();
        match known.iter().find(|(_, address)| address.scheme() != "https") {
            Some((url, _)) => Verdict::Broken(finding(judged, RETURN_URL, "an https address", url)),
            None if known.is_empty() => Verdict::NotApplicable,
            None => Verdict::Passed,
        }
    })
}

/// An agreement has a country, a redirect, and in its first payment, when it has one, an amount.
pub fn agreement_members(judged: &Judged<'_>) -> Verdict {
    when_any(judged, &["agreement"], |members| {
        let first = named(members, "initialPaymentCharge");
        if !is_filled(named(members, "consumer.country")) {
            return Verdict::Broken(finding(judged, "consumer.country", "a country", named(members, "consumer.country")));
        }
        if redirects(members).is_empty() {
            return Verdict::Broken(finding(judged, SETTINGS, "an entry of the type REDIRECT", named(members, SETTINGS)));
        }
        match first["amount"].is_object() || first.is_null() {
            true => Verdict::Passed,
            false => Verdict::Broken(finding(judged, "initialPaymentCharge.amount", "an amount", &first["amount"])),
        }
    })
}

fn redirects(members: &Value) -> Vec<&Value> {
    let settings = named(members, SETTINGS).as_array().map(Vec::as_slice).unwrap_or_default();
    settings.iter().filter(|one| one["type"] == "REDIRECT").collect()
}

fn address(url: &Value) -> Option<Url> {
    Url::parse(url.as_str()?).ok().filter(Url::has_host)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::fixture::{assert_broken, assert_not_applicable, assert_passed, merchant, set, without};
    use super::*;

    #[test]
    fn method_and_country_are_the_published_ones() {
        for operation in WITH_CONSUMER {
            for (rule, member) in [("method_named", "paymentMethod"), ("country_named", "consumer.country")] {
                assert_passed(merchant(operation, |_| {}).judge(rule));
                for wrong in [json!("AMAZONPAY"), json!("us"), json!("USA"), json!(null)] {
                    assert_broken(merchant(operation, set(member, wrong)).judge(rule), &format!("request body {member}"));
                }
                assert_not_applicable(merchant("agreement_charge", |_| {}).judge(rule));
            }
        }
    }

    #[test]
    fn whoever_pays_is_named() {
        for (rule, operation, other) in [("consumer_named", "charge", "agreement"), ("subscriber_named", "agreement", "charge")] {
            assert_passed(merchant(operation, |_| {}).judge(rule));
            assert_broken(merchant(operation, without("consumer.name")).judge(rule), "request body consumer.name");
            assert_broken(merchant(operation, set("consumer.name", " ")).judge(rule), "request body consumer.name");
            assert_not_applicable(merchant(other, without("consumer.name")).judge(rule));
        }
    }

    #[test]
    fn one_redirect_is_asked_for() {
        let (rule, settings) = ("redirect_asked", "request body authenticationSettings");
        let url = "authenticationSettings.0.settings.returnUrl";
        let place = "request body authenticationSettings settings.returnUrl";
        assert_passed(merchant("charge", |_| {}).judge(rule));
        assert_passed(merchant("agreement", set(url, "http://shop.example/return")).judge(rule));
        for wrong in ["/return", "", "https:"] {
            assert_broken(merchant("charge", set(url, wrong)).judge(rule), place);
        }
        assert_broken(merchant("charge", without("authenticationSettings")).judge(rule), settings);
        let redirect = json!({ "type": "REDIRECT", "settings": { "returnUrl": "https://shop.example/" } });
        assert_broken(merchant("charge", set("authenticationSettings", json!([redirect, redirect]))).judge(rule), settings);
        assert_not_applicable(merchant("agreement_charge", |_| {}).judge(rule));
    }

    #[test]
    fn the_way_back_is_https() {
        let rule = "return_url_https";
        let url = "authenticationSettings.0.settings.returnUrl";
        assert_passed(merchant("charge", |_| {}).judge(rule));
        let place = "request body authenticationSettings settings.returnUrl";
        assert_broken(merchant("charge", set(url, "http://shop.example/return")).judge(rule), place);
        assert_not_applicable(merchant("charge", set(url, "/return")).judge(rule));
    }

    #[test]
    fn an_agreement_is_complete() {
        let rule = "agreement_members";
        assert_passed(merchant("agreement", |_| {}).judge(rule));
        assert_passed(merchant("agreement", without("initialPaymentCharge")).judge(rule));
        for member in ["consumer.country", "authenticationSettings", "initialPaymentCharge.amount"] {
            assert_broken(merchant("agreement", without(member)).judge(rule), &format!("request body {member}"));
        }
        assert_not_applicable(merchant("charge", |_| {}).judge(rule));
    }
}
