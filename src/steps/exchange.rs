//! Requests: what the merchant sends, and what it takes for granted before the step that judges.

use cucumber::{given, when};
use serde_json::Value;

use super::draft::{draft_for, well_formed};
use super::field::amount_at;
use crate::core::{member, money};
use crate::providers::Slot;
use crate::world::{Sent, Step, World, unclear};

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

#[given(regex = r#"^an accepted charge of "([^"]*)"$"#)]
async fn accepted_charge(world: &mut World, amount: String) -> Step {
    charges(world, amount).await?;
    taken_for_granted(world)
}

#[given(regex = r#"^a charge of "([^"]*)" with status "([^"]*)"$"#)]
async fn charge_with_status(world: &mut World, amount: String, status: String) -> Step {
    charges(world, amount).await?;
    granted_with_status(world, &status)
}

#[given(regex = r#"^a refund of "([^"]*)" with status "([^"]*)"$"#)]
async fn refund_with_status(world: &mut World, amount: String, status: String) -> Step {
    refunds(world, amount).await?;
    granted_with_status(world, &status)
}

#[given(regex = r#"^accepted instruments for "([^"]*)"$"#)]
async fn accepted_instruments(world: &mut World, amount: String) -> Step {
    asks_for_instruments(world, amount).await?;
    taken_for_granted(world)
}

#[given(regex = "^an accepted ([A-Za-z0-9_-]+)$")]
async fn accepted(world: &mut World, operation: String) -> Step {
    let draft = well_formed(world, &operation).await?;
    world.send(draft).await?;
    taken_for_granted(world)
}

#[given(regex = r#"^an? ([A-Za-z0-9_-]+) of "([^"]*)"$"#)]
async fn accepted_of(world: &mut World, operation: String, amount: String) -> Step {
    sends_of(world, operation, amount).await?;
    taken_for_granted(world)
}

#[when(regex = r#"^the merchant sends an? ([A-Za-z0-9_-]+) of "([^"]*)"$"#)]
async fn sends_of(world: &mut World, operation: String, amount: String) -> Step {
    let draft = draft_for(world, &operation, Some(&amount), "").await?;
    world.send(draft).await
}

#[when(regex = "^the merchant sends an? ([A-Za-z0-9_-]+)$")]
async fn sends(world: &mut World, operation: String) -> Step {
    let draft = well_formed(world, &operation).await?;
    world.send(draft).await
}

#[when(regex = "^the merchant asks for the ([A-Za-z0-9_-]+)$")]
async fn asks_for(world: &mut World, operation: String) -> Step {
    let draft = draft_for(world, &format!("{operation}_status"), None, "").await?;
    world.send(draft).await
}

/// What was refused began nothing that could be asked for: the refusal stays the answer that is judged.
#[when(regex = "^the merchant asks for the ([A-Za-z0-9_-]+), unless the request was refused$")]
async fn asks_unless_refused(world: &mut World, operation: String) -> Step {
    match world.last()?.is_success() {
        true => asks_for(world, operation).await,
        false => Ok(()),
    }
}

#[when("the answer is accepted")]
fn answer_is_accepted(world: &mut World) -> Step {
    taken_for_granted(world)
}

#[given(regex = r#"^the answer has the status "([^"]*)"$"#)]
#[when(regex = r#"^the answer has status "([^"]*)"$"#)]
fn answer_has_status(world: &mut World, status: String) -> Step {
    granted_with_status(world, &status)
}

#[when(regex = r#"^the merchant asks for the instruments for "([^"]*)"$"#)]
async fn asks_for_instruments(world: &mut World, amount: String) -> Step {
    let draft = draft_for(world, "instruments", Some(&amount), "").await?;
    world.send(draft).await
}

#[when(regex = r#"^the merchant charges "([^"]*)"$"#)]
async fn charges(world: &mut World, amount: String) -> Step {
    let draft = draft_for(world, "charge", Some(&amount), "").await?;
    world.send(draft).await
}

#[when(regex = r#"^the merchant refunds "([^"]*)"$"#)]
async fn refunds(world: &mut World, amount: String) -> Step {
    let draft = draft_for(world, "refund", Some(&amount), "").await?;
    world.send(draft).await
}

#[when(regex = r#"^the merchant refunds "([^"]*)" of the charge by "([^"]*)"$"#)]
async fn refunds_by(world: &mut World, amount: String, by: String) -> Step {
    let draft = draft_for(world, "refund", Some(&amount), &by).await?;
    world.send(draft).await
}

#[when(regex = r#"^the merchant asks for the status of the ([A-Za-z0-9_-]+) by "([^"]*)"$"#)]
async fn asks_for_status(world: &mut World, what: String, by: String) -> Step {
    let draft = draft_for(world, &format!("{what}_status"), None, &by).await?;
    world.send(draft).await
}

#[when(regex = "^the merchant sends the same ([A-Za-z0-9_-]+) again$")]
async fn sends_again(world: &mut World, operation: String) -> Step {
    let draft = world.accepted(&operation)?.draft.clone();
    world.send(draft).await
}

