//! How a merchant authenticates: its API key as the user name of Basic authentication (SESSION-IFRAME page of Juspay).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::core::http::{self, Request};
use crate::providers::Key;

/// The endpoint table of `signoff.toml`.
pub const KEYS: &[Key] = &[
    Key { name: "merchant_id", about: "the merchant's id", secret: false, required: true },
    Key { name: "api_key", about: "authenticates requests", secret: true, required: true },
    Key { name: "client_id", about: "the client id of the payment page", secret: false, required: true },
    Key { name: "return_url", about: "where customers come back to", secret: false, required: true },
    Key { name: GATEWAY_REFERENCE, about: "which credentials of the gateway Juspay uses", secret: false, required: false },
    Key { name: RESPONSE_KEY, about: "signs the address by which a customer comes back", secret: true, required: false },
    Key { name: "webhook_url", about: "where the account sends its webhooks", secret: false, required: false },
    Key { name: "webhook_username", about: "the user name that webhooks carry", secret: false, required: false },
    Key { name: "webhook_password", about: "the password that webhooks carry", secret: true, required: false },
    Key { name: ORDER_DETAILS_KEY, about: "the public key of the merchant's order details", secret: false, required: false },
];

/// The key that signs return addresses.
pub const RESPONSE_KEY: &str = "response_key";
/// The public key of the merchant's that signs `orderDetails`: its PEM, or the base64 within.
pub const ORDER_DETAILS_KEY: &str = "order_details_key";
/// Which credentials of the gateway Juspay uses; the published samples' one when it is not given.
pub const GATEWAY_REFERENCE: &str = "gateway_reference_id";

/// The header that carries the API key.
pub const AUTHORIZATION: &str = "authorization";
/// The header that names the merchant.
pub const MERCHANT_ID: &str = "x-merchantid";
/// The header that is the same in every call for one customer.
pub const ROUTING_ID: &str = "x-routing-id";
/// The header that selects the shape of answers, a date.
pub const VERSION: &str = "version";

/// `Basic base64(user:password)`; an API key has no password, and its colon stays.
pub fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

/// The mistake of a re-branded page: no colon behind the key.
pub fn bare(key: &str) -> String {
    format!("Basic {}", STANDARD.encode(key))
}

/// User and password of a header that [`basic`] could have written.
pub fn read_basic(header: &str) -> Option<(String, String)> {
    let decoded = STANDARD.decode(http::credentials(header, "Basic")?).ok()?;
    let (user, password) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

/// The API key of a header. The pages ask for a colon behind it (SESSION-IFRAME), while Juspay's own library for Node, version
/// 1.0.0, sends none: the endpoint takes both, and a merchant is held to the pages.
pub fn api_key(header: &str) -> Option<String> {
    let decoded = String::from_utf8(STANDARD.decode(http::credentials(header, "Basic")?).ok()?).ok()?;
    let key = decoded.strip_suffix(':').unwrap_or(&decoded);
    (!key.is_empty() && !key.contains(':')).then(|| key.to_owned())
}

/// The account keys that a request names: its API key, and its merchant.
pub fn account_keys(request: &Request) -> Vec<String> {
    let key = request.headers.get(AUTHORIZATION).and_then(api_key);
    key.into_iter().chain(request.headers.get(MERCHANT_ID).map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_header_is_read_and_its_colon_is_needed() {
        let published = "Basic MEQ1N0U5MTJDQzU0OEE4QjZDQUIzOUVCOTdGQzhCOg==";
        let (user, password) = read_basic(published).unwrap();
        assert_eq!((user.as_str(), password.as_str()), ("0D57E912CC548A8B6CAB39EB97FC8B", ""));
        assert_eq!(basic(&user, ""), published);
        assert_eq!(read_basic("basic MTIzNDo="), Some(("1234".to_owned(), String::new())), "the case of a scheme means nothing");
        for wrong in ["Basic MTIzNA==", "Bearer MTIzNDo=", "Basic ?", ""] {
            assert_eq!(read_basic(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_key_is_read_with_its_colon_and_without() {
        assert_eq!((api_key("Basic MTIzNDo=").as_deref(), api_key("Basic MTIzNA==").as_deref()), (Some("1234"), Some("1234")));
        for wrong in [basic("1234", "secret"), basic("", ""), "Bearer MTIzNA==".to_owned(), "Basic ?".to_owned()] {
            assert_eq!(api_key(&wrong), None, "{wrong}");
        }
    }
}
