//! The signer under test: what it is asked, and how its answers are compared with the published rules.
//!
//! A difference belongs to one requirement: that of the mistake which alone explains it, or else the one that the
//! request was aimed at, provided that a plain request is signed right.

use cucumber::{given, then, when};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::core::finding::Finding;
use crate::core::http::{Headers, Request, Response};
use crate::providers::{Credentials, Faults, Provider, SignerRoom};
use crate::world::{Session, Step, Stop, World, unclear};

/// What was asked of the signer in this scenario.
#[derive(Debug, Default)]
pub struct Conversation {
    plain: Option<Request>,
    /// The request aimed at a feature, and the answer to it.
    aimed: Option<(Request, Value)>,
    /// The answer to the request to verify a response.
    verified: Option<Value>,
}

/// The account that the signer is given; it belongs to nobody.
fn account() -> Credentials {
    let secret = "signoff-signer-subject-secret-0123456789abcdef";
    [("access_key_id", "SIGNOFF-ACCESS-KEY"), ("secret_key", secret)].into_iter().collect()
}

fn room(provider: &Provider) -> Step<&'static SignerRoom> {
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

fn shape(request: &Request) -> Value {
    let body = (!request.body.is_empty()).then(|| String::from_utf8_lossy(&request.body).into_owned());
    json!({"method": request.method, "url": request.url, "headers": fields(&request.headers), "body": body})
}

fn fields(headers: &Headers) -> Map<String, Value> {
    headers.iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
}

/// Puts one question and reads the answer, which must be a JSON object with the question's id and no `error`.
async fn ask(
    session: &Session,
    provider: &'static Provider,
    faults: &Faults,
    mut question: Value,
    limit: std::time::Duration,
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
    async fn put(&mut self, mut question: Value) -> Step<Value> {
        let limit = self.time_left()?;
        let provider = self.provider()?;
        question["id"] = self.session.number().into();
        ask(&self.session, provider, &self.faults, question, limit).await.map_err(Stop::Unclear)
    }

    fn plain(&self) -> Step<Request> {
        self.signing.plain.clone().map_or_else(|| unclear("no plain request was given"), Ok)
    }

    async fn sign(&mut self, request: Request) -> Step {
        let answer = self.put(json!({"request": shape(&request)})).await?;
        self.signing.aimed = Some((request, answer));
        Ok(())
    }

    /// The faults that alone explain a signature, when one of them belongs to this scenario's requirement.
    fn is_ours(&self, causes: &[String]) -> bool {
        let facts = self.session.settings.requirements.get(&self.requirement);
        facts.is_some_and(|facts| causes.iter().any(|cause| facts.violated_by.contains(cause)))
    }
}

#[given(expr = "a plain {word} to sign")]
fn plain_request(world: &mut World, operation: String) -> Step {
    let room = room(world.provider()?)?;
    let Some(plain) = (room.plain)(&operation) else { return unclear(format!("there is no plain {operation}")) };
    world.signing.plain = Some(plain);
    Ok(())
}

#[when(expr = "the signer signs it")]
async fn signs_it(world: &mut World) -> Step {
    let plain = world.plain()?;
    world.sign(plain).await
}

#[when(expr = "the signer signs it with the members {string}")]
async fn signs_with_members(world: &mut World, members: String) -> Step {
    let mut request = world.plain()?;
    let Ok(members) = serde_json::from_str::<Map<String, Value>>(&members.replace('\'', "\"")) else {
        return unclear("the step's members are no JSON object");
    };
    let mut body: Map<String, Value> = serde_json::from_slice(&request.body).unwrap_or_default();
    body.extend(members);
    request.body = Value::Object(body).to_string().into_bytes();
    world.sign(request).await
}

#[when(expr = "the signer signs it with the query {string}")]
async fn signs_with_query(world: &mut World, query: String) -> Step {
    let mut request = world.plain()?;
    let place = request.url.split('?').next().unwrap_or_default().to_owned();
    request.url = format!("{place}?{query}");
    world.sign(request).await
}

