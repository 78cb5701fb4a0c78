//! What happens at the provider without a request of the merchant's, and what the provider tells of it.

use std::rc::Rc;

use cucumber::{given, then, when};
use regex::Regex;
use serde_json::{Value, json};

use crate::core::finding::Finding;
use crate::core::member;
use crate::providers::Cause;
use crate::world::{Step, World, unclear};

#[given(regex = "^the ([A-Za-z0-9_-]+) is ([A-Za-z0-9_-]+) at the provider$")]
#[when(regex = "^the ([A-Za-z0-9_-]+) is ([A-Za-z0-9_-]+) at the provider$")]
async fn happens(world: &mut World, operation: String, direction: String) -> Step {
    direct(world, &operation, &direction).await.map(drop)
}

/// Gives a direction about the last accepted message of the operation.
pub(super) async fn direct(world: &mut World, operation: &str, direction: &str) -> Step<Value> {
    let sent = world.accepted(operation)?;
    let argument = json!({ "operation": operation, "answer": sent.json, "sent": sent.draft.members });
    let session = Rc::clone(&world.session);
    world.link().await?.direct(&session, direction, &argument).await
}

/// The provider is asked for the address by which it would send the customer back now.
#[then(regex = "^the return address of the ([A-Za-z0-9_-]+) is signed as published$")]
async fn return_is_signed(world: &mut World, operation: String) -> Step {
    let provider = world.provider()?;
    let Some(verify) = provider.verify_return else {
        return unclear(format!("{} does not sign the return address", provider.title));
    };
    let answer = direct(world, &operation, "return_address").await?;
    let Some(address) = answer["url"].as_str() else { return unclear("the provider names no return address") };
    let verified = verify(address, &world.link().await?.credentials);
    let finding = |why: String| Finding::new("the return address", "a valid signature of all its parameters", why);
    verified.map_err(|why| world.violated(finding(why)))
}

#[then(regex = r#"^the provider tells "([^"]*)" of the ([A-Za-z0-9_-]+)$"#)]
async fn tells(world: &mut World, kind: String, operation: String) -> Step {
    let told = told(world, &kind, &operation).await?;
    world.check(!told.is_empty(), || Finding::new("notifications", format!("{kind} of the {operation}"), "none"))
}

#[then(regex = r#"^the provider does not tell "([^"]*)" of the ([A-Za-z0-9_-]+)$"#)]
async fn does_not_tell(world: &mut World, kind: String, operation: String) -> Step {
    let told = told(world, &kind, &operation).await?;
    world.check(told.is_empty(), || Finding::new("notifications", format!("no {kind} of the {operation}"), "one was sent"))
}

