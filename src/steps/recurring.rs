//! Payments that come after a customer agreed to them, and without the customer.

use std::rc::Rc;

use cucumber::{then, when};
use serde_json::Value;

use super::delivery::delivered;
use super::merchant::all_heard;
use crate::checkout::finders::Part;
use crate::core::finding::Finding;
use crate::core::http::Request;
use crate::core::{member, money};
use crate::providers::Cause;
use crate::world::{Heard, STEP, Step, World, unclear};

#[when("the customer agrees to later payments")]
async fn agrees(world: &mut World) -> Step {
    world.act(async |visit| visit.press(Part::Consent).await.map(drop)).await
}

#[when(regex = r#"^the shop charges the customer "([^"]*)" anew$"#)]
#[when(regex = r#"^the shop is asked to charge the customer "([^"]*)" anew$"#)]
async fn charges_anew(world: &mut World, amount: String) -> Step {
    let (provider, session) = (world.provider()?, Rc::clone(&world.session));
    let current = world.current()?;
    current.renewals += 1;
    current.amount_asked = money::decimal(&amount).ok();
    let journey = world.journey()?;
    let order = format!("{}-{}", journey.order, journey.renewals);
    let customer = session.customer(provider, &journey.persona)?;
    let url = world.shop().await?.addresses.recurring(provider, &customer, &amount, &order)?;
    world.meanwhile(async |world| world.request(Request::new("POST", url)).await.map(drop)).await?;
    world.works("charge").await
}

/// True when a call says something under that name.
fn carries(heard: &Heard, member: &str) -> bool {
    member::of(&heard.members, member).is_some_and(|value| !matches!(value, Value::Null | Value::Bool(false)))
}

/// The calls of an operation that came with the last thing that happened.
fn latest<'a>(world: &'a World, operation: &'a str) -> Step<impl Iterator<Item = &'a Heard>> {
    let journey = world.journey()?;
    Ok(journey.heard[journey.before..].iter().filter(move |heard| heard.is(operation)))
}

#[when(regex = r#"^a ([A-Za-z0-9_-]+) with "([^"]*)" was sent$"#)]
fn was_sent(world: &mut World, operation: String, member: String) -> Step {
    match latest(world, &operation)?.any(|heard| carries(heard, &member)) {
        true => Ok(()),
        false => unclear(format!("the merchant sent no {operation} with {}", &*member)),
    }
}

#[then(regex = r#"^a ([A-Za-z0-9_-]+) with "([^"]*)" is sent$"#)]
async fn is_sent(world: &mut World, operation: String, member: String) -> Step {
    let came = |world: &World| latest(world, &operation).is_ok_and(|mut calls| calls.any(|heard| carries(heard, &member)));
    let rented = world.shop().await?.rented;
    let found = came(world) || (!rented && world.waits_for(STEP, came).await?);
    let journey = world.journey()?;
    if !found && !rented && journey.heard[journey.before..].iter().any(|heard| heard.endpoint.is_none()) {
        return unclear("the merchant asked for something that we do not answer, and may have needed it");
    }
    world.check(found, || Finding::new("the merchant's calls", format!("a {operation} with {}", &*member), "none"))
}

#[then(regex = r#"^no ([A-Za-z0-9_-]+) with "([^"]*)" is sent$"#)]
fn is_not_sent(world: &mut World, operation: String, member: String) -> Step {
    let found = latest(world, &operation)?.any(|heard| carries(heard, &member));
    world.check(!found, || Finding::new("the merchant's calls", format!("no {operation} with {}", &*member), "one"))
}

/// A merchant may know another one of the customer's, and may use that.
#[then(regex = r#"^no ([A-Za-z0-9_-]+) with "([^"]*)" is sent that the notification tells as "([^"]*)"$"#)]
fn is_not_used(world: &mut World, operation: String, member: String, told: String) -> Step {
    let body: Value = serde_json::from_slice(&delivered(world)?.request.body).unwrap_or_default();
    let Some(told) = member::at(&body, &told).and_then(Value::as_str) else {
        return unclear(format!("the notification tells no {}", &*told));
    };
    let is_used = |heard: &Heard| heard.argument(&member) == told;
    if !all_heard(world, &operation).any(is_used) {
        return unclear(format!("the merchant used another {} before", &*member));
    }
    let found = latest(world, &operation)?.any(is_used);
    let expected = format!("no {operation} with the {} of the notification", &*member);
    world.check(!found, || Finding::new("the merchant's calls", expected, "one"))
}

/// A payment must have come all the same: a page that nobody can pay on proves nothing.
#[then(regex = r#"^the ([A-Za-z0-9_-]+) comes without "([^"]*)"$"#)]
fn comes_without(world: &mut World, operation: String, member: String) -> Step {
    let carried = carries(world.last_heard(&operation)?, &member);
    world.check(!carried, || Finding::new(format!("{operation}, {}", &*member), "absent", "given"))
}