#[when(expr = "the signer signs it with the header {string} set to {string}")]
async fn signs_with_header(world: &mut World, header: String, value: String) -> Step {
    let mut request = world.plain()?;
    request.headers.set(&header, value);
    world.sign(request).await
}

#[when(expr = "the signer signs it without the header {string}")]
async fn signs_without_header(world: &mut World, header: String) -> Step {
    let mut request = world.plain()?;
    request.headers.remove(&header);
    world.sign(request).await
}

#[when(expr = "the signer signs it as a hash that begins with {string}")]
async fn signs_with_hash(world: &mut World, beginning: String) -> Step {
    let (room, plain) = (room(world.provider()?)?, world.plain()?);
    for attempt in 0..100_000_u32 {
        let mut request = plain.clone();
        let mut body: Map<String, Value> = serde_json::from_slice(&request.body).unwrap_or_default();
        body.extend(body.clone().keys().next_back().map(|name| (name.clone(), format!("N{attempt}").into())));
        request.body = Value::Object(body).to_string().into_bytes();
        let stages = (room.stages)(&request, &account()).map_err(Stop::Unclear)?;
        if stages.hash.starts_with(&beginning) {
            return world.sign(request).await;
        }
    }
    unclear(format!("found no request whose hash begins with {beginning}"))
}

#[then(expr = "the signature is the published one")]
async fn signature_is_right(world: &mut World) -> Step {
    let room = room(world.provider()?)?;
    let plain = world.plain()?;
    let Some((request, answer)) = world.signing.aimed.take() else { return unclear("nothing was signed") };
    if request != plain {
        plain_is_right(world, room, &plain).await?;
    }
    match difference(room, &request, &answer)? {
        None => Ok(()),
        Some((finding, causes)) if world.is_ours(&causes) || (causes.is_empty() && request != plain) => {
            Err(world.violated(finding))
        }
        Some((finding, causes)) => unclear(format!("{}; {}", finding.actual, named(&causes))),
    }
}

/// The plain request must be signed right; a difference there belongs to this requirement only if a known mistake of it explains it.
async fn plain_is_right(world: &mut World, room: &SignerRoom, plain: &Request) -> Step {
    let answer = world.put(json!({"request": shape(plain)})).await?;
    match difference(room, plain, &answer)? {
        None => Ok(()),
        Some((finding, causes)) if world.is_ours(&causes) => Err(world.violated(finding)),
        Some((_, causes)) => unclear(format!("a plain request is signed differently already: {}", named(&causes))),
    }
}

fn named(causes: &[String]) -> String {
    if causes.is_empty() { "no known mistake explains it".to_owned() } else { format!("explained by {}", causes.join(" or ")) }
}