#[when(regex = r#"^the merchant sends the same ([A-Za-z0-9_-]+) again with "([^"]*)" set to "([^"]*)"$"#)]
async fn sends_again_with(world: &mut World, operation: String, member: String, value: String) -> Step {
    let mut draft = world.accepted(&operation)?.draft.clone();
    member::set(&mut draft.members, &member, Value::String(value));
    world.send(draft).await
}

#[when(regex = r#"^the merchant sends a new ([A-Za-z0-9_-]+) with "([^"]*)" set to "([^"]*)"$"#)]
async fn sends_with(world: &mut World, operation: String, member: String, value: String) -> Step {
    let mut draft = well_formed(world, &operation).await?;
    member::set(&mut draft.members, &member, Value::String(value));
    world.send(draft).await
}

#[when(regex = r#"^the merchant sends a new ([A-Za-z0-9_-]+) with "([^"]*)" set to the JSON "([^"]*)"$"#)]
async fn sends_with_json(world: &mut World, operation: String, member: String, value: String) -> Step {
    let mut draft = well_formed(world, &operation).await?;
    // A step's text holds no double quotes.
    let Ok(value) = serde_json::from_str(&value.replace('\'', "\"")) else { return unclear(format!("{value} is no JSON")) };
    member::set(&mut draft.members, &member, value);
    world.send(draft).await
}

/// As it was sent last, where that was answered 4xx; what follows from its other members, such as an idempotency key, stays the same.
#[when(regex = r#"^the merchant sends the refused ([A-Za-z0-9_-]+) again with "([^"]*)" set to the JSON "([^"]*)"$"#)]
async fn corrects(world: &mut World, operation: String, member: String, value: String) -> Step {
    let last = world.sent.iter().rev().find(|sent| sent.draft.endpoint.name == &*operation);
    let is_refused = |sent: &&Sent| sent.answer.as_ref().is_ok_and(|response| (400..500).contains(&response.status));
    let Some(refused) = last.filter(is_refused) else {
        return unclear(format!("the last {operation} was not answered 4xx"));
    };
    let mut draft = refused.draft.clone();
    let Ok(value) = serde_json::from_str(&value.replace('\'', "\"")) else { return unclear(format!("{value} is no JSON")) };
    member::set(&mut draft.members, &member, value);
    world.send(draft).await
}

#[when(regex = r#"^the merchant sends a new ([A-Za-z0-9_-]+) with the body "([^"]*)"$"#)]
async fn sends_with_body(world: &mut World, operation: String, body: String) -> Step {
    let mut draft = well_formed(world, &operation).await?;
    draft.body = Some(body.replace('\'', "\""));
    world.send(draft).await
}

#[when(regex = r#"^the merchant sends a new ([A-Za-z0-9_-]+) with "([^"]*)" of ([0-9]+) characters$"#)]
async fn sends_with_length(world: &mut World, operation: String, member: String, length: usize) -> Step {
    let mut draft = well_formed(world, &operation).await?;
    let value = member::of(&draft.members, &member).and_then(Value::as_str).unwrap_or_default();
    let value = format!("{value}{}", "x".repeat(length.saturating_sub(value.len())));
    member::set(&mut draft.members, &member, Value::String(value));
    world.send(draft).await
}

#[when(regex = r#"^the merchant sends a new ([A-Za-z0-9_-]+) without "([^"]*)"$"#)]
async fn sends_without(world: &mut World, operation: String, member: String) -> Step {
    let mut draft = well_formed(world, &operation).await?;
    member::remove(&mut draft.members, &member);
    world.send(draft).await
}

#[when(regex = r#"^the merchant sends a new ([A-Za-z0-9_-]+) as the merchant "([^"]*)"$"#)]
async fn sends_as_merchant(world: &mut World, operation: String, merchant: String) -> Step {
    let provider = world.provider()?;
    let mut draft = well_formed(world, &operation).await?;
    (provider.fill)(&mut draft, &Slot::Merchant(&merchant));
    world.send(draft).await
}

#[given(regex = r#"^accepted instruments for "([^"]*)" more than the field "([^"]*)"$"#)]
async fn accepted_instruments_beyond(world: &mut World, surplus: String, path: String) -> Step {
    let (Some(limit), Ok(surplus)) = (amount_at(world, &path)?, money::decimal(&surplus)) else {
        return unclear(format!("the answer names no amount in {path}"));
    };
    accepted_instruments(world, format!("{:.2}", limit + surplus)).await
}

#[when(regex = r#"^the merchant charges the "([^"]*)" of the accepted ([A-Za-z0-9_-]+)$"#)]
async fn charges_like(world: &mut World, member: String, operation: String) -> Step {
    let amount = member::of(&world.accepted(&operation)?.draft.members, &member).and_then(Value::as_str).map(str::to_owned);
    let Some(amount) = amount else { return unclear(format!("the {operation} had no {member}")) };
    charges(world, amount).await
}
