//! The shape of an answer: its JSON Schema and its reviewed snapshot.

use cucumber::then;

use crate::core::finding::Finding;
use crate::schema;
use crate::world::{Step, World};

#[then(expr = "the answer matches its schema")]
fn matches_schema(world: &mut World) -> Step {
    let provider = world.provider()?;
    let json = world.accepted_json()?.clone();
    let name = format!("{}.response", world.last()?.draft.endpoint.name);
    match schema::validate(provider.slug, &name, &json) {
        Ok(()) => Ok(()),
        Err(error) => Err(world.violated(Finding::new("response body", format!("the schema {name}"), error.to_string()))),
    }
}

#[then(expr = "the refusal matches its schema")]
fn refusal_matches_schema(world: &mut World) -> Step {
    let provider = world.provider()?;
    world.judgeable()?;
    let json = world.last()?.json.clone().unwrap_or_default();
    match schema::validate(provider.slug, "error", &json) {
        Ok(()) => Ok(()),
        Err(error) => Err(world.violated(Finding::new("response body", "the schema error", error.to_string()))),
    }
}
