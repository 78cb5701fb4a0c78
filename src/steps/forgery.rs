//! Requests whose signature is not the one that it should be.

use cucumber::{given, when};
use jiff::{SignedDuration, Timestamp};

use super::draft::well_formed;
use crate::core::http::Request;
use crate::providers::{Cause, Credentials, Sender};
use crate::world::{Step, Stop, World, unclear};

#[when(regex = "^the merchant sends a new ([A-Za-z0-9_-]+) whose ([A-Za-z0-9_-]+) differs from the signed one$")]
async fn sends_tampered(world: &mut World, operation: String, part: String) -> Step {
    let provider = world.provider()?;
    let draft = well_formed(world, &operation).await?;
    let mut sender = world.link().await?.sender();
    let mut request = (provider.compose)(&draft, &sender).map_err(Stop::Unclear)?;
    let mut signed = request.clone();
    if &*part == "host" {
        sender.signed_host = Some("signed-for.example");
    } else {
        if let Some(room) = provider.signer {
            (room.tamper)(&mut signed, &part);
        }
        if signed == request {
            return unclear(format!("the request has no {part} to change"));
        }
    }
    provider.sign(&mut signed, &sender).map_err(Stop::Unclear)?;
    if let Some(authorization) = signed.headers.get("authorization") {
        request.headers.set("Authorization", authorization);
    }
    world.exchange(draft, request).await
}

/// Composes and signs with a changed sender, lets `edit` change the signed request, and sends it.
async fn sends_signed(
    world: &mut World,
    operation: &str,
    change: impl FnOnce(&mut Credentials, &mut Timestamp),
    edit: impl FnOnce(&mut Request),
) -> Step {
    sends_prepared(world, operation, change, |_| {}, edit).await
}

/// As [`sends_signed`], where `prepare` changes the request before it is signed.
async fn sends_prepared(
    world: &mut World,
    operation: &str,
    change: impl FnOnce(&mut Credentials, &mut Timestamp),
    prepare: impl FnOnce(&mut Request),
    edit: impl FnOnce(&mut Request),
) -> Step {
    let provider = world.provider()?;
    let draft = well_formed(world, operation).await?;
    let sender = world.link().await?.sender();
    let (mut credentials, mut now) = (sender.credentials.clone(), sender.now);
    change(&mut credentials, &mut now);
    let sender = Sender { credentials: &credentials, now, ..sender };
    let mut request = (provider.compose)(&draft, &sender).map_err(Stop::Unclear)?;
    prepare(&mut request);
    provider.sign(&mut request, &sender).map_err(Stop::Unclear)?;
    edit(&mut request);
    world.exchange(draft, request).await
}

#[when(regex = "^the merchant sends a new ([A-Za-z0-9_-]+) signed with another secret$")]
async fn sends_with_other_secret(world: &mut World, operation: String) -> Step {
    let secrets = world.provider()?.keys.iter().filter(|key| key.secret);
    let other = |credentials: &mut Credentials, _: &mut Timestamp| {
        secrets.for_each(|key| credentials.set(key.name, "another-secret-of-nobody"));
    };
    sends_signed(world, &operation, other, |_| {}).await
}

/// Shows that the target looks at signatures at all.
#[given(regex = "^a new ([A-Za-z0-9_-]+) signed with another secret is refused$")]
async fn other_secret_is_refused(world: &mut World, operation: String) -> Step {
    sends_with_other_secret(world, operation).await?;
    world.judgeable()?;
    match world.refusal() {
        Some(refusal) if refusal.cause == Cause::Credentials => Ok(()),
        _ => unclear(format!("a wrong signature is not refused here: the answer is {}", world.describe())),
    }
}

#[when(regex = "^the merchant sends a new ([A-Za-z0-9_-]+) signed ([0-9]+) seconds ago$")]
async fn sends_late(world: &mut World, operation: String, seconds: i64) -> Step {
    sends_signed(world, &operation, late(seconds), |_| {}).await
}

#[when(regex = r#"^the merchant sends a new ([A-Za-z0-9_-]+) signed ([0-9]+) seconds ago with "([^"]*)" set to "([^"]*)"$"#)]
async fn sends_late_with(world: &mut World, operation: String, seconds: i64, header: String, value: String) -> Step {
    let prepare = |request: &mut Request| request.headers.set(&header, value);
    sends_prepared(world, &operation, late(seconds), prepare, |_| {}).await
}

fn late(seconds: i64) -> impl FnOnce(&mut Credentials, &mut Timestamp) {
    move |_, now| *now = now.checked_sub(SignedDuration::from_secs(seconds)).unwrap_or(*now)
}

#[when(regex = r#"^the merchant sends a new ([A-Za-z0-9_-]+) whose ([A-Za-z0-9_-]+) says "([^"]*)" instead of "([^"]*)"$"#)]
async fn sends_with_edited_header(world: &mut World, operation: String, header: String, new: String, old: String) -> Step {
    let edit = |request: &mut Request| {
        let value = request.headers.get(&header).unwrap_or_default().replacen(&*old, &new, 1);
        request.headers.set(&header, value);
    };
    sends_signed(world, &operation, |_, _| {}, edit).await
}
