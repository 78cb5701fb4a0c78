//! How the states of one thing follow each other.

use cucumber::then;
use serde_json::Value;

use crate::core::finding::Finding;
use crate::world::{Sent, Step, World, unclear};

/// Over all answers about the last accepted one of the operation, in the order in which they came.
#[then(regex = "^the states of the ([A-Za-z0-9_-]+) follow each other as published$")]
fn follow(world: &mut World, operation: String) -> Step {
    let provider = world.provider()?;
    let id = world.accepted(&operation)?.json.as_ref().map(|json| json["id"].clone()).unwrap_or_default();
    let asked = format!("{operation}_status");
    let about = |sent: &&Sent| [&*operation, asked.as_str()].contains(&sent.draft.endpoint.name);
    let seen: Vec<String> = world
        .sent
        .iter()
        .filter(about)
        .filter_map(|sent| sent.json.as_ref().filter(|json| json["id"] == id))
        .filter_map(|json| json.get(provider.status).and_then(Value::as_str).map(str::to_owned))
        .collect();
    if seen.len() < 2 {
        return unclear(format!("the state of the {operation} was seen {} times", seen.len()));
    }
    let broken = seen.windows(2).find(|pair| !(provider.reaches)(&operation, &pair[0], &pair[1]));
    let actual = broken.map(|pair| pair.join(" and then ")).unwrap_or_default();
    world.check(broken.is_none(), || Finding::new(format!("response body {}", provider.status), "a published sequence", actual))
}
