//! What the answer as a whole must be: accepted, or refused as published.

use cucumber::then;

use super::exchange::granted_with_status;
use super::text::{Number, Text};
use crate::core::finding::Finding;
use crate::providers::{Cause, Refusal};
use crate::world::{Step, World, unclear};

#[then(expr = "the answer is {number} {text}")]
fn refused_with(world: &mut World, status: Number<u16>, code: Text) -> Step {
    refused_with_or(world, status, code, String::new().into())
}

/// Where a request has two defects, a code that tells the other one is as good, but proves nothing.
#[then(expr = "the answer is {number} {text}, or cannot be told from {text}")]
fn refused_with_or(world: &mut World, status: Number<u16>, code: Text, others: Text) -> Step {
    let status = status.get();
    let wanted = format!("{status} {code}");
    let actual = world.describe();
    if world.response().is_ok() && actual == wanted {
        return Ok(());
    }
    let response = world.judgeable()?;
    match world.refusal() {
        None if response.status == status => {
            unclear(format!("the answer is {status}, but names no code in the provider's shape"))
        }
        Some(refusal) if others.split(", ").any(|other| other == refusal.code) => {
            unclear(format!("the answer is {actual}, which fits the request, too"))
        }
        _ => Err(world.violated(Finding::new("response", wanted, actual))),
    }
}

#[then(expr = "the answer is {number}")]
fn answered_with(world: &mut World, status: Number<u16>) -> Step {
    let (status, found) = (status.get(), world.judgeable()?.status);
    let actual = world.describe();
    world.check(found == status, || Finding::new("response status", status.to_string(), actual))
}

#[then(expr = "the answer is {number} or {number}")]
fn answered_with_either(world: &mut World, one: Number<u16>, other: Number<u16>) -> Step {
    let (one, other, found) = (one.get(), other.get(), world.judgeable()?.status);
    let actual = world.describe();
    world.check(found == one || found == other, || Finding::new("response status", format!("{one} or {other}"), actual))
}

#[then(expr = "the message of {text} is {text}")]
fn message(world: &mut World, code: Text, wanted: Text) -> Step {
    let refusal = world.refusal().filter(|refusal| *refusal.code == *code);
    let Some(refusal) = refusal else {
        world.judgeable()?;
        return unclear(format!("the answer is {}, not {code}", world.describe()));
    };
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned();
    let holds = plain(&refusal.message) == plain(&wanted);
    world.check(holds, || Finding::new("response body message", wanted, refusal.message))
}

#[then(expr = "the charge is refused or has the status {text}, never {text}")]
fn refused_or_ended(world: &mut World, endings: Text, forbidden: Text) -> Step {
    ends_without(world, &forbidden, &endings, |status, refusal| status < 500 && refusal.cause == Cause::Request)
}

#[then(expr = "the charge is refused with {number} {text} or has the status {text}, never {text}")]
fn refused_with_or_ended(world: &mut World, status: Number<u16>, code: Text, endings: Text, forbidden: Text) -> Step {
    ends_without(world, &forbidden, &endings, |found, refusal| found == status.get() && *refusal.code == *code)
}

/// Only the forbidden status is wrong. A charge that is pending may still get it, and another refusal has another reason.
fn ends_without(world: &mut World, forbidden: &str, endings: &str, fits: impl Fn(u16, &Refusal) -> bool) -> Step {
    let status = world.judgeable()?.status;
    if !world.last()?.is_success() {
        return match world.refusal() {
            Some(refusal) if fits(status, &refusal) => Ok(()),
            _ => unclear(format!("the charge was answered {}, which does not tell how it ends", world.describe())),
        };
    }
    let member = world.provider()?.status;
    if world.accepted_json()?.get(member).is_some_and(|status| status == forbidden) {
        return Err(world.violated(Finding::new(
            format!("response body {member}"),
            format!("anything but {forbidden}"),
            forbidden,
        )));
    }
    granted_with_status(world, endings)
}

#[then(expr = "the request is accepted")]
fn is_accepted(world: &mut World) -> Step {
    world.judgeable()?;
    let holds = world.last()?.is_success();
    let actual = world.describe();
    world.check(holds, || Finding::new("response status", "2xx", actual))
}

#[then(expr = "the request is refused")]
fn is_refused(world: &mut World) -> Step {
    refused_for(world, "4xx, or a refusal in the answer", |_| true)
}

/// Any of these codes will do.
#[then(expr = "the request is refused with {text}")]
fn is_refused_with(world: &mut World, codes: Text) -> Step {
    refused_for(world, &codes, |refusal| codes.split(", ").any(|code| code == refusal.code))
}

/// A refusal of the request itself, whether by a status or in the words of an answer of success.
fn refused_for(world: &mut World, wanted: &str, fits: impl Fn(&Refusal) -> bool) -> Step {
    let status = world.judgeable()?.status;
    let actual = world.describe();
    let holds = match world.refusal() {
        _ if world.last()?.is_success() => false,
        Some(refusal) if refusal.cause == Cause::Request => fits(&refusal),
        None if (400..500).contains(&status) => {
            return unclear(format!("the answer is {actual}, but not in the provider's shape"));
        }
        _ => return unclear(format!("the answer is {actual}, which says nothing of the request")),
    };
    world.check(holds, || Finding::new("response", format!("a refusal: {wanted}"), actual))
}

/// A transaction may be taken and still fail for reasons of its own.
#[then(expr = "the request is accepted with the status {text}")]
fn is_accepted_with(world: &mut World, status: Text) -> Step {
    is_accepted(world)?;
    granted_with_status(world, &status)
}
