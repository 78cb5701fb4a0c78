//! Idempotency keys (IDEM). That none is used for two requests, one request does not tell.

use crate::core::finding::{Finding, Verdict};
use crate::providers::Judged;
use crate::providers::adyen::auth::{IDEMPOTENCY_KEY, LONGEST_IDEMPOTENCY_KEY};
use crate::providers::adyen::endpoints::{is_modification, is_payment};

const PLACE: &str = "request header idempotency-key";

/// A key that is sent has at most 64 characters.
pub fn key_length(judged: &Judged<'_>) -> Verdict {
    match judged.exchange.request.headers.get(IDEMPOTENCY_KEY).map(|key| key.chars().count()) {
        None => Verdict::NotApplicable,
        Some(length) if length <= LONGEST_IDEMPOTENCY_KEY => Verdict::Passed,
        Some(length) => {
            Verdict::Broken(Finding::new(PLACE, format!("at most {LONGEST_IDEMPOTENCY_KEY} characters"), length.to_string()))
        }
    }
}

/// What moves money has a key, a UUID of version 4.
pub fn key_of_money(judged: &Judged<'_>) -> Verdict {
    if !judged.endpoint.is_some_and(|endpoint| is_payment(endpoint) || is_modification(endpoint)) {
        return Verdict::NotApplicable;
    }
    match judged.exchange.request.headers.get(IDEMPOTENCY_KEY).filter(|key| !key.is_empty()) {
        Some(key) if is_uuid(key) => Verdict::Passed,
        Some(_) => Verdict::Broken(Finding::new(PLACE, "a UUID of version 4", "another text")),
        None => Verdict::Broken(Finding::new(PLACE, "a UUID of version 4", "none")),
    }
}

/// True for `xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx` in hex, where y is 8, 9, a or b.
fn is_uuid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    let is_hex = |group: &&str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(is_hex)
        && groups[2].starts_with('4')
        && groups[3].starts_with(['8', '9', 'a', 'b', 'A', 'B'])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::fixture::{assert_broken, assert_not_applicable, assert_passed, judge_sent, sent};
    use super::*;

    fn with(rule: &str, operation: &str, key: &str) -> Verdict {
        let mut request = sent(operation, &json!({}));
        request.headers.set(IDEMPOTENCY_KEY, key);
        judge_sent(rule, operation, request)
    }

    #[test]
    fn a_key_is_at_most_64_characters_long() {
        assert_passed(with("key_length", "payment", &"k".repeat(64)));
        assert_broken(with("key_length", "payment_details", &"k".repeat(65)), PLACE);
        assert_not_applicable(judge_sent("key_length", "payment", sent("payment", &json!({}))));
    }

    #[test]
    fn what_moves_money_has_a_uuid() {
        let (rule, uuid) = ("key_of_money", "37ca9c97-d1d1-4c62-89e8-706891a563ed");
        for operation in ["payment", "capture", "refund", "cancel"] {
            assert_passed(with(rule, operation, uuid));
            assert_passed(with(rule, operation, &uuid.to_uppercase()));
        }
        for wrong in ["order-1", "", "37ca9c97-d1d1-1c62-89e8-706891a563ed", "37ca9c97d1d14c6289e8706891a563ed"] {
            assert_broken(with(rule, "payment", wrong), PLACE);
        }
        assert_broken(judge_sent(rule, "refund", sent("refund", &json!({}))), PLACE);
        assert_not_applicable(with(rule, "payment_methods", "order-1"));
    }
}
