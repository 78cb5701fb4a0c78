//! The embedded signer: a correct signing program that speaks the signer protocol, and can be broken on purpose.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::{Map, Value, json};

use super::auth::{self, ALGORITHM, DATE, EXPIRES, ResponseSignature, SCHEME, USUAL_EXPIRES};
use super::documents::{Document, DocumentError, take_response};
use super::mistakes;
use super::response_signature;
use crate::core::http::{Request, Response};
use crate::core::json::Fields;
use crate::core::subject::Subject;
use crate::providers::{Fault, Faults};
use crate::signing::mac::Stages;
use crate::signing::mistakes::Cause;
use crate::signing::parts::Parts;
use crate::signing::recipe::Recipe;
use crate::signing::verify;

/// What can be broken beside the signature itself.
const OTHER_FAULTS: &[Fault] = &[
    fault("signer_date_extended", "A date that the signer adds is written with dashes and colons."),
    fault(
        "signer_local_time",
        "A date that the signer adds is the time of India, five and a half hours ahead, with a Z behind it.",
    ),
    fault("signer_date_differs", "Where the signer adds the date, the string to sign has another second than the header."),
    fault("signer_expires_zero", "An x-amz-expires that the signer adds is 0."),
    fault("signer_response_date_ignored", "Responses are checked with the date of the request."),
    fault("signer_response_members_as_received", "The members of responses are not sorted before they are checked."),
    fault("signer_response_always_valid", "Every response is taken as valid."),
    fault("signer_sign_nothing", "Every line is answered with an error."),
];

/// How far the clocks of India are ahead of UTC.
pub(super) const INDIA: SignedDuration = SignedDuration::from_mins(5 * 60 + 30);

const fn fault(name: &'static str, text: &'static str) -> Fault {
    Fault { name, text, subject: Subject::Signer, browser_only: false }
}

/// Mistakes that are no faults: no check can tell them by what is published, or no well-formed request shows them.
pub const NO_FAULTS: &[&str] = &[
    // The known implementations differ: by name, or by encoded name.
    "sorted_after_encoding",
    // How these are written is not published.
    "boolean_capitalised",
    "header_spaces_collapsed",
    "null_as_empty",
    "null_as_text",
    "number_shortened",
    "number_with_decimal",
    "number_with_two_decimals",
    "object_sorted",
    // No published path has anything to encode in it but its slashes.
    "path_segments_encoded",
    // What a URL's + stands for in a signature is not published.
    "plus_read_as_space",
    // Secrets are handed out without white space, and whether they are base64 is not published.
    "secret_from_base64",
    "secret_trimmed",
];

/// What can be broken: every signing mistake that a check can tell as `signer_<id>`, and what is wrong beside the signature.
pub fn faults() -> Vec<Fault> {
    let judged = mistakes::all().map(|mistake| &mistake.cause).filter(|cause| !NO_FAULTS.contains(&cause.id));
    // The table of faults is made once and lives as long as the program.
    let mistakes = judged.map(|cause| fault(String::leak(fault_name(cause)), cause.text));
    mistakes.chain(OTHER_FAULTS.iter().copied()).collect()
}

/// The fault that plants a mistake.
pub fn fault_name(cause: &Cause) -> String {
    format!("signer_{}", cause.id)
}

/// Answers one line of the signer protocol. The time that is added where a request names none is the machine's: a signer
/// is a program of its own, with its own clock.
pub fn answer(line: &str, faults: &Faults) -> String {
    answer_at(line, faults, Timestamp::now())
}

fn answer_at(line: &str, faults: &Faults, now: Timestamp) -> String {
    let (id, answer) = match Fields::read(line.as_bytes()) {
        Ok(mut fields) if faults.has("signer_sign_nothing") => (fields.take("id"), Err("this signer signs nothing".into())),
        Ok(mut fields) => (fields.take("id"), reply(fields, faults, now).map_err(|error| error.to_string())),
        Err(error) => (None, Err(error.to_string())),
    };
    let mut answer = answer.unwrap_or_else(|error| Map::from_iter([("error".to_owned(), Value::String(error))]));
    answer.shift_insert(0, "id".to_owned(), id.unwrap_or_default());
    Value::Object(answer).to_string()
}

