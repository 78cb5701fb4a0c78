//! Who the customer is, and what the world around the request does.

use std::rc::Rc;

use cucumber::{given, when};
use serde_json::Value;

use crate::world::{Step, World};

#[given(expr = "a(n) {word} customer")]
pub(super) async fn customer(world: &mut World, persona: String) -> Step {
    let limit = world.time_left()?;
    let session = Rc::clone(&world.session);
    let token = world.link().await?.token(&session, &persona, limit).await?;
    world.customer = Some((persona, token));
    Ok(())
}

#[given(expr = "{int} minutes pass")]
#[when(expr = "{int} minutes pass")]
async fn minutes_pass(world: &mut World, minutes: i64) -> Step {
    let session = Rc::clone(&world.session);
    world.link().await?.advance(&session, minutes * 60).await
}

#[given(expr = "{int} days pass")]
#[when(expr = "{int} days pass")]
async fn days_pass(world: &mut World, days: i64) -> Step {
    minutes_pass(world, days * 24 * 60).await
}

#[when(expr = "the provider limits the rate of requests")]
async fn limits(world: &mut World) -> Step {
    let session = Rc::clone(&world.session);
    world.link().await?.direct(&session, "limit", &Value::Null).await.map(drop)
}

#[when(expr = "the provider has an outage")]
async fn outage(world: &mut World) -> Step {
    let session = Rc::clone(&world.session);
    world.outage = true;
    world.link().await?.outage(&session, 1).await
}
