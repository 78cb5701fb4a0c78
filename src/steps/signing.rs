//! What a signer is asked to sign, and what its signature must be.

use cucumber::{given, then, when};
use jiff::SignedDuration;
use serde_json::{Map, Value};

use crate::core::finding::Finding;
use crate::world::conversation::{account, difference, other_account, plain_is_right, room};
use crate::world::{Step, Stop, World, unclear};

#[given(regex = "^a plain ([A-Za-z0-9_-]+) to sign$")]
fn plain_request(world: &mut World, operation: String) -> Step {
    let room = room(world.provider()?)?;
    let Some(plain) = (room.plain)(&operation) else { return unclear(format!("there is no plain {operation}")) };
    world.signing.plain = Some(plain);
    Ok(())
}

#[when("the signer signs it")]
async fn signs_it(world: &mut World) -> Step {
    let plain = world.plain()?;
    world.sign(plain, account()).await
}

#[when("the signer signs it with another secret key")]
async fn signs_with_another_key(world: &mut World) -> Step {
    let plain = world.plain()?;
    world.sign(plain, other_account()).await
}

#[when("the signer signs it without members")]
async fn signs_without_members(world: &mut World) -> Step {
    let mut request = world.plain()?;
    request.body = b"{}".to_vec();
    world.sign(request, account()).await
}

#[when(regex = r#"^the signer signs it with the members "([^"]*)"$"#)]
async fn signs_with_members(world: &mut World, members: String) -> Step {
    let mut request = world.plain()?;
    let Ok(members) = serde_json::from_str::<Map<String, Value>>(&members.replace('\'', "\"")) else {
        return unclear("the step's members are no JSON object");
    };
    let mut body: Map<String, Value> = serde_json::from_slice(&request.body).unwrap_or_default();
    body.extend(members);
    request.body = Value::Object(body).to_string().into_bytes();
    world.sign(request, account()).await
}

#[when(regex = r#"^the signer signs it at "([^"]*)"$"#)]
async fn signs_at(world: &mut World, url: String) -> Step {
    let mut request = world.plain()?;
    request.url = url;
    world.sign(request, account()).await
}

#[when(regex = r#"^the signer signs it with the query "([^"]*)"$"#)]
async fn signs_with_query(world: &mut World, query: String) -> Step {
    let mut request = world.plain()?;
    let place = request.url.split('?').next().unwrap_or_default().to_owned();
    request.url = format!("{place}?{query}");
    world.sign(request, account()).await
}

#[when(regex = r#"^the signer signs it with the header "([^"]*)" set to "([^"]*)"$"#)]
async fn signs_with_header(world: &mut World, header: String, value: String) -> Step {
    let mut request = world.plain()?;
    request.headers.set(&header, value);
    world.sign(request, account()).await
}

#[when(regex = r#"^the signer signs it without the header "([^"]*)"$"#)]
async fn signs_without_header(world: &mut World, header: String) -> Step {
    let mut request = world.plain()?;
    request.headers.remove(&header);
    world.sign(request, account()).await
}

#[when(regex = r#"^the signer signs it as a hash that begins with "([^"]*)"$"#)]
async fn signs_with_hash(world: &mut World, beginning: String) -> Step {
    let (room, plain) = (room(world.provider()?)?, world.plain()?);
    for attempt in 0..100_000_u32 {
        let mut request = plain.clone();
        let mut body: Map<String, Value> = serde_json::from_slice(&request.body).unwrap_or_default();
        body.extend(body.clone().keys().next_back().map(|name| (name.clone(), format!("N{attempt}").into())));
        request.body = Value::Object(body).to_string().into_bytes();
        let stages = (room.stages)(&request, &account()).map_err(Stop::Unclear)?;
        if stages.hash.starts_with(&*beginning) {
            return world.sign(request, account()).await;
        }
    }
    unclear(format!("found no request whose hash begins with {beginning}"))
}

#[then("the signature is the published one")]
async fn signature_is_right(world: &mut World) -> Step {
    let room = room(world.provider()?)?;
    let plain = world.plain()?;
    let Some(aimed) = world.signing.aimed.take() else { return unclear("nothing was signed") };
    let is_plain = aimed.is_plain(&plain);
    if !is_plain {
        plain_is_right(world, room, &plain).await?;
    }
    match difference(room, &aimed)? {
        None => Ok(()),
        Some(found) if world.is_ours(&found) || (found.causes.is_empty() && !is_plain) => Err(world.violated(found.finding)),
        Some(found) => unclear(found.finding.actual),
    }
}

#[then("its Authorization header has the published form")]
fn authorization_form(world: &mut World) -> Step {
    let room = room(world.provider()?)?;
    let Some(aimed) = &world.signing.aimed else { return unclear("nothing was signed") };
    let found = aimed.answer.get("authorization").and_then(Value::as_str).unwrap_or_default().to_owned();
    let holds = (room.read_authorization)(&found).is_some_and(|(key, _)| key == aimed.account.get("access_key_id"));
    world.check(holds, || Finding::new("signer's authorization", "AMZ+<access_key_id>:<signature>", found))
}

/// How far a signer's clock may be from ours: less than any time zone, and more than any clock that is set.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(15);

#[then("it adds the present time in UTC and signs with it")]
async fn adds_date(world: &mut World) -> Step {
    let (header, read) = room(world.provider()?)?.date;
    let now = world.session.clock.now();
    let wanted = format!("a UTC time of the form YYYYMMDDTHHMMSSZ, within 15 minutes of {}", now.strftime("%Y%m%dT%H%M%SZ"));
    let is_now = |text: &str| read(text).is_some_and(|time| time.duration_since(now).abs() <= CLOCKS_DIFFER);
    adds(world, header, &wanted, is_now).await
}

#[then("it adds a validity in whole seconds and signs with it")]
async fn adds_validity(world: &mut World) -> Step {
    let header = room(world.provider()?)?.expires;
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && text.bytes().any(|byte| byte != b'0');
    adds(world, header, "a positive whole number of seconds", is_number).await
}

/// The answer brings the header, well-formed, and the signature is that of the request with it.
async fn adds(world: &mut World, header: &str, wanted: &str, well_formed: impl Fn(&str) -> bool) -> Step {
    let (room, plain) = (room(world.provider()?)?, world.plain()?);
    plain_is_right(world, room, &plain).await?;
    let Some(aimed) = world.signing.aimed.take() else { return unclear("nothing was signed") };
    let headers = aimed.answer.get("headers").and_then(Value::as_object).into_iter().flatten();
    let added = headers.clone().find(|(name, _)| name.eq_ignore_ascii_case(header)).and_then(|(_, value)| value.as_str());
    let Some(added) = added.map(str::to_owned) else { return unclear(format!("the signer returned no {header}")) };
    if !well_formed(&added) {
        return Err(world.violated(Finding::new(format!("signer's header {header}"), wanted, added)));
    }
    match difference(room, &aimed)? {
        None => Ok(()),
        Some(found) if found.causes.is_empty() || world.is_ours(&found) => Err(world.violated(found.finding)),
        Some(found) => unclear(format!("signed differently: {}", found.explanation())),
    }
}
