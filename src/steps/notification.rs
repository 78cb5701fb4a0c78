//! Notifications: what the provider that we play sends, and whether the merchant acts on it.

use std::time::Duration;

use cucumber::{then, when};
use serde_json::json;

use super::delivery::{changes, composed, deliver, delivered, is_taken, variant};
use super::standing::{ORDER, told};
use crate::core::finding::Finding;
use crate::core::http::is_https_url;
use crate::world::{Delivery, Step, World, unclear};

#[when(regex = "^the notification of the ([A-Za-z0-9_-]+) arrives$")]
async fn arrives(world: &mut World, about: String) -> Step {
    let message = composed(world, &about, json!({})).await?;
    deliver(world, &about, message).await?;
    is_taken(world).await
}

/// As the provider names its message; what it tells fits.
#[when(regex = r#"^the notification "([^"]*)" of the ([A-Za-z0-9_-]+) arrives$"#)]
async fn event_arrives(world: &mut World, event: String, about: String) -> Step {
    let message = composed(world, &about, json!({ "event": *event })).await?;
    deliver(world, &about, message).await?;
    is_taken(world).await
}

#[when(regex = r#"^a notification of the ([A-Za-z0-9_-]+) arrives that is "([^"]*)"$"#)]
async fn forged_arrives(world: &mut World, about: String, forgery: String) -> Step {
    let message = composed(world, &about, json!({ "forged": variant(&forgery) })).await?;
    deliver(world, &about, message).await
}

#[when(regex = "^the same notification arrives ([0-9]+) times more$")]
async fn arrives_again(world: &mut World, times: usize) -> Step {
    for _ in 0..times {
        let Delivery { request, about, .. } = delivered(world)?;
        let (request, about) = (request.clone(), about.clone());
        let sent = request.clone();
        let before = Some(world.seen()?);
        let answer = world.meanwhile(async |world| world.request(sent).await).await?;
        let journeys = world.journeys.len();
        world.deliveries.push(Delivery { about, request, answer, acted: None, asked: false, journeys, before, late: false });
    }
    Ok(())
}

/// What a page of somebody else's tells of a change counts against it only where its words are known for sure.
pub(super) async fn told_change(world: &mut World) -> Step {
    let (now, rented) = (world.seen()?, world.shop().await?.rented);
    let Some(before) = world.seen_before().filter(|_| !rented) else { return Ok(()) };
    if now.standing != before.standing {
        return told(world, &now.standing).await;
    }
    match world.page_keys()?.refunded.is_empty() {
        false => Ok(()),
        true => unclear("the page reads as if a refund was done; the key checkout.page.refunded tells for sure"),
    }
}

/// True when the merchant acted on the last notification, for which it has `limit` more where its page shows it; none when that
/// is open.
pub(super) async fn has_acted(world: &mut World, limit: Duration) -> Step<Option<bool>> {
    let delivery = delivered(world)?;
    match (delivery.acted, world.seen_before().cloned()) {
        (Some(false), Some(before)) if world.room()?.status.is_none() => changes(world, &before, limit).await,
        (acted, _) => Ok(acted),
    }
}

/// True when the last notification had an effect. Other words alone are none: a merchant that acts shows where the order stands, as
/// it did after a genuine one.
pub(super) fn has_effect(world: &World) -> Step<Option<bool>> {
    let (acted, shows) = (delivered(world)?.acted, world.room()?.status.is_none());
    let stands = shows && world.seen_before().is_some_and(|before| world.seen().is_ok_and(|now| now.stands_as(before)));
    Ok(acted.or(stands.then_some(false)))
}

/// Why it is open whether the merchant acted.
pub(super) fn open(world: &World) -> Step<&'static str> {
    Ok(if world.room()?.status.is_none() { OTHER_WORDS } else { BY_ITSELF })
}

const NOT_TRUSTED: &str = "the merchant did not act on a genuine notification, as far as its calls and its page tell: let it trust our certificate, key \
     or password for the test";

