//! How a merchant's requests reach the API (RF/api-authentication; RF/api-idempotency; OA).

use super::super::super::auth::{self, IDEMPOTENCY_KEY, MERCHANT_ID};
use crate::core::finding::{Finding, Verdict};
use crate::core::json;
use crate::providers::Judged;

/// The operations that may leave the merchant's contract out.
const CONFIRMATIONS: &[&str] = &["confirmation", "agreement_confirmation"];

/// A request carries the account's key as a bearer key. Its scheme here is that of our own address, which says nothing.
pub fn bearer_key(judged: &Judged<'_>) -> Verdict {
    if judged.endpoint.is_none() {
        return Verdict::NotApplicable;
    }
    let (place, expected) = ("request header Authorization", "Bearer and the key of this environment");
    match auth::bearer(&judged.exchange.request) {
        Some(key) if key == judged.credentials.get("api_key") => Verdict::Passed,
        Some(_) => Verdict::Broken(Finding::new(place, expected, "another key")),
        None => Verdict::Broken(Finding::new(place, expected, "no bearer key")),
    }
}

/// A request names the merchant's contract; a confirmation may leave it out.
pub fn merchant_id_sent(judged: &Judged<'_>) -> Verdict {
    let Some(endpoint) = judged.endpoint else { return Verdict::NotApplicable };
    let place = format!("request header {MERCHANT_ID}");
    match judged.exchange.request.headers.get(MERCHANT_ID).unwrap_or_default() {
        "" if CONFIRMATIONS.contains(&endpoint.name) => Verdict::NotApplicable,
        id if id == judged.credentials.get("merchant_id") => Verdict::Passed,
        "" => Verdict::Broken(Finding::new(place, "the merchant's contract", "none")),
        _ => Verdict::Broken(Finding::new(place, "the merchant's contract", "another one")),
    }
}

/// What is posted has a UUID of version 4 as its idempotency key. Whether it is new, one request does not tell.
pub fn idempotency_key_form(judged: &Judged<'_>) -> Verdict {
    let request = &judged.exchange.request;
    if judged.endpoint.is_none() || request.method != "POST" {
        return Verdict::NotApplicable;
    }
    let key = request.headers.get(IDEMPOTENCY_KEY).unwrap_or_default();
    if is_uuid(key) {
        return Verdict::Passed;
    }
    let found = if key.is_empty() { "none".to_owned() } else { format!("{key:?}") };
    Verdict::Broken(Finding::new(format!("request header {IDEMPOTENCY_KEY}"), "a UUID of version 4", found))
}

/// A body is a JSON object as the standard has it, which knows neither comments nor a comma at the end. A revocation says nothing:
/// whether it may come without a body is not published.
pub fn strict_json(judged: &Judged<'_>) -> Verdict {
    let request = &judged.exchange.request;
    let bare = judged.addresses("revocation") && request.body.is_empty();
    if judged.endpoint.is_none() || request.method != "POST" || bare {
        return Verdict::NotApplicable;
    }
    match json::object(&request.body) {
        Ok(_) => Verdict::Passed,
        Err(error) => Verdict::Broken(Finding::new("request body", "a JSON object", error.to_string())),
    }
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    let digits = groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let lengths = groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]);
    digits && lengths && groups[2].starts_with('4') && groups[3].starts_with(['8', '9', 'a', 'b', 'A', 'B'])
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{assert_broken, assert_not_applicable, assert_passed, merchant};
    use super::*;

    fn judge(rule: &str, operation: &str, header: &str, value: &str) -> Verdict {
        merchant(operation, |_| {}).with_sent_header(header, value).judge(rule)
    }

    #[test]
    fn the_key_is_the_accounts() {
        let (rule, place) = ("bearer_key", "request header Authorization");
        assert_passed(merchant("charge", |_| {}).judge(rule));
        assert_passed(judge(rule, "charge", "Authorization", "bearer k"));
        for wrong in ["Basic k", "Bearer other", "Bearer", "k", ""] {
            assert_broken(judge(rule, "charge_status", "Authorization", wrong), place);
        }
        assert_not_applicable(merchant("charge", |_| {}).unknown().judge(rule));
    }

    #[test]
    fn the_contract_is_named() {
        let rule = "merchant_id_sent";
        assert_passed(merchant("refund", |_| {}).judge(rule));
        for wrong in ["", "merch_2"] {
            assert_broken(judge(rule, "refund", MERCHANT_ID, wrong), "request header Merchant-Id");
        }
        assert_not_applicable(judge(rule, "confirmation", MERCHANT_ID, ""));
        assert_broken(judge(rule, "confirmation", MERCHANT_ID, "merch_2"), "request header Merchant-Id");
    }

    #[test]
    fn a_key_is_a_uuid_of_version_4() {
        let rule = "idempotency_key_form";
        assert_passed(merchant("charge", |_| {}).judge(rule));
        assert_passed(judge(rule, "charge", IDEMPOTENCY_KEY, "A0A0A0A0-0000-4000-B000-000000000000"));
        for wrong in ["", "17", "00000000-0000-1000-8000-000000000000", "00000000-0000-4000-7000-000000000000", "x"] {
            assert_broken(judge(rule, "charge", IDEMPOTENCY_KEY, wrong), "request header Request-Idempotency-Key");
        }
        assert_not_applicable(judge(rule, "charge_status", IDEMPOTENCY_KEY, ""));
    }

    #[test]
    fn a_body_is_strict_json() {
        let rule = "strict_json";
        assert_passed(merchant("charge", |_| {}).judge(rule));
        for wrong in ["{\"amount\": 1,}", "{} // note", "[]", "amount=1", ""] {
            assert_broken(merchant("charge", |_| {}).with_sent_body(wrong).judge(rule), "request body");
        }
        assert_not_applicable(merchant("charge_status", |_| {}).judge(rule));
        assert_not_applicable(merchant("revocation", |_| {}).with_sent_body("").judge(rule));
        assert_broken(merchant("revocation", |_| {}).with_sent_body("{,}").judge(rule), "request body");
    }
}
