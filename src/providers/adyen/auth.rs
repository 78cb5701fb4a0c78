//! What a merchant needs of its account, and the headers that carry it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use iso_currency::Currency;

use super::notification::hmac::HmacKey;
use crate::core::http::{self, Request};
use crate::providers::{Credentials, Key};

/// The header that authenticates a request (OAS71).
pub const API_KEY: &str = "x-api-key";

/// The header that makes a POST repeatable (IDEM).
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// A longer idempotency key is refused (IDEM).
pub const LONGEST_IDEMPOTENCY_KEY: usize = 64;

/// Idempotency keys are remembered for at least so many days (IDEM; an older page says 31).
pub const IDEMPOTENCY_DAYS: i64 = 7;

/// `true` in this header means: try again with the same key (IDEM).
pub const TRANSIENT_ERROR: &str = "transient-error";

/// The value of the key `capture` with which Adyen captures by itself.
pub const AUTOMATIC: &str = "automatic";
/// What the key `capture` may say.
const CAPTURES: &[&str] = &["manual", AUTOMATIC];

/// The keys of the endpoint table.
pub const KEYS: &[Key] = &[
    key("api_key", "authenticates requests", true, true),
    key("merchant_account", "the merchant account's name", false, true),
    // HMACDOC
    key("hmac_key", "signs the account's webhooks: 64 hex digits", true, false),
    key("previous_hmac_key", "the key before that one, while both are in use", true, false),
    key("tokenisation_hmac_key", "signs tokenisation webhooks, where they have a key of their own", true, false),
    // SEED
    key("currency", "the currency registered at Amazon Pay; a payment may be of no other [default: EUR]", false, false),
    key("country", "a country whose shoppers are offered Amazon Pay [default: DE]", false, false),
    key("return_url", "where shoppers come back to", false, false),
    key("capture", "automatic where payments are captured without a call [default: manual]", false, false),
    key("stored_payment_method_id", "a payment method stored before, for payments without the shopper", true, false),
    key("shopper_reference", "whose payment method that is", false, false),
];

/// Why the value of a key cannot be used: one that signs webhooks is the text that the Customer Area shows (HMACDOC).
pub fn key_fault(name: &str, value: &str) -> Option<&'static str> {
    let capitals = value.bytes().all(|byte| byte.is_ascii_uppercase());
    let (is_good, problem) = match name {
        "currency" => {
            (capitals && Currency::from_code(value).is_some(), "must be the three capital letters of a currency, e.g. \"EUR\"")
        }
        "country" => (capitals && value.len() == 2, "must be the two capital letters of a country, e.g. \"DE\""),
        "capture" => (CAPTURES.contains(&value), "must be \"manual\" or \"automatic\""),
        name if name.ends_with("hmac_key") => {
            (HmacKey::parse(value).is_ok(), "must be 64 hex digits, as the Customer Area shows the HMAC key of a webhook")
        }
        _ => return None,
    };
    (!is_good).then_some(problem)
}

/// The password of Basic authentication, the other way to send the API key (OAS71).
pub fn basic_password(request: &Request) -> Option<String> {
    let encoded = http::credentials(request.headers.get("authorization")?, "Basic")?;
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    decoded.split_once(':').map(|(_, password)| password.to_owned())
}

/// The key that signs tokenisation webhooks: that of all others, unless they have one of their own (HMACDOC).
pub fn tokenisation_key(credentials: &Credentials) -> &str {
    match credentials.get("tokenisation_hmac_key") {
        "" => credentials.get("hmac_key"),
        own => own,
    }
}

/// The currency that the account registered at Amazon Pay.
pub fn currency(credentials: &Credentials) -> &str {
    given(credentials, "currency", "EUR")
}

/// A country whose shoppers are offered Amazon Pay.
pub fn country(credentials: &Credentials) -> &str {
    given(credentials, "country", "DE")
}

/// Where the shopper comes back to.
pub fn return_url(credentials: &Credentials) -> &str {
    given(credentials, "return_url", "https://shop.example/return")
}

/// Who pays, in the merchant's own words.
pub fn shopper_reference(credentials: &Credentials) -> &str {
    given(credentials, "shopper_reference", "signoff-shopper-1")
}

fn given<'a>(credentials: &'a Credentials, key: &str, usual: &'static str) -> &'a str {
    match credentials.get(key) {
        "" => usual,
        given => given,
    }
}

const fn key(name: &'static str, about: &'static str, secret: bool, required: bool) -> Key {
    Key { name, about, secret, required }
}
