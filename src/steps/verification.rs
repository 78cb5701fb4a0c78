//! Answers that a signer is asked to verify.

use cucumber::{then, when};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::core::finding::Finding;
use crate::core::http::{Headers, Request, Response};
use crate::providers::SignerRoom;
use crate::world::conversation::{account, fields, room, shape};
use crate::world::{Step, World, unclear};

/// A signed answer to the plain charge: `day` days after the request, members in this order.
fn response(room: &SignerRoom, plain: &Request, days: i64, body: &str) -> Response {
    let signed_at = plain.headers.get(room.date.0).and_then(room.date.1).unwrap_or(Timestamp::UNIX_EPOCH);
    let at = signed_at.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(signed_at);
    let mut response = Response { status: 200, headers: Headers::default(), body: body.as_bytes().to_vec() };
    (room.sign_response)(plain, &mut response, &account(), at);
    response
}

/// The plainest answer: one member, the day of the request.
const PLAIN_ANSWER: &str = r#"{"status":"CaptureApproved"}"#;

#[when(expr = "the signer verifies an answer of the next day")]
async fn verifies_next_day(world: &mut World) -> Step {
    verifies(world, 1, PLAIN_ANSWER).await
}

#[when(expr = "the signer verifies an answer with the members {string}")]
async fn verifies_members(world: &mut World, members: String) -> Step {
    verifies(world, 0, &members.replace('\'', "\"")).await
}

async fn verifies(world: &mut World, days: i64, body: &str) -> Step {
    let (room, plain) = (room(world.provider()?)?, world.plain()?);
    let valid = verdict(world, &plain, &response(room, &plain, 0, PLAIN_ANSWER)).await?;
    if valid != Value::Bool(true) {
        return unclear("the plainest genuine answer is not found valid already");
    }
    let aimed = response(room, &plain, days, body);
    world.signing.verified = Some(verdict(world, &plain, &aimed).await?);
    Ok(())
}

/// What the signer says of a response: true, false or `"unsupported"`.
async fn verdict(world: &mut World, request: &Request, response: &Response) -> Step<Value> {
    let shape_of_response = json!({"status": response.status, "headers": fields(&response.headers), "body": response.text()});
    let answer = world.put(json!({"request": shape(request), "response": shape_of_response})).await?;
    match answer.get("valid") {
        Some(valid @ Value::Bool(_)) => Ok(valid.clone()),
        Some(Value::String(text)) if text == "unsupported" => unclear("the signer does not verify responses"),
        _ => unclear("the signer's answer says neither valid nor unsupported"),
    }
}

#[then(expr = "the answer is found valid")]
fn found_valid(world: &mut World) -> Step {
    let found = world.signing.verified.clone();
    world.check(found == Some(Value::Bool(true)), || Finding::new("signer's valid", "true for a genuine answer", "false"))
}

#[then(expr = "the same answer with the status {string} is found forged")]
async fn found_forged(world: &mut World, status: String) -> Step {
    let (room, plain) = (room(world.provider()?)?, world.plain()?);
    let mut forged = response(room, &plain, 0, PLAIN_ANSWER);
    forged.body = json!({ "status": status }).to_string().into_bytes();
    let valid = verdict(world, &plain, &forged).await?;
    world.check(valid == Value::Bool(false), || Finding::new("signer's valid", "false for an altered answer", "true"))
}
