//! Who a merchant is: its bearer key and its contract (RF/api-authentication).

use crate::core::http::{self, Headers, Request};
use crate::core::id::hash;
use crate::providers::{Credentials, Key};

/// The header that names the merchant's contract.
pub const MERCHANT_ID: &str = "Merchant-Id";

/// The header under which a message is sent once, however often it is repeated.
pub const IDEMPOTENCY_KEY: &str = "Request-Idempotency-Key";

/// The header of an answer that was given before.
pub const REPLAYED: &str = "Request-Idempotency";

/// The keys of the endpoint table.
pub const KEYS: &[Key] = &[
    Key { name: "merchant_id", about: "the merchant contract's id", secret: false, required: true },
    Key { name: "api_key", about: "authenticates requests", secret: true, required: true },
    Key { name: "webhook_secret", about: "signs the account's webhooks", secret: true, required: false },
    Key { name: "return_url", about: "where consumers come back to", secret: false, required: false },
];

/// The headers of every request.
pub fn headers(credentials: &Credentials) -> Headers {
    let authorization = format!("Bearer {}", credentials.get("api_key"));
    [("Authorization", authorization.as_str()), (MERCHANT_ID, credentials.get("merchant_id"))].into_iter().collect()
}

/// The key of a request's header `Authorization`.
pub fn bearer(request: &Request) -> Option<&str> {
    http::credentials(request.headers.get("authorization")?, "Bearer")
}

/// The account keys that a request names: its bearer key, then the contract.
pub fn account_keys(request: &Request) -> Vec<String> {
    bearer(request).into_iter().chain(request.headers.get(MERCHANT_ID)).map(str::to_owned).collect()
}

/// The idempotency key of the message with this reference: in the recommended form of a UUID of version 4, and the same
/// whenever the message is sent again.
pub fn idempotency_key(reference: &str) -> String {
    let (high, low) = (hash(reference), hash(&format!("{reference} again")));
    let digits = format!("{high:016x}{low:016x}");
    format!("{}-{}-4{}-a{}-{}", &digits[..8], &digits[8..12], &digits[13..16], &digits[17..20], &digits[20..32])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_uuid_of_version_4_that_follows_from_the_reference() {
        let key = idempotency_key("p-1");
        assert_eq!((key.len(), &key[14..15], &key[19..20]), (36, "4", "a"));
        assert_eq!(key, idempotency_key("p-1"));
        assert_ne!(key, idempotency_key("p-2"));
    }

    #[test]
    fn a_request_with_a_wrong_key_still_names_its_account() {
        let account = [("api_key", "k"), ("merchant_id", "merch_1")].into_iter().collect();
        let mut request = Request { headers: headers(&account), ..Request::new("GET", "https://h/") };
        assert_eq!(account_keys(&request), ["k", "merch_1"]);
        request.headers.set("Authorization", "Basic k");
        assert_eq!(account_keys(&request), ["merch_1"]);
    }
}
