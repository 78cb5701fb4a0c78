//! What the answer as a whole must be: accepted, or refused as published.

use cucumber::then;
use serde_json::Value;

use super::exchange::granted_with_status;
use super::field::is_amount;
use crate::core::finding::Finding;
use crate::core::member;
use crate::providers::{Cause, Refusal};
use crate::world::{Step, World, unclear};

#[then(regex = r#"^the answer is ([0-9]+) "([^"]*)"$"#)]
fn refused_with(world: &mut World, status: u16, code: String) -> Step {
    refused_with_or(world, status, code, String::new())
}

/// Where a request has two defects, a code that tells the other one is as good, but proves nothing.
#[then(regex = r#"^the answer is ([0-9]+) "([^"]*)", or cannot be told from "([^"]*)"$"#)]
fn refused_with_or(world: &mut World, status: u16, code: String, others: String) -> Step {
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

/// An answer of success that declines otherwise than the scenario needs is of another customer, and a request that is refused may
/// be so for what the customer brought: a token is good but once.
#[then(regex = r#"^the answer is ([0-9]+) "([^"]*)", where the request was taken$"#)]
fn declined_with(world: &mut World, status: u16, code: String) -> Step {
    let (found, member) = (world.judgeable()?.status, world.provider()?.status);
    let actual = world.describe();
    let tells = world.last()?.json.as_ref().is_some_and(|answer| answer.get(member).is_some());
    match world.refusal() {
        Some(refusal) if found == status && refusal.code == *code => Ok(()),
        _ if found == status => unclear(format!("the scenario needs an answer {code}, it is {actual}")),
        _ if !tells => unclear(format!("the request was refused, which tells nothing of what was asked for: {actual}")),
        _ => Err(world.violated(Finding::new("response", format!("{status} {code}"), actual))),
    }
}

/// Where one page refuses a request, and another carries it out as a whole.
#[then(regex = r#"^the answer is ([0-9]+) "([^"]*)", or accepted with "([^"]*)" of "([^"]*)"$"#)]
fn refused_or_whole(world: &mut World, status: u16, code: String, path: String, amount: String) -> Step {
    match world.last()?.is_success() {
        true => is_amount(world, &path, &amount),
        false => refused_with(world, status, code),
    }
}

#[then(regex = "^the answer is ([0-9]+)$")]
fn answered_with(world: &mut World, status: u16) -> Step {
    let found = world.judgeable()?.status;
    let actual = world.describe();
    world.check(found == status, || Finding::new("response status", status.to_string(), actual))
}

#[then(regex = "^the answer is ([0-9]+) or ([0-9]+)$")]
fn answered_with_either(world: &mut World, one: u16, other: u16) -> Step {
    let found = world.judgeable()?.status;
    let actual = world.describe();
    world.check(found == one || found == other, || Finding::new("response status", format!("{one} or {other}"), actual))
}

#[then(regex = r#"^the message of "([^"]*)" is "([^"]*)"$"#)]
fn message(world: &mut World, code: String, wanted: String) -> Step {
    let refusal = world.refusal().filter(|refusal| *refusal.code == *code);
    let Some(refusal) = refusal else {
        world.judgeable()?;
        return unclear(format!("the answer is {}, not {code}", world.describe()));
    };
    says(world, &wanted, refusal.message)
}

/// Whatever its code; what is refused with one of these was refused for another reason, whose message is not published.
#[then(regex = r#"^the message is "([^"]*)", or cannot be told from "([^"]*)"$"#)]
fn message_whatever_code(world: &mut World, wanted: String, others: String) -> Step {
    world.judgeable()?;
    match world.refusal() {
        None => unclear(format!("the answer is {}, which refuses nothing in the provider's shape", world.describe())),
        Some(refusal) if others.split(", ").any(|other| other == refusal.code) => {
            unclear(format!("the answer is {}, which fits the request, too", world.describe()))
        }
        Some(refusal) => says(world, &wanted, refusal.message),
    }
}

/// White space and a full stop at the end make no other message.
fn says(world: &mut World, wanted: &str, found: String) -> Step {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned();
    let holds = plain(&found) == plain(wanted);
    world.check(holds, || Finding::new("response body message", wanted, found))
}

#[then(regex = r#"^the charge is refused or has the status "([^"]*)", never "([^"]*)"$"#)]
fn refused_or_ended(world: &mut World, endings: String, forbidden: String) -> Step {
    ends_without(world, &forbidden, &endings, |status, refusal| status < 500 && refusal.cause == Cause::Request)
}

#[then(regex = r#"^the charge is refused with ([0-9]+) "([^"]*)" or has the status "([^"]*)", never "([^"]*)"$"#)]
fn refused_with_or_ended(world: &mut World, status: u16, code: String, endings: String, forbidden: String) -> Step {
    ends_without(world, &forbidden, &endings, |found, refusal| found == status && *refusal.code == *code)
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
    stays_without(world, forbidden)?;
    granted_with_status(world, endings)
}

/// Judges the status of an accepted answer.
fn stays_without(world: &mut World, forbidden: &str) -> Step {
    let member = world.provider()?.status;
    let holds = world.accepted_json()?.get(member).is_none_or(|status| status != forbidden);
    let place = format!("response body {member}");
    world.check(holds, || Finding::new(place, format!("anything but {forbidden}"), forbidden))
}

/// For after the charge was judged: a charge that is not found has become nothing.
#[then(regex = r#"^the charge has not become "([^"]*)"$"#)]
fn has_not_become(world: &mut World, forbidden: String) -> Step {
    world.judgeable()?;
    if world.last()?.is_success() { stays_without(world, &forbidden) } else { Ok(()) }
}

#[then("the request is accepted")]
fn is_accepted(world: &mut World) -> Step {
    world.judgeable()?;
    let holds = world.last()?.is_success();
    let actual = world.describe();
    world.check(holds, || Finding::new("response status", "2xx", actual))
}

/// Either answer to a repetition is published. Another refusal is neither, and an answer without the list does not tell.
#[then(regex = r#"^the list "([^"]*)" has one entry, or the request is refused with "([^"]*)"$"#)]
fn one_entry_or_refused(world: &mut World, path: String, codes: String) -> Step {
    world.judgeable()?;
    if !world.last()?.is_success() {
        return match world.refusal() {
            Some(refusal) if codes.split(", ").any(|code| code == refusal.code) => Ok(()),
            _ => unclear(format!("the answer is {}, and of {} nothing is known", world.describe(), &*path)),
        };
    }
    let Some(found) = member::at(world.accepted_json()?, &path).and_then(Value::as_array).map(Vec::len) else {
        return unclear(format!("the answer has no list {}", &*path));
    };
    let place = format!("response body {}", &*path);
    world.check(found == 1, || Finding::new(place, "one entry", format!("{found} entries")))
}

#[then("the request is refused")]
fn is_refused(world: &mut World) -> Step {
    refused_for(world, "4xx, or a refusal in the answer", |_| true)
}

/// Where a limit may be another one for somebody, to be accepted proves nothing of a target elsewhere; at ours it is the usual one.
#[then(regex = r#"^the request is refused, unless "([^"]*)"$"#)]
async fn is_refused_unless(world: &mut World, reason: String) -> Step {
    match world.last()?.is_success() && !world.link().await?.embedded {
        true => unclear(format!("the request was accepted: {}", &*reason)),
        false => is_refused(world),
    }
}

/// Any of these codes will do.
#[then(regex = r#"^the request is refused with "([^"]*)"$"#)]
fn is_refused_with(world: &mut World, codes: String) -> Step {
    refused_for(world, &codes, |refusal| codes.split(", ").any(|code| code == refusal.code))
}

/// Any of the first codes will do. One of the others refuses the request as well, but does not say why: nothing can be said then.
#[then(regex = r#"^the request is refused with "([^"]*)", or cannot be told from "([^"]*)"$"#)]
fn is_refused_with_or(world: &mut World, codes: String, others: String) -> Step {
    match world.refusal() {
        Some(refusal) if !world.last()?.is_success() && others.split(", ").any(|other| other == refusal.code) => {
            unclear(format!("the answer is {}, which does not say why", world.describe()))
        }
        _ => is_refused_with(world, codes),
    }
}

/// Whatever it says; a refusal in the words of an answer of success is none here, and one of our credentials tells nothing.
#[then("the request is answered 4xx")]
fn is_answered_4xx(world: &mut World) -> Step {
    let status = world.judgeable()?.status;
    let actual = world.describe();
    match world.refusal() {
        Some(refusal) if refusal.cause != Cause::Request => {
            unclear(format!("the answer is {actual}, which says nothing of the request"))
        }
        None if status == 401 => unclear(format!("the answer is {actual}, which says nothing of the request")),
        _ => world.check((400..500).contains(&status), || Finding::new("response status", "4xx", actual)),
    }
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
#[then(regex = r#"^the request is accepted with the status "([^"]*)"$"#)]
fn is_accepted_with(world: &mut World, status: String) -> Step {
    is_accepted(world)?;
    granted_with_status(world, &status)
}
