//! The signature of a provider's requests.

use jiff::Timestamp;
use proptest::strategy::BoxedStrategy;

use super::{Credentials, Faults, Sender};
use crate::core::http::{Request, Response};
use crate::signing::diagnosis::Diagnosis;
use crate::signing::mac::Stages;
use crate::signing::mistakes::Cause;

/// What signing a request, testing a signer and telling why a signature is refused need of a provider.
pub struct SignerRoom {
    /// Puts the signature on a request as it will be sent (or as `signed_host` says it is signed).
    pub sign: fn(&mut Request, &Sender<'_>) -> Result<(), String>,
    /// Changes a part of a request, as it may be signed by mistake: `method`, `path`, `query`, `header` or `body`. A request
    /// without that part stays as it is.
    pub tamper: fn(&mut Request, part: &str),
    /// Why the signature of a merchant's request is refused; `None` when it is right. Names causes, never a value.
    pub refusal: fn(&Request, &Credentials) -> Option<String>,
    /// Answers one JSON line as the embedded signer, with these faults planted.
    pub answer: fn(&str, &Faults) -> String,
    /// The plainest request of an operation: nothing in it has to be encoded, sorted or flattened.
    pub plain: fn(operation: &str) -> Option<Request>,
    /// Every stage of a request's signature.
    pub stages: fn(&Request, &Credentials) -> Result<Stages, String>,
    /// Key id and signature of an `Authorization` header in one of its published forms.
    pub read_authorization: fn(&str) -> Option<(&str, &str)>,
    /// What explains a signature that is not the right one.
    pub explain: fn(&Request, &Credentials, &str) -> Explanation,
    /// Requests that aim at what breaks, each beside the required parameters of its operation; shrinks to the plain ones.
    pub cases: fn() -> BoxedStrategy<Request>,
    /// The form of a request that the documents leave open, e.g. `null`; `None` for one whose signature is settled.
    pub open_form: fn(&Request) -> Option<&'static str>,
    /// Every stage of a request's signature in each way to read the documents, the usual one first.
    pub readings: fn(&Request, &Credentials) -> Result<Vec<Stages>, String>,
    /// Why an `Authorization` header is another one than the request's.
    pub diagnose: fn(&Request, &Credentials, &str) -> Diagnosis,
    /// The `Authorization` header of a request as these causes make it.
    pub made_with: fn(&Request, &Credentials, &[Cause]) -> Option<String>,
    /// The mistakes that make another signature of this request.
    pub catches: fn(&Request, &Credentials) -> Vec<Cause>,
    /// Signs a response to a request.
    pub sign_response: fn(&Request, &mut Response, &Credentials, Timestamp),
    /// The header that names the time of signing, and how its value is read.
    pub date: (&'static str, fn(&str) -> Option<Timestamp>),
    /// The header that names a response.
    pub response_id: &'static str,
    /// The header that names how long a signature is valid.
    pub expires: &'static str,
}

/// Why a signature is another one.
#[derive(Debug, Default)]
pub struct Explanation {
    /// The signer's faults that alone explain it.
    pub faults: Vec<String>,
    /// The causes in a sentence, be they one or several; `None` when no known ones explain it.
    pub text: Option<String>,
}