const OTHER_WORDS: &str =
    "the page changed, but not in what it says of the payment in words that are known (keys checkout.page.paid, pending, failed)";

const BY_ITSELF: &str = "the merchant asks for this status of its own accord, too; whether it acted on the notification is open";

#[when("the merchant acted on the notification")]
pub(super) fn acted(world: &mut World) -> Step {
    match delivered(world)?.acted {
        Some(true) => Ok(()),
        Some(false) => unclear(NOT_TRUSTED),
        None => unclear(open(world)?),
    }
}

/// To ask for the status is how a merchant that does not look at signatures stays safe; what else it does for a forged message
/// is seen only at our own shop.
#[then("the merchant did not act on the notification")]
async fn did_not_act(world: &mut World) -> Step {
    let (rented, asked) = (world.shop().await?.rented, delivered(world)?.asked);
    match has_effect(world)? {
        None => unclear(open(world)?),
        Some(true) if !rented && asked => {
            unclear("the merchant asked for the status after a forged notification; what for is open")
        }
        Some(acted) => {
            if acted {
                told_change(world).await?;
            }
            world.check(!acted, || Finding::new("the merchant's acts", "nothing after a forged notification", "what it tells"))
        }
    }
}

/// A merchant elsewhere may take its time, or believe what is told of a refund without asking.
#[then("the merchant acted on both notifications")]
async fn acted_on_both(world: &mut World) -> Step {
    let rented = world.shop().await?.rented;
    let acted = world.deliveries.iter().filter(|delivery| delivery.acted == Some(true)).count();
    match (acted, world.deliveries.len()) {
        (acted, all) if acted == all => Ok(()),
        (1.., all) if rented => Err(world.violated(Finding::new(
            "the merchant's calls",
            format!("a status after each of {all} notifications"),
            format!("after {acted}"),
        ))),
        (1.., _) => unclear("the merchant asked for a status after one of the notifications only"),
        (0, _) => unclear(NOT_TRUSTED),
    }
}

/// The address at which notifications are taken: the published one, where the one that is reached is for tests alone.
pub(super) async fn published_address(world: &mut World) -> Step<String> {
    let provider = world.provider()?;
    let shop = world.shop().await?;
    let reached = shop.addresses.notifications(provider, "")?.clone();
    Ok(if is_https_url(&reached) { reached } else { shop.addresses.public_url(provider)?.clone() })
}

#[then(regex = "^the notification is answered ([0-9]+), at an https address$")]
async fn answered(world: &mut World, status: u16) -> Step {
    let published = published_address(world).await?;
    if !is_https_url(&published) {
        return Err(world.violated(Finding::new("the address for notifications", "an https address", published)));
    }
    let rented = world.shop().await?.rented;
    let found = match &delivered(world)?.answer {
        Ok(response) => response.status,
        Err(why) => return unclear(why.clone()),
    };
    // Who acted on none of our messages may not take them for genuine.
    let is_trusted = rented || world.deliveries.iter().any(|delivery| delivery.acted == Some(true));
    if !is_trusted && is_good(status) && !is_good(found) {
        return unclear(format!("{NOT_TRUSTED} (it answered {found})"));
    }
    world.check(found == status, || Finding::new("the answer to a notification", status.to_string(), found.to_string()))
}

fn is_good(status: u16) -> bool {
    (200..300).contains(&status)
}

#[then("the order looks as it did before")]
async fn looks_the_same(world: &mut World) -> Step {
    let now = world.seen()?;
    let before = world.journey()?.looked.clone().unwrap_or(now);
    let limit = world.work_for_notifications();
    match changes(world, &before, limit).await? {
        None => unclear(OTHER_WORDS),
        Some(false) => Ok(()),
        Some(true) => {
            told_change(world).await?;
            let now = world.seen()?.text;
            Err(world.violated(Finding::new(ORDER, before.text, now)))
        }
    }
}
