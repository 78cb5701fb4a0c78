//! The JSON documents of `sign`, `verify` and the signer protocol.

use serde_json::{Value, json};
use thiserror::Error;

use super::auth::{self, AUTHORIZATION, ResponseSignature, SCHEME, SignatureRefusal};
use super::diagnose;
use crate::core::http::{Headers, Request, Response};
use crate::core::json::{Fields, JsonError};
use crate::core::secret::Secret;
use crate::providers::Credentials;
use crate::signing::parts::{PartsError, doubled};
use crate::signing::{Account, verify};

/// Why a document cannot be used.
#[derive(Debug, Error)]
pub enum DocumentError {
    /// Not JSON, or a member is wrong.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// A header twice, whatever its case.
    #[error("could not use {0}headers: {1:?} is there twice")]
    DoubledHeader(&'static str, String),
    /// Not an HTTP method.
    #[error("could not use request.method: it is no HTTP method in capital letters")]
    Method,
    /// Not an HTTP status.
    #[error("could not use response.status: it is no HTTP status")]
    Status,
    /// A key without text.
    #[error("could not use {0}: it is empty")]
    Empty(&'static str),
    /// There is nothing to check, or too much.
    #[error("could not {0}: exactly one of authorization and response must be given")]
    OneOf(&'static str),
    /// The request cannot be signed.
    #[error(transparent)]
    Refused(#[from] SignatureRefusal),
}

impl From<PartsError> for DocumentError {
    fn from(error: PartsError) -> Self {
        Self::Refused(error.into())
    }
}

/// A request and the keys of a merchant's account.
#[derive(Debug)]
pub struct Document {
    /// What is signed.
    pub request: Request,
    /// Stands in the `Authorization` header.
    pub access_key_id: String,
    /// Signs.
    pub secret_key: Secret,
}

impl Document {
    /// Takes `request`, `access_key_id` and `secret_key` out.
    pub fn take(fields: &mut Fields) -> Result<Self, DocumentError> {
        let request = request(fields.object("request")?)?;
        let access_key_id = fields.text("access_key_id")?;
        let secret_key = Secret::new(fields.text("secret_key")?);
        if access_key_id.is_empty() {
            return Err(DocumentError::Empty("access_key_id"));
        }
        if secret_key.is_empty() {
            return Err(DocumentError::Empty("secret_key"));
        }
        Ok(Self { request, access_key_id, secret_key })
    }

    /// The keys as the signature takes them.
    pub fn account(&self) -> Account<'_> {
        Account { access_key_id: &self.access_key_id, secret: self.secret_key.expose() }
    }

    /// The keys as an account.
    pub fn credentials(&self) -> Credentials {
        [("access_key_id", self.access_key_id.as_str()), ("secret_key", self.secret_key.expose())].into_iter().collect()
    }
}

/// Carries `sign` out: the stages of the request's signature.
pub fn sign(text: &str) -> Result<Value, String> {
    signed(text).map_err(|error| error.to_string())
}

fn signed(text: &str) -> Result<Value, DocumentError> {
    let mut fields = Fields::read(text.as_bytes())?;
    let document = Document::take(&mut fields)?;
    fields.finish()?;
    auth::check_values(&document.request)?;
    let stages = auth::stages(&document.request, document.secret_key.expose(), None)?;
    let authorization = verify::authorization(&SCHEME, &document.access_key_id, &stages.signature);
    Ok(json!({
        "canonical_request": stages.canonical_request,
        "string_to_sign": stages.string_to_sign,
        "signature": stages.signature,
        "authorization": authorization,
    }))
}

/// Carries `verify` out: the inner error says why the signature is not valid.
pub fn verify(text: &str) -> Result<Result<(), String>, String> {
    verified(text).map_err(|error| error.to_string())
}

fn verified(text: &str) -> Result<Result<(), String>, DocumentError> {
    let mut fields = Fields::read(text.as_bytes())?;
    let document = Document::take(&mut fields)?;
    let verdict = match (fields.has("authorization"), fields.has("response")) {
        (true, false) => {
            let authorization = fields.text("authorization")?;
            fields.finish()?;
            verify_authorization(document, authorization)?
        }
        (false, true) => {
            let response = take_response(&mut fields)?;
            fields.finish()?;
            verify_response(&document, &response)
        }
        _ => return Err(DocumentError::OneOf("verify")),
    };
    Ok(verdict)
}

fn verify_authorization(document: Document, authorization: String) -> Result<Result<(), String>, DocumentError> {
    let credentials = document.credentials();
    let Document { mut request, access_key_id, secret_key } = document;
    request.headers.set(AUTHORIZATION, &authorization);
    let secret = secret_key.expose();
    let Some((named, signature)) = verify::read_authorization(&SCHEME, &authorization) else {
        return Ok(Err(SignatureRefusal::Authorization.to_string()));
    };
    match auth::verify_request(&request, secret, None) {
        Ok(()) if named == access_key_id => Ok(Ok(())),
        Ok(()) => Ok(Err("the authorization names another access key id".into())),
        Err(SignatureRefusal::Mismatch) => Ok(Err(diagnose::explain(&request, &credentials, None, signature)?)),
        Err(refusal @ SignatureRefusal::Parts(PartsError::MissingHeader(_))) => Ok(Err(refusal.to_string())),
        Err(SignatureRefusal::Parts(error)) => Err(error.into()),
        Err(refusal) => Ok(Err(refusal.to_string())),
    }
}

fn verify_response(document: &Document, response: &Response) -> Result<(), String> {
    match auth::verify_response(&document.request, response, &document.credentials()) {
        ResponseSignature::Valid => Ok(()),
        ResponseSignature::Invalid { reason, .. } | ResponseSignature::Ambiguous(reason) => Err(reason),
        ResponseSignature::Missing(header) => Err(format!("the response has no {header}")),
    }
}

/// Takes `response` out.
pub fn take_response(fields: &mut Fields) -> Result<Response, DocumentError> {
    let mut response = fields.object("response")?;
    let status = u16::try_from(response.number("status")?).ok().filter(|status| (100..600).contains(status));
    let headers = headers(response.object("headers")?, "response.")?;
    let body = response.optional_text("body")?.unwrap_or_default().into_bytes();
    response.finish()?;
    Ok(Response { status: status.ok_or(DocumentError::Status)?, headers, body })
}

fn request(mut fields: Fields) -> Result<Request, DocumentError> {
    let method = fields.text("method")?;
    if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(DocumentError::Method);
    }
    let url = fields.text("url")?;
    let headers = headers(fields.object("headers")?, "request.")?;
    let body = fields.optional_text("body")?.unwrap_or_default().into_bytes();
    fields.finish()?;
    Ok(Request { method, url, headers, body })
}

fn headers(fields: Fields, place: &'static str) -> Result<Headers, DocumentError> {
    let pairs = fields.texts()?;
    let names: Vec<_> = pairs.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    match doubled(names.iter().map(String::as_str)) {
        Some(name) => Err(DocumentError::DoubledHeader(place, name.to_owned())),
        None => Ok(pairs.into_iter().collect()),
    }
}
