//! Notifications as their events are named, and how they are answered.

use cucumber::{gherkin, then, when};
use serde_json::{Map, Value, json};

use super::notification::{composed, deliver, delivered};
use super::text::{Name, Number, Text};
use crate::core::finding::Finding;
use crate::core::http::Response;
use crate::world::{Delivery, Step, World, unclear};

#[when(expr = "the notification {text} of the {name} arrives with {text} set to {text}")]
async fn changed_arrives(world: &mut World, event: Text, about: Name, member: Text, value: Text) -> Step {
    let message = composed(world, &about, json!({ "event": *event, "with": { &*member: *value } })).await?;
    deliver(world, &about, message).await
}

#[when(expr = "a notification {text} of the {name} arrives that is {text}")]
async fn forged_arrives(world: &mut World, event: Text, about: Name, variant: Text) -> Step {
    let message = composed(world, &about, json!({ "event": *event, "forged": super::notification::variant(&variant) })).await?;
    deliver(world, &about, message).await
}

/// Each row of the table is a field and what it says.
#[when(expr = "the notification {text} of the {name} arrives with these fields")]
async fn fields_arrive(world: &mut World, event: Text, about: Name, #[step] step: &gherkin::Step) -> Step {
    let rows = step.table.iter().flat_map(|table| &table.rows);
    let pairs = rows.filter_map(|row| Some((row.first()?.clone(), json!(row.get(1)?))));
    let with: Map<String, Value> = pairs.collect();
    let message = composed(world, &about, json!({ "event": *event, "with": with })).await?;
    deliver(world, &about, message).await
}

/// The merchant's clock runs on while it does its work.
#[when(expr = "the notification {text} of the {name} arrives, and {number} seconds pass")]
async fn arrives_while(world: &mut World, event: Text, about: Name, seconds: Number<i64>) -> Step {
    let seconds = seconds.get();
    let request = composed(world, &about, json!({ "event": *event })).await?;
    let answer = world.request_while(request.clone(), seconds).await?;
    let late = answer.is_none();
    let answer = answer.unwrap_or_else(|| Err(format!("no answer within {seconds} s")));
    world.deliveries.push(Delivery { about: about.into(), request, answer, acted: None, late });
    Ok(())
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
#[when(expr = "the notification was refused")]
fn was_refused(world: &mut World) -> Step {
    match answer(world)? {
        Some(response) if !response.is_success() => Ok(()),
        _ => unclear("the merchant acknowledges what it must refuse, so its answers tell nothing"),
    }
}

#[then(expr = "the notification is acknowledged")]
fn is_acknowledged(world: &mut World) -> Step {
    let found = answer(world)?.map(|response| response.status);
    let actual = found.map_or_else(|| "none in time".to_owned(), |status| status.to_string());
    let holds = found.is_some_and(|status| (200..300).contains(&status));
    world.check(holds, || Finding::new("the answer to a notification", "2xx", actual))
}

#[then(expr = "every notification is acknowledged")]
fn all_acknowledged(world: &mut World) -> Step {
    let answers = world.deliveries.iter().map(|delivery| &delivery.answer);
    let refused = answers.filter_map(|answer| answer.as_ref().ok()).find(|response| !response.is_success());
    let status = refused.map(|response| response.status.to_string());
    if world.deliveries.iter().any(|delivery| delivery.answer.is_err()) && status.is_none() {
        return unclear("a notification was not answered");
    }
    world.check(status.is_none(), || Finding::new("the answer to a notification", "2xx", status.unwrap_or_default()))
}

#[then(expr = "the merchant refuses the notification, and does not fail")]
fn refuses(world: &mut World) -> Step {
    let status = answer(world)?.map_or(0, |response| response.status);
    let acted = delivered(world)?.acted == Some(true);
    world.check(!acted, || Finding::new("the merchant's acts", "nothing after a forged notification", "the order changed"))?;
    let holds = (400..500).contains(&status);
    world.check(holds, || Finding::new("the answer to a forged notification", "4xx", status.to_string()))
}

/// Where a status can be asked for, a merchant elsewhere may believe what it is told of a refund without asking.
#[then(expr = "the merchant acts on the notification")]
async fn acts(world: &mut World) -> Step {
    let may_believe = !world.shop().await?.rented && world.room()?.status.is_some();
    match delivered(world)?.acted {
        Some(false) if may_believe => {
            unclear("the merchant asked for nothing after the notification; what it made of it is open")
        }
        Some(acted) => world.check(acted, || Finding::new("the merchant's acts", "what the notification tells", "nothing")),
        None => unclear("whether the notification made the merchant act is open"),
    }
}
