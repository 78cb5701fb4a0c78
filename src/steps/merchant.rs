//! What the merchant's backend asked the provider, and what it made of the answers.

use std::collections::HashSet;

use cucumber::{then, when};
use jiff::SignedDuration;
use rust_decimal::Decimal;

use super::checkout::{certain, eligibility, rendered};
use super::repetition::growing as growing_intervals;
use crate::core::finding::Finding;
use crate::core::http::host;
use crate::core::money;
use crate::providers::Cause;
use crate::world::{Heard, STEP, Step, World, unclear};

/// Every call of an operation, those of other customers included.
pub(super) fn all_heard<'a>(world: &'a World, operation: &'a str) -> impl Iterator<Item = &'a Heard> {
    world.journeys.iter().flat_map(|journey| &journey.heard).filter(move |heard| heard.is(operation))
}

/// An amount as a finding shows it.
pub(super) fn printed(amount: Option<Decimal>) -> String {
    amount.map_or_else(|| "none".to_owned(), |amount| amount.to_string())
}

/// What a charge takes: an order may be made to cost another amount before it is paid.
pub(super) fn amount_taken(heard: &[Heard], charge: &Heard) -> Option<Decimal> {
    let changes = |call: &&Heard| call.endpoint.is_some() && call.role.is_none() && call.amount.is_some();
    let behind = heard.iter().skip_while(|call| call.exchange != charge.exchange).skip(1).take_while(|call| !call.moves_money);
    let changed = behind.filter(changes).filter(|call| call.is_about(charge) && call.response.is_success()).last();
    changed.filter(|_| !charge.moves_money).map_or(charge.amount, |call| call.amount)
}

#[then(regex = "^the charge asks for the amount of the ([A-Za-z0-9_-]+) before it$")]
fn amounts_agree(world: &mut World, operation: String) -> Step {
    eligibility(world)?;
    let journey = world.journey()?;
    let heard = &journey.heard;
    let place = heard.iter().position(|heard| heard.moves_money).unwrap_or(heard.len());
    let Some(charge) = heard.iter().take(place + 1).rfind(|heard| heard.is("charge")) else { return unclear("no charge came") };
    let Some(asked_at) = heard[..place].iter().rposition(|heard| heard.is(&operation)) else {
        let finding = Finding::new("the merchant's calls", format!("{operation} asked for before the charge"), "a charge alone");
        return Err(world.violated(finding));
    };
    // Who asks about an order that was opened before asks about what it costs then.
    let (before, asked) = (&heard[..asked_at], &heard[asked_at]);
    let order = || heard[..place].iter().rfind(|order| order.is("charge") && order.is_about(asked));
    let of_order = || amount_taken(before, order()?);
    let asked_for = asked.amount.or_else(of_order);
    let taken = amount_taken(heard, charge);
    let (holds, charged) = (asked_for == taken, printed(taken));
    let expected = format!("the amount {} of the {operation}", printed(asked_for));
    // What is charged beside the order's amount, such as a fee, stands on the page as well.
    let is_of_order = taken == money::decimal(&journey.amount).ok();
    let is_shown = !journey.shows_amount || is_of_order || taken.is_some_and(|amount| journey.amounts.contains(&amount));
    let shown = format!("the amount {} that the customer saw", journey.amount);
    world.check(holds, || Finding::new("charge, amount", expected, charged.clone()))?;
    world.check(is_shown, || Finding::new("charge, amount", shown, charged))
}

#[then("the charge is of the amount that the customer saw")]
fn amount_as_seen(world: &mut World) -> Step {
    let journey = world.journey()?;
    let charged = amount_taken(&journey.heard, world.last_heard("charge")?);
    if !journey.shows_amount {
        return unclear("the page did not show what the order costs");
    }
    let (holds, expected) = (charged == money::decimal(&journey.amount).ok(), journey.amount.clone());
    if let Some(other) = charged.filter(|charged| !holds && journey.amounts.contains(charged)) {
        return unclear(format!("the page showed {expected} and {other}; which of them is charged is not known"));
    }
    world.check(holds, || Finding::new("charge, amount", expected, printed(charged)))
}