fn reply(mut fields: Fields, faults: &Faults, now: Timestamp) -> Result<Map<String, Value>, DocumentError> {
    let document = Document::take(&mut fields)?;
    let response = if fields.has("response") { Some(take_response(&mut fields)?) } else { None };
    fields.finish()?;
    match response {
        Some(response) => Ok(Map::from_iter([("valid".to_owned(), json!(is_valid(&document, &response, faults)?))])),
        None => sign(document, faults, now),
    }
}

fn sign(mut document: Document, faults: &Faults, now: Timestamp) -> Result<Map<String, Value>, DocumentError> {
    let no_date = document.request.headers.get(DATE).is_none();
    let added = complete(&mut document.request, faults, now)?;
    let mut parts = Parts::of_request(&SCHEME, &document.request, None)?.without_nulls()?;
    if no_date && faults.has("signer_date_differs") {
        parts.date = Cow::Owned(next_second(&parts.date));
    }
    let recipe = recipe(faults);
    let stages = Stages::new(&SCHEME, &parts, &document.account(), &recipe);
    let authorization = (recipe.authorization)(&SCHEME, &document.access_key_id, &stages.signature);
    let mut answer = Map::new();
    answer.insert("authorization".into(), authorization.into());
    answer.insert("canonical_request".into(), stages.canonical_request.into());
    answer.insert("string_to_sign".into(), stages.string_to_sign.into());
    if added {
        let headers = document.request.headers.iter().map(|(name, value)| (name.to_owned(), Value::from(value)));
        answer.insert("headers".into(), Value::Object(headers.collect()));
    }
    Ok(answer)
}

/// The published recipe with the planted mistakes in it.
fn recipe(faults: &Faults) -> Recipe {
    let planted = |id: &str| faults.has(&format!("signer_{id}"));
    mistakes::all().filter(|mistake| planted(mistake.cause.id)).fold(Recipe::RIGHT, Recipe::with)
}

/// Adds date, validity and algorithm where they are missing; true when it added one. A value that is there must be right.
fn complete(request: &mut Request, faults: &Faults, now: Timestamp) -> Result<bool, DocumentError> {
    let missing = |request: &Request, name| request.headers.get(name).is_none();
    let (no_date, no_expires) = (missing(request, DATE), missing(request, EXPIRES));
    let added = no_date || no_expires || missing(request, ALGORITHM);
    let now = if faults.has("signer_local_time") { now.checked_add(INDIA).unwrap_or(now) } else { now };
    for (name, value) in [(DATE, auth::format_date(now).as_str()), (EXPIRES, USUAL_EXPIRES), (ALGORITHM, SCHEME.algorithm)] {
        if missing(request, name) {
            request.headers.set(name, value);
        }
    }
    auth::check_values(request)?;
    if no_date && faults.has("signer_date_extended") {
        request.headers.set(DATE, now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    }
    if no_expires && faults.has("signer_expires_zero") {
        request.headers.set(EXPIRES, "0");
    }
    Ok(added)
}

fn next_second(date: &str) -> String {
    let time = auth::read_date(date).and_then(|time| time.checked_add(1.second()).ok());
    time.map_or_else(|| date.to_owned(), auth::format_date)
}

fn is_valid(document: &Document, response: &Response, faults: &Faults) -> Result<bool, DocumentError> {
    let (date_ignored, as_received) =
        (faults.has("signer_response_date_ignored"), faults.has("signer_response_members_as_received"));
    if faults.has("signer_response_always_valid") {
        return Ok(true);
    }
    if !date_ignored && !as_received {
        let checked = auth::verify_response(&document.request, response, &document.credentials());
        return Ok(checked == ResponseSignature::Valid);
    }
    let mut parts = Parts::of_response(&SCHEME, &document.request, response)?;
    if date_ignored {
        parts.date = Cow::Borrowed(document.request.headers.get(DATE).unwrap_or_default());
    }
    let recipe = Recipe { sort: if as_received { |_| () } else { Recipe::RIGHT.sort }, ..Recipe::RIGHT };
    let signature = response.headers.get(response_signature::SIGNATURE).unwrap_or_default();
    let account = document.account();
    let fits = |parts: &Parts<'_>| verify::same(&Stages::new(&SCHEME, parts, &account, &recipe).signature, signature);
    Ok(response_signature::readings(&parts).any(|reading| fits(&reading)))
}
