//! The Access Token API: Login with Amazon, which is neither signed nor refuses as the other operations do
//! (AP/section8/access_token_api; the errors are those of OAuth 2.0, RFC 6749 section 5.2).

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::core::http::{Request, Response};
use crate::schema;

use super::arguments::Arguments;
use super::customers::TOKEN_LIFE;
use super::responder::Responder;

/// An error code of OAuth 2.0.
type OauthError = &'static str;

impl Responder {
    /// Answers the Access Token API.
    pub(super) fn access_token(&mut self, request: &Request, now: Timestamp) -> Response {
        match self.grant(request, now) {
            Ok(body) => Response::json(200, &body),
            Err("invalid_client") => refused(401, "invalid_client"),
            Err(error) => refused(400, error),
        }
    }

    fn grant(&mut self, request: &Request, now: Timestamp) -> Result<Value, OauthError> {
        let arguments = Arguments::read_login(request).map_err(|_| "invalid_request")?;
        schema::validate("amazon_pay_india", "access_token.request", arguments.members()).map_err(|_| "invalid_request")?;
        let secret = arguments.given("client_secret");
        let wrong_secret = secret.is_some_and(|secret| secret != self.login.get("client_secret"));
        let other = arguments.text("client_id") != self.login.get("client_id") || wrong_secret;
        if other && !self.customers.links_strangers() {
            return Err("invalid_client");
        }
        let web = secret.is_some();
        let (access, refresh) = match arguments.text("grant_type") {
            "refresh_token" => self.renew(arguments.text("refresh_token"), web, now)?,
            _ => self.customers.redeem(&mut self.rng, arguments.text("code"), web, now).ok_or("invalid_grant")?,
        };
        for name in ["refresh_token", "code"] {
            if let Some(brought) = arguments.given(name) {
                self.scenes.acquaintances.issued(&access, brought);
                self.scenes.acquaintances.issued(&refresh, brought);
            }
        }
        let seconds = TOKEN_LIFE.as_secs();
        Ok(json!({ "access_token": access, "token_type": "bearer", "expires_in": seconds, "refresh_token": refresh }))
    }

    fn renew(&mut self, refresh_token: &str, web: bool, now: Timestamp) -> Result<(String, String), OauthError> {
        let link = self.customers.linked(refresh_token).ok_or("invalid_grant")?;
        if link.web && !web {
            return Err("invalid_client");
        }
        Ok((self.customers.renew(&mut self.rng, link, now), refresh_token.to_owned()))
    }
}

fn refused(status: u16, error: OauthError) -> Response {
    let text = "The request could not be granted.";
    Response::json(status, &json!({ "error": error, "error_description": text }))
}