#[then(regex = r#"^the customer has the same "([^"]*)" in every ([A-Za-z0-9_-]+)$"#)]
fn same_name(world: &mut World, member: String, operation: String) -> Step {
    let persona = world.journey()?.persona.clone();
    let journeys = world.journeys.iter().filter(|journey| journey.persona == persona);
    let calls = journeys.flat_map(|journey| &journey.heard).filter(|heard| heard.is(&operation));
    let names: Vec<_> = calls.map(|heard| heard.argument(&member).to_owned()).filter(|name| !name.is_empty()).collect();
    if names.len() < 2 {
        return unclear(format!("the merchant sent {} {operation} with {}", names.len(), &*member));
    }
    let other = names.iter().any(|name| *name != names[0]);
    world.check(!other, || Finding::new(format!("{operation}, {}", &*member), "the same for one customer", "another one"))
}

#[then(regex = "^at most one ([A-Za-z0-9_-]+) of the charge is sent$")]
async fn follows_once(world: &mut World, operation: String) -> Step {
    let sent = |world: &World| {
        let charge = world.last_heard("charge").ok();
        charge.map_or(0, |charge| all_heard(world, &operation).filter(|heard| heard.belongs_to(charge)).count())
    };
    if !world.shop().await?.rented {
        world.waits_for(world.work(), |world| sent(world) > 1).await?;
    }
    let sent = sent(world);
    world.check(sent <= 1, || Finding::new("the merchant's calls", format!("one {operation}"), format!("{sent}")))
}

/// The calls of that operation for the charge.
fn of_charge<'a>(world: &'a World, operation: &'a str) -> impl Iterator<Item = &'a Heard> {
    let charge = world.last_heard("charge").ok();
    all_heard(world, operation).filter(move |heard| charge.is_some_and(|charge| heard.belongs_to(charge)))
}

/// True when a call of that operation for the charge was taken; at a merchant elsewhere it may take its time.
async fn follows_in_time(world: &mut World, operation: &str) -> Step<bool> {
    let found = |world: &World| of_charge(world, operation).any(|heard| heard.response.is_success());
    world.last_heard("charge")?;
    let rented = world.shop().await?.rented;
    Ok(found(world) || (!rented && world.waits_for(STEP, found).await?))
}

#[then(regex = "^a ([A-Za-z0-9_-]+) of the charge is sent$")]
async fn follows(world: &mut World, operation: String) -> Step {
    let holds = follows_in_time(world, &operation).await?;
    if !holds && !world.shop().await?.rented && all_heard(world, &operation).next().is_none() {
        return unclear(format!("no {operation} came while we waited; when it has to is published nowhere"));
    }
    let actual = match of_charge(world, &operation).last().filter(|_| !holds) {
        Some(Heard { refusal: Some(refusal), .. }) if refusal.cause == Cause::Fault => {
            return unclear(format!("the provider that we play failed at the {operation}"));
        }
        Some(Heard { refusal: Some(refusal), .. }) => format!("one that was refused: {} ({})", refusal.code, refusal.message),
        Some(Heard { response, .. }) => format!("one that was answered {}", response.status),
        None => "none".to_owned(),
    };
    world.check(holds, || Finding::new("the merchant's calls", format!("a {operation} of the charge"), actual))
}

/// Who does not claim so may take it in parts; whether it is too much is judged elsewhere.
#[then(regex = r#"^the ([A-Za-z0-9_-]+) is of the whole charge, where "([^"]*)" is claimed$"#)]
fn is_whole(world: &mut World, operation: String, capability: String) -> Step {
    let Some(charged) = world.last_heard("charge")?.amount else { return unclear("the charge names no amount") };
    let taken = of_charge(world, &operation).filter(|heard| heard.response.is_success());
    let amounts: Vec<_> = taken.filter_map(|heard| heard.amount).collect();
    let Some(last) = amounts.last().copied() else { return unclear(format!("no {operation} names an amount")) };
    let holds = amounts.iter().any(|amount| *amount >= charged);
    if !holds && !world.claims(&capability)? {
        return unclear(format!("the {operation} is of {last} of {charged}; whether the rest is to follow is open"));
    }
    world.check(holds, || Finding::new(format!("{operation}, amount"), format!("all of {charged}"), last.to_string()))
}

/// Who does not claim to do so leaves it to the provider.
#[when(regex = r#"^a ([A-Za-z0-9_-]+) of the charge was sent, where "([^"]*)" is claimed$"#)]
async fn followed(world: &mut World, operation: String, capability: String) -> Step {
    match !world.claims(&capability)? || follows_in_time(world, &operation).await? {
        true => Ok(()),
        false => unclear(format!("the merchant sent no {operation} of the charge")),
    }
}
