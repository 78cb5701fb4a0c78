//! Who the customer is, and what the world around the request does.

use std::rc::Rc;

use cucumber::{given, when};
use serde_json::Value;

use super::text::{Name, Number};
use crate::world::{Step, World};

#[given(expr = "a(n) {name} customer")]
pub(super) async fn customer(world: &mut World, persona: Name) -> Step {
    let limit = world.time_left()?;
    let session = Rc::clone(&world.session);
    let token = world.link().await?.token(&session, &persona, limit).await?;
    world.customer = Some((persona.into(), token));
    Ok(())
}

#[given(expr = "{number} minutes pass")]
#[when(expr = "{number} minutes pass")]
async fn minutes_pass(world: &mut World, minutes: Number<i64>) -> Step {
    advance(world, minutes.get()).await
}

#[given(expr = "{number} days pass")]
#[when(expr = "{number} days pass")]
async fn days_pass(world: &mut World, days: Number<i64>) -> Step {
    advance(world, days.get() * 24 * 60).await
}

async fn advance(world: &mut World, minutes: i64) -> Step {
    let session = Rc::clone(&world.session);
    world.link().await?.advance(&session, minutes * 60).await
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
