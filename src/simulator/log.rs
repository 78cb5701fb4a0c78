//! What is told of requests that are refused for their signature.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::tenant::Tenant;
use crate::core::http::{Request, Response};
use crate::providers::Provider;

/// Lines that wait for a reader; more are dropped.
const WAITING: usize = 100;

/// Where the lines go. A reader that is slow, stuck or gone never keeps the simulator from answering.
#[derive(Debug)]
pub struct Log {
    lines: SyncSender<String>,
}

impl Log {
    /// Writes lines on a thread of its own, until this value is dropped or nobody reads any more.
    pub fn to(out: impl Write + Send + 'static) -> io::Result<Self> {
        let (lines, waiting) = sync_channel(WAITING);
        thread::Builder::new().name("log".to_owned()).spawn(move || write(out, &waiting))?;
        Ok(Self { lines })
    }

    /// Tells of an answer that refuses a signature, and of no other.
    pub(super) fn note(&self, provider: &Provider, tenant: &Tenant, request: &Request, answer: &Response) {
        if let Some(line) = refused(provider, tenant, request, answer) {
            // Full: nobody reads, or too slowly.
            let _ = self.lines.try_send(line);
        }
    }
}

fn write(mut out: impl Write, waiting: &Receiver<String>) {
    for line in waiting {
        if writeln!(out, "{line}").is_err() {
            break;
        }
    }
}

/// One line of an answer 401: what was asked, and why its signature is refused. Never holds a query, a key or a secret.
fn refused(provider: &Provider, tenant: &Tenant, request: &Request, answer: &Response) -> Option<String> {
    if answer.status != 401 {
        return None;
    }
    let why = provider.signer.and_then(|room| (room.refusal)(request, &tenant.account.credentials));
    let code = (provider.refusal)(answer).map(|refusal| refusal.code).unwrap_or_default();
    let why = why.map(|why| format!(": {why}")).unwrap_or_default();
    Some(format!("401 {code} {} {}{why}", request.method, request.path()))
}
