//! Keys that a merchant's pages must not hold.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::World;
use crate::checkout::page::Script;
use crate::core::http::Exchange;
use crate::providers::{Credentials, Provider};
use crate::transport::redact::forms;

/// A key of fewer characters may stand anywhere by chance.
const SHORTEST: usize = 8;

/// The names of the account's secret keys that stand in a text, as they are, encoded, or as the user name of Basic authentication.
fn keys_in(provider: &Provider, account: &Credentials, text: &str) -> Vec<&'static str> {
    let text = without_entities(text);
    let stands = |key: &str| forms(key).iter().any(|form| text.contains(form));
    let holds = |key: &str| key.len() >= SHORTEST && (stands(key) || text.contains(&STANDARD.encode(format!("{key}:"))));
    provider.keys.iter().filter(|key| key.secret && holds(account.get(key.name))).map(|key| key.name).collect()
}

/// What templates write in place of characters that keys have.
const ENTITIES: &[(&str, &str)] = &[
    ("&#x3D;", "="),
    ("&#x3d;", "="),
    ("&#61;", "="),
    ("&#x2F;", "/"),
    ("&#x2f;", "/"),
    ("&#47;", "/"),
    ("&#43;", "+"),
    ("&amp;", "&"),
];

fn without_entities(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(ENTITIES.iter().fold(text.to_owned(), |text, (entity, written)| text.replace(entity, written)))
}

impl World {
    /// Notes the keys that the page before the customer holds: what a browser was sent is seen there alone.
    pub(super) fn look_for_keys_on_page(&mut self) {
        let (Ok(provider), Some(shop)) = (self.provider(), self.shop.as_deref()) else { return };
        let Some(journey) = self.journeys.last_mut() else { return };
        let page = journey.visit.page();
        let scripts = page.scripts.iter().map(Script::text);
        let others = page.data.iter().chain(&page.hidden).chain([&page.text]).map(String::as_str);
        let text = scripts.chain(others).collect::<Vec<_>>().join("\n");
        journey.leaked.extend(keys_in(provider, &shop.credentials, &text));
    }

    /// Notes the keys that an answer to the customer holds.
    pub(super) fn look_for_keys(&mut self, provider: &Provider, exchange: &Exchange) {
        let (Some(shop), Ok(answer)) = (self.shop.as_deref(), &exchange.answer) else { return };
        let headers = answer.headers.iter().map(|(_, value)| value);
        let text = headers.chain([&*String::from_utf8_lossy(&answer.body)]).collect::<Vec<_>>().join("\n");
        let found = keys_in(provider, &shop.credentials, &text);
        if let Some(journey) = self.journeys.last_mut() {
            journey.leaked.extend(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::juspay::JUSPAY;

    #[test]
    fn a_key_is_found_as_it_is_and_encoded() {
        let account: Credentials =
            [("api_key", "0123456789"), ("client_id", "a-client-id"), ("response_key", "")].into_iter().collect();
        let found = |text: &str| keys_in(&JUSPAY, &account, text);
        assert_eq!(found("<script>k = '0123456789'</script>"), ["api_key"]);
        assert_eq!(found("Basic MDEyMzQ1Njc4OTo="), ["api_key"]);
        assert_eq!(found("a-client-id 012345678"), [] as [&str; 0]);
        let account: Credentials = [("api_key", "AQEy/hmf+K4==")].into_iter().collect();
        let found = |text: &str| keys_in(&JUSPAY, &account, text);
        for text in ["AQEy\\/hmf+K4==", "?k=AQEy%2Fhmf%2BK4%3D%3D", "AQEy/hmf+K4&#x3D;&#x3D;"] {
            assert_eq!(found(text), ["api_key"], "{text}");
        }
    }
}
