//! The conversation with a signer: what it is asked, and how its answers are compared with the published rules.
//!
//! A difference belongs to one requirement: that of the mistake which alone explains it, or else, in a plain request,
//! the one that answers for the first stage that differs. Once a plain request is signed right, a difference that nothing
//! explains belongs to the requirement that the request was aimed at.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::{Session, Step, Stop, World, unclear};
use crate::core::finding::Finding;
use crate::core::http::{Headers, Request, Response};
use crate::providers::{Credentials, Explanation, Faults, Provider, SignerRoom};
use crate::signing::mistakes::Stage;
use crate::transport::signer::Trouble;

/// What was asked of the signer in this scenario.
#[derive(Debug, Default)]
pub struct Conversation {
    pub(crate) plain: Option<Request>,
    /// The request aimed at a feature.
    pub(crate) aimed: Option<Signed>,
    /// A genuine response, and what the signer says of it.
    pub(crate) verified: Option<(Response, Value)>,
}

/// A request that the signer was asked to sign for an account, and its answer.
#[derive(Debug)]
pub(crate) struct Signed {
    pub(crate) request: Request,
    pub(crate) account: Credentials,
    pub(crate) answer: Value,
}

impl Signed {
    /// True when nothing was aimed at: the request is the plain one, for the usual account.
    pub(crate) fn is_plain(&self, plain: &Request) -> bool {
        self.request == *plain && self.account.get("secret_key") == account().get("secret_key")
    }
}

/// How an answer differs from the published rules.
#[derive(Debug)]
pub(crate) struct Difference {
    /// The first stage at which it does, of those that the signer told.
    stage: Stage,
    pub(crate) finding: Finding,
    /// The faults that alone explain it.
    pub(crate) causes: Vec<String>,
    /// What explains it, in a sentence.
    diagnosis: Option<String>,
}

impl Difference {
    pub(crate) fn explanation(&self) -> String {
        self.diagnosis.as_ref().map_or_else(|| "no known mistake explains it".to_owned(), |why| format!("explained by {why}"))
    }
}

/// The account that the signer is usually given; it belongs to nobody.
pub(crate) fn account() -> Credentials {
    account_with("signoff-signer-subject-secret-0123456789abcdef")
}

/// The same account after its secret key was replaced.
pub(crate) fn other_account() -> Credentials {
    account_with("another/secret+key-of-signoff-ABCDEFGHIJKLMNOPQRSTUVWXYZ")
}

fn account_with(secret: &str) -> Credentials {
    [("access_key_id", "SIGNOFF-ACCESS-KEY"), ("secret_key", secret)].into_iter().collect()
}

pub(crate) fn room(provider: &Provider) -> Step<&'static SignerRoom> {
    provider.signer.map_or_else(|| unclear(format!("{} has no request signature", provider.title)), Ok)
}

/// Asks the signer to sign the plainest request; the error says why it cannot be judged.
pub async fn probe(session: &Session, provider: &'static Provider, faults: &Faults) -> Result<(), Trouble> {
    let reason = |stop: Stop| match stop {
        Stop::Unclear(reason) | Stop::Violated(reason) => reason,
    };
    let plain = (room(provider).map_err(reason)?.plain)("charge").ok_or_else(|| "there is no plain charge".to_owned())?;
    let question = json!({"id": 0, "request": shape(&plain)});
    ask(session, provider, faults, question, &account(), session.settings.step_timeout).await.map(|_| ()).map_err(|trouble| {
        match session.signer_redactor(provider) {
            Some(redactor) => Trouble { text: redactor.text(&trouble.text), ..trouble },
            None => trouble,
        }
    })
}

pub(crate) fn shape(request: &Request) -> Value {
    let body = (!request.body.is_empty()).then(|| String::from_utf8_lossy(&request.body).into_owned());
    json!({"method": request.method, "url": request.url, "headers": fields(&request.headers), "body": body})
}

pub(crate) fn fields(headers: &Headers) -> Map<String, Value> {
    headers.iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
}

/// Puts one question about an account; what the signer refuses is an error, too.
async fn ask(
    session: &Session,
    provider: &'static Provider,
    faults: &Faults,
    mut question: Value,
    account: &Credentials,
    limit: Duration,
) -> Result<Value, Trouble> {
    for (name, value) in account.iter() {
        question[name] = value.expose().into();
    }
    let signer = session.signer(provider, faults)?;
    let answer = signer.lock().await.ask(&question.to_string(), limit).await?;
    refusal(&answer).map_or(Ok(answer), |refusal| Err(refusal.into()))
}

