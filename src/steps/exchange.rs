//! Requests: what the merchant sends, and what it takes for granted before the step that judges.

use cucumber::{given, when};
use serde_json::Value;

use super::draft::{draft_for, well_formed};
use super::field::amount_at;
use super::text::{Name, Number, Text};
use crate::core::{member, money};
use crate::providers::Slot;
use crate::world::{Step, World, unclear};

/// The last answer must be a success; anything else makes the scenario inconclusive.
fn taken_for_granted(world: &World) -> Step {
    world.accepted_json().map(|_| ())
}

/// As above, and the status must be one of these: `Declined or Failed`.
pub(super) fn granted_with_status(world: &World, wanted: &str) -> Step {
    let member = world.provider()?.status;
    match world.answered_json()?.get(member).and_then(Value::as_str) {
        Some(found) if wanted.split(" or ").any(|status| status == found) => Ok(()),
        found => unclear(format!("the scenario needs status {wanted}, the answer says {}", found.unwrap_or("none"))),
    }
}

#[given(expr = "an accepted charge of {text}")]
async fn accepted_charge(world: &mut World, amount: Text) -> Step {
    charges(world, amount).await?;
    taken_for_granted(world)
}

#[given(expr = "a charge of {text} with status {text}")]
async fn charge_with_status(world: &mut World, amount: Text, status: Text) -> Step {
    charges(world, amount).await?;
    granted_with_status(world, &status)
}

#[given(expr = "a refund of {text} with status {text}")]
async fn refund_with_status(world: &mut World, amount: Text, status: Text) -> Step {
    refunds(world, amount).await?;
    granted_with_status(world, &status)
}

#[given(expr = "accepted instruments for {text}")]
async fn accepted_instruments(world: &mut World, amount: Text) -> Step {
    asks_for_instruments(world, amount).await?;
    taken_for_granted(world)
}

#[given(expr = "an accepted {name}")]
async fn accepted(world: &mut World, operation: Name) -> Step {
    let draft = well_formed(world, &operation).await?;
    world.send(draft).await?;
    taken_for_granted(world)
}

#[given(expr = "a(n) {name} of {text}")]
async fn accepted_of(world: &mut World, operation: Name, amount: Text) -> Step {
    sends_of(world, operation, amount).await?;
    taken_for_granted(world)
}

#[when(expr = "the merchant sends a(n) {name} of {text}")]
async fn sends_of(world: &mut World, operation: Name, amount: Text) -> Step {
    let draft = draft_for(world, &operation, Some(&amount), "").await?;
    world.send(draft).await
}

#[when(expr = "the merchant sends a(n) {name}")]
async fn sends(world: &mut World, operation: Name) -> Step {
    let draft = well_formed(world, &operation).await?;
    world.send(draft).await
}

#[when(expr = "the merchant asks for the {name}")]
async fn asks_for(world: &mut World, operation: Name) -> Step {
    let draft = draft_for(world, &format!("{operation}_status"), None, "").await?;
    world.send(draft).await
}

#[when(expr = "the answer is accepted")]
fn answer_is_accepted(world: &mut World) -> Step {
    taken_for_granted(world)
}

#[given(expr = "the answer has the status {text}")]
#[when(expr = "the answer has status {text}")]
fn answer_has_status(world: &mut World, status: Text) -> Step {
    granted_with_status(world, &status)
}

#[when(expr = "the merchant asks for the instruments for {text}")]
async fn asks_for_instruments(world: &mut World, amount: Text) -> Step {
    let draft = draft_for(world, "instruments", Some(&amount), "").await?;
    world.send(draft).await
}

#[when(expr = "the merchant charges {text}")]
async fn charges(world: &mut World, amount: Text) -> Step {
    let draft = draft_for(world, "charge", Some(&amount), "").await?;
    world.send(draft).await
}

#[when(expr = "the merchant refunds {text}")]
async fn refunds(world: &mut World, amount: Text) -> Step {
    let draft = draft_for(world, "refund", Some(&amount), "").await?;
    world.send(draft).await
}

#[when(expr = "the merchant refunds {text} of the charge by {text}")]
async fn refunds_by(world: &mut World, amount: Text, by: Text) -> Step {
    let draft = draft_for(world, "refund", Some(&amount), &by).await?;
    world.send(draft).await
}

#[when(expr = "the merchant asks for the status of the {name} by {text}")]
async fn asks_for_status(world: &mut World, what: Name, by: Text) -> Step {
    let draft = draft_for(world, &format!("{what}_status"), None, &by).await?;
    world.send(draft).await
}

