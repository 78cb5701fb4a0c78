//! Notifications: what the provider that we play sends, and whether the merchant acts on it.

use std::rc::Rc;

use cucumber::{then, when};
use serde_json::{Value, json};

use super::checkout::rendered;
use super::text::Text;
use crate::core::finding::Finding;
use crate::core::http::{Request, is_https_url};
use crate::world::{Delivery, Step, World, unclear};

/// How a forgery is called in features, and by the provider that we play.
const FORGERIES: &[(&str, &str)] = &[
    ("signed with another key", "other_key"),
    ("altered", "altered"),
    ("certified elsewhere", "elsewhere"),
    ("not signed", "unsigned"),
];

#[when(expr = "the notification of the {word} arrives")]
async fn arrives(world: &mut World, about: String) -> Step {
    let message = composed(world, json!({ "about": about })).await?;
    deliver(world, message).await
}

#[when(expr = "a notification of the {word} arrives that is {text}")]
async fn forged_arrives(world: &mut World, about: String, forgery: Text) -> Step {
    let Some((_, forged)) = FORGERIES.iter().find(|(name, _)| *name == &*forgery) else {
        return unclear(format!("there is no forgery {forgery:?}"));
    };
    let message = composed(world, json!({ "about": about, "forged": forged })).await?;
    deliver(world, message).await
}

#[when(expr = "the same notification arrives {int} times more")]
async fn arrives_again(world: &mut World, times: usize) -> Step {
    for _ in 0..times {
        let message = delivered(world)?.request.clone();
        deliver(world, message).await?;
    }
    Ok(())
}

/// The message as the provider would send it now.
async fn composed(world: &mut World, about: Value) -> Step<Request> {
    let (session, provider) = (Rc::clone(&world.session), world.provider()?);
    let shop = world.shop().await?;
    let (url, _) = shop.notifications(provider)?;
    let message = shop.direct(&session, provider, "notification", about).await?;
    let headers = message["headers"].as_object().into_iter().flatten();
    let body = message["body"].as_str().unwrap_or_default().as_bytes().to_vec();
    let headers = headers.map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default())).collect();
    Ok(Request { headers, body, ..Request::new("POST", url) })
}

async fn deliver(world: &mut World, request: Request) -> Step {
    let sent = request.clone();
    let answer = world.meanwhile(async |world| world.request(sent).await).await?;
    let journey = world.current()?;
    let acted = journey.heard[journey.before..].iter().any(|heard| heard.is("charge_status") || heard.is("refund_status"));
    world.deliveries.push(Delivery { request, answer, acted });
    Ok(())
}

fn delivered(world: &World) -> Step<&Delivery> {
    world.deliveries.last().map_or_else(|| unclear("no notification was sent yet"), Ok)
}

const NOT_TRUSTED: &str =
    "the merchant did not act on a genuine notification: let it trust our certificate's address for the test";

#[when(expr = "the merchant acted on the notification")]
fn acted(world: &mut World) -> Step {
    if delivered(world)?.acted { Ok(()) } else { unclear(NOT_TRUSTED) }
}

#[then(expr = "the merchant did not act on the notification")]
fn did_not_act(world: &mut World) -> Step {
    let acted = delivered(world)?.acted;
    world.check(!acted, || Finding::new("the merchant's calls", "nothing after a forged notification", "a status was asked for"))
}

#[then(expr = "the merchant acted on both notifications")]
fn acted_on_both(world: &mut World) -> Step {
    let acted = world.deliveries.iter().filter(|delivery| delivery.acted).count();
    match (acted, world.deliveries.len()) {
        (0, _) => unclear(NOT_TRUSTED),
        (acted, all) => world.check(acted == all, || {
            Finding::new("the merchant's calls", format!("a status after each of {all} notifications"), format!("after {acted}"))
        }),
    }
}

#[then(expr = "the notification is answered {int}, at an https address")]
async fn answered(world: &mut World, status: u16) -> Step {
    let provider = world.provider()?;
    let (_, published) = world.shop().await?.notifications(provider)?;
    if !is_https_url(&published) {
        return Err(world.violated(Finding::new("the address for notifications", "an https address", published)));
    }
    let found = match &delivered(world)?.answer {
        Ok(response) => response.status,
        Err(why) => return unclear(why.clone()),
    };
    world.check(found == status, || Finding::new("the answer to a notification", status.to_string(), found.to_string()))
}

#[then(expr = "the order looks as it did before")]
async fn looks_the_same(world: &mut World) -> Step {
    let before = rendered(world)?.text.clone();
    let mut looks = Vec::new();
    for _ in 0..2 {
        world.act(async |visit| visit.reload().await.map(drop)).await?;
        looks.push(rendered(world)?.text.clone());
    }
    if looks[0] != looks[1] {
        return unclear("the page changes by itself");
    }
    let actual = looks.remove(0);
    world.check(actual == before, || Finding::new("the order as the customer sees it", before, actual))
}
