//! What a payment or an agreement tells beside its amount (SEED1; OA).

use jiff::Timestamp;
use serde_json::Value;

use super::reading::{each_payment, expect, is_filled, named, when_any};
use crate::core::finding::Verdict;
use crate::core::http::is_https_url;
use crate::providers::Judged;
use crate::providers::sent::{finding, members_fit};

/// A payment has the merchant's reference. Whether another payment has the same, one request does not tell.
pub fn reference_given(judged: &Judged<'_>) -> Verdict {
    each_payment(judged, |members, prefix| {
        let place = format!("{prefix}merchantPaymentChargeReference");
        expect(judged, members, &place, "a text that is not empty", is_filled)
    })
}

/// An address for webhooks, when given, is https.
pub fn webhooks_https(judged: &Judged<'_>) -> Verdict {
    when_any(judged, &["charge", "agreement", "agreement_charge"], |members| {
        let places = ["webhooksUrl", "initialPaymentCharge.webhooksUrl"].into_iter();
        let given: Vec<_> = places.map(|name| (name, named(members, name))).filter(|(_, url)| !url.is_null()).collect();
        match given.iter().find(|(_, url)| !url.as_str().is_some_and(is_https_url)) {
            Some((name, url)) => Verdict::Broken(finding(judged, name, "an https address", url)),
            None if given.is_empty() => Verdict::NotApplicable,
            None => Verdict::Passed,
        }
    })
}

/// A charge without the consumer says that the merchant asks for it, and for which kind of occasion.
pub fn initiator_told(judged: &Judged<'_>) -> Verdict {
    const OPERATION: &str = "agreement_charge";
    when_any(judged, &[OPERATION], |members| {
        match expect(judged, members, "initiator", "MERCHANT", |initiator| initiator == "MERCHANT") {
            Verdict::Passed if named(members, "scheduleType").is_null() => {
                Verdict::Broken(finding(judged, "scheduleType", "a published type", &Value::Null))
            }
            Verdict::Passed => members_fit(judged, "ppro", OPERATION, &["scheduleType"]),
            broken => broken,
        }
    })
}

/// An agreement says when it begins.
pub fn start_date_given(judged: &Judged<'_>) -> Verdict {
    let is_instant = |value: &Value| value.as_str().is_some_and(|text| text.parse::<Timestamp>().is_ok());
    when_any(judged, &["agreement"], |members| expect(judged, members, "startDate", "a date-time of ISO 8601", is_instant))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::fixture::{assert_broken, assert_not_applicable, assert_passed, merchant, set, without};

    #[test]
    fn a_payment_has_a_reference() {
        let (rule, name) = ("reference_given", "merchantPaymentChargeReference");
        for operation in ["charge", "agreement_charge"] {
            assert_passed(merchant(operation, |_| {}).judge(rule));
            assert_broken(merchant(operation, without(name)).judge(rule), "request body merchantPaymentChargeReference");
        }
        let first = "request body initialPaymentCharge.merchantPaymentChargeReference";
        assert_broken(merchant("agreement", without("initialPaymentCharge.merchantPaymentChargeReference")).judge(rule), first);
        assert_not_applicable(merchant("refund", |_| {}).judge(rule));
    }

    #[test]
    fn webhooks_go_to_an_https_address() {
        let rule = "webhooks_https";
        assert_passed(merchant("charge", set("webhooksUrl", "https://shop.example/webhooks")).judge(rule));
        for wrong in [json!("http://shop.example/webhooks"), json!(""), json!(1)] {
            assert_broken(merchant("agreement", set("webhooksUrl", wrong)).judge(rule), "request body webhooksUrl");
        }
        assert_not_applicable(merchant("charge", without("webhooksUrl")).judge(rule));
    }

    #[test]
    fn whoever_is_not_there_does_not_ask() {
        let rule = "initiator_told";
        assert_passed(merchant("agreement_charge", |_| {}).judge(rule));
        for member in ["initiator", "scheduleType"] {
            assert_broken(merchant("agreement_charge", without(member)).judge(rule), &format!("request body {member}"));
            assert_broken(merchant("agreement_charge", set(member, "CONSUMER")).judge(rule), &format!("request body {member}"));
        }
        assert_not_applicable(merchant("charge", without("initiator")).judge(rule));
    }

    #[test]
    fn an_agreement_has_a_beginning() {
        let rule = "start_date_given";
        assert_passed(merchant("agreement", set("startDate", "2026-03-26T20:24:27+02:00")).judge(rule));
        for wrong in [json!("26.3.2026"), json!("2026-03-26"), json!(null)] {
            assert_broken(merchant("agreement", set("startDate", wrong)).judge(rule), "request body startDate");
        }
        assert_not_applicable(merchant("charge", |_| {}).judge(rule));
    }
}
