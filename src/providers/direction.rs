//! What the stage directions of several houses carry. Each is read strictly.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads what a direction carries; the error says what is wrong with it.
pub fn read<T: DeserializeOwned>(argument: &Value) -> Result<T, String> {
    T::deserialize(argument).map_err(|error| error.to_string())
}

/// Nothing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Who comes now.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journey {
    /// The customer's state.
    pub persona: String,
}

/// The credit of every eligible customer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credit {
    /// As it is written.
    pub amount: String,
}

/// What an answer tells in place of the truth.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Misreport {
    /// The member.
    pub member: String,
    /// What it tells.
    pub value: String,
}

/// How a charge ends: the named one, or the latest that can.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finish {
    /// Its id, or the merchant's own.
    pub charge: Option<String>,
    /// One of the provider's words.
    pub status: String,
}

/// How a refund ends: the named one, or the latest that can.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinishRefund {
    /// Its id.
    pub refund: Option<String>,
    /// One of the provider's words.
    pub status: String,
}

/// How charges are refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refuse {
    /// Null ends it; it must be given all the same.
    #[serde(deserialize_with = "Option::deserialize")]
    pub code: Option<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_direction_is_read_strictly() {
        assert!(read::<Nothing>(&json!({})).is_ok() && read::<Nothing>(&json!({ "more": 1 })).is_err());
        assert_eq!(read::<Refuse>(&json!({ "code": null })).ok().map(|refuse| refuse.code), Some(None));
        assert!(read::<Refuse>(&json!({})).is_err());
    }
}
