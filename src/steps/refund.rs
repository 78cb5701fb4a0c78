//! The refunds that the merchant's backend asks for, and what the customer sees of them.

use std::collections::BTreeSet;

use cucumber::then;
use jiff::SignedDuration;
use rust_decimal::Decimal;

use super::merchant::{all_heard, amount_taken, printed};
use super::patience::lets_pass;
use super::standing::{ORDER, refunded};
use crate::core::finding::Finding;
use crate::world::{Heard, STEP, Step, World, unclear};

#[then("no refund of this charge is sent")]
fn no_refund(world: &mut World) -> Step {
    let charge = world.last_heard("charge")?;
    let refund = all_heard(world, "refund").find(|refund| refund.refunds(charge));
    let found = refund.map(|refund| format!("a refund of {}", refund.refund_of.as_deref().unwrap_or_default()));
    world.check(found.is_none(), || {
        Finding::new("the merchant's calls", "no refund of a charge that failed", found.unwrap_or_default())
    })
}

#[then("the refunds sent stay within the charge")]
fn refunds_within(world: &mut World) -> Step {
    stays_within(world, "refund")
}

#[then("the captures sent stay within the charge")]
fn captures_within(world: &mut World) -> Step {
    stays_within(world, "capture")
}

/// No call asks for more than those before it left of the charge. One that was refused left all of it; one that came again under its
/// key has the answer of the first one, and took nothing more. What the provider makes of it later, the merchant did not know.
fn stays_within(world: &mut World, operation: &str) -> Step {
    let charge = world.last_heard("charge")?;
    let Some(charged) = amount_taken(&world.journey()?.heard, charge) else { return unclear("the charge names no amount") };
    let (mut taken, mut answers, mut excess) = (Decimal::ZERO, Vec::new(), None);
    for call in all_heard(world, operation).filter(|call| call.belongs_to(charge) && call.amount.is_some()) {
        let asked = taken + call.amount.unwrap_or_default();
        if answers.contains(&&call.json) {
            continue;
        }
        if asked > charged {
            excess.get_or_insert(asked);
        }
        if call.response.is_success() {
            taken = asked;
            answers.push(&call.json);
        }
    }
    let (expected, actual) = (format!("{operation}s of at most {charged}"), printed(excess));
    world.check(excess.is_none(), || Finding::new("the merchant's calls", expected, actual))
}

/// A merchant may give it back in parts, or charge so; what of them was asked for is open then.
#[then(regex = "^the ([A-Za-z0-9_-]+) is of the amount that was asked for$")]
fn amount_as_asked(world: &mut World, operation: String) -> Step {
    let journey = world.journey()?;
    let Some(asked) = journey.amount_asked else {
        return unclear(format!("the shop was not asked for a {operation} of an amount"));
    };
    let latest = journey.heard[journey.before..].iter().filter(|heard| heard.is(&operation));
    let amounts: BTreeSet<_> = latest.filter_map(|heard| heard.amount).collect();
    match amounts.first() {
        // Some currencies have no coins.
        Some(amount) if amounts.len() == 1 && *amount != asked && *amount == asked.round() => {
            unclear(format!("the merchant sent a {operation} of {amount}: whether of {asked} that is all is open"))
        }
        Some(amount) if amounts.len() == 1 => {
            let (holds, actual) = (*amount == asked, amount.to_string());
            world.check(holds, || Finding::new(format!("{operation}, amount"), asked.to_string(), actual))
        }
        _ => unclear(format!("the merchant sent {operation}s of {} amounts", amounts.len())),
    }
}

#[then("the refund is not shown as done")]
async fn not_refunded(world: &mut World) -> Step {
    let was_done = world.seen_before().is_some_and(|before| before.refunded);
    let limit = if was_done { STEP } else { world.work_for_notifications() };
    world.comes_to(limit, |world| refunded(world) == Ok(!was_done)).await?;
    let done = refunded(world)?;
    let known = world.shop().await?.rented || !world.page_keys()?.refunded.is_empty();
    if done && !known {
        return unclear("the page reads as if the refund was done; the key checkout.page.refunded tells for sure");
    }
    world.check(!done, || Finding::new(ORDER, "a refund that is pending", "one that is done"))
}

#[then(regex = "^the refund of this charge is not sent again within ([0-9]+) seconds$")]
async fn no_further_refund(world: &mut World, seconds: i64) -> Step {
    lets_pass(world, seconds).await?;
    one_refund(world)
}

#[then("the refund of this charge is sent once")]
fn one_refund(world: &mut World) -> Step {
    let charge = world.last_heard("charge")?;
    let sent = all_heard(world, "refund").filter(|refund| refund.refunds(charge)).count();
    if sent == 0 {
        return unclear("no refund of this charge came");
    }
    world.check(sent == 1, || Finding::new("the merchant's calls", "one refund of this charge", format!("{sent} refunds")))
}

/// Refunds of the same amount of one charge; the second of two that come so close is taken for the first one again.
#[then(regex = "^no two refunds of the same amount are sent within ([0-9]+) seconds$")]
fn refunds_apart(world: &mut World, seconds: i64) -> Step {
    let charge = world.last_heard("charge")?;
    let sent: Vec<_> = all_heard(world, "refund").filter(|refund| refund.refunds(charge)).collect();
    if sent.is_empty() {
        return unclear("no refund of this charge came");
    }
    let limit = SignedDuration::from_secs(seconds);
    let close = |pair: &[&Heard]| pair[0].amount == pair[1].amount && pair[1].at.duration_since(pair[0].at) < limit;
    let found = sent.windows(2).find(|pair| close(pair)).map(|pair| printed(pair[1].amount));
    let expected = format!("refunds of the same amount at least {seconds} s apart");
    world.check(found.is_none(), || {
        Finding::new("the merchant's calls", expected, format!("two of {} at once", found.unwrap_or_default()))
    })
}

/// Who takes no notifications of ours, or shows no refund in words that are known, is not judged.
#[then("the refund is done, as the customer sees")]
async fn is_refunded(world: &mut World) -> Step {
    world.comes_to(STEP, |world| refunded(world) == Ok(true)).await?;
    let done = refunded(world)?;
    let known = world.shop().await?.rented || !world.page_keys()?.refunded.is_empty();
    if !done && !known {
        return unclear("the page does not say that the refund is done; the key checkout.page.refunded tells for sure");
    }
    if !done && !world.shop().await?.rented && all_heard(world, "refund").count() > 1 {
        return unclear("the page does not say that a refund is done; which one it speaks of is for the eye");
    }
    world.check(done, || Finding::new(ORDER, "a refund that is done", "none"))
}

/// Where a page shows all refunds of an order, it may speak of the one that is done.
#[then("the last refund is not shown as done")]
async fn last_not_refunded(world: &mut World) -> Step {
    let limit = world.work_for_notifications();
    world.comes_to(limit, |world| refunded(world) == Ok(true)).await?;
    let done = refunded(world)?;
    if done && !world.shop().await?.rented {
        return unclear("the page says that a refund is done; which one is for the eye");
    }
    world.check(!done, || Finding::new(ORDER, "the last refund, which is pending", "one that is done"))
}
