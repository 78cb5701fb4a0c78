//! Two answers beside each other.

use cucumber::then;
use serde_json::Value;

use crate::core::finding::Finding;
use crate::core::member;
use crate::world::{Sent, Step, World, unclear};

/// Either of them may be the later one, so that a limit, a gateway or a silence may meet either of them.
#[then(regex = r#"^both answers have the same "([^"]*)", or one is refused with "([^"]*)"$"#)]
fn same_or_refused(world: &mut World, path: String, codes: String) -> Step {
    let [.., one, other] = world.sent.as_slice() else { return unclear("no two answers were given") };
    world.judgeable_of(one)?;
    world.judgeable_of(other)?;
    let said = |sent: &Sent| sent.json.as_ref().and_then(|json| member::at(json, &path).cloned());
    let refused = |sent: &Sent| world.refusal_of(sent).is_some_and(|refusal| codes.split(", ").any(|code| code == refusal.code));
    let (holds, actual) = match (one.is_success(), other.is_success()) {
        (true, true) => (said(one).is_some() && said(one) == said(other), shown(&[said(one), said(other)])),
        (true, false) => (refused(other), format!("{codes} for one: no")),
        (false, true) => (refused(one), format!("{codes} for one: no")),
        (false, false) => return unclear("neither of the two requests was accepted"),
    };
    world.check(holds, || Finding::new(format!("response body {path}"), format!("one {path}, or a refusal with {codes}"), actual))
}

/// Members and their values, whatever their order.
#[then(regex = "^the answer is the ([A-Za-z0-9_-]+)'s again$")]
fn same_again(world: &mut World, operation: String) -> Step {
    let before = world.earlier(&operation)?.json.clone();
    let Some(before) = before else { return unclear(format!("the answer to the {operation} was no JSON")) };
    let after = world.accepted_json()?;
    let Some(place) = first_difference(&before, after) else { return Ok(()) };
    // What it holds is not told: it may be of a customer.
    let expected = format!("as in the {operation}");
    Err(world.violated(Finding::new(format!("response body {place}"), expected, "another value, or none")))
}

/// The dotted name of a member in which two documents differ.
fn first_difference(one: &Value, other: &Value) -> Option<String> {
    let within = |name: String, one: Option<&Value>, other: Option<&Value>| match (one, other) {
        (Some(one), Some(other)) if one == other => None,
        (Some(one @ (Value::Object(_) | Value::Array(_))), Some(other)) => match first_difference(one, other)? {
            rest if rest.is_empty() => Some(name),
            rest => Some(format!("{name}.{rest}")),
        },
        _ => Some(name),
    };
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let names = one.keys().chain(other.keys().filter(|name| !one.contains_key(*name)));
            names.into_iter().find_map(|name| within(name.clone(), one.get(name), other.get(name)))
        }
        (Value::Array(one), Value::Array(other)) => {
            (0..one.len().max(other.len())).find_map(|place| within(place.to_string(), one.get(place), other.get(place)))
        }
        _ => (one != other).then(String::new),
    }
}

fn shown(values: &[Option<Value>]) -> String {
    let shown = |value: &Option<Value>| value.as_ref().map_or_else(|| "absent".to_owned(), Value::to_string);
    values.iter().map(shown).collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_difference_is_named_by_its_place() {
        let one = json!({ "a": { "b": [1, { "c": 2 }] }, "d": null });
        let differs = |other: Value| first_difference(&one, &other);
        assert_eq!(differs(json!({ "d": null, "a": { "b": [1, { "c": 2 }] } })), None);
        assert_eq!(differs(json!({ "a": { "b": [1, { "c": 3 }] }, "d": null })).as_deref(), Some("a.b.1.c"));
        assert_eq!(differs(json!({ "a": { "b": [1] }, "d": null })).as_deref(), Some("a.b.1"));
        assert_eq!(differs(json!({ "a": { "b": 1 }, "d": null })).as_deref(), Some("a.b"));
        assert_eq!(differs(json!({ "a": { "b": [1, { "c": 2 }] } })).as_deref(), Some("d"));
        assert_eq!(differs(json!({ "a": { "b": [1, { "c": 2 }] }, "d": null, "e": 1 })).as_deref(), Some("e"));
        assert_eq!(differs(json!([])).as_deref(), Some(""));
    }
}
