//! Who the customer is, and what the world around the request does.

use std::rc::Rc;

use cucumber::{given, when};
use serde_json::Value;

use crate::world::{Step, World};

#[given(regex = "^an? ([A-Za-z0-9_-]+) customer$")]
pub(super) async fn customer(world: &mut World, persona: String) -> Step {
    let limit = world.time_left()?;
    let session = Rc::clone(&world.session);
    let token = world.link().await?.token(&session, &persona, limit).await?;
    world.customer = Some((persona, token));
    Ok(())
}

#[given(regex = "^([0-9]+) minutes pass$")]
#[when(regex = "^([0-9]+) minutes pass$")]
async fn minutes_pass(world: &mut World, minutes: i64) -> Step {
    advance(world, minutes).await
}

#[given(regex = "^([0-9]+) days pass$")]
#[when(regex = "^([0-9]+) days pass$")]
async fn days_pass(world: &mut World, days: i64) -> Step {
    advance(world, days * 24 * 60).await
}

async fn advance(world: &mut World, minutes: i64) -> Step {
    let session = Rc::clone(&world.session);
    world.link().await?.advance(&session, minutes * 60).await
}

#[when("the provider limits the rate of requests")]
async fn limits(world: &mut World) -> Step {
    let session = Rc::clone(&world.session);
    world.link().await?.direct(&session, "limit", &Value::Null).await.map(drop)
}

#[when("the provider has an outage")]
async fn outage(world: &mut World) -> Step {
    let session = Rc::clone(&world.session);
    world.outage = true;
    world.link().await?.outage(&session, 1).await
}
