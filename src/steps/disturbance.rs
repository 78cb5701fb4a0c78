//! What the provider that we play does otherwise than usual while a shop talks to it.

use std::rc::Rc;

use cucumber::{given, when};
use serde_json::json;

use super::shop::direct;
use crate::world::{Step, World};

#[when("the provider begins to answer with members that nobody knows")]
async fn answers_strangely(world: &mut World) -> Step {
    direct(world, "strange_members", json!({})).await.map(drop)
}

#[given(regex = "^the provider carries out the next ([A-Za-z0-9_-]+), and its answer gets lost$")]
async fn loses_answer(world: &mut World, operation: String) -> Step {
    direct(world, "lose_answer", json!({ "operation": &*operation })).await.map(drop)
}

#[when(regex = r#"^the provider refuses refunds with "([^"]*)"$"#)]
async fn refuses_refunds(world: &mut World, code: String) -> Step {
    direct(world, "refuse_refunds", json!({ "code": *code })).await.map(drop)
}

#[when(regex = "^the provider limits the next ([0-9]+) requests of the shop$")]
async fn limits(world: &mut World, requests: u32) -> Step {
    direct(world, "limit", json!({ "requests": requests })).await.map(drop)
}

/// Until the scenario is over.
#[when(regex = "^the provider takes ([0-9]+) seconds for every answer$")]
async fn takes_its_time(world: &mut World, seconds: u32) -> Step {
    let (session, provider) = (Rc::clone(&world.session), world.provider()?);
    world.shop().await?.slow(&session, provider, seconds).await
}

#[when(regex = r#"^the agreement ends as "([^"]*)"$"#)]
async fn agreement_ends(world: &mut World, status: String) -> Step {
    direct(world, "end_agreement", json!({ "status": *status })).await.map(drop)
}
