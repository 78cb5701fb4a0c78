//! Notifications as their events are named, and how they are answered.

use cucumber::{gherkin, then, when};
use serde_json::{Map, Value, json};

use super::checkout::{certain, rendered};
use super::delivery::{composed, deliver, delivered, is_taken, variant};
use super::notification::{has_acted, has_effect, open, told_change};
use super::standing::ORDER;
use crate::checkout::standing::Standing;
use crate::core::finding::Finding;
use crate::core::http::Response;
use crate::world::{Delivery, STEP, Seen, Step, World, unclear};

#[when(regex = r#"^the notification "([^"]*)" of the ([A-Za-z0-9_-]+) arrives with "([^"]*)" set to "([^"]*)"$"#)]
async fn changed_arrives(world: &mut World, event: String, about: String, member: String, value: String) -> Step {
    let message = composed(world, &about, json!({ "event": *event, "with": { &*member: *value } })).await?;
    deliver(world, &about, message).await
}

#[when(regex = r#"^a notification "([^"]*)" of the ([A-Za-z0-9_-]+) arrives that is "([^"]*)"$"#)]
async fn forged_arrives(world: &mut World, event: String, about: String, forgery: String) -> Step {
    let message = composed(world, &about, json!({ "event": *event, "forged": variant(&forgery) })).await?;
    deliver(world, &about, message).await
}

/// Each row of the table is a field and what it says.
#[when(regex = r#"^the notification "([^"]*)" of the ([A-Za-z0-9_-]+) arrives with these fields$"#)]
async fn fields_arrive(world: &mut World, event: String, about: String, #[step] step: &gherkin::Step) -> Step {
    let rows = step.table.iter().flat_map(|table| &table.rows);
    let pairs = rows.filter_map(|row| Some((row.first()?.clone(), json!(row.get(1)?))));
    let with: Map<String, Value> = pairs.collect();
    let message = composed(world, &about, json!({ "event": *event, "with": with })).await?;
    deliver(world, &about, message).await
}

/// The merchant's clock runs on while it does its work.
#[when(regex = r#"^the notification "([^"]*)" of the ([A-Za-z0-9_-]+) arrives, and ([0-9]+) seconds pass$"#)]
async fn arrives_while(world: &mut World, event: String, about: String, seconds: i64) -> Step {
    let request = composed(world, &about, json!({ "event": *event })).await?;
    let answer = world.request_while(request.clone(), seconds).await?;
    let late = answer.is_none();
    let answer = answer.unwrap_or_else(|| Err(format!("no answer within {seconds} s")));
    let journeys = world.journeys.len();
    world.deliveries.push(Delivery { about, request, answer, acted: None, asked: false, journeys, before: None, late });
    is_taken(world).await
}

/// The answer to a notification; none when the merchant took too long.
fn answer(world: &World) -> Step<Option<&Response>> {
    let delivery = delivered(world)?;
    match &delivery.answer {
        Ok(response) => Ok(Some(response)),
        Err(_) if delivery.late => Ok(None),
        Err(why) => unclear(why.clone()),
    }
}

/// Where a merchant takes whatever comes, its answers tell nothing.
#[when("the notification was refused")]
fn was_refused(world: &mut World) -> Step {
    match answer(world)? {
        Some(response) if !response.is_success() => Ok(()),
        _ => unclear("the merchant acknowledges what it must refuse, so its answers tell nothing"),
    }
}

/// Where a merchant does not take what comes at all, what it makes of a part of it shows nothing.
#[when("the notification was acknowledged")]
fn was_acknowledged(world: &mut World) -> Step {
    match answer(world)? {
        Some(response) if response.is_success() => Ok(()),
        Some(response) => unclear(format!("the merchant does not take such a notification: it answers {}", response.status)),
        None => unclear("the notification was not answered in time"),
    }
}

#[then("the notification is acknowledged")]
fn is_acknowledged(world: &mut World) -> Step {
    let found = answer(world)?.map(|response| response.status);
    let actual = found.map_or_else(|| "none in time".to_owned(), |status| status.to_string());
    let holds = found.is_some_and(|status| (200..300).contains(&status));
    world.check(holds, || Finding::new("the answer to a notification", "2xx", actual))
}

#[then("every notification is acknowledged")]
fn all_acknowledged(world: &mut World) -> Step {
    let answers = world.deliveries.iter().map(|delivery| &delivery.answer);
    let refused = answers.filter_map(|answer| answer.as_ref().ok()).find(|response| !response.is_success());
    let status = refused.map(|response| response.status.to_string());
    if world.deliveries.iter().any(|delivery| delivery.answer.is_err()) && status.is_none() {
        return unclear("a notification was not answered");
    }
    world.check(status.is_none(), || Finding::new("the answer to a notification", "2xx", status.unwrap_or_default()))
}

#[then("the merchant refuses the notification, and does not fail")]
async fn refuses(world: &mut World) -> Step {
    let status = answer(world)?.map_or(0, |response| response.status);
    let Some(acted) = has_effect(world)? else { return unclear(open(world)?) };
    if acted {
        told_change(world).await?;
    }
    world.check(!acted, || Finding::new("the merchant's acts", "nothing after a forged notification", "the order changed"))?;
    // Which status refuses is published nowhere; one that acknowledges may do so and ignore.
    if (200..400).contains(&status) && !world.shop().await?.rented {
        return unclear(format!("a forged notification was answered {status}; that it had no effect is all that can be told"));
    }
    let holds = (400..500).contains(&status);
    world.check(holds, || Finding::new("the answer to a forged notification", "4xx", status.to_string()))
}

/// What a customer is told of it is published nowhere, and the back office is not seen.
#[then(regex = "^the case of the ([A-Za-z0-9_-]+) is open again$")]
async fn is_open_again(world: &mut World, about: String) -> Step {
    let is_refund = &*about == "refund";
    let is_done = move |seen: &Seen| if is_refund { seen.refunded } else { seen.standing == Standing::Paid };
    rendered(world)?;
    world.comes_to(STEP, |world| world.seen().is_ok_and(|seen| !is_done(&seen))).await?;
    let done = is_done(&world.seen()?);
    certain(world.page()?, done)?;
    if done && !world.shop().await?.rented {
        return unclear(format!(
            "the customer still reads that the {about} is done; whether it is open for the merchant is not seen"
        ));
    }
    world.check(!done, || Finding::new(ORDER, format!("a {about} that is not done any more"), "one that is done"))
}

/// Where a status can be asked for, a merchant elsewhere may believe what it is told of a refund without asking.
#[then("the merchant acts on the notification")]
async fn acts(world: &mut World) -> Step {
    let may_believe = !world.shop().await?.rented && world.room()?.status.is_some();
    match has_acted(world, STEP).await? {
        Some(false) if may_believe => {
            unclear("the merchant asked for nothing after the notification; what it made of it is open")
        }
        Some(acted) => world.check(acted, || Finding::new("the merchant's acts", "what the notification tells", "nothing")),
        None => unclear(open(world)?),
    }
}