/// What the signer says that stood in its way, in a sentence; it says nothing of what it would have signed.
pub(crate) fn refusal(answer: &Value) -> Option<String> {
    let error = answer.get("error").filter(|error| !error.is_null());
    error.map(|error| format!("the signer answered the error {error}"))
}

/// The signature that an answer names for the account.
pub(crate) fn signature<'a>(room: &SignerRoom, account: &Credentials, answer: &'a Value) -> Option<&'a str> {
    let named = answer.get("authorization").and_then(Value::as_str).and_then(room.read_authorization);
    named.filter(|(key, _)| *key == account.get("access_key_id")).map(|(_, signature)| signature)
}

impl World {
    /// Puts one question about an account to the signer.
    pub(crate) async fn put(&mut self, mut question: Value, account: &Credentials) -> Step<Value> {
        let limit = self.time_left()?;
        let provider = self.provider()?;
        question["id"] = self.session.number().into();
        ask(&self.session, provider, &self.faults, question, account, limit).await.map_err(|trouble| Stop::Unclear(trouble.text))
    }

    pub(crate) fn plain(&self) -> Step<Request> {
        self.signing.plain.clone().map_or_else(|| unclear("no plain request was given"), Ok)
    }

    /// Asks for the signature of the request that the scenario aims.
    pub(crate) async fn sign(&mut self, request: Request, account: Credentials) -> Step {
        self.signing.aimed = Some(self.signed(request, account).await?);
        Ok(())
    }

    async fn signed(&mut self, request: Request, account: Credentials) -> Step<Signed> {
        let answer = self.put(json!({"request": shape(&request)}), &account).await?;
        Ok(Signed { request, account, answer })
    }

    /// True when a difference belongs to this scenario's requirement: a known mistake of it explains the difference, or
    /// nothing does and the requirement answers for the stage.
    pub(crate) fn is_ours(&self, difference: &Difference) -> bool {
        let Some(facts) = self.session.settings.requirements.get(&self.requirement) else { return false };
        match difference.causes.as_slice() {
            [] => facts.stage == Some(difference.stage),
            causes => causes.iter().any(|cause| facts.violated_by.contains(cause)),
        }
    }
}

/// The plain request must be signed right; a difference there may belong to another requirement than this one.
pub(crate) async fn plain_is_right(world: &mut World, room: &SignerRoom, plain: &Request) -> Step {
    let signed = world.signed(plain.clone(), account()).await?;
    match difference(room, &signed)? {
        None => Ok(()),
        Some(found) if world.is_ours(&found) => Err(world.violated(found.finding)),
        Some(found) => unclear(format!("a plain request is signed differently already: {}", found.explanation())),
    }
}

/// How the answer differs from the published rules. What the signer told of its stages counts only if the signature differs.
pub(crate) fn difference(room: &SignerRoom, signed: &Signed) -> Step<Option<Difference>> {
    let request = completed(&signed.request, &signed.answer)?;
    let stages = (room.stages)(&request, &signed.account).map_err(Stop::Unclear)?;
    let text = |name: &str| signed.answer.get(name).and_then(Value::as_str);
    let Some(signature) = signature(room, &signed.account, &signed.answer) else {
        return unclear("the signer's Authorization header does not name the access key");
    };
    if signature == stages.signature {
        return Ok(None);
    }
    let shown = [(Stage::CanonicalRequest, &stages.canonical_request), (Stage::StringToSign, &stages.string_to_sign)];
    let told = shown.into_iter().filter_map(|(stage, ours)| Some((stage, ours.as_str(), text(stage.name())?)));
    let first = told.into_iter().find(|(_, ours, theirs)| ours != theirs);
    let (stage, ours, theirs) = first.unwrap_or((Stage::Signature, &stages.signature, signature));
    let Explanation { faults: causes, text: diagnosis } = (room.explain)(&request, &signed.account, signature);
    let why = diagnosis.as_ref().map(|why| format!("; {why}")).unwrap_or_default();
    let finding = Finding::new(format!("signer's {stage}"), format!("{ours:?}"), format!("{theirs:?}{why}"));
    Ok(Some(Difference { stage, finding, causes, diagnosis }))
}

/// The request with the headers that the signer added. Those that it was given must have stayed as they were.
pub(crate) fn completed(request: &Request, answer: &Value) -> Step<Request> {
    let mut completed = request.clone();
    for (name, value) in answer.get("headers").and_then(Value::as_object).into_iter().flatten() {
        match (request.headers.get(name), value.as_str()) {
            (given, Some(value)) if given.is_none_or(|given| given == value) => completed.headers.set(name, value),
            (Some(_), _) => return unclear(format!("the signer changed {name}")),
            (None, _) => return unclear(format!("the signer added {name}, which is no text")),
        }
    }
    Ok(completed)
}