#[then(regex = r#"^the provider tells "([^"]*)" of the ([A-Za-z0-9_-]+) with "([^"]*)" set to "([^"]*)"$"#)]
async fn tells_with(world: &mut World, kind: String, operation: String, path: String, wanted: String) -> Step {
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

#[then(regex = r#"^the provider tells "([^"]*)" of the ([A-Za-z0-9_-]+) at the address "([^"]*)"$"#)]
async fn tells_at(world: &mut World, kind: String, operation: String, address: String) -> Step {
    let told = told(world, &kind, &operation).await?;
    let found: Vec<_> = told.iter().map(|one| one["url"].as_str().unwrap_or_default().to_owned()).collect();
    let holds = !found.is_empty() && found.iter().all(|url| *url == *address);
    world.check(holds, || Finding::new("notification address", format!("{kind} at {address} alone"), found.join(", ")))
}

#[then(regex = r#"^the consumer of the ([A-Za-z0-9_-]+) is sent to "([^"]*)"$"#)]
async fn is_sent_to(world: &mut World, operation: String, address: String) -> Step {
    let sent = told(world, "RETURN", &operation).await?;
    let found = sent.last().and_then(|one| one["url"].as_str()).unwrap_or("nowhere").to_owned();
    world.check(found == *address, || Finding::new("the way of the consumer", address, found))
}

#[then(regex = r#"^the consumer of the ([A-Za-z0-9_-]+) is sent to the "([^"]*)" of its message$"#)]
async fn is_sent_back(world: &mut World, operation: String, path: String) -> Step {
    let wanted = member::of(&world.accepted(&operation)?.draft.members, &path).and_then(Value::as_str).map(str::to_owned);
    let Some(wanted) = wanted else { return unclear(format!("the {operation} had no {path}")) };
    is_sent_to(world, operation, wanted).await
}

/// The notifications of this kind that are about what the last accepted message of the operation began.
pub(super) async fn told(world: &mut World, kind: &str, operation: &str) -> Step<Vec<Value>> {
    let answer = world.accepted(operation)?.json.clone().unwrap_or_default();
    told_of(world, kind, &answer).await
}

/// The notifications of this kind that are about what this answer began.
async fn told_of(world: &mut World, kind: &str, answer: &Value) -> Step<Vec<Value>> {
    let session = Rc::clone(&world.session);
    let outbox = world.link().await?.direct(&session, "notifications", &json!({})).await?;
    let Value::Array(all) = outbox else { return unclear("the provider's outbox cannot be read") };
    let named = |id: &Value| answer.as_object().is_some_and(|members| members.values().any(|value| value == id));
    let about = |one: &Value| one["about"].as_array().is_some_and(|ids| ids.iter().any(named));
    Ok(all.into_iter().filter(|one| one["kind"] == *kind && about(one)).collect())
}

/// What was not told yet may still come; what was told otherwise is wrong. What was told as expected proves something only where
/// the same was told otherwise of an earlier one.
#[then(regex = r#"^the ([A-Za-z0-9_-]+) is refused, or the provider tells "([^"]*)" of it with "([^"]*)" set to "([^"]*)"$"#)]
async fn refused_or_told(world: &mut World, operation: String, kind: String, path: String, wanted: String) -> Step {
    world.judgeable()?;
    if !world.last()?.is_success() {
        return match world.refusal() {
            Some(refusal) if refusal.cause == Cause::Request => Ok(()),
            _ => unclear(format!("the {operation} was answered {}", world.describe())),
        };
    }
    let accepted = world.sent.iter().filter(|sent| sent.draft.endpoint.name == &*operation && sent.is_success());
    let answers: Vec<_> = accepted.map(|sent| sent.json.clone().unwrap_or_default()).collect();
    let mut said = Vec::new();
    for answer in &answers {
        said.push(texts_at(&told_of(world, &kind, answer).await?, &path));
    }
    let Some((last, earlier)) = said.split_last() else { return unclear(format!("no {operation} was accepted")) };
    if let Some(other) = last.iter().find(|text| **text != *wanted) {
        return Err(world.violated(Finding::new(format!("notification {path}"), format!("{kind} with {wanted}"), other)));
    }
    match earlier.iter().flatten().any(|text| *text != *wanted) {
        _ if last.is_empty() => unclear(format!("the provider told no {kind} of the {operation} yet")),
        true => Ok(()),
        false => unclear(format!("the scenario needs an earlier {operation} that was told otherwise")),
    }
}

#[then(regex = r#"^the provider tells "([^"]*)" of the ([A-Za-z0-9_-]+) with "([^"]*)" of the form "([^"]*)"$"#)]
async fn tells_of_form(world: &mut World, kind: String, operation: String, path: String, form: String) -> Step {
    let Ok(pattern) = Regex::new(&format!("^(?:{})$", &*form)) else { return unclear(format!("{form} is no pattern")) };
    let found = texts_at(&told(world, &kind, &operation).await?, &path);
    let holds = found.iter().any(|found| pattern.is_match(found));
    world.check(holds, || {
        Finding::new(format!("notification {path}"), format!("{kind} with {form}"), format!("{} other", found.len()))
    })
}

/// What notifications say at a dotted path of their bodies.
fn texts_at(told: &[Value], path: &str) -> Vec<String> {
    let printed = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    told.iter().filter_map(|one| member::at(&one["body"], path).map(printed)).collect()
}
