//! How one answer of a signer is judged.

use serde_json::{Value, json};

use super::Tally;
use crate::core::http::Request;
use crate::providers::{Credentials, SignerRoom};
use crate::world::conversation::shape;

/// What an answer is.
#[derive(Debug)]
pub enum Judgement {
    /// As published.
    Right,
    /// To a form that the documents leave open: never judged.
    Open(&'static str, Way),
    /// Not as published; the sentence says how.
    Wrong(String),
}

/// How an open form was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// In the usual reading.
    Usual,
    /// In another one.
    Other,
    /// In none.
    Differently,
    /// Not at all.
    Refused,
}

impl Way {
    /// Adds one to the tally.
    pub fn count(self, tally: &mut Tally) {
        tally.tried += 1;
        match self {
            Self::Usual => tally.usual += 1,
            Self::Other => tally.other_reading += 1,
            Self::Differently => tally.differently += 1,
            Self::Refused => tally.refused += 1,
        }
    }
}

/// The line that asks for a signature.
pub fn question(id: u64, request: &Request, account: &Credentials) -> Value {
    let mut question = json!({ "id": id, "request": shape(request) });
    for (name, value) in account.iter() {
        question[name] = value.expose().into();
    }
    question
}

/// Judges the answer to a request.
pub fn judge(room: &SignerRoom, account: &Credentials, request: &Request, answer: &Value) -> Judgement {
    let Ok(readings) = (room.readings)(request, account) else { return Judgement::Open("no signature", Way::Refused) };
    let header = answer.get("authorization").and_then(Value::as_str);
    let named = header.and_then(room.read_authorization).filter(|(key, _)| *key == account.get("access_key_id"));
    let reading = named.and_then(|(_, signature)| readings.iter().position(|stages| stages.signature == signature));
    if let Some(form) = (room.open_form)(request) {
        return Judgement::Open(
            form,
            match (header, reading) {
                (_, Some(0)) => Way::Usual,
                (_, Some(_)) => Way::Other,
                (Some(_), None) => Way::Differently,
                (None, None) => Way::Refused,
            },
        );
    }
    match (reading, header, answer.get("error")) {
        (Some(_), ..) => Judgement::Right,
        (None, _, Some(error)) => Judgement::Wrong(format!("the signer answered the error {error}")),
        (None, None, None) => Judgement::Wrong("the answer holds no authorization".to_owned()),
        (None, Some(_), None) if named.is_none() => {
            Judgement::Wrong("the authorization is not of the published form, or names another access key".to_owned())
        }
        (None, Some(_), None) => Judgement::Wrong("the signature is another one".to_owned()),
    }
}
