//! What happens at the provider without a request of the merchant's, and what the provider tells of it.

use std::rc::Rc;

use cucumber::{given, then, when};
use serde_json::{Value, json};

use super::text::Text;
use crate::core::finding::Finding;
use crate::core::member;
use crate::world::{Step, World, unclear};

#[given(expr = "the {word} is {word} at the provider")]
#[when(expr = "the {word} is {word} at the provider")]
async fn happens(world: &mut World, operation: String, direction: String) -> Step {
    let sent = world.accepted(&operation)?;
    let argument = json!({ "operation": operation, "answer": sent.json, "sent": sent.draft.members });
    let session = Rc::clone(&world.session);
    world.link().await?.direct(&session, &direction, &argument).await.map(drop)
}

#[then(expr = "the provider tells {text} of the {word}")]
async fn tells(world: &mut World, kind: Text, operation: String) -> Step {
    let told = told(world, &kind, &operation).await?;
    world.check(!told.is_empty(), || Finding::new("notifications", format!("{kind} of the {operation}"), "none"))
}

#[then(expr = "the provider does not tell {text} of the {word}")]
async fn does_not_tell(world: &mut World, kind: Text, operation: String) -> Step {
    let told = told(world, &kind, &operation).await?;
    world.check(told.is_empty(), || Finding::new("notifications", format!("no {kind} of the {operation}"), "one was sent"))
}

#[then(expr = "the provider tells {text} of the {word} with {text} set to {text}")]
async fn tells_with(world: &mut World, kind: Text, operation: String, path: Text, wanted: Text) -> Step {
    let told = told(world, &kind, &operation).await?;
    let printed = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let found: Vec<_> = told.iter().map(|one| member::at(&one["body"], &path).map(printed)).collect();
    let actual = match found.last() {
        Some(found) => format!("{kind} with {}", found.as_deref().unwrap_or("none")),
        None => format!("no {kind}"),
    };
    let holds = found.iter().any(|found| found.as_deref() == Some(&*wanted));
    world.check(holds, || Finding::new(format!("notification {path}"), format!("{kind} with {wanted}"), actual))
}

#[then(expr = "the provider tells {text} of the {word} at the address {text}")]
async fn tells_at(world: &mut World, kind: Text, operation: String, address: Text) -> Step {
    let told = told(world, &kind, &operation).await?;
    let found: Vec<_> = told.iter().map(|one| one["url"].as_str().unwrap_or_default().to_owned()).collect();
    let holds = !found.is_empty() && found.iter().all(|url| *url == *address);
    world.check(holds, || Finding::new("notification address", format!("{kind} at {address} alone"), found.join(", ")))
}

#[then(expr = "the consumer of the {word} is sent to {text}")]
async fn is_sent_to(world: &mut World, operation: String, address: Text) -> Step {
    let sent = told(world, "RETURN", &operation).await?;
    let found = sent.last().and_then(|one| one["url"].as_str()).unwrap_or("nowhere").to_owned();
    world.check(found == *address, || Finding::new("the way of the consumer", address, found))
}

#[then(expr = "the consumer of the {word} is sent to the {text} of its message")]
async fn is_sent_back(world: &mut World, operation: String, path: Text) -> Step {
    let wanted = member::of(&world.accepted(&operation)?.draft.members, &path).and_then(Value::as_str).map(str::to_owned);
    let Some(wanted) = wanted else { return unclear(format!("the {operation} had no {path}")) };
    is_sent_to(world, operation, wanted.into()).await
}

/// The notifications of this kind that are about what the last accepted message of the operation began.
async fn told(world: &mut World, kind: &str, operation: &str) -> Step<Vec<Value>> {
    let answer = world.accepted(operation)?.json.clone().unwrap_or_default();
    let session = Rc::clone(&world.session);
    let outbox = world.link().await?.direct(&session, "notifications", &Value::Null).await?;
    let Value::Array(all) = outbox else { return unclear("the provider's outbox cannot be read") };
    let named = |id: &Value| answer.as_object().is_some_and(|members| members.values().any(|value| value == id));
    let about = |one: &Value| one["about"].as_array().is_some_and(|ids| ids.iter().any(named));
    Ok(all.into_iter().filter(|one| one["kind"] == *kind && about(one)).collect())
}
