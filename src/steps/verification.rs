//! Answers that a signer is asked to verify.

use cucumber::{then, when};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::core::finding::Finding;
use crate::core::http::{Headers, Request, Response};
use crate::providers::SignerRoom;
use crate::world::conversation::{account, fields, other_account, room, shape};
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

#[when("the signer verifies an answer of the next day")]
async fn verifies_next_day(world: &mut World) -> Step {
    verifies(world, 1, PLAIN_ANSWER).await
}

#[when(regex = r#"^the signer verifies an answer with the members "([^"]*)"$"#)]
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
    let found = verdict(world, &plain, &aimed).await?;
    world.signing.verified = Some((aimed, found));
    Ok(())
}

/// What the signer says of a response: true, false or `"unsupported"`.
async fn verdict(world: &mut World, request: &Request, response: &Response) -> Step<Value> {
    let shape_of_response = json!({"status": response.status, "headers": fields(&response.headers), "body": response.text()});
    let answer = world.put(json!({"request": shape(request), "response": shape_of_response}), &account()).await?;
    match answer.get("valid") {
        Some(valid @ Value::Bool(_)) => Ok(valid.clone()),
        Some(Value::String(text)) if text == "unsupported" => unclear("the signer does not verify responses"),
        _ => unclear(r#"the signer answered a question with a "response" without "valid": true, false or "unsupported""#),
    }
}

#[then("the answer is found valid")]
fn found_valid(world: &mut World) -> Step {
    let found = world.signing.verified.as_ref().map(|(_, found)| found.clone());
    world.check(found == Some(Value::Bool(true)), || Finding::new("signer's valid", "true for a genuine answer", "false"))
}

#[then(regex = "^it is found forged with another ([A-Za-z0-9_-]+)$")]
async fn found_forged(world: &mut World, part: String) -> Step {
    let (room, plain) = (room(world.provider()?)?, world.plain()?);
    let Some((mut answer, _)) = world.signing.verified.clone() else { return unclear("nothing was verified") };
    if forge(room, &plain, &mut answer, &part).is_none() {
        return unclear(format!("the answer has no {part} that could be altered"));
    }
    let valid = verdict(world, &plain, &answer).await?;
    world.check(valid == Value::Bool(false), || Finding::new("signer's valid", format!("false with another {part}"), "true"))
}

/// Alters one part of a genuine answer: the first text among its members, its date, its id, or the key that signed it.
fn forge(room: &SignerRoom, plain: &Request, answer: &mut Response, part: &str) -> Option<()> {
    let (date, read) = room.date;
    match part {
        "value" => {
            let mut members: Map<String, Value> = serde_json::from_slice(&answer.body).ok()?;
            let value = members.values_mut().find(|value| value.as_str().is_some_and(|text| !text.is_empty()))?;
            *value = altered(value.as_str()?).into();
            answer.body = Value::Object(members).to_string().into_bytes();
        }
        "date" => answer.headers.set(date, altered(answer.headers.get(date)?)),
        "id" => answer.headers.set(room.response_id, altered(answer.headers.get(room.response_id)?)),
        "key" => {
            let signed_at = answer.headers.get(date).and_then(read)?;
            (room.sign_response)(plain, answer, &other_account(), signed_at);
        }
        _ => return None,
    }
    Some(())
}

/// A text that differs in one character: the last digit or, where there is none, the last character is another digit.
fn altered(text: &str) -> String {
    let last = text.rfind(|letter: char| letter.is_ascii_digit()).or(text.char_indices().next_back().map(|(place, _)| place));
    let (before, from) = text.split_at(last.unwrap_or(text.len()));
    let mut from = from.chars();
    let other = if from.next() == Some('0') { '1' } else { '0' };
    format!("{before}{other}{}", from.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_character_is_altered() {
        let cases = [
            ("20260618T101530Z", "20260618T101531Z"),
            ("10.09", "10.00"),
            ("CaptureApproved", "CaptureApprove0"),
            ("café", "caf0"),
        ];
        for (text, expected) in cases {
            assert_eq!(altered(text), expected);
        }
    }
}
