//! What the subject `signer` needs of a provider.

use jiff::Timestamp;

use super::{Credentials, Faults};
use crate::core::http::{Request, Response};
use crate::signing::mac::Stages;

/// What testing a signer needs of a provider.
pub struct SignerRoom {
    /// Answers one JSON line as the embedded signer, with these faults planted.
    pub answer: fn(&str, &Faults) -> String,
    /// The plainest request of an operation: nothing in it has to be encoded, sorted or flattened.
    pub plain: fn(operation: &str) -> Option<Request>,
    /// Every stage of a request's signature.
    pub stages: fn(&Request, &Credentials) -> Result<Stages, String>,
    /// Key id and signature of an `Authorization` header in one of its published forms.
    pub read_authorization: fn(&str) -> Option<(&str, &str)>,
    /// The signer's faults that alone explain a signature.
    pub explain: fn(&Request, &Credentials, &str) -> Vec<String>,
    /// Signs a response to a request.
    pub sign_response: fn(&Request, &mut Response, &Credentials, Timestamp),
    /// The header that names the time of signing, and how its value is read.
    pub date: (&'static str, fn(&str) -> Option<Timestamp>),
    /// The header that names a response.
    pub response_id: &'static str,
    /// The header that names how long a signature is valid.
    pub expires: &'static str,
}
