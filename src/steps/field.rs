//! What a field of the answer must be.

use cucumber::{given, then, when};
use regex::Regex;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::core::finding::Finding;
use crate::core::http::is_https_url;
use crate::core::{member, money};
use crate::world::{Step, World, unclear};

/// The value at a dotted path of the last answer's JSON.
fn field<'a>(world: &'a World, path: &str) -> Step<Option<&'a Value>> {
    Ok(member::at(world.answered_json()?, path))
}

/// A value as the report prints it.
fn shown(value: Option<&Value>) -> String {
    match value {
        None => "absent".to_owned(),
        Some(value) => value.to_string(),
    }
}

/// The amount at a dotted path, printed as text or as a number.
pub(super) fn amount_at(world: &World, path: &str) -> Step<Option<Decimal>> {
    let printed = field(world, path)?.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    Ok(printed.and_then(|text| money::decimal(&text).ok()))
}

fn place(path: &str) -> String {
    format!("response body {path}")
}

#[given(regex = r#"^the field "([^"]*)" says "([^"]*)"$"#)]
#[when(regex = r#"^the field "([^"]*)" says "([^"]*)"$"#)]
fn needs_field(world: &mut World, path: String, wanted: String) -> Step {
    let found = field(world, &path)?;
    if is(found, &wanted) {
        return Ok(());
    }
    unclear(format!("the scenario needs {path} to be {wanted}, the answer says {}", shown(found)))
}

/// What is not there yet is neither right nor wrong.
#[when(regex = r#"^the answer tells "([^"]*)"$"#)]
fn tells_field(world: &mut World, path: String) -> Step {
    match field(world, &path)?.filter(|value| !value.is_null()) {
        Some(_) => Ok(()),
        None => unclear(format!("the answer tells no {}", &*path)),
    }
}

#[given(regex = r#"^the field "([^"]*)" covers "([^"]*)"$"#)]
fn field_covers(world: &mut World, path: String, wanted: String) -> Step {
    let (found, wanted) = (amount_at(world, &path)?, money::decimal(&wanted).ok());
    match (found, wanted) {
        (Some(found), Some(wanted)) if found >= wanted => Ok(()),
        (Some(found), Some(wanted)) => {
            unclear(format!("the scenario needs {path} of at least {wanted}, the answer says {found}"))
        }
        _ => unclear(format!("the answer names no amount in {path}")),
    }
}

#[then(regex = r#"^the field "([^"]*)" is "([^"]*)"$"#)]
fn field_is(world: &mut World, path: String, wanted: String) -> Step {
    let found = field(world, &path)?;
    let (holds, actual) = (is(found, &wanted), shown(found));
    world.check(holds, || Finding::new(place(&path), wanted, actual))
}

#[then(regex = r#"^the field "([^"]*)" is one of "([^"]*)"$"#)]
fn field_is_one_of(world: &mut World, path: String, wanted: String) -> Step {
    let found = field(world, &path)?;
    let (holds, actual) = (wanted.split(", ").any(|one| is(found, one)), shown(found));
    world.check(holds, || Finding::new(place(&path), format!("one of {wanted}"), actual))
}

#[then(regex = r#"^the field "([^"]*)" is none of "([^"]*)"$"#)]
fn field_is_none_of(world: &mut World, path: String, unwanted: String) -> Step {
    let found = field(world, &path)?;
    let (holds, actual) = (found.is_some() && !unwanted.split(", ").any(|one| is(found, one)), shown(found));
    world.check(holds, || Finding::new(place(&path), format!("none of {unwanted}"), actual))
}

#[then(regex = r#"^the field "([^"]*)" is the amount "([^"]*)"$"#)]
fn field_is_amount(world: &mut World, path: String, wanted: String) -> Step {
    is_amount(world, &path, &wanted)
}

