//! Notifications: what the provider that we play sends, and whether the merchant acts on it.

use std::rc::Rc;

use cucumber::{then, when};
use serde_json::{Value, json};

use super::checkout::rendered;
use super::text::{Name, Number, Text};
use crate::core::finding::Finding;
use crate::core::http::{Request, is_https_url};
use crate::world::{Delivery, Heard, Step, World, unclear};

/// How a message or a return address that differs from a usual one is called in features, and by the provider that we play; others by their words,
/// joined by `_`.
const VARIANTS: &[(&str, &str)] = &[
    ("signed with another key", "other_key"),
    ("altered", "altered"),
    ("certified elsewhere", "elsewhere"),
    ("not signed", "unsigned"),
];

#[when(expr = "the notification of the {name} arrives")]
async fn arrives(world: &mut World, about: Name) -> Step {
    let message = composed(world, &about, json!({})).await?;
    deliver(world, &about, message).await
}

/// As the provider names its message; what it tells fits.
#[when(expr = "the notification {text} of the {name} arrives")]
async fn event_arrives(world: &mut World, event: Text, about: Name) -> Step {
    let message = composed(world, &about, json!({ "event": *event })).await?;
    deliver(world, &about, message).await
}

/// The provider's name of a variant.
pub(super) fn variant(name: &str) -> String {
    let known = VARIANTS.iter().find(|(known, _)| *known == name);
    known.map_or_else(|| name.replace(' ', "_"), |(_, variant)| (*variant).to_owned())
}

#[when(expr = "a notification of the {name} arrives that is {text}")]
async fn forged_arrives(world: &mut World, about: Name, forgery: Text) -> Step {
    let message = composed(world, &about, json!({ "forged": variant(&forgery) })).await?;
    deliver(world, &about, message).await
}

#[when(expr = "the same notification arrives {number} times more")]
async fn arrives_again(world: &mut World, times: Number<usize>) -> Step {
    for _ in 0..times.get() {
        let Delivery { request, about, .. } = delivered(world)?;
        let (request, about) = (request.clone(), about.clone());
        deliver(world, &about, request).await?;
    }
    Ok(())
}

/// The message about the customer's last charge or refund, as the provider would send it now; `unusual` says what differs.
pub(super) async fn composed(world: &mut World, about: &str, unusual: Value) -> Step<Request> {
    let (session, provider) = (Rc::clone(&world.session), world.provider()?);
    let id = world.last_heard(about)?.transactions.first().cloned();
    let shop = world.shop().await?;
    let url = shop.notifications(provider)?.clone();
    let mut wanted = json!({ "about": about, "id": id });
    for (name, value) in unusual.as_object().into_iter().flatten() {
        wanted[name] = value.clone();
    }
    let message = shop.direct(&session, provider, "notification", wanted).await?;
    let headers = message["headers"].as_object().into_iter().flatten();
    let body = message["body"].as_str().unwrap_or_default().as_bytes().to_vec();
    let headers = headers.map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default())).collect();
    Ok(Request { headers, body, ..Request::new("POST", url) })
}

/// Delivers a message and sees whether the merchant asks for the status of what it is about. A merchant that asks for it again
/// and again of its own accord may do so by chance.
///
/// Where a provider has no status to ask for, a merchant that acts shows it on the customer's page.
pub(super) async fn deliver(world: &mut World, about: &str, request: Request) -> Step {
    let room = world.room()?;
    let asks = if about == "refund" { room.refund_status } else { room.status };
    let before = if asks.is_none() { Some(look(world).await?) } else { None };
    let sent = request.clone();
    let answer = world.meanwhile(async |world| world.request(sent).await).await?;
    let rented = world.shop().await?.rented;
    if let Some(before) = before {
        let acted = Some(look(world).await? != before);
        world.deliveries.push(Delivery { about: about.to_owned(), request, answer, acted, late: false });
        return Ok(());
    }
    let journey = world.current()?;
    let subject = journey.heard.iter().rev().find(|heard| heard.is(about));
    let asks = |heard: &&Heard| subject.is_some_and(|subject| heard.asks_of(subject));
    let asked = |calls: &[Heard]| calls.iter().filter(asks).count();
    let by_itself = !rented && asked(&journey.heard[..journey.before]) > 1;
    let acted = if by_itself { None } else { Some(asked(&journey.heard[journey.before..]) > 0) };
    world.deliveries.push(Delivery { about: about.to_owned(), request, answer, acted, late: false });
    Ok(())
}

/// What the customer sees on the page when it is opened anew.
async fn look(world: &mut World) -> Step<String> {
    world.act(async |visit| visit.reload().await.map(drop)).await?;
    Ok(rendered(world)?.text.clone())
}

pub(super) fn delivered(world: &World) -> Step<&Delivery> {
    world.deliveries.last().map_or_else(|| unclear("no notification was sent yet"), Ok)
}

const NOT_TRUSTED: &str =
    "the merchant did not act on a genuine notification: let it trust our certificate, key or password for the test";

const BY_ITSELF: &str =
    "the merchant asks for this status again and again of its own accord; whether the notification made it ask is open";

#[when(expr = "the merchant acted on the notification")]
fn acted(world: &mut World) -> Step {
    match delivered(world)?.acted {
        Some(true) => Ok(()),
        Some(false) => unclear(NOT_TRUSTED),
        None => unclear(BY_ITSELF),
    }
}

/// To ask for the status is how a merchant that does not look at signatures stays safe; what else it does for a forged message
/// is seen only at our own shop.
#[then(expr = "the merchant did not act on the notification")]
async fn did_not_act(world: &mut World) -> Step {
    let (rented, asks) = (world.shop().await?.rented, world.room()?.status.is_some());
    match delivered(world)?.acted {
        None => unclear(BY_ITSELF),
        Some(true) if !rented && asks => {
            unclear("the merchant asked for the status after a forged notification; what for is open")
        }
        Some(acted) => {
            world.check(!acted, || Finding::new("the merchant's acts", "nothing after a forged notification", "what it tells"))
        }
    }
}

/// A merchant elsewhere may take its time, or believe what is told of a refund without asking.
#[then(expr = "the merchant acted on both notifications")]
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
    let reached = shop.notifications(provider)?.clone();
    Ok(if is_https_url(&reached) { reached } else { shop.public_url(provider)?.clone() })
}

#[then(expr = "the notification is answered {number}, at an https address")]
async fn answered(world: &mut World, status: Number<u16>) -> Step {
    let status = status.get();
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

#[then(expr = "the order looks as it did before")]
async fn looks_the_same(world: &mut World) -> Step {
    let now = rendered(world)?.text.clone();
    let before = world.journey()?.looked.clone().unwrap_or(now);
    let actual = look(world).await?;
    if look(world).await? != actual {
        return unclear("the page changes by itself");
    }
    let worded = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
    if actual != before && worded(&actual) == worded(&before) && !world.shop().await?.rented {
        return unclear("the page differs from before in its numbers only, and one of them may be a time");
    }
    world.check(actual == before, || Finding::new("the order as the customer sees it", before, actual))
}
