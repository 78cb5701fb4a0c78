//! What the answer must be.

use cucumber::{given, then, when};
use serde_json::Value;

use crate::core::finding::Finding;
use crate::core::money;
use crate::world::{Step, World, unclear};

/// The value at a dotted path of the last answer's JSON.
fn field<'a>(world: &'a World, path: &str) -> Step<Option<&'a Value>> {
    let json = world.accepted_json()?;
    Ok(json.pointer(&format!("/{}", path.replace('.', "/"))))
}

/// A value as the report prints it.
fn shown(value: Option<&Value>) -> String {
    match value {
        None => "absent".to_owned(),
        Some(value) => value.to_string(),
    }
}

fn place(path: &str) -> String {
    format!("response body {path}")
}

#[then(expr = "the answer is {int} {string}")]
fn refused_with(world: &mut World, status: u16, code: String) -> Step {
    let wanted = format!("{status} {code}");
    if world.response().is_ok() && world.describe() == wanted {
        return Ok(());
    }
    let response = world.judgeable()?;
    if response.status == status && (world.provider()?.refusal)(response).is_none() {
        return unclear(format!("the answer is {status}, but names no code in the provider's shape"));
    }
    let actual = world.describe();
    Err(world.violated(Finding::new("response", wanted, actual)))
}

#[then(expr = "the answer is {int}")]
fn answered_with(world: &mut World, status: u16) -> Step {
    let found = world.judgeable()?.status;
    let actual = world.describe();
    world.check(found == status, || Finding::new("response status", status.to_string(), actual))
}

#[then(expr = "the answer is {int} or {int}")]
fn answered_with_either(world: &mut World, one: u16, other: u16) -> Step {
    let found = world.judgeable()?.status;
    let actual = world.describe();
    world.check(found == one || found == other, || Finding::new("response status", format!("{one} or {other}"), actual))
}

#[then(expr = "the message is {string}")]
fn message(world: &mut World, wanted: String) -> Step {
    let refusal = (world.provider()?.refusal)(world.response()?);
    let Some(refusal) = refusal else { return unclear("the answer is no refusal in the provider's shape") };
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned();
    let holds = plain(&refusal.message) == plain(&wanted);
    world.check(holds, || Finding::new("response body message", wanted, refusal.message))
}

#[given(expr = "the field {string} says {string}")]
#[when(expr = "the field {string} says {string}")]
fn needs_field(world: &mut World, path: String, wanted: String) -> Step {
    let found = field(world, &path)?;
    if is(found, &wanted) {
        return Ok(());
    }
    unclear(format!("the scenario needs {path} to be {wanted}, the answer says {}", shown(found)))
}

#[then(expr = "the field {string} is {string}")]
fn field_is(world: &mut World, path: String, wanted: String) -> Step {
    let found = field(world, &path)?;
    let (holds, actual) = (is(found, &wanted), shown(found));
    world.check(holds, || Finding::new(place(&path), wanted, actual))
}

#[then(expr = "the field {string} is one of {string}")]
fn field_is_one_of(world: &mut World, path: String, wanted: String) -> Step {
    let found = field(world, &path)?;
    let (holds, actual) = (wanted.split(", ").any(|one| is(found, one)), shown(found));
    world.check(holds, || Finding::new(place(&path), format!("one of {wanted}"), actual))
}

#[then(expr = "the field {string} is the amount {string}")]
fn field_is_amount(world: &mut World, path: String, wanted: String) -> Step {
    let found = field(world, &path)?;
    let printed = found.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let holds = printed.is_some_and(|text| money::decimal(&text).ok() == money::decimal(&wanted).ok());
    let actual = shown(found);
    world.check(holds, || Finding::new(place(&path), format!("the amount {wanted}"), actual))
}

#[then(expr = "the field {string} is the text {string}")]
fn field_is_text(world: &mut World, path: String, wanted: String) -> Step {
    let found = field(world, &path)?;
    let (holds, actual) = (found.and_then(Value::as_str) == Some(&wanted), shown(found));
    world.check(holds, || Finding::new(place(&path), format!("the text {wanted:?}"), actual))
}

#[then(expr = "the field {string} is absent or null")]
fn field_is_absent(world: &mut World, path: String) -> Step {
    let found = field(world, &path)?;
    let (holds, actual) = (found.is_none_or(Value::is_null), shown(found));
    world.check(holds, || Finding::new(place(&path), "absent or null", actual))
}

#[then(expr = "the field {string} is not empty")]
fn field_is_filled(world: &mut World, path: String) -> Step {
    let found = field(world, &path)?;
    let holds = found.and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    let actual = shown(found);
    world.check(holds, || Finding::new(place(&path), "a text that is not empty", actual))
}

#[then(expr = "the field {string} is an https address")]
fn field_is_https(world: &mut World, path: String) -> Step {
    let found = field(world, &path)?;
    let text = found.and_then(Value::as_str).unwrap_or_default();
    let holds = text.strip_prefix("https://").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()));
    let actual = shown(found);
    world.check(holds, || Finding::new(place(&path), "an absolute https address", actual))
}

#[then(expr = "the field {string} repeats the request's")]
fn field_repeats(world: &mut World, path: String) -> Step {
    let wanted = world.last()?.draft.members.get(&path).cloned();
    let found = field(world, &path)?;
    let (holds, actual) = (found.is_some() && found == wanted.as_ref(), shown(found));
    world.check(holds, || Finding::new(place(&path), shown(wanted.as_ref()), actual))
}

#[then(expr = "the field {string} equals the {word}'s")]
fn field_equals_earlier(world: &mut World, path: String, operation: String) -> Step {
    let wanted = world.accepted(&operation)?.json.as_ref().and_then(|json| json.get(&path)).cloned();
    if wanted.is_none() {
        return unclear(format!("the answer to the {operation} has no {path}"));
    }
    let found = field(world, &path)?;
    let (holds, actual) = (found == wanted.as_ref(), shown(found));
    world.check(holds, || Finding::new(place(&path), format!("{} as in the {operation}", shown(wanted.as_ref())), actual))
}

#[then(expr = "no charge has the status {string}")]
fn no_charge_has(world: &mut World, status: String) -> Step {
    let accepted = world.judgeable()?.is_success();
    let found = world.last()?.json.as_ref().and_then(|json| json.get("status"));
    let (holds, actual) = (!(accepted && is(found, &status)), shown(found));
    world.check(holds, || Finding::new(place("status"), format!("anything but {status}"), actual))
}

#[then(expr = "the charge is refused with {int} {string} or has the status {string}")]
fn refused_or_ended(world: &mut World, status: u16, code: String, ending: String) -> Step {
    if world.judgeable()?.is_success() {
        return field_is(world, "status".to_owned(), ending);
    }
    refused_with(world, status, code)
}

#[then(expr = "the request is accepted")]
fn is_accepted(world: &mut World) -> Step {
    let holds = world.judgeable()?.is_success();
    let actual = world.describe();
    world.check(holds, || Finding::new("response status", "2xx", actual))
}

/// True when the value prints as `wanted`: texts without their quotes, numbers and booleans as they stand.
fn is(value: Option<&Value>, wanted: &str) -> bool {
    match value {
        Some(Value::String(text)) => text == wanted,
        Some(value) => serde_json::to_string(value).is_ok_and(|printed| printed == wanted),
        None => false,
    }
}
