//! A merchant that believes what a notification tells, and asks for nothing.

use cucumber::when;
use serde_json::Value;

use super::checkout::{certain, rendered};
use super::delivery::delivered;
use super::notification::acted;
use crate::checkout::standing::Standing;
use crate::core::member;
use crate::world::{Heard, Seen, Step, World};

/// True when the page comes to tell of an end that the merchant knows by the last notification alone; none when it may know it
/// otherwise. Whoever asked after an earlier notification believes none.
pub(super) async fn believes(world: &mut World, about: &str, before: &Seen, refused: bool) -> Step<Option<bool>> {
    if world.shop().await?.rented || world.deliveries.iter().any(|delivery| delivery.asked) {
        return Ok(Some(false));
    }
    let known = world.journey()?.heard.len();
    if knows_the_end(world, about) {
        return Ok(None);
    }
    let is_shown = matches!(before.standing, Standing::Paid | Standing::Pending | Standing::Failed);
    let entrance = world.journey()?.entrance.clone();
    world
        .goes_on(async |visit| match is_shown {
            true => visit.look_again().await.map(drop),
            false => visit.open(&entrance).await.map(drop),
        })
        .await?;
    if questions(world, about).any(|(place, _)| place >= known) {
        // Who asks whenever a page is opened, and refused the notification, made nothing of it.
        return Ok(refused.then_some(false));
    }
    let now = world.seen()?;
    let is_decided = matches!(now.standing, Standing::Paid | Standing::Failed) && now.standing != before.standing;
    let believes = is_decided || now.refunded != before.refunded;
    let is_sure = rendered(world).and_then(|page| certain(page, believes)).is_ok();
    Ok(is_sure.then_some(believes))
}

/// What the customer sees is judged, by whichever way the merchant came to know it.
#[when("the merchant acted on the notification, or asked by itself")]
fn acted_or_asked(world: &mut World) -> Step {
    let about = delivered(world)?.about.clone();
    if knows_the_end(world, &about) { Ok(()) } else { acted(world) }
}

/// The last charge or refund.
fn subject<'a>(world: &'a World, about: &str) -> Option<&'a Heard> {
    world.journeys.last()?.heard.iter().rev().find(|heard| heard.is(about))
}

/// The questions about it, with their places.
fn questions<'a>(world: &'a World, about: &str) -> impl Iterator<Item = (usize, &'a Heard)> {
    let heard = world.journeys.last().map(|journey| journey.heard.as_slice()).unwrap_or_default();
    let subject = subject(world, about);
    heard.iter().enumerate().filter(move |(_, heard)| subject.is_some_and(|subject| heard.asks_of(subject)))
}

/// True when a question was answered by another status than the charge or refund itself.
fn knows_the_end(world: &World, about: &str) -> bool {
    let (Some(subject), Ok(provider)) = (subject(world, about), world.provider()) else { return false };
    let status = |heard: &Heard| member::at(&heard.json, provider.status).and_then(Value::as_str).map(str::to_owned);
    questions(world, about).any(|(_, heard)| heard.response.is_success() && status(heard) != status(subject))
}
