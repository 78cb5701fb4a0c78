//! Why a customer could not go on.

use std::time::Duration;

use thiserror::Error;

use crate::checkout::finders::Part;
use crate::checkout::html::TooDeep;
use crate::transport::failure::{Cause, Failure};

/// Why a customer could not go on: one sentence, which never holds the query of an address.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Trouble {
    /// What was given as an address is none.
    #[error("could not open {0:?}: it is no http address")]
    NoAddress(String),
    /// There was no usable answer.
    #[error("could not open {}: {reason}", bare(address))]
    NoAnswer {
        /// What was to be opened.
        address: String,
        /// What happened.
        reason: String,
    },
    /// It took too long.
    #[error("gave up {what} after {after:?}")]
    Timeout {
        /// What was being done.
        what: String,
        /// How long.
        after: Duration,
    },
    /// The customer was sent on and on.
    #[error("was sent on more than {} times: {}", hops.len() - 1, hops.iter().map(|hop| bare(hop)).collect::<Vec<_>>().join(", "))]
    RedirectLoop {
        /// Where to, each as it was given.
        hops: Vec<String>,
    },
    /// The page is larger than `transport.body_cap`.
    #[error("could not read {}: it is larger than {cap} bytes (transport.body_cap)", bare(address))]
    TooLarge {
        /// The page.
        address: String,
        /// In bytes.
        cap: usize,
    },
    /// What came is no page.
    #[error("could not read {}: it is {kind}, not HTML", bare(address))]
    NotHtml {
        /// What was opened.
        address: String,
        /// Its content type.
        kind: String,
        /// The HTTP status, where it is known.
        status: Option<u16>,
        /// The addresses to which the customer was sent on the way, each as it was given.
        hops: Vec<String>,
    },
    /// It is HTML, but cannot be read.
    #[error("could not read {}: {why}", bare(address))]
    Unreadable {
        /// The page.
        address: String,
        /// What is the matter with it.
        why: TooDeep,
    },
    /// The page has no such part.
    #[error("the page has no {}; checkout.page.{} says how it is found", .0.words(), .0.key())]
    Missing(Part),
    /// The page no longer has this link.
    #[error("the page has no link {0:?}")]
    NoLink(String),
    /// It is there, but a customer cannot use it.
    #[error("the customer cannot use {what:?}: {why}")]
    Unusable {
        /// The part or the link.
        what: String,
        /// In words.
        why: String,
    },
    /// Only scripts can do this.
    #[error("{0} works by scripts only; use browser = true")]
    NeedsBrowser(String),
    /// The browser ended, or no longer answers.
    #[error("the browser is gone: {0}")]
    BrowserGone(String),
}

impl Trouble {
    /// The trouble of a request that got no usable answer.
    pub(super) fn of(failure: Failure, address: &str) -> Self {
        let address = address.to_owned();
        match failure.cause {
            Cause::Timeout { phase, after } => Self::Timeout { what: format!("opening {}, {phase},", bare(&address)), after },
            Cause::TooLarge { cap } => Self::TooLarge { address, cap },
            cause => Self::NoAnswer { address, reason: cause.to_string() },
        }
    }
}

/// An address without its query, which may hold what must not be told.
pub fn bare(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or(address)
}
