//! What is told of requests that are refused for their signature.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use serde_json::Value;

use super::tenant::Tenant;
use crate::core::http::{Request, Response};
use crate::providers::Provider;

/// Refused requests that wait to be told; more are only counted.
const WAITING: usize = 100;

/// Where the lines go. Neither the search for a cause nor a reader that is slow, stuck or gone keeps the simulator from answering.
#[derive(Debug)]
pub struct Log {
    refused: SyncSender<Refused>,
    untold: Arc<AtomicU64>,
}

/// A request whose signature was refused.
struct Refused {
    provider: &'static Provider,
    tenant: Arc<Tenant>,
    request: Request,
    /// Code and sentence of the answer.
    answered: (String, String),
}

impl Log {
    /// Writes lines on a thread of its own, until this value is dropped or nobody reads any more.
    pub fn to(out: impl Write + Send + 'static) -> io::Result<Self> {
        let (refused, waiting) = sync_channel(WAITING);
        let untold = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&untold);
        thread::Builder::new().name("log".to_owned()).spawn(move || write(out, &waiting, &counted))?;
        Ok(Self { refused, untold })
    }

    /// Tells of an answer that refuses a signature, and of no other.
    pub(super) fn note(&self, provider: &'static Provider, tenant: Arc<Tenant>, request: Request, answer: &Response) {
        if answer.status != 401 {
            return;
        }
        let answered = told(provider, answer);
        if self.refused.try_send(Refused { provider, tenant, request, answered }).is_err() {
            self.untold.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn write(mut out: impl Write, waiting: &Receiver<Refused>, untold: &AtomicU64) {
    for refused in waiting {
        let more = match untold.swap(0, Ordering::Relaxed) {
            0 => String::new(),
            untold => format!("401 for {untold} more: too many at once to look into each\n"),
        };
        if write!(out, "{}\n{more}", refused.line()).is_err() {
            break;
        }
    }
}

/// What an answer says, in the provider's shape or in that of OAuth 2.0 (RFC 6749, section 5.2).
fn told(provider: &Provider, answer: &Response) -> (String, String) {
    if let Some(refusal) = (provider.refusal)(answer) {
        return (refusal.code, refusal.message);
    }
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (text("error"), text("error_description"))
}

impl Refused {
    /// What was asked, and why its signature is refused; where no signature tells, what was answered. Never holds a query, a key or a
    /// secret.
    fn line(&self) -> String {
        let Self { provider, tenant, request, answered: (code, message) } = self;
        let signed = provider.addressed(request).is_none_or(|endpoint| endpoint.signed);
        let room = provider.signer.filter(|_| signed);
        let why = room.and_then(|room| (room.refusal)(request, &tenant.account.credentials));
        let why = why.as_deref().unwrap_or(message);
        format!("401 {code} {} {}: {why}", request.method, request.path())
    }
}
