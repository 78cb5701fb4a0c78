//! The JSON documents of `sign` and `verify`: a return address and the key that signs it.

use serde_json::{Value, json};

use super::auth::RESPONSE_KEY;
use super::return_url;
use crate::core::json::{Fields, JsonError};

/// Signs the parameters of `return_url` with `response_key`.
pub fn sign(document: &str) -> Result<Value, String> {
    let (address, key) = read(document).map_err(|error| error.to_string())?;
    let parameters = return_url::query(&address);
    let signature = return_url::signature(&parameters, &key);
    Ok(json!({
        "string_to_sign": return_url::string_to_sign(&parameters),
        "return_url": return_url::with_query(&address, &parameters, &signature),
        "signature": signature,
    }))
}

/// Checks the signature in `return_url` with `response_key`.
pub fn verify(document: &str) -> Result<Result<(), String>, String> {
    let (address, key) = read(document).map_err(|error| error.to_string())?;
    match return_url::check(&address, &key) {
        Err(defect @ return_url::ReturnError::NoKey) => Err(defect.to_string()),
        checked => Ok(checked.map_err(|error| error.to_string())),
    }
}

fn read(document: &str) -> Result<(String, String), JsonError> {
    let mut fields = Fields::read(document.as_bytes())?;
    let read = (fields.text("return_url")?, fields.text(RESPONSE_KEY)?);
    fields.finish().map(|()| read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sign_writes_verify_accepts() {
        let document = json!({ "return_url": "https://shop.example/back?order_id=o-1&status=CHARGED", "response_key": "K" });
        let signed = sign(&document.to_string()).unwrap();
        let verified = |key: &str| verify(&json!({ "return_url": signed["return_url"], "response_key": key }).to_string());
        assert_eq!(verified("K"), Ok(Ok(())));
        assert!(verified("L").unwrap().is_err());
        assert!(verified("").is_err());
        assert!(sign("{}").is_err() && verify(r#"{"return_url":"x","response_key":"K","more":1}"#).is_err());
    }
}
