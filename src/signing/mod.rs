//! Signatures as pure functions: parts → canonical request → hash → string to sign → signature. Every stage is a
//! value that can be printed, except the key.

use std::fmt;

pub mod algorithm;
pub mod canonical;
pub mod case;
pub mod diagnosis;
pub mod difference;
pub mod encoding;
pub mod hmac256;
pub mod key;
pub mod mac;
pub mod mistakes;
pub mod parts;
pub mod recipe;
pub mod rewriting;
pub mod rsa256;
pub mod search;
pub mod tagged;
pub mod usual;
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
    /// The published hosts: a request to one of them may have been signed for another.
    pub hosts: &'static [&'static str],
    /// The mistakes that are known of it, table by table, in the order of the stages.
    pub mistakes: &'static [&'static [mistakes::Mistake]],
    /// How far the clocks of the provider's country are ahead of UTC, in minutes.
    pub minutes_ahead: i64,
}

/// The keys of a merchant's account.
#[derive(Clone, Copy)]
pub struct Account<'a> {
    /// Stands in the `Authorization` header.
    pub access_key_id: &'a str,
    /// Signs.
    pub secret: &'a str,
}

impl fmt::Debug for Account<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: [secret]", self.access_key_id)
    }
}
