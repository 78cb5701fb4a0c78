//! The signature of a return address (<https://juspay.io/resources/docs/common-resources/status-verification>).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded;

use super::auth::RESPONSE_KEY;
pub use super::returned::{ReturnError, Returned, Text};
use crate::providers::Credentials;
use crate::signing::encoding::encoded;
use crate::signing::hmac256;

/// The parameter that carries the signature.
pub const SIGNATURE: &str = "signature";
/// The parameter that names the algorithm.
pub const ALGORITHM: &str = "signature_algorithm";
/// Its only published value.
pub const HMAC: &str = "HMAC-SHA256";

/// What is signed: every parameter with its name and value encoded, sorted by encoded name, joined, and encoded once more.
pub fn string_to_sign(parameters: &[(String, String)]) -> String {
    Text::RIGHT.of(parameters)
}

/// The signature of decoded parameters: base64 of the HMAC-SHA256 with the key's text.
pub fn signature(parameters: &[(String, String)], key: &str) -> String {
    STANDARD.encode(hmac256::tag(key.as_bytes(), string_to_sign(parameters).as_bytes()))
}

/// The return address with these parameters behind its own, and the signature of them all.
pub fn signed(address: &str, parameters: &[(&str, &str)], key: &str) -> String {
    let own = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let all: Vec<_> = query(address).into_iter().chain(own).collect();
    with_query(address, &all, &signature(&all, key))
}

/// The address with its query replaced by these parameters and this signature. Its value is encoded once, as in addresses that
/// were seen; the published sample has it encoded twice, and both are accepted.
pub fn with_query(address: &str, parameters: &[(String, String)], signature: &str) -> String {
    let mut pairs: Vec<_> = parameters.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    pairs.push(format!("{SIGNATURE}={}", encoded(signature)));
    pairs.push(format!("{ALGORITHM}={HMAC}"));
    format!("{}?{}", address.split('?').next().unwrap_or(address), pairs.join("&"))
}

/// The decoded parameters of an address.
pub fn query(address: &str) -> Vec<(String, String)> {
    let query = address.split('#').next().and_then(|address| address.split_once('?')).map_or("", |(_, query)| query);
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// Checks the signature of a return address; the sentence says why it is not accepted.
pub fn verify(address: &str, credentials: &Credentials) -> Result<(), String> {
    let key = credentials.get(RESPONSE_KEY);
    check(address, key).map_err(|error| Returned { parameters: query(address), key: key.to_owned() }.told(None, error))
}

/// Checks the signature of a return address.
pub fn check(address: &str, key: &str) -> Result<(), ReturnError> {
    Returned { parameters: query(address), key: key.to_owned() }.check(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "92206A0A4A75499C9B11206C2B3B9A53";

    #[test]
    fn what_is_signed_is_accepted_until_anything_changes() {
        let address = signed("https://shop.example/back?cart=a/b", &[("order_id", "o 1"), ("status", "CHARGED")], KEY);
        assert!(address.contains("%3D&") && !address.contains("%25"), "{address}");
        assert_eq!(check(&address, KEY), Ok(()));
        assert_eq!(check(&address.replace("%3D&", "%253D&"), KEY), Ok(()));
        assert_eq!(check(&address, "other"), Err(ReturnError::Mismatch));
        assert_eq!(check(&address, ""), Err(ReturnError::NoKey));
        assert_eq!(check(&address.replace("CHARGED", "NEW"), KEY), Err(ReturnError::Mismatch));
        assert_eq!(check(&format!("{address}&more=1"), KEY), Err(ReturnError::Mismatch));
        assert_eq!(check(&format!("{address}&status=CHARGED"), KEY), Err(ReturnError::Doubled));
        assert_eq!(check(&address.replace(HMAC, "NONE"), KEY), Err(ReturnError::Unsigned));
        assert_eq!(check(address.split("&signature=").next().unwrap(), KEY), Err(ReturnError::Unsigned));
    }
}
