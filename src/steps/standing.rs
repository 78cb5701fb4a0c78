//! Where an order stands, as the shop tells its customer.

use cucumber::{then, when};
use serde_json::Value;

use super::checkout::{certain, rendered};
use crate::checkout::page::Button;
use crate::checkout::standing::Standing;
use crate::core::finding::Finding;
use crate::core::member;
use crate::world::{Heard, STEP, Step, World, unclear};

pub(super) const ORDER: &str = "the order as the customer sees it";

pub(super) const STILL_PENDING: &str = "the order is still shown as pending; for how long it may be is published nowhere";

/// How the order stands, as far as the page tells.
pub(super) fn standing(world: &World) -> Step<Standing> {
    let page = rendered(world)?;
    match world.standing()? {
        Standing::Silent => {
            certain(page, false)?;
            unclear("the page does not say where the payment stands; set paid, pending and failed")
        }
        Standing::Both(why) => {
            certain(page, false)?;
            unclear(why)
        }
        standing => certain(page, true).map(|()| standing),
    }
}

/// True when the page for sure says nothing of where the payment stands.
pub(super) fn is_silent(world: &World) -> bool {
    world.standing() == Ok(Standing::Silent) && rendered(world).is_ok_and(|page| page.doubt.is_none())
}

/// True when the page says that the refund is done.
pub(super) fn refunded(world: &World) -> Step<bool> {
    let page = rendered(world)?;
    let done = world.journey()?.finders.standings.refunded(page);
    certain(page, done).map(|()| done)
}

/// What a page of somebody else's says counts against it only where its words are known for sure.
pub(super) async fn told(world: &mut World, standing: &Standing) -> Step {
    let rented = world.shop().await?.rented;
    let keys = world.page_keys()?;
    let (key, texts) = match standing {
        Standing::Paid => ("paid", &keys.paid),
        Standing::Pending => ("pending", &keys.pending),
        Standing::Failed => ("failed", &keys.failed),
        Standing::Silent => return unclear("the page does not say where the payment stands"),
        Standing::Both(why) => return unclear(why.clone()),
    };
    if rented || !texts.is_empty() {
        return Ok(());
    }
    unclear(format!("the page reads as if the order was {standing}; the key checkout.page.{key} tells for sure"))
}

#[when("the order is shown as paid")]
async fn shown_as_paid(world: &mut World) -> Step {
    world.comes_to(STEP, |world| world.standing() == Ok(Standing::Paid)).await?;
    match standing(world)? {
        Standing::Paid => Ok(()),
        other => unclear(format!("the order should be paid by now, and is shown as {other}")),
    }
}

#[when("the refund is shown as done")]
async fn shown_as_refunded(world: &mut World) -> Step {
    world.comes_to(STEP, |world| refunded(world) == Ok(true)).await?;
    match refunded(world)? {
        true => Ok(()),
        false => unclear("the refund should be done by now, and is not shown so"),
    }
}

#[then("the order is shown as failed, with a way to try again")]
async fn failed_with_retry(world: &mut World) -> Step {
    let rented = world.shop().await?.rented;
    let keys = world.page_keys()?;
    let (knows_failure, knows_retry) =
        (rented || !keys.failed.is_empty() && !keys.pending.is_empty(), rented || keys.retry.is_some());
    rendered(world)?;
    world.comes_to(STEP, |world| world.standing() == Ok(Standing::Failed)).await?;
    let shown = standing(world);
    let page = rendered(world)?;
    let usable = |button: &Button| button.visible && button.disabled.is_none();
    // Who is back on the payment page tries again by paying in another way.
    let pays_anew = page.pay.as_ref().is_some_and(usable) && page.choices.iter().any(usable);
    let offers = pays_anew || page.retry.as_ref().is_some_and(usable);
    match shown {
        Ok(Standing::Failed) if offers => Ok(()),
        Ok(Standing::Failed) if !knows_retry => {
            unclear("no way to try again is found under its usual names (key checkout.page.retry)")
        }
        Ok(Standing::Failed) => {
            certain(page, false)?;
            Err(world.violated(Finding::new(ORDER, "a way to try again", "none")))
        }
        Ok(Standing::Pending) if !rented && world.deliveries.is_empty() => unclear(STILL_PENDING),
        Ok(other) => {
            told(world, &other).await?;
            Err(world.violated(Finding::new(ORDER, "failed", other.to_string())))
        }
        Err(_) if knows_failure && is_silent(world) => {
            let text = page.text.clone();
            Err(world.violated(Finding::new(ORDER, "a message of failure", format!("{text:?}"))))
        }
        Err(why) => Err(why),
    }
}

