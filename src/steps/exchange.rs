//! Requests: what the merchant sends, and what it takes for granted before the step that judges.

use cucumber::{given, when};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use crate::core::http::Request;
use crate::core::money;
use crate::providers::{Credentials, Draft, Sender, Slot};
use crate::world::{Step, Stop, World, unclear};

/// A message of `operation` with the amount, not yet sent.
async fn draft_for(world: &mut World, operation: &str, amount: &str) -> Step<Draft> {
    let provider = world.provider()?;
    let mut draft = world.draft(operation).await?;
    (provider.fill)(&mut draft, &Slot::Amount(amount));
    Ok(draft)
}

/// A refund of the last accepted charge, not yet sent; `by` is the kind of id that names the charge.
async fn refund_of_charge(world: &mut World, amount: &str, by: &str) -> Step<Draft> {
    let provider = world.provider()?;
    let mut draft = draft_for(world, "refund", amount).await?;
    let charge = world.accepted("charge")?;
    let answer = charge.json.clone().unwrap_or(Value::Null);
    (provider.fill)(&mut draft, &Slot::Charge { by, sent: &charge.draft.members, answer: &answer });
    Ok(draft)
}

/// A fresh, well-formed message of the operation, as the scenarios about single members need it.
async fn well_formed(world: &mut World, operation: &str) -> Step<Draft> {
    match operation {
        "instruments" | "charge" => draft_for(world, operation, "10.00").await,
        "refund" => refund_of_charge(world, "1.00", "").await,
        "charge_status" => status_of(world, "charge", "").await,
        "refund_status" => status_of(world, "refund", "").await,
        other => world.draft(other).await,
    }
}

/// A status request for the last accepted charge or refund.
async fn status_of(world: &mut World, what: &str, by: &str) -> Step<Draft> {
    let provider = world.provider()?;
    let mut draft = world.draft(&format!("{what}_status")).await?;
    let earlier = world.accepted(what)?;
    let sent: &Map<String, Value> = &earlier.draft.members;
    let answer = earlier.json.as_ref().unwrap_or(&Value::Null);
    let slot = match what {
        "charge" => Slot::Charge { by, sent, answer },
        _ => Slot::Refund { by, sent, answer },
    };
    (provider.fill)(&mut draft, &slot);
    Ok(draft)
}

/// The last answer must be a success; anything else makes the scenario inconclusive.
fn taken_for_granted(world: &World) -> Step {
    world.accepted_json().map(|_| ())
}

/// As above, and the status must be this one.
fn granted_with_status(world: &World, status: &str) -> Step {
    match world.accepted_json()?.get("status").and_then(Value::as_str) {
        Some(found) if found == status => Ok(()),
        found => unclear(format!("the scenario needs status {status}, the answer says {}", found.unwrap_or("none"))),
    }
}

#[given(expr = "an accepted charge of {string}")]
async fn accepted_charge(world: &mut World, amount: String) -> Step {
    charges(world, amount).await?;
    taken_for_granted(world)
}

#[given(expr = "a charge of {string} with status {string}")]
async fn charge_with_status(world: &mut World, amount: String, status: String) -> Step {
    charges(world, amount).await?;
    granted_with_status(world, &status)
}

#[given(expr = "an accepted refund of {string}")]
async fn accepted_refund(world: &mut World, amount: String) -> Step {
    refunds(world, amount).await?;
    taken_for_granted(world)
}

#[given(expr = "accepted instruments for {string}")]
async fn accepted_instruments(world: &mut World, amount: String) -> Step {
    asks_for_instruments(world, amount).await?;
    taken_for_granted(world)
}

#[given(expr = "an accepted {word}")]
async fn accepted(world: &mut World, operation: String) -> Step {
    let draft = well_formed(world, &operation).await?;
    world.send(draft).await?;
    taken_for_granted(world)
}

#[when(expr = "the answer is accepted")]
fn answer_is_accepted(world: &mut World) -> Step {
    taken_for_granted(world)
}

#[given(expr = "the answer has the status {string}")]
#[when(expr = "the answer has status {string}")]
fn answer_has_status(world: &mut World, status: String) -> Step {
    granted_with_status(world, &status)
}

#[when(expr = "the merchant asks for the instruments for {string}")]
async fn asks_for_instruments(world: &mut World, amount: String) -> Step {
    let draft = draft_for(world, "instruments", &amount).await?;
    world.send(draft).await
}

#[when(expr = "the merchant charges {string}")]
async fn charges(world: &mut World, amount: String) -> Step {
    let draft = draft_for(world, "charge", &amount).await?;
    world.send(draft).await
}

#[when(expr = "the merchant refunds {string}")]
async fn refunds(world: &mut World, amount: String) -> Step {
    let draft = refund_of_charge(world, &amount, "").await?;
    world.send(draft).await
}

#[when(expr = "the merchant refunds {string} of the charge by {string}")]
async fn refunds_by(world: &mut World, amount: String, by: String) -> Step {
    let draft = refund_of_charge(world, &amount, &by).await?;
    world.send(draft).await
}

#[when(expr = "the merchant asks for the status of the {word} by {string}")]
async fn asks_for_status(world: &mut World, what: String, by: String) -> Step {
    let draft = status_of(world, &what, &by).await?;
    world.send(draft).await
}

#[when(expr = "the merchant sends the same {word} again")]
async fn sends_again(world: &mut World, operation: String) -> Step {
    let draft = world.accepted(&operation)?.draft.clone();
    world.send(draft).await
}

