//! Two answers beside each other.

use cucumber::then;
use serde_json::Value;

use crate::core::finding::Finding;
use crate::core::member;
use crate::world::{Step, World, unclear};

#[then(regex = r#"^both answers have the same "([^"]*)", or one is refused with "([^"]*)"$"#)]
fn same_or_refused(world: &mut World, path: String, codes: String) -> Step {
    world.judgeable()?;
    let provider = world.provider()?;
    let [.., one, other] = world.sent.as_slice() else { return unclear("no two answers were given") };
    let said = |sent: &crate::world::Sent| sent.json.as_ref().and_then(|json| member::at(json, &path).cloned());
    let refused = |sent: &crate::world::Sent| {
        let refusal = sent.answer.as_ref().ok().and_then(provider.refusal);
        refusal.is_some_and(|refusal| codes.split(", ").any(|code| code == refusal.code))
    };
    let (holds, actual) = match (one.is_success(), other.is_success()) {
        (true, true) => (said(one).is_some() && said(one) == said(other), shown(&[said(one), said(other)])),
        (true, false) => (refused(other), format!("{codes} for one: no")),
        (false, true) => (refused(one), format!("{codes} for one: no")),
        (false, false) => return unclear("neither of the two requests was accepted"),
    };
    world.check(holds, || Finding::new(format!("response body {path}"), format!("one {path}, or a refusal with {codes}"), actual))
}

fn shown(values: &[Option<Value>]) -> String {
    let shown = |value: &Option<Value>| value.as_ref().map_or_else(|| "absent".to_owned(), Value::to_string);
    values.iter().map(shown).collect::<Vec<_>>().join(" and ")
}
