//! Signatures as pure functions: parts → canonical request → hash → string to sign → signature. Every stage is a
//! value that can be printed, except the key.

pub mod canonical;
pub mod encoding;
pub mod hmac256;
pub mod key;
pub mod mac;
pub mod mistakes;
pub mod parts;
pub mod recipe;
pub mod verify;

/// The constants of one provider's signatures.
#[derive(Debug)]
pub struct Scheme {
    /// The first line of the string to sign, and the value of the algorithm header.
    pub algorithm: &'static str,
    /// Stands before the secret in the first step of the key.
    pub key_prefix: &'static str,
    /// The second step of the key, and part of the scope.
    pub region: &'static str,
    /// The third step of the key, and part of the scope.
    pub service: &'static str,
    /// The last step of the key, and the end of the scope.
    pub terminator: &'static str,
    /// The signed headers of a request, lower case.
    pub request_headers: &'static [&'static str],
    /// The signed headers of a response, lower case.
    pub response_headers: &'static [&'static str],
    /// The header that carries the time of the signature.
    pub date_header: &'static str,
    /// The header that names the algorithm.
    pub algorithm_header: &'static str,
    /// Methods whose body is signed; of all others the query is.
    pub body_methods: &'static [&'static str],
    /// What may stand before `<access key id>:<signature>`; the first is written.
    pub authorization_prefixes: &'static [&'static str],
}