pub(super) fn is_amount(world: &mut World, path: &str, wanted: &str) -> Step {
    let found = field(world, path)?;
    let amount = amount_at(world, path)?;
    let (holds, actual) = (amount.is_some() && amount == money::decimal(wanted).ok(), shown(found));
    world.check(holds, || Finding::new(place(path), format!("the amount {wanted}"), actual))
}

/// What need not be told may be null, too.
#[then(regex = r#"^the field "([^"]*)" is the amount "([^"]*)", if it is told$"#)]
fn field_is_amount_if_told(world: &mut World, path: String, wanted: String) -> Step {
    if field(world, &path)?.is_none_or(Value::is_null) {
        world.unjudged += 1;
        return Ok(());
    }
    field_is_amount(world, path, wanted)
}

#[then(regex = r#"^the field "([^"]*)" is the text "([^"]*)"$"#)]
fn field_is_text(world: &mut World, path: String, wanted: String) -> Step {
    let found = field(world, &path)?;
    let (holds, actual) = (found.and_then(Value::as_str) == Some(&wanted), shown(found));
    world.check(holds, || Finding::new(place(&path), format!("the text {wanted:?}"), actual))
}

/// What is written the same way as a text is another value.
#[then(regex = r#"^the field "([^"]*)" is the JSON "([^"]*)"$"#)]
fn field_is_json(world: &mut World, path: String, wanted: String) -> Step {
    let Ok(value) = serde_json::from_str::<Value>(&wanted) else { return unclear(format!("{wanted} is no JSON")) };
    let found = field(world, &path)?;
    let (holds, actual) = (found == Some(&value), shown(found));
    world.check(holds, || Finding::new(place(&path), wanted, actual))
}

#[then(regex = r#"^the field "([^"]*)" is absent or null$"#)]
fn field_is_absent(world: &mut World, path: String) -> Step {
    let found = field(world, &path)?;
    let (holds, actual) = (found.is_none_or(Value::is_null), shown(found));
    world.check(holds, || Finding::new(place(&path), "absent or null", actual))
}

#[then(regex = r#"^the field "([^"]*)" is not empty$"#)]
fn field_is_filled(world: &mut World, path: String) -> Step {
    let found = field(world, &path)?;
    let holds = found.and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    let actual = shown(found);
    world.check(holds, || Finding::new(place(&path), "a text that is not empty", actual))
}

#[then(regex = r#"^the field "([^"]*)" is an https address$"#)]
fn field_is_https(world: &mut World, path: String) -> Step {
    let found = field(world, &path)?;
    let (holds, actual) = (found.and_then(Value::as_str).is_some_and(is_https_url), shown(found));
    world.check(holds, || Finding::new(place(&path), "an absolute https address", actual))
}

#[then(regex = r#"^the field "([^"]*)" repeats the request's$"#)]
fn field_repeats(world: &mut World, path: String) -> Step {
    let wanted = member::of(&world.last()?.draft.members, &path).cloned();
    let found = field(world, &path)?;
    let (holds, actual) = (found.is_some() && found == wanted.as_ref(), shown(found));
    world.check(holds, || Finding::new(place(&path), shown(wanted.as_ref()), actual))
}

#[then(regex = r#"^the field "([^"]*)" repeats the request's "([^"]*)"$"#)]
fn field_repeats_other(world: &mut World, path: String, member: String) -> Step {
    let wanted = member::of(&world.last()?.draft.members, &member).cloned();
    let found = field(world, &path)?;
    let (holds, actual) = (found.is_some() && found == wanted.as_ref(), shown(found));
    world.check(holds, || Finding::new(place(&path), shown(wanted.as_ref()), actual))
}

#[given(regex = r#"^the list "([^"]*)" has an entry with "([^"]*)" set to "([^"]*)"$"#)]
fn needs_entry(world: &mut World, path: String, member: String, wanted: String) -> Step {
    match has_entry(world, &path, &member, &wanted)? {
        true => Ok(()),
        false => unclear(format!("the scenario needs an entry of {path} with {member} {wanted}")),
    }
}

