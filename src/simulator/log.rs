//! What is told of requests that are refused for their signature.

use super::tenant::Tenant;
use crate::core::http::{Request, Response};
use crate::providers::Provider;

/// Takes a line, without a line feed.
pub type Log = fn(&str);

/// One line of an answer 401: what was asked, and why its signature is refused. Never holds a query, a key or a secret.
pub fn refused(provider: &Provider, tenant: &Tenant, request: &Request, answer: &Response) -> Option<String> {
    if answer.status != 401 {
        return None;
    }
    let why = provider.signer.and_then(|room| (room.refusal)(request, &tenant.account.credentials));
    let code = (provider.refusal)(answer).map(|refusal| refusal.code).unwrap_or_default();
    let why = why.map(|why| format!(": {why}")).unwrap_or_default();
    Some(format!("401 {code} {} {}{why}", request.method, request.path()))
}