#[then("the order's amount was charged once")]
fn charged_once(world: &mut World) -> Step {
    let journey = world.journey()?;
    let accepted = journey.heard.iter().filter(|heard| heard.moves_money && heard.response.is_success());
    let ids: Vec<_> = accepted.map(|charge| charge.transactions.join(" ")).collect();
    let expected = format!("one charge for an order of {}", journey.amount);
    let holds = ids.len() == 1;
    world.check(holds, || Finding::new("the merchant's calls", expected, format!("{}: {}", ids.len(), ids.join(", "))))
}

#[then(regex = r#"^every ([A-Za-z0-9_-]+) has a "([^"]*)" of its own$"#)]
fn own_ids(world: &mut World, operation: String, member: String) -> Step {
    let ids = all_heard(world, &operation).map(|heard| heard.argument(&member).to_owned());
    let ids: Vec<_> = ids.filter(|id| !id.is_empty()).collect();
    if ids.len() < 2 {
        return unclear(format!("the merchant sent {} {operation} with {}", ids.len(), &*member));
    }
    let mut known = HashSet::new();
    let again = ids.iter().find(|id| !known.insert(id.as_str())).cloned();
    let place = format!("{operation}, {member}");
    world.check(again.is_none(), || Finding::new(place, "a new id", format!("{} again", again.unwrap_or_default())))
}

/// A merchant elsewhere may still look after what was charged before this run; an id with this order in it is no such thing.
#[then("every status is asked of what was sent")]
async fn known_ids(world: &mut World) -> Step {
    let rented = world.shop().await?.rented;
    let sent: Vec<_> = all_heard(world, "charge").chain(all_heard(world, "refund")).collect();
    let is_stranger = |status: &&Heard| !sent.iter().any(|sent| status.is_about(sent));
    let stranger = {
        let mut asked = all_heard(world, "status").chain(all_heard(world, "refund_status"));
        asked.find(is_stranger).map(|status| status.transactions.join(", "))
    };
    let is_new = |id: &String| world.journeys.iter().any(|journey| id.contains(&journey.order));
    if let Some(id) = stranger.as_ref().filter(|id| !rented && !is_new(id)) {
        return unclear(format!("the merchant asked for the status of {id}, which may have been charged before this run"));
    }
    world.check(stranger.is_none(), || {
        Finding::new("status, the id", "that of a charge or refund that was sent", stranger.unwrap_or_default())
    })
}

#[then("the customer stays at the shop")]
fn stays(world: &mut World) -> Step {
    let page = world.page()?;
    let (shop, own) = (host(&world.journey()?.entrance), world.room()?.own_hosts);
    let is_away = |address: &&String| host(address).is_some_and(|host| Some(host) != shop);
    let away = page.hops.iter().chain([&page.address]).find(is_away).cloned();
    match away {
        Some(away) if host(&away).is_some_and(|host| is_one_of(&host, own)) => {
            Err(world.violated(Finding::new("the way of the customer", "no other page", away)))
        }
        Some(away) => unclear(format!("the customer was sent to {away}; whether it is the shop's own is open")),
        None => match rendered(world)?.status {
            Some(status @ 400..) => unclear(format!("the shop answered the customer with status {status}")),
            _ => certain(page, false),
        },
    }
}

/// Anybody's shop may stand at a host whose name begins like the provider's.
fn is_one_of(host: &str, own: &[&str]) -> bool {
    host.split('.').any(|label| own.contains(&label))
}

