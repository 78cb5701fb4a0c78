//! The JSON documents of `sign`, `verify` and `diagnose`: the parameters of a return address and the key that signs it.

use serde_json::{Value, json};

use super::auth::RESPONSE_KEY;
use super::mistakes;
use super::return_url::{self, ReturnError, Returned};
use crate::core::json::{Fields, JsonError};
use crate::providers::Documents;
use crate::signing::diagnosis::{Diagnosis, MOST};
use crate::signing::tagged;

/// Each takes `{"params": [[name, value], ..], "response_key"}`, decoded; all but `sign` also `"signature"`, which may stand among the
/// parameters instead.
pub const DOCUMENTS: Documents = Documents {
    sign: |text| sign(text).map_err(|error| error.to_string()),
    verify,
    diagnose: |text| diagnose(text).map_err(|error| error.to_string()),
    causes: || mistakes::all().map(|mistake| mistake.cause).collect(),
};

fn sign(text: &str) -> Result<Value, JsonError> {
    let mut fields = Fields::read(text.as_bytes())?;
    let Returned { parameters, key } = take(&mut fields)?;
    fields.finish()?;
    Ok(json!({
        "string_to_sign": return_url::string_to_sign(&parameters),
        "signature": return_url::signature(&parameters, &key),
    }))
}

fn verify(text: &str) -> Result<Result<(), String>, String> {
    let read = Fields::read(text.as_bytes()).and_then(read_signed);
    let (returned, given) = read.map_err(|error| error.to_string())?;
    match returned.check(given.as_deref()) {
        Err(defect @ ReturnError::NoKey) => Err(defect.to_string()),
        checked => Ok(checked.map_err(|error| returned.told(given.as_deref(), error))),
    }
}

fn diagnose(text: &str) -> Result<Diagnosis, JsonError> {
    let mut fields = Fields::read(text.as_bytes())?;
    let theirs = fields.optional_text("string_to_sign")?;
    let (returned, given) = read_signed(fields)?;
    let observed = given.or_else(|| returned.signature()).ok_or_else(|| JsonError::Missing("signature".to_owned()))?;
    Ok(tagged::diagnose(&returned, &observed, theirs.as_deref(), MOST))
}

fn read_signed(mut fields: Fields) -> Result<(Returned, Option<String>), JsonError> {
    let read = (take(&mut fields)?, fields.optional_text("signature")?);
    fields.finish().map(|()| read)
}

fn take(fields: &mut Fields) -> Result<Returned, JsonError> {
    let wrong = || JsonError::Kind { path: "params".to_owned(), expected: "an array of names and values" };
    let given = fields.take("params").ok_or_else(|| JsonError::Missing("params".to_owned()))?;
    let parameters = given.as_array().and_then(|pairs| pairs.iter().map(pair).collect::<Option<_>>()).ok_or_else(wrong)?;
    Ok(Returned { parameters, key: fields.text(RESPONSE_KEY)? })
}

fn pair(pair: &Value) -> Option<(String, String)> {
    match pair.as_array()?.as_slice() {
        [Value::String(name), Value::String(value)] => Some((name.clone(), value.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sign_writes_verify_accepts() {
        let document = |key: &str| json!({ "params": [["order_id", "o 1"], ["status", "CHARGED"]], "response_key": key });
        let signed = sign(&document("K").to_string()).unwrap();
        let verified = |key: &str| {
            let mut document = document(key);
            document["signature"] = signed["signature"].clone();
            verify(&document.to_string())
        };
        assert_eq!(verified("K"), Ok(Ok(())));
        assert!(verified("L").unwrap().is_err());
        assert!(verified("").is_err());
        for bad in ["{}", r#"{"params":{},"response_key":"K"}"#, r#"{"params":[["a"]],"response_key":"K"}"#] {
            assert!(sign(bad).is_err() && diagnose(bad).is_err(), "{bad}");
        }
        assert!(verify(r#"{"params":[],"response_key":"K","more":1}"#).is_err());
    }
}