#[when(expr = "the merchant sends the same {word} again with {string} set to {string}")]
async fn sends_again_with(world: &mut World, operation: String, member: String, value: String) -> Step {
    let mut draft = world.accepted(&operation)?.draft.clone();
    draft.members.insert(member, Value::String(value));
    world.send(draft).await
}

#[when(expr = "the merchant sends a new {word} with {string} set to {string}")]
async fn sends_with(world: &mut World, operation: String, member: String, value: String) -> Step {
    let mut draft = well_formed(world, &operation).await?;
    draft.members.insert(member, Value::String(value));
    world.send(draft).await
}

#[when(expr = "the merchant sends a new {word} with {string} of {int} characters")]
async fn sends_with_length(world: &mut World, operation: String, member: String, length: usize) -> Step {
    let mut draft = well_formed(world, &operation).await?;
    let value = draft.members.get(&member).and_then(Value::as_str).unwrap_or_default();
    let value = format!("{value}{}", "x".repeat(length.saturating_sub(value.len())));
    draft.members.insert(member, Value::String(value));
    world.send(draft).await
}

#[when(expr = "the merchant sends a new {word} without {string}")]
async fn sends_without(world: &mut World, operation: String, member: String) -> Step {
    let mut draft = well_formed(world, &operation).await?;
    draft.members.shift_remove(&member);
    world.send(draft).await
}

#[when(expr = "the merchant sends a new {word} as the merchant {string}")]
async fn sends_as_merchant(world: &mut World, operation: String, merchant: String) -> Step {
    let provider = world.provider()?;
    let mut draft = well_formed(world, &operation).await?;
    (provider.fill)(&mut draft, &Slot::Merchant(&merchant));
    world.send(draft).await
}

#[when(expr = "the merchant sends a new {word} whose {word} differs from the signed one")]
async fn sends_tampered(world: &mut World, operation: String, part: String) -> Step {
    let provider = world.provider()?;
    let draft = well_formed(world, &operation).await?;
    let mut sender = world.link().await?.sender();
    let mut request = (provider.compose)(&draft, &sender).map_err(Stop::Unclear)?;
    let mut signed = request.clone();
    match part.as_str() {
        "host" => sender.signed_host = Some("signed-for.example"),
        "method" => signed.method = if request.method == "GET" { "POST" } else { "PUT" }.to_owned(),
        "path" => signed.url = request.url.replacen("/v1/", "/v2/", 1),
        "query" => signed.url.push_str("&signedOnly=1"),
        "header" => signed.headers.set("x-amz-user-ip", "198.51.100.7"),
        "body" => signed.body = String::from_utf8_lossy(&request.body).replacen("10.00", "10.01", 1).into(),
        other => return unclear(format!("a request has no part {other:?}")),
    }
    (provider.sign)(&mut signed, &sender).map_err(Stop::Unclear)?;
    if signed == request {
        return unclear(format!("the request has no {part} to change"));
    }
    if let Some(authorization) = signed.headers.get("authorization") {
        request.headers.set("Authorization", authorization);
    }
    world.exchange(draft, request).await
}

/// Composes and signs with a changed sender, lets `edit` change the signed request, and sends it.
async fn sends_signed(
    world: &mut World,
    operation: &str,
    change: impl FnOnce(&mut Credentials, &mut Timestamp),
    edit: impl FnOnce(&mut Request),
) -> Step {
    let provider = world.provider()?;
    let draft = well_formed(world, operation).await?;
    let sender = world.link().await?.sender();
    let (mut credentials, mut now) = (sender.credentials.clone(), sender.now);
    change(&mut credentials, &mut now);
    let sender = Sender { credentials: &credentials, now, ..sender };
    let mut request = (provider.compose)(&draft, &sender).map_err(Stop::Unclear)?;
    (provider.sign)(&mut request, &sender).map_err(Stop::Unclear)?;
    edit(&mut request);
    world.exchange(draft, request).await
}

#[when(expr = "the merchant sends a new {word} signed with another secret")]
async fn sends_with_other_secret(world: &mut World, operation: String) -> Step {
    let secrets = world.provider()?.keys.iter().filter(|key| key.secret);
    let other = |credentials: &mut Credentials, _: &mut Timestamp| {
        secrets.for_each(|key| credentials.set(key.name, "another-secret-of-nobody"));
    };
    sends_signed(world, &operation, other, |_| {}).await
}

#[when(expr = "the merchant sends a new {word} signed {int} seconds ago")]
async fn sends_late(world: &mut World, operation: String, seconds: i64) -> Step {
    let late = |_: &mut Credentials, now: &mut Timestamp| {
        *now = now.checked_sub(SignedDuration::from_secs(seconds)).unwrap_or(*now);
    };
    sends_signed(world, &operation, late, |_| {}).await
}

#[when(expr = "the merchant sends a new {word} whose {word} says {string} instead of {string}")]
async fn sends_with_edited_header(world: &mut World, operation: String, header: String, new: String, old: String) -> Step {
    let edit = |request: &mut Request| {
        let value = request.headers.get(&header).unwrap_or_default().replacen(&old, &new, 1);
        request.headers.set(&header, value);
    };
    sends_signed(world, &operation, |_, _| {}, edit).await
}

#[when(expr = "the merchant charges {string} more than the field {string}")]
async fn charges_beyond(world: &mut World, surplus: String, path: String) -> Step {
    let field = world.accepted_json()?.pointer(&format!("/{}", path.replace('.', "/"))).and_then(Value::as_str);
    let limit = field.map(money::decimal).and_then(Result::ok);
    let (Some(limit), Ok(surplus)) = (limit, money::decimal(&surplus)) else {
        return unclear(format!("the answer names no amount in {path}"));
    };
    charges(world, format!("{:.2}", limit + surplus)).await
}
