//! Why a signature was refused: the request as sent, the keys, and the mistakes that explain what came.

use std::borrow::Cow;

use super::auth::{AUTHORIZATION, ResponseSignature, SCHEME, SignatureRefusal, check_values, verify_response};
use super::documents::{Document, DocumentError, take_response};
use super::mistakes;
use super::response_signature::{SIGNATURE, readings};
use crate::core::http::{Request, Response};
use crate::core::json::Fields;
use crate::providers::Credentials;
use crate::signing::case::{Case, Given};
use crate::signing::diagnosis::{Diagnosis, MOST};
use crate::signing::mistakes::{Cause, Stage};
use crate::signing::parts::{Parts, PartsError};
use crate::signing::{Account, verify};

/// While requests are waiting, no more mistakes than these are looked for at once: three take too long.
const MOST_ON_THE_WAY: usize = 2;

const HEADER_MISSING: Cause = request(
    "signed_header_missing",
    "A header that is signed, or that carries the signature, is missing.",
    "Send every header of the published list.",
);
const ALGORITHM_VALUE: Cause = request(
    "algorithm_header",
    "The header x-amz-algorithm names another algorithm than the published one.",
    "Send AWS4-HMAC-SHA384, and sign with it.",
);
const DATE_VALUE: Cause = request(
    "date_header",
    "The header x-amz-date is no UTC time of the form YYYYMMDDTHHMMSSZ.",
    "Send and sign the time in this form.",
);
const EXPIRES_VALUE: Cause = request(
    "expires_header",
    "The header x-amz-expires is no positive whole number of seconds.",
    "Send and sign a number such as 900.",
);
const HEADER_FORM: Cause = Cause {
    id: "authorization_form",
    stage: Stage::Header,
    text: "The Authorization header is not of the published form: AMZ+, the access key id, a colon and the signature.",
    fix: "Write the header in this form; whether the signature itself is right shows then.",
};
const OTHER_KEY: Cause = Cause {
    id: "other_access_key",
    stage: Stage::Header,
    text: "The Authorization header names another access key id than that of the account.",
    fix: "Write the access key id that belongs to the secret key.",
};

const fn request(id: &'static str, text: &'static str, fix: &'static str) -> Cause {
    Cause { id, stage: Stage::Request, text, fix }
}

/// Every cause that may be told: those that are known from the message alone, and the mistakes.
pub fn causes() -> Vec<Cause> {
    let plain = [HEADER_MISSING, ALGORITHM_VALUE, DATE_VALUE, EXPIRES_VALUE];
    plain.into_iter().chain(mistakes::all().map(|mistake| mistake.cause)).chain([HEADER_FORM, OTHER_KEY]).collect()
}

/// Carries `diagnose` out; the error says what is wrong with the document.
pub fn document(text: &str) -> Result<Diagnosis, String> {
    read(text).map_err(|error| error.to_string())
}

fn read(text: &str) -> Result<Diagnosis, DocumentError> {
    let mut fields = Fields::read(text.as_bytes())?;
    let document = Document::take(&mut fields)?;
    let canonical_request = fields.optional_text("canonical_request")?;
    let string_to_sign = fields.optional_text("string_to_sign")?;
    let theirs = Given { canonical_request: canonical_request.as_deref(), string_to_sign: string_to_sign.as_deref() };
    match (fields.has("authorization"), fields.has("response")) {
        (true, false) => {
            let authorization = fields.text("authorization")?;
            fields.finish()?;
            of_request(&document.request, &document.account(), &authorization, theirs)
        }
        (false, true) => {
            let response = take_response(&mut fields)?;
            fields.finish()?;
            of_response(&document, &response, theirs)
        }
        _ => Err(DocumentError::OneOf("diagnose")),
    }
}

/// Why the header is another one than the request's; a request that cannot be signed at all is not explained.
pub fn authorization(request: &Request, credentials: &Credentials, authorization: &str) -> Diagnosis {
    let account = Account { access_key_id: credentials.get("access_key_id"), secret: credentials.get("secret_key") };
    of_request(request, &account, authorization, Given::default()).unwrap_or_default()
}

