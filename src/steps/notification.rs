//! Notifications: what the provider that we play sends, and whether the merchant acts on it.

use std::rc::Rc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cucumber::{then, when};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use url::Url;

use super::belief::believes;
use super::checkout::rendered;
use super::standing::{ORDER, told};
use crate::core::finding::Finding;
use crate::core::http::{self, Headers, Request, is_https_url};
use crate::world::{Delivery, Heard, Seen, Step, World, unclear};

/// How a message or a return address that differs from a usual one is called in features, and by the provider that we play; others by their words,
/// joined by `_`.
const VARIANTS: &[(&str, &str)] = &[
    ("signed with another key", "other_key"),
    ("altered", "altered"),
    ("certified elsewhere", "elsewhere"),
    ("not signed", "unsigned"),
];

/// Who sends a notification, where a merchant asks for that.
const AUTHORIZATION: &str = "authorization";

#[when(regex = "^the notification of the ([A-Za-z0-9_-]+) arrives$")]
async fn arrives(world: &mut World, about: String) -> Step {
    let message = composed(world, &about, json!({})).await?;
    deliver(world, &about, message).await
}

/// As the provider names its message; what it tells fits.
#[when(regex = r#"^the notification "([^"]*)" of the ([A-Za-z0-9_-]+) arrives$"#)]
async fn event_arrives(world: &mut World, event: String, about: String) -> Step {
    let message = composed(world, &about, json!({ "event": *event })).await?;
    deliver(world, &about, message).await
}

/// The provider's name of a variant.
pub(super) fn variant(name: &str) -> String {
    let known = VARIANTS.iter().find(|(known, _)| *known == name);
    known.map_or_else(|| name.replace(' ', "_"), |(_, variant)| (*variant).to_owned())
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

/// The message about the customer's last charge or refund, as the provider would send it now; `unusual` says what differs.
pub(super) async fn composed(world: &mut World, about: &str, unusual: Value) -> Step<Request> {
    let (session, provider) = (Rc::clone(&world.session), world.provider()?);
    let id = world.last_heard(about)?.transactions.first().cloned();
    let shop = world.shop().await?;
    let address = shop.addresses.notifications(provider, unusual["event"].as_str().unwrap_or_default())?.clone();
    let mut wanted = json!({ "about": about, "id": id });
    for (name, value) in unusual.as_object().into_iter().flatten() {
        wanted[name] = value.clone();
    }
    let message = shop.direct(&session, provider, "notification", wanted.clone()).await?;
    let body = message["body"].as_str().unwrap_or_default().as_bytes().to_vec();
    let mut headers = headers(&message);
    let (url, user) = without_user(&address);
    if let Some(user) = user {
        wanted["forged"] = Value::Null;
        let usual = shop.direct(&session, provider, "notification", wanted).await?;
        if let Some(sender) = sender(&user, self::headers(&usual).get(AUTHORIZATION), headers.get(AUTHORIZATION)) {
            headers.set(AUTHORIZATION, format!("Basic {}", STANDARD.encode(sender)));
        }
    }
    Ok(Request { headers, body, ..Request::new("POST", url) })
}

fn headers(message: &Value) -> Headers {
    let headers = message["headers"].as_object().into_iter().flatten();
    headers.map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default())).collect()
}

/// Who sends a message to an address with this `user:password`, by the header of a `usual` message and of this one: what a forged one
/// has instead of the usual user or password it keeps. None where it keeps its header.
fn sender(own: &str, usual: Option<&str>, given: Option<&str>) -> Option<String> {
    if usual == given {
        return Some(own.to_owned());
    }
    let read = |header: &str| {
        let decoded = STANDARD.decode(http::credentials(header, "Basic")?).ok()?;
        let (user, password) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
        Some((user.to_owned(), password.to_owned()))
    };
    let (usual, given, own) = (read(usual?)?, read(given?)?, own.split_once(':')?);
    let pick = |usual: String, given: String, own: &str| if given == usual { own.to_owned() } else { given };
    Some(format!("{}:{}", pick(usual.0, given.0, own.0), pick(usual.1, given.1, own.1)))
}

/// An address, and the user and password that stand in it: a merchant may ask who sends notifications.
fn without_user(address: &str) -> (String, Option<String>) {
    let Ok(mut url) = Url::parse(address) else { return (address.to_owned(), None) };
    if url.username().is_empty() && url.password().is_none() {
        return (address.to_owned(), None);
    }
    let plain = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let user = format!("{}:{}", plain(url.username()), plain(url.password().unwrap_or_default()));
    // Only addresses that have no host cannot do without.
    let _ = (url.set_username(""), url.set_password(None));
    (url.into(), Some(user))
}