#[then(regex = r#"^the order is paid, and a status of "([^"]*)" came before$"#)]
async fn paid_by_status(world: &mut World, status: String) -> Step {
    rendered(world)?;
    world.comes_to(STEP, |world| world.standing() == Ok(Standing::Paid)).await?;
    if standing(world)? != Standing::Paid {
        return unclear("the order is not shown as paid");
    }
    let (holds, actual) = came_before(world, world.last_heard("charge")?, &status)?;
    if !holds {
        told(world, &Standing::Paid).await?;
    }
    world.check(holds, || Finding::new("the merchant's calls", format!("a status of {status} before the order is paid"), actual))
}

/// Who shows no refund in words that are known is not judged.
#[then(regex = r#"^the refund is done, and a status of "([^"]*)" came before$"#)]
async fn refunded_by_status(world: &mut World, status: String) -> Step {
    world.comes_to(STEP, |world| refunded(world) == Ok(true)).await?;
    if !refunded(world)? {
        return unclear("the refund is not shown as done");
    }
    let known = world.shop().await?.rented || !world.page_keys()?.refunded.is_empty();
    let (holds, actual) = came_before(world, world.last_heard("refund")?, &status)?;
    if !holds && !known {
        return unclear("the page reads as if the refund was done; the key checkout.page.refunded tells for sure");
    }
    world.check(holds, || Finding::new("the merchant's calls", format!("a status of {status} before the refund is done"), actual))
}

/// Whether a status of that charge or refund said this before the page was seen; if not, what came instead.
fn came_before(world: &World, sent: &Heard, status: &str) -> Step<(bool, &'static str)> {
    let (journey, named) = (world.journey()?, world.provider()?.status);
    let said = |heard: &&Heard| match heard.is("status") {
        true => member::at(&heard.json, named).is_some_and(|said| *said == *status),
        false => tells(&heard.json, status),
    };
    let reads = journey.heard.iter().filter(|heard| heard.asks_of(sent) && heard.response.is_success());
    let mut statuses = reads.filter(said).peekable();
    let actual = if statuses.peek().is_some() { "one that came after" } else { "none" };
    Ok((statuses.any(|status| status.at <= journey.seen_at), actual))
}

/// True when a text stands anywhere in an answer: a list of charges, or of captures, tells a status deeper down.
fn tells(answer: &Value, text: &str) -> bool {
    match answer {
        Value::String(found) => found == text,
        Value::Array(elements) => elements.iter().any(|element| tells(element, text)),
        Value::Object(members) => members.values().any(|member| tells(member, text)),
        _ => false,
    }
}

/// What a notification should undo is waited for, and so is what it must not do.
#[then("the order is not shown as paid")]
async fn not_paid(world: &mut World) -> Step {
    rendered(world)?;
    let was_paid = world.seen_before().is_some_and(|before| before.standing == Standing::Paid);
    if was_paid {
        world.comes_to(STEP, |world| matches!(world.standing(), Ok(Standing::Pending | Standing::Failed))).await?;
    } else {
        let limit = world.work_for_notifications();
        world.comes_to(limit, |world| world.standing() == Ok(Standing::Paid)).await?;
    }
    let found = standing(world)?;
    if found != Standing::Paid {
        return Ok(());
    }
    told(world, &found).await?;
    Err(world.violated(Finding::new(ORDER, "not paid", "paid")))
}

#[then("the order is shown as neither paid nor failed")]
async fn undecided(world: &mut World) -> Step {
    rendered(world)?;
    let limit = world.work_for_notifications();
    world.comes_to(limit, |world| matches!(world.standing(), Ok(Standing::Paid | Standing::Failed))).await?;
    let found = standing(world)?;
    if found == Standing::Pending {
        return Ok(());
    }
    told(world, &found).await?;
    Err(world.violated(Finding::new(ORDER, "neither paid nor failed", found.to_string())))
}
