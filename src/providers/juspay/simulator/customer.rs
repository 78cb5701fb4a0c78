//! Customers whom a merchant makes known before it opens an order, as integrations without sessions do (customer_management.md of
//! Juspay's published documentation). These calls are answered, and nothing judges them.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::order::time;
use super::refusal::Refusal;
use super::responder::{Responder, text};
use crate::core::random::alphanumeric;
use crate::providers::juspay::errors::{MISSING, NO_CUSTOMER};

/// What a customer is told of, as it was given.
const GIVEN: [&str; 5] = ["mobile_number", "mobile_country_code", "email_address", "first_name", "last_name"];

impl Responder {
    /// Answers a call to this address; none when there is no such call.
    pub(super) fn customers(
        &mut self,
        method: &str,
        path: &str,
        asked: &Map<String, Value>,
        now: Timestamp,
    ) -> Option<Result<Value, Refusal>> {
        let parts: Vec<_> = path.trim_matches('/').split('/').collect();
        let customer = match (method, parts.as_slice()) {
            ("POST", ["customers"]) => self.make_known(asked, now),
            ("GET", ["customers", id]) => self.customer(id).ok_or(Refusal::Published(NO_CUSTOMER)),
            _ => return None,
        };
        Some(customer.map(|mut customer| {
            self.give_token(&mut customer, asked, now);
            customer
        }))
    }

    /// Whoever is known already stays so.
    fn make_known(&mut self, asked: &Map<String, Value>, now: Timestamp) -> Result<Value, Refusal> {
        let own = text(asked, "object_reference_id");
        if own.is_empty() || text(asked, "mobile_number").is_empty() {
            return Err(Refusal::Published(MISSING));
        }
        if let Some(customer) = self.customer(own) {
            return Ok(customer);
        }
        let mut customer = json!({
            "id": format!("cst_{}", alphanumeric(&mut self.rng, 16)), "object": "customer", "object_reference_id": own,
            "date_created": time(now), "last_updated": time(now),
        });
        for name in GIVEN {
            customer[name] = json!(text(asked, name));
        }
        self.known.push(customer.clone());
        Ok(customer)
    }

    /// By Juspay's id, or by the merchant's own.
    fn customer(&self, id: &str) -> Option<Value> {
        self.known.iter().find(|customer| customer["id"] == id || customer["object_reference_id"] == id).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::super::responder::opened;
    use super::*;
    use crate::core::http::Request;
    use crate::providers::Simulator;
    use crate::providers::juspay::auth::{AUTHORIZATION, basic};

    #[test]
    fn a_customer_is_known_once_it_was_made_so() {
        let (account, mut responder) = opened();
        let mut call = |method: &str, path: &str, body: &str| {
            let mut request = Request { body: body.into(), ..Request::new(method, format!("https://h{path}")) };
            request.headers.set(AUTHORIZATION, basic(account.credentials.get("api_key"), ""));
            request.headers.set("content-type", "application/x-www-form-urlencoded");
            let answer = responder.respond(&request, Timestamp::UNIX_EPOCH);
            (answer.status, serde_json::from_slice::<Value>(&answer.body).unwrap())
        };
        assert_eq!(call("GET", "/customers/u-1", "").1["error_code"], "object_not_found");
        assert_eq!(call("POST", "/customers", "object_reference_id=u-1").0, 400);
        let made = call("POST", "/customers", "object_reference_id=u-1&mobile_number=9876543210").1;
        assert_eq!(
            (&made["object"], &made["mobile_number"], &made["juspay"]),
            (&json!("customer"), &json!("9876543210"), &Value::Null)
        );
        assert_eq!(call("GET", "/customers/u-1", ""), (200, made));
        let again = call("GET", "/customers/u-1?options.get_client_auth_token=true", "").1;
        assert!(again["juspay"]["client_auth_token"].as_str().is_some_and(|token| token.starts_with("tkn_")), "{again}");
    }
}
