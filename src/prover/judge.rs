//! How one answer of a signer is judged.

use serde_json::{Value, json};

use super::Tally;
use crate::core::http::Request;
use crate::providers::{Credentials, SignerRoom};
use crate::world::conversation::{completed, refusal, shape, signature};

/// What an answer is.
#[derive(Debug)]
pub enum Judgement {
    /// As published.
    Right,
    /// To a form that the documents leave open: never judged.
    Open(&'static str, Way),
    /// Not found to be as published; the sentence says why.
    Not(Short, String),
}

/// How an answer falls short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Short {
    /// It is not as published.
    Wrong,
    /// It brings no signature of the request that was asked for.
    Unclear,
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
    let form = (room.open_form)(request);
    if let Some(refusal) = refusal(answer) {
        return form.map_or(Judgement::Not(Short::Unclear, refusal), |form| Judgement::Open(form, Way::Refused));
    }
    let request = match completed(request, answer) {
        Ok(request) => request,
        Err(stop) => return Judgement::Not(Short::Unclear, stop.to_string()),
    };
    let Ok(readings) = (room.readings)(&request, account) else { return Judgement::Open("no signature", Way::Refused) };
    let header = authorization(answer);
    let named = signature(room, account, answer);
    let reading = named.and_then(|signature| readings.iter().position(|stages| stages.signature == signature));
    let wrong = |text: &str| Judgement::Not(Short::Wrong, text.to_owned());
    match (form, reading, header) {
        (Some(form), Some(0), _) => Judgement::Open(form, Way::Usual),
        (Some(form), Some(_), _) => Judgement::Open(form, Way::Other),
        (Some(form), None, Some(_)) => Judgement::Open(form, Way::Differently),
        (Some(form), None, None) => Judgement::Open(form, Way::Refused),
        (None, Some(_), _) => Judgement::Right,
        (None, None, None) => Judgement::Not(Short::Unclear, "the answer holds neither an authorization nor an error".to_owned()),
        (None, None, Some(_)) if named.is_none() => {
            wrong("the authorization is not of the published form, or names another access key")
        }
        (None, None, Some(_)) => wrong("the signature is another one"),
    }
}

/// The header of an answer.
pub fn authorization(answer: &Value) -> Option<&str> {
    answer.get("authorization").and_then(Value::as_str)
}
