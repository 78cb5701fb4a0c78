//! Messages on their way to the merchant: how they are composed, and what is seen of the merchant once they came.

use std::rc::Rc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use url::Url;

use super::belief::believes;
use super::checkout::rendered;
use crate::core::http::{self, Headers, Request, Response};
use crate::world::{Delivery, Heard, Seen, Step, World, unclear};

/// How a message or a return address that differs from a usual one is called in features, and by the provider that we play; others
/// by their words, joined by `_`.
const VARIANTS: &[(&str, &str)] = &[
    ("signed with another key", "other_key"),
    ("altered", "altered"),
    ("certified elsewhere", "elsewhere"),
    ("not signed", "unsigned"),
];

/// Who sends a notification, where a merchant asks for that.
const AUTHORIZATION: &str = "authorization";

/// The provider's name of a variant.
pub(super) fn variant(name: &str) -> String {
    let known = VARIANTS.iter().find(|(known, _)| *known == name);
    known.map_or_else(|| name.replace(' ', "_"), |(_, variant)| (*variant).to_owned())
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
pub(super) async fn changes(world: &mut World, before: &Seen, limit: Duration) -> Step<Option<bool>> {
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

/// With these a merchant says that it does not know who sends, or that there is nothing: key, password or address may be others
/// than those that were configured.
const NOT_TAKEN: [u16; 4] = [401, 403, 404, 405];

/// A genuine message that a merchant elsewhere does not take tells nothing, unless it took one before.
pub(super) async fn is_taken(world: &mut World) -> Step {
    let rented = world.shop().await?.rented;
    let Some((last, before)) = world.deliveries.split_last() else { return Ok(()) };
    let takes_some = before.iter().any(|delivery| delivery.answer.as_ref().is_ok_and(Response::is_success));
    match &last.answer {
        Ok(response) if !rented && !takes_some && NOT_TAKEN.contains(&response.status) => unclear(format!(
            "the merchant answers {} to a genuine notification: is it the address for notifications, and does the merchant trust \
             the key and the password that are configured?",
            response.status
        )),
        _ => Ok(()),
    }
}

pub(super) fn delivered(world: &World) -> Step<&Delivery> {
    world.deliveries.last().map_or_else(|| unclear("no notification was sent yet"), Ok)
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
