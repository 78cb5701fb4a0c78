//! The charges that a merchant asks for (AP/section8/post_charge_api).

use serde_json::Value;

use super::super::reading::{FOLDER, sent};
use super::reading::{finding, members_fit, when_sent};
use crate::core::finding::{Finding, Verdict};
use crate::core::http::is_https_url;
use crate::providers::Judged;
use crate::schema::{self, brief};

const OPERATION: &str = "charge";

/// Every mandatory member is there; so the body is a JSON object.
pub fn charge_members(judged: &Judged<'_>) -> Verdict {
    if !judged.addresses(OPERATION) {
        return Verdict::NotApplicable;
    }
    let members = match sent(judged) {
        Ok(members) => members,
        Err(why) => return Verdict::Broken(Finding::new("request body", "a JSON object", why)),
    };
    let Some(mandatory) = schema::document(FOLDER, "charge.request").and_then(|schema| schema["required"].as_array()) else {
        return Verdict::Unclear("could not find the mandatory members of a charge".to_owned());
    };
    let missing = mandatory.iter().filter_map(Value::as_str).filter(|name| members.get(*name).is_none_or(Value::is_null));
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

/// The customer returns to the https URL that the account has safelisted, with nothing added to it.
pub fn callback_url(judged: &Judged<'_>) -> Verdict {
    when_sent(judged, OPERATION, |members| {
        let (url, safelisted) = (&members["callbackUrl"], judged.credentials.get("callback_url"));
        match url.as_str().filter(|url| is_https_url(url)) {
            _ if url.is_null() => Verdict::NotApplicable,
            None => Verdict::Broken(finding(judged, "callbackUrl", "an absolute https URL", url)),
            Some(_) if safelisted.is_empty() => Verdict::Unclear("the account's callback_url is not known".to_owned()),
            Some(url) if url == safelisted => Verdict::Passed,
            Some(url) => Verdict::Broken(Finding::new("request body callbackUrl", safelisted, shown(url, safelisted))),
        }
    })
}

/// What an order adds to the URL may be private.
fn shown(url: &str, safelisted: &str) -> String {
    match url.strip_prefix(safelisted) {
        Some(rest) => format!("the same with {} more characters", rest.chars().count()),
        None => brief(&Value::from(url)),
    }
}
