//! The conversation with a signer: what it is asked, and how its answers are compared with the published rules.
//!
//! A difference belongs to one requirement: that of the mistake which alone explains it, or else the one that the
//! request was aimed at, provided that a plain request is signed right.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::{Session, Step, Stop, World, unclear};
use crate::core::finding::Finding;
use crate::core::http::{Headers, Request};
use crate::providers::{Credentials, Faults, Provider, SignerRoom};

/// What was asked of the signer in this scenario.
#[derive(Debug, Default)]
pub struct Conversation {
    pub(crate) plain: Option<Request>,
    /// The request aimed at a feature, and the answer to it.
    pub(crate) aimed: Option<(Request, Value)>,
    /// The answer to the request to verify a response.
    pub(crate) verified: Option<Value>,
}

/// The account that the signer is given; it belongs to nobody.
pub(crate) fn account() -> Credentials {
    let secret = "signoff-signer-subject-secret-0123456789abcdef";
    [("access_key_id", "SIGNOFF-ACCESS-KEY"), ("secret_key", secret)].into_iter().collect()
}

pub(crate) fn room(provider: &Provider) -> Step<&'static SignerRoom> {
    provider.signer.map_or_else(|| unclear(format!("{} has no request signature", provider.title)), Ok)
}

/// Asks the signer to sign the plainest request; the sentence says why it cannot be judged.
pub async fn probe(session: &Session, provider: &'static Provider, faults: &Faults) -> Result<(), String> {
    let reason = |stop: Stop| match stop {
        Stop::Unclear(reason) | Stop::Violated(reason) => reason,
    };
    let plain = (room(provider).map_err(reason)?.plain)("charge").ok_or("there is no plain charge")?;
    let question = json!({"id": 0, "request": shape(&plain)});
    ask(session, provider, faults, question, session.settings.step_timeout).await.map(|_| ())
}

pub(crate) fn shape(request: &Request) -> Value {
    let body = (!request.body.is_empty()).then(|| String::from_utf8_lossy(&request.body).into_owned());
    json!({"method": request.method, "url": request.url, "headers": fields(&request.headers), "body": body})
}

pub(crate) fn fields(headers: &Headers) -> Map<String, Value> {
    headers.iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
}

/// Puts one question and reads the answer, which must be a JSON object with the question's id and no `error`.
async fn ask(
    session: &Session,
    provider: &'static Provider,
    faults: &Faults,
    mut question: Value,
    limit: Duration,
) -> Result<Value, String> {
    for (name, value) in account().iter() {
        question[name] = value.expose().into();
    }
    let signer = session.signer(provider, faults)?;
    let line = signer.lock().await.ask(&question.to_string(), limit).await?;
    let answer: Value = serde_json::from_str(&line).map_err(|_| "the signer answered no JSON".to_owned())?;
    match (answer.get("id") == question.get("id"), answer.get("error").and_then(Value::as_str)) {
        (false, _) => Err("the signer answered another question's id".to_owned()),
        (true, Some(error)) => Err(format!("the signer answered the error {error:?}")),
        (true, None) => Ok(answer),
    }
}

impl World {
    pub(crate) async fn put(&mut self, mut question: Value) -> Step<Value> {
        let limit = self.time_left()?;
        let provider = self.provider()?;
        question["id"] = self.session.number().into();
        ask(&self.session, provider, &self.faults, question, limit).await.map_err(Stop::Unclear)
    }

    pub(crate) fn plain(&self) -> Step<Request> {
        self.signing.plain.clone().map_or_else(|| unclear("no plain request was given"), Ok)
    }

    pub(crate) async fn sign(&mut self, request: Request) -> Step {
        let answer = self.put(json!({"request": shape(&request)})).await?;
        self.signing.aimed = Some((request, answer));
        Ok(())
    }

    /// The faults that alone explain a signature, when one of them belongs to this scenario's requirement.
    pub(crate) fn is_ours(&self, causes: &[String]) -> bool {
        let facts = self.session.settings.requirements.get(&self.requirement);
        facts.is_some_and(|facts| causes.iter().any(|cause| facts.violated_by.contains(cause)))
    }
}

/// The plain request must be signed right; a difference there belongs to this requirement only if a known mistake of it explains it.
pub(crate) async fn plain_is_right(world: &mut World, room: &SignerRoom, plain: &Request) -> Step {
    let answer = world.put(json!({"request": shape(plain)})).await?;
    match difference(room, plain, &answer)? {
        None => Ok(()),
        Some((finding, causes)) if world.is_ours(&causes) => Err(world.violated(finding)),
        Some((_, causes)) => unclear(format!("a plain request is signed differently already: {}", named(&causes))),
    }
}

pub(crate) fn named(causes: &[String]) -> String {
    if causes.is_empty() { "no known mistake explains it".to_owned() } else { format!("explained by {}", causes.join(" or ")) }
}

/// The first stage at which the answer differs from the published rules, and the faults that alone explain it.
pub(crate) fn difference(room: &SignerRoom, request: &Request, answer: &Value) -> Step<Option<(Finding, Vec<String>)>> {
    let mut request = request.clone();
    for (name, value) in answer.get("headers").and_then(Value::as_object).into_iter().flatten() {
        request.headers.set(name, value.as_str().unwrap_or_default());
    }
    let stages = (room.stages)(&request, &account()).map_err(Stop::Unclear)?;
    let text = |name: &str| answer.get(name).and_then(Value::as_str);
    let authorization = text("authorization").unwrap_or_default();
    let signature = (room.read_authorization)(authorization).map_or(authorization, |(_, signature)| signature);
    if signature == stages.signature {
        return Ok(None);
    }
    let told = [("canonical_request", &stages.canonical_request), ("string_to_sign", &stages.string_to_sign)];
    let told = told.into_iter().filter_map(|(name, ours)| Some((name, ours.as_str(), text(name)?)));
    let first = told.into_iter().find(|(_, ours, theirs)| ours != theirs).unwrap_or(("signature", &stages.signature, signature));
    let finding = Finding::new(format!("signer's {}", first.0), format!("{:?}", first.1), format!("{:?}", first.2));
    Ok(Some((finding, (room.explain)(&request, &account(), signature))))
}