#[then(regex = "^the status is asked within ([0-9]+) seconds$")]
async fn asked_within(world: &mut World, seconds: i64) -> Step {
    let count = |world: &World| {
        let charge = world.last_heard("charge").ok()?;
        Some(all_heard(world, "status").filter(|status| status.is_about(charge)).count())
    };
    let before = count(world);
    if !world.shop().await?.rented {
        return match world.waits_for(STEP, |world| count(world) > before).await? {
            true => Ok(()),
            false => unclear("no status was asked for while we waited; no interval is published, and this clock is real"),
        };
    }
    world.passes(seconds).await?;
    let holds = count(world) > before;
    world.check(holds, || Finding::new("the merchant's calls", format!("a status within {seconds} s"), "none"))
}

#[then("the status is asked at growing intervals")]
fn growing(world: &mut World) -> Step {
    let charge = world.last_heard("charge")?;
    let asked: Vec<_> = all_heard(world, "status").filter(|status| status.is_about(charge)).map(|status| status.at).collect();
    let between: Vec<SignedDuration> = asked.windows(2).map(|pair| pair[1].duration_since(pair[0])).collect();
    growing_intervals(world, "the status", &between)
}

#[when("the merchant was answered with a false signature")]
#[when("the merchant was answered without a signature")]
fn answered_falsely(world: &mut World) -> Step {
    let spoiled = world.shop.as_ref().map(|shop| shop.spoiled.as_slice()).unwrap_or_default();
    match world.journey()?.heard.iter().any(|heard| spoiled.iter().any(|operation| heard.is(operation))) {
        true => Ok(()),
        false => unclear("the merchant asked for nothing whose answer is signed falsely, or not at all"),
    }
}

fn refused_token(heard: &Heard) -> bool {
    heard.refusal.as_ref().is_some_and(|refusal| refusal.cause == Cause::Token)
}

#[when("a token was refused")]
fn token_was_refused(world: &mut World) -> Step {
    match world.journey()?.heard.iter().any(refused_token) {
        true => Ok(()),
        false => unclear("the merchant sent no token that was refused"),
    }
}

#[then("no token was refused")]
fn no_token_refused(world: &mut World) -> Step {
    let holds = !world.journey()?.heard.iter().any(refused_token);
    world.check(holds, || Finding::new("the merchant's calls", "no stale token", "a token that was refused"))
}

#[then("the merchant asks for a new token and tries again")]
async fn renews(world: &mut World) -> Step {
    let rented = world.shop().await?.rented;
    let heard = &world.journey()?.heard;
    let refused = heard.iter().position(refused_token).unwrap_or_default();
    let asked = |heard: &&Heard| heard.is("renewal");
    let renewed = heard[refused..].iter().any(|heard| asked(&heard));
    if renewed && !heard[refused..].iter().filter(asked).any(|heard| heard.response.is_success()) {
        return unclear("the request for a new token was refused");
    }
    let uses_it = |world: &World| {
        let heard = world.journey().map(|journey| journey.heard.as_slice()).unwrap_or_default();
        heard.iter().skip(refused).any(|heard| heard.is("offer") && heard.response.is_success())
    };
    // Who renews a token at its leisure uses it for the next page.
    if renewed && !uses_it(world) {
        world.act(async |visit| visit.reload().await.map(drop)).await?;
    }
    let again = uses_it(world);
    if !renewed && !again && !rented {
        return unclear("no request for a token came; is the merchant's login service pointed at our simulator?");
    }
    let actual = if renewed { "a new token that was not used" } else { "no request for a new token" };
    world.check(again, || Finding::new("the merchant's calls", "a new token, and the same call with it", actual))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_the_providers_by_a_whole_label() {
        for host in ["www.amazon.in", "amazonpay.amazon.in", "checkout.ppro.com"] {
            assert!(is_one_of(host, &["amazon", "ppro"]), "{host}");
        }
        for host in ["shop.s3.amazonaws.com", "amazonia.example", "shoppro.example"] {
            assert!(!is_one_of(host, &["amazon", "ppro"]), "{host}");
        }
    }
}