#[when(expr = "the merchant sends the same {name} again")]
async fn sends_again(world: &mut World, operation: Name) -> Step {
    let draft = world.accepted(&operation)?.draft.clone();
    world.send(draft).await
}

#[when(expr = "the merchant sends the same {name} again with {text} set to {text}")]
async fn sends_again_with(world: &mut World, operation: Name, member: Text, value: Text) -> Step {
    let mut draft = world.accepted(&operation)?.draft.clone();
    member::set(&mut draft.members, &member, Value::String(value.into()));
    world.send(draft).await
}

#[when(expr = "the merchant sends a new {name} with {text} set to {text}")]
async fn sends_with(world: &mut World, operation: Name, member: Text, value: Text) -> Step {
    let mut draft = well_formed(world, &operation).await?;
    member::set(&mut draft.members, &member, Value::String(value.into()));
    world.send(draft).await
}

#[when(expr = "the merchant sends a new {name} with {text} set to the JSON {text}")]
async fn sends_with_json(world: &mut World, operation: Name, member: Text, value: Text) -> Step {
    let mut draft = well_formed(world, &operation).await?;
    // A step's text holds no double quotes.
    let Ok(value) = serde_json::from_str(&value.replace('\'', "\"")) else { return unclear(format!("{value} is no JSON")) };
    member::set(&mut draft.members, &member, value);
    world.send(draft).await
}

/// As it was sent last, accepted or not; what follows from its other members, such as an idempotency key, stays the same.
#[when(expr = "the merchant sends the refused {name} again with {text} set to the JSON {text}")]
async fn corrects(world: &mut World, operation: Name, member: Text, value: Text) -> Step {
    let last = world.sent.iter().rev().find(|sent| sent.draft.endpoint.name == &*operation);
    let Some(refused) = last.filter(|sent| !sent.is_success()) else {
        return unclear(format!("the last {operation} was not refused"));
    };
    let mut draft = refused.draft.clone();
    let Ok(value) = serde_json::from_str(&value.replace('\'', "\"")) else { return unclear(format!("{value} is no JSON")) };
    member::set(&mut draft.members, &member, value);
    world.send(draft).await
}

#[when(expr = "the merchant sends a new {name} with the body {text}")]
async fn sends_with_body(world: &mut World, operation: Name, body: Text) -> Step {
    let mut draft = well_formed(world, &operation).await?;
    draft.body = Some(body.replace('\'', "\""));
    world.send(draft).await
}

#[when(expr = "the merchant sends a new {name} with {text} of {number} characters")]
async fn sends_with_length(world: &mut World, operation: Name, member: Text, length: Number<usize>) -> Step {
    let mut draft = well_formed(world, &operation).await?;
    let value = member::of(&draft.members, &member).and_then(Value::as_str).unwrap_or_default();
    let value = format!("{value}{}", "x".repeat(length.get().saturating_sub(value.len())));
    member::set(&mut draft.members, &member, Value::String(value));
    world.send(draft).await
}

#[when(expr = "the merchant sends a new {name} without {text}")]
async fn sends_without(world: &mut World, operation: Name, member: Text) -> Step {
    let mut draft = well_formed(world, &operation).await?;
    member::remove(&mut draft.members, &member);
    world.send(draft).await
}

#[when(expr = "the merchant sends a new {name} as the merchant {text}")]
async fn sends_as_merchant(world: &mut World, operation: Name, merchant: Text) -> Step {
    let provider = world.provider()?;
    let mut draft = well_formed(world, &operation).await?;
    (provider.fill)(&mut draft, &Slot::Merchant(&merchant));
    world.send(draft).await
}

#[given(expr = "accepted instruments for {text} more than the field {text}")]
async fn accepted_instruments_beyond(world: &mut World, surplus: Text, path: Text) -> Step {
    let (Some(limit), Ok(surplus)) = (amount_at(world, &path)?, money::decimal(&surplus)) else {
        return unclear(format!("the answer names no amount in {path}"));
    };
    accepted_instruments(world, format!("{:.2}", limit + surplus).into()).await
}

#[when(expr = "the merchant charges the {text} of the accepted {name}")]
async fn charges_like(world: &mut World, member: Text, operation: Name) -> Step {
    let amount = member::of(&world.accepted(&operation)?.draft.members, &member).and_then(Value::as_str).map(str::to_owned);
    let Some(amount) = amount else { return unclear(format!("the {operation} had no {member}")) };
    charges(world, amount.into()).await
}