/// Delivers a message and sees whether the merchant asks for the status of what it is about. A merchant that asks for it again
/// and again of its own accord may do so by chance.
///
/// Where a provider has no status to ask for, a merchant that acts shows it on the customer's page; so does one elsewhere that
/// believes what it is told.
pub(super) async fn deliver(world: &mut World, about: &str, request: Request) -> Step {
    let room = world.room()?;
    let asks = if about == "refund" { room.refund_status } else { room.status };
    let before = if asks.is_none() { look(world).await? } else { world.seen()? };
    let sent = request.clone();
    let answer = world.meanwhile(async |world| world.request(sent).await).await?;
    let refused = answer.as_ref().is_ok_and(|response| !response.is_success());
    let asked = if asks.is_some() { asks_about(world, about).await? } else { Some(false) };
    let acted = match asked {
        Some(false) if asks.is_none() => {
            let limit = world.work();
            changes(world, &before, limit).await?
        }
        Some(false) => believes(world, about, &before, refused).await?,
        asked => asked,
    };
    let (about, asked, before, journeys) = (about.to_owned(), asked == Some(true), Some(before), world.journeys.len());
    world.deliveries.push(Delivery { about, request, answer, acted, asked, journeys, before, late: false });
    Ok(())
}

/// True when the merchant asks for the status after the last thing that happened; none when it does so of its own accord, too.
async fn asks_about(world: &mut World, about: &str) -> Step<Option<bool>> {
    let rented = world.shop().await?.rented;
    let asked = |world: &World| {
        let Some(journey) = world.journeys.last() else { return (0, 0) };
        let subject = journey.heard.iter().rev().find(|heard| heard.is(about));
        let asks = |heard: &&Heard| subject.is_some_and(|subject| heard.asks_of(subject));
        let (before, since) = journey.heard.split_at(journey.before);
        (before.iter().filter(asks).count(), since.iter().filter(asks).count())
    };
    if rented {
        return Ok(Some(asked(world).1 > 0));
    }
    // What an earlier notification of the same made it ask is none of it.
    let of_it = |delivery: &&Delivery| delivery.asked && delivery.about == about && delivery.journeys == world.journeys.len();
    let caused = world.deliveries.iter().filter(of_it).count();
    if asked(world).0.saturating_sub(caused) > 1 {
        return Ok(None);
    }
    world.waits_for(world.work(), |world| asked(world).1 > 0).await.map(Some)
}

/// True when the page comes to tell of another standing than before. At our own shop nothing else changes its words; elsewhere
/// none when only words changed that may be about anything.
async fn changes(world: &mut World, before: &Seen, limit: Duration) -> Step<Option<bool>> {
    let now = look(world).await?;
    if world.shop().await?.rented {
        return Ok(Some(now.text != before.text));
    }
    world.comes_to(limit, |world| world.seen().is_ok_and(|now| now.differs(before) == Some(true))).await?;
    Ok(world.seen()?.differs(before))
}

/// What the customer sees on the page when it is opened anew.
async fn look(world: &mut World) -> Step<Seen> {
    world.act(async |visit| visit.reload().await.map(drop)).await?;
    rendered(world)?;
    world.seen()
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

pub(super) fn delivered(world: &World) -> Step<&Delivery> {
    world.deliveries.last().map_or_else(|| unclear("no notification was sent yet"), Ok)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_sends_stands_in_a_header() {
        let (url, user) = without_user("https://me:p%40ss@shop.example/hooks");
        assert_eq!((url.as_str(), user.as_deref()), ("https://shop.example/hooks", Some("me:p@ss")));
        assert_eq!(without_user("https://shop.example/hooks"), ("https://shop.example/hooks".to_owned(), None));
    }

    #[test]
    fn what_is_forged_of_a_sender_stays_so() {
        let basic = |sender: &str| format!("Basic {}", STANDARD.encode(sender));
        let sent = |usual: &str, given: &str| sender("me:p@ss", Some(&basic(usual)), Some(&basic(given)));
        assert_eq!(sent(":", ":").as_deref(), Some("me:p@ss"));
        assert_eq!(sent(":", ":not-it").as_deref(), Some("me:not-it"));
        assert_eq!(sent("hook:secret", "nobody:secret").as_deref(), Some("nobody:p@ss"));
        assert_eq!(
            (sender("me:p@ss", None, None).as_deref(), sender("me:p@ss", Some("Basic Og=="), None)),
            (Some("me:p@ss"), None)
        );
    }
}