/// The first stage at which the answer differs from the published rules, and the faults that alone explain it.
fn difference(room: &SignerRoom, request: &Request, answer: &Value) -> Step<Option<(Finding, Vec<String>)>> {
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

#[then(expr = "its Authorization header has the published form")]
fn authorization_form(world: &mut World) -> Step {
    let room = room(world.provider()?)?;
    let Some((_, answer)) = &world.signing.aimed else { return unclear("nothing was signed") };
    let found = answer.get("authorization").and_then(Value::as_str).unwrap_or_default().to_owned();
    let account = account();
    let holds = (room.read_authorization)(&found).is_some_and(|(key, _)| key == account.get("access_key_id"));
    world.check(holds, || Finding::new("signer's authorization", "AMZ+<access_key_id>:<signature>", found))
}

#[then(expr = "it adds a date in UTC and signs with it")]
async fn adds_date(world: &mut World) -> Step {
    let room = room(world.provider()?)?;
    let (header, read) = room.date;
    adds(world, header, "a UTC time of the form YYYYMMDDTHHMMSSZ", |text| read(text).is_some()).await
}

#[then(expr = "it adds a validity in whole seconds and signs with it")]
async fn adds_validity(world: &mut World) -> Step {
    let header = room(world.provider()?)?.expires;
    adds(world, header, "a positive whole number of seconds", |text| text.parse::<u32>().is_ok_and(|seconds| seconds > 0)).await
}

/// The answer brings the header, well-formed, and the signature is that of the request with it.
async fn adds(world: &mut World, header: &str, wanted: &str, well_formed: impl Fn(&str) -> bool) -> Step {
    let (room, plain) = (room(world.provider()?)?, world.plain()?);
    plain_is_right(world, room, &plain).await?;
    let Some((request, answer)) = world.signing.aimed.take() else { return unclear("nothing was signed") };
    let headers = answer.get("headers").and_then(Value::as_object).into_iter().flatten();
    let added = headers.clone().find(|(name, _)| name.eq_ignore_ascii_case(header)).and_then(|(_, value)| value.as_str());
    let Some(added) = added.map(str::to_owned) else { return unclear(format!("the signer returned no {header}")) };
    if !well_formed(&added) {
        return Err(world.violated(Finding::new(format!("signer's header {header}"), wanted, added)));
    }
    match difference(room, &request, &answer)? {
        None => Ok(()),
        Some((finding, causes)) if causes.is_empty() || world.is_ours(&causes) => Err(world.violated(finding)),
        Some((_, causes)) => unclear(format!("signed differently: {}", named(&causes))),
    }
}

/// A signed answer to the plain charge: `day` days after the request, members in this order.
fn response(room: &SignerRoom, plain: &Request, days: i64, body: &str) -> Response {
    let signed_at = plain.headers.get(room.date.0).and_then(room.date.1).unwrap_or(Timestamp::UNIX_EPOCH);
    let at = signed_at.checked_add(jiff::SignedDuration::from_hours(24 * days)).unwrap_or(signed_at);
    let mut response = Response { status: 200, headers: Headers::default(), body: body.as_bytes().to_vec() };
    (room.sign_response)(plain, &mut response, &account(), at);
    response
}

/// The plainest answer: one member, the day of the request.
const PLAIN_ANSWER: &str = r#"{"status":"CaptureApproved"}"#;

#[when(expr = "the signer verifies an answer of the next day")]
async fn verifies_next_day(world: &mut World) -> Step {
    verifies(world, 1, PLAIN_ANSWER).await
}

#[when(expr = "the signer verifies an answer with the members {string}")]
async fn verifies_members(world: &mut World, members: String) -> Step {
    verifies(world, 0, &members.replace('\'', "\"")).await
}

async fn verifies(world: &mut World, days: i64, body: &str) -> Step {
    let (room, plain) = (room(world.provider()?)?, world.plain()?);
    let valid = verdict(world, &plain, &response(room, &plain, 0, PLAIN_ANSWER)).await?;
    if valid != Value::Bool(true) {
        return unclear("the plainest genuine answer is not found valid already");
    }
    let aimed = response(room, &plain, days, body);
    world.signing.verified = Some(verdict(world, &plain, &aimed).await?);
    Ok(())
}

/// What the signer says of a response: true, false or `"unsupported"`.
async fn verdict(world: &mut World, request: &Request, response: &Response) -> Step<Value> {
    let shape_of_response = json!({"status": response.status, "headers": fields(&response.headers), "body": response.text()});
    let answer = world.put(json!({"request": shape(request), "response": shape_of_response})).await?;
    match answer.get("valid") {
        Some(valid @ Value::Bool(_)) => Ok(valid.clone()),
        Some(Value::String(text)) if text == "unsupported" => unclear("the signer does not verify responses"),
        _ => unclear("the signer's answer says neither valid nor unsupported"),
    }
}

#[then(expr = "the answer is found valid")]
fn found_valid(world: &mut World) -> Step {
    let found = world.signing.verified.clone();
    world.check(found == Some(Value::Bool(true)), || Finding::new("signer's valid", "true for a genuine answer", "false"))
}

#[then(expr = "the same answer with the status {string} is found forged")]
async fn found_forged(world: &mut World, status: String) -> Step {
    let (room, plain) = (room(world.provider()?)?, world.plain()?);
    let mut forged = response(room, &plain, 0, PLAIN_ANSWER);
    forged.body = json!({ "status": status }).to_string().into_bytes();
    let valid = verdict(world, &plain, &forged).await?;
    world.check(valid == Value::Bool(false), || Finding::new("signer's valid", "false for an altered answer", "true"))
}
