//! Renews a customer's access token with its refresh token (the OAuth 2 refresh grant, as JSON).

use std::time::Duration;

use serde_json::{Value, json};

use super::client::{Client, host_of};
use crate::config::credentials::Login;
use crate::core::http::{Request, Response};
use crate::core::secret::Secret;

/// Trades a refresh token for a new access token. The error is a sentence that never holds a token.
pub async fn renew(client: &Client, login: &Login, refresh: &Secret, timeout: Duration) -> Result<Secret, String> {
    let mut request = Request::new("POST", &login.token_url);
    request.headers.set("content-type", "application/json");
    request.body = grant(login, refresh).to_string().into_bytes();
    let answer = client.send(&request, timeout).await.map_err(|failure| format!("could not renew an access token: {failure}"))?;
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    match body.get("access_token").and_then(Value::as_str).filter(|token| answer.is_success() && !token.is_empty()) {
        Some(token) => Ok(Secret::new(token)),
        None => Err(refusal(&host_of(&login.token_url), &answer, &body)),
    }
}

fn grant(login: &Login, refresh: &Secret) -> Value {
    let mut grant = json!({
        "grant_type": "refresh_token",
        "refresh_token": refresh.expose(),
        "client_id": login.client_id,
    });
    if !login.client_secret.is_empty() {
        grant["client_secret"] = login.client_secret.expose().into();
    }
    grant
}

/// Names the host, the status and the error code: a plain word, so that nothing else of the answer is repeated.
fn refusal(host: &str, answer: &Response, body: &Value) -> String {
    let is_plain = |code: &&str| code.len() <= 40 && code.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let code = body.get("error").and_then(Value::as_str).filter(is_plain).unwrap_or("no access token and no error code");
    format!("could not renew an access token: {host} answered {} with {code}", answer.status)
}
