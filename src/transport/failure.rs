//! Why a request got no usable answer.

use std::io;
use std::time::Duration;

use rustls::CertificateError;
use thiserror::Error;

/// Why a request got no usable answer: one sentence that names host and port, never the query and never a secret.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("could not get an answer from {host}: {cause}")]
pub struct Failure {
    /// Host and port of the target.
    pub host: String,
    /// What happened.
    pub cause: Cause,
}

/// What happened to a request.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Cause {
    /// The request cannot be sent byte for byte as it stands; nothing was sent.
    #[error("the request cannot be sent as it is: {0}")]
    Unsendable(String),
    /// No TLS client can be made on this machine; nothing was sent.
    #[error("TLS cannot be used here: {0}")]
    NoTls(String),
    /// The name has no address.
    #[error("the name could not be resolved")]
    Dns,
    /// Nothing listens there.
    #[error("the connection was refused")]
    Refused,
    /// The machine cannot be reached.
    #[error("the connection failed: {0}")]
    Unreachable(String),
    /// No agreement on TLS, or a certificate that is not accepted.
    #[error("the TLS handshake failed: {0}")]
    Tls(String),
    /// The proxy did not connect us.
    #[error("the proxy {proxy} did not connect: {reason}")]
    Proxy {
        /// Host and port of the proxy.
        proxy: String,
        /// What it did.
        reason: String,
    },
    /// Too slow.
    #[error("gave up after {after:?}, {phase}")]
    Timeout {
        /// What was waited for.
        phase: Phase,
        /// How long.
        after: Duration,
    },
    /// The connection ended before a whole response head came.
    #[error("the connection was closed before the response began")]
    Reset,
    /// What came is no HTTP response.
    #[error("what came is no HTTP response")]
    InvalidHttp,
    /// The connection ended within the body.
    #[error("the connection ended within the body, after {received} bytes")]
    Truncated {
        /// Bytes of the body that came.
        received: usize,
    },
    /// The body is larger than `transport.body_cap`.
    #[error("the body is larger than {cap} bytes (transport.body_cap)")]
    TooLarge {
        /// The cap in bytes.
        cap: usize,
    },
}

/// What a request that took too long was waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The connection: name, TCP and TLS.
    Connection,
    /// The response head.
    Response,
    /// The rest of the body.
    Body,
}

impl std::fmt::Display for Phase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Connection => "connecting",
            Self::Response => "waiting for the response",
            Self::Body => "within the body",
        })
    }
}

impl Failure {
    /// True when the head of an HTTP response came before it went wrong: something speaks HTTP there.
    pub fn answered(&self) -> bool {
        matches!(self.cause, Cause::Truncated { .. } | Cause::TooLarge { .. } | Cause::Timeout { phase: Phase::Body, .. })
    }
}

/// Finds the cause in an error that came before a response head.
pub(super) fn cause_of(error: &reqwest::Error, connection_limit: Duration) -> Cause {
    if error.is_dns() {
        return Cause::Dns;
    }
    if error.is_timeout() {
        return Cause::Timeout { phase: Phase::Connection, after: connection_limit };
    }
    chain(error).find_map(known_cause).unwrap_or_else(|| match error.is_connect() {
        true => Cause::Unreachable(innermost(error)),
        false => Cause::Reset,
    })
}

/// The same for a connection through a proxy, where only TLS is between us and the target.
pub(super) fn proxied(cause: Cause, proxy: &str) -> Cause {
    match cause {
        Cause::Dns | Cause::Refused | Cause::Unreachable(_) => Cause::Proxy { proxy: proxy.into(), reason: cause.to_string() },
        other => other,
    }
}

type Source<'a> = &'a (dyn std::error::Error + 'static);

fn chain<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = Source<'a>> {
    std::iter::successors(std::error::Error::source(error), |inner| match inner.downcast_ref::<io::Error>() {
        // An io::Error hides the error that it wraps and shows that error's source instead.
        Some(io) => io.get_ref().map(|wrapped| wrapped as Source<'a>),
        None => inner.source(),
    })
}

fn known_cause(error: Source<'_>) -> Option<Cause> {
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return Some(Cause::Tls(tls_reason(tls)));
    }
    if let Some(http) = error.downcast_ref::<hyper::Error>() {
        return match () {
            () if http.is_parse() => Some(Cause::InvalidHttp),
            () if http.is_incomplete_message() => Some(Cause::Reset),
            () => None,
        };
    }
    match error.downcast_ref::<io::Error>()?.kind() {
        io::ErrorKind::ConnectionRefused => Some(Cause::Refused),
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof => Some(Cause::Reset),
        _ => None,
    }
}

fn innermost(error: &reqwest::Error) -> String {
    chain(error).last().map_or_else(|| "no reason was given".to_owned(), ToString::to_string)
}

fn tls_reason(error: &rustls::Error) -> String {
    use CertificateError as Bad;
    let rustls::Error::InvalidCertificate(bad) = error else { return error.to_string() };
    let reason = match bad {
        Bad::Expired | Bad::ExpiredContext { .. } => "the certificate has expired",
        Bad::NotValidYet | Bad::NotValidYetContext { .. } => "the certificate is not valid yet",
        Bad::NotValidForName | Bad::NotValidForNameContext { .. } => "the certificate is for another host",
        Bad::UnknownIssuer => "the certificate is from an unknown issuer (transport.ca_file can add it)",
        _ => return error.to_string(),
    };
    reason.to_owned()
}