fn of_request(
    request: &Request,
    account: &Account<'_>,
    authorization: &str,
    theirs: Given<'_>,
) -> Result<Diagnosis, DocumentError> {
    let parts = match Parts::of_request(&SCHEME, request, None) {
        Err(PartsError::MissingHeader(_)) => return Ok(Diagnosis::of_request(HEADER_MISSING)),
        parts => parts?,
    };
    if let Some(cause) = check_values(request).err().and_then(|refusal| wrong_value(&refusal)) {
        return Ok(Diagnosis::of_request(cause));
    }
    let case = Case::of_header(&SCHEME, &parts, *account);
    // Both published forms of the header are the first one from here on.
    let Some((named, signature)) = verify::read_authorization(&SCHEME, authorization) else {
        let found = Diagnosis::find(&[case], authorization, theirs, MOST);
        let form = || Diagnosis { first_difference: found.first_difference.clone(), ..Diagnosis::of_request(HEADER_FORM) };
        return Ok(if found.explained { found } else { form() });
    };
    let header = |key| verify::authorization(&SCHEME, key, signature);
    if named == account.access_key_id || signature == account.access_key_id {
        return Ok(Diagnosis::find(&[case], &header(named), theirs, MOST));
    }
    let mut diagnosis = Diagnosis::find(&[case], &header(account.access_key_id), theirs, MOST);
    if diagnosis.explained {
        diagnosis.causes.push(OTHER_KEY);
    }
    Ok(diagnosis)
}

fn wrong_value(refusal: &SignatureRefusal) -> Option<Cause> {
    match refusal {
        SignatureRefusal::Algorithm => Some(ALGORITHM_VALUE),
        SignatureRefusal::Date => Some(DATE_VALUE),
        SignatureRefusal::Expires => Some(EXPIRES_VALUE),
        _ => None,
    }
}

fn of_response(document: &Document, response: &Response, theirs: Given<'_>) -> Result<Diagnosis, DocumentError> {
    if let ResponseSignature::Missing(_) = verify_response(&document.request, response, &document.credentials()) {
        return Ok(Diagnosis::of_request(HEADER_MISSING));
    }
    let parts = Parts::of_response(&SCHEME, &document.request, response)?;
    let readings: Vec<Cow<'_, Parts<'_>>> = readings(&parts).collect();
    let cases: Vec<_> = readings.iter().map(|parts| Case::of_signature(&SCHEME, parts, document.account())).collect();
    Ok(Diagnosis::find(&cases, response.headers.get(SIGNATURE).unwrap_or_default(), theirs, MOST))
}

/// What explains the signature of a request that is not the right one, looked for in little time.
pub fn signature(
    request: &Request,
    credentials: &Credentials,
    signed_host: Option<&str>,
    signature: &str,
) -> Result<Diagnosis, PartsError> {
    let parts = Parts::of_request(&SCHEME, request, signed_host)?;
    let account = Account { access_key_id: credentials.get("access_key_id"), secret: credentials.get("secret_key") };
    let case = Case::of_signature(&SCHEME, &parts, account);
    Ok(Diagnosis::find(&[case], signature, Given::default(), MOST_ON_THE_WAY))
}

/// The same in a sentence.
pub fn explain(
    request: &Request,
    credentials: &Credentials,
    signed_host: Option<&str>,
    observed: &str,
) -> Result<String, PartsError> {
    signature(request, credentials, signed_host, observed).map(|found| told(&found))
}

/// What was found, in a sentence.
pub fn told(found: &Diagnosis) -> String {
    match found.sentence() {
        Some(causes) => format!("{}: {causes}", SignatureRefusal::Mismatch),
        None => SignatureRefusal::Mismatch.to_string(),
    }
}

/// Why the signature of a request to the simulator is refused; `None` when it is right. Names causes, never a value.
pub fn refusal(request: &Request, credentials: &Credentials) -> Option<String> {
    let refusal = super::auth::verify_request(request, credentials.get("secret_key"), None).err()?;
    let header = request.headers.get(AUTHORIZATION).and_then(|header| verify::read_authorization(&SCHEME, header));
    Some(match (refusal, header) {
        (SignatureRefusal::Mismatch, Some((key, _))) if key != credentials.get("access_key_id") => OTHER_KEY.text.to_owned(),
        (SignatureRefusal::Mismatch, Some((_, signature))) => {
            explain(request, credentials, None, signature).unwrap_or_else(|error| error.to_string())
        }
        (refusal, _) => refusal.to_string(),
    })
}