#[then(regex = r#"^the list "([^"]*)" has an entry with "([^"]*)" set to "([^"]*)"$"#)]
fn list_has(world: &mut World, path: String, member: String, wanted: String) -> Step {
    let found = has_entry(world, &path, &member, &wanted)?;
    world.check(found, || Finding::new(place(&path), format!("an entry with {member} {wanted}"), "none"))
}

#[then(regex = r#"^the list "([^"]*)" has no entry with "([^"]*)" set to "([^"]*)"$"#)]
fn list_has_not(world: &mut World, path: String, member: String, unwanted: String) -> Step {
    let found = has_entry(world, &path, &member, &unwanted)?;
    world.check(!found, || Finding::new(place(&path), format!("no entry with {member} {unwanted}"), "one"))
}

fn has_entry(world: &World, path: &str, member: &str, wanted: &str) -> Step<bool> {
    let entries = field(world, path)?.and_then(Value::as_array);
    Ok(entries.into_iter().flatten().any(|entry| is(member::at(entry, member), wanted)))
}

#[then(regex = r#"^the field "([^"]*)" equals the ([A-Za-z0-9_-]+)'s$"#)]
fn field_equals_earlier(world: &mut World, path: String, operation: String) -> Step {
    let wanted = world.earlier(&operation)?.json.as_ref().and_then(|json| member::at(json, &path)).cloned();
    if wanted.is_none() {
        return unclear(format!("the answer to the {operation} has no {path}"));
    }
    let found = field(world, &path)?;
    let (holds, actual) = (found == wanted.as_ref(), shown(found));
    world.check(holds, || Finding::new(place(&path), format!("{} as in the {operation}", shown(wanted.as_ref())), actual))
}

/// True when the value prints as `wanted`: texts without their quotes, numbers and booleans as they stand.
#[then(regex = r#"^the field "([^"]*)" differs from the ([A-Za-z0-9_-]+)'s$"#)]
fn field_differs(world: &mut World, path: String, operation: String) -> Step {
    let other = world.earlier(&operation)?.json.as_ref().and_then(|json| member::at(json, &path)).cloned();
    let found = field(world, &path)?;
    let (holds, actual) = (found.is_some() && found != other.as_ref(), shown(found));
    world.check(holds, || Finding::new(place(&path), format!("another one than in the {operation}"), actual))
}

#[then(regex = r#"^the field "([^"]*)" is "([^"]*)" of the ([A-Za-z0-9_-]+)$"#)]
fn field_is_that_of(world: &mut World, path: String, other: String, operation: String) -> Step {
    let wanted = world.accepted(&operation)?.json.as_ref().and_then(|json| member::at(json, &other)).cloned();
    let wanted = wanted.filter(|wanted| !wanted.is_null());
    if wanted.is_none() {
        return unclear(format!("the answer to the {operation} has no {other}"));
    }
    let found = field(world, &path)?;
    let (holds, actual) = (found == wanted.as_ref(), shown(found));
    world.check(holds, || Finding::new(place(&path), format!("{other} of the {operation}: {}", shown(wanted.as_ref())), actual))
}

#[then(regex = r#"^the field "([^"]*)" has the form "([^"]*)"$"#)]
fn field_has_form(world: &mut World, path: String, form: String) -> Step {
    let Ok(pattern) = Regex::new(&format!("^(?:{})$", &*form)) else { return unclear(format!("{form} is no pattern")) };
    let found = field(world, &path)?;
    let (holds, actual) = (found.and_then(Value::as_str).is_some_and(|text| pattern.is_match(text)), shown(found));
    world.check(holds, || Finding::new(place(&path), format!("a text of the form {form}"), actual))
}

fn is(value: Option<&Value>, wanted: &str) -> bool {
    match value {
        Some(Value::String(text)) => text == wanted,
        Some(value) => serde_json::to_string(value).is_ok_and(|printed| printed == wanted),
        None => false,
    }
}
