//! A session of Juspay's payment page.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::order::{later, time};
use super::refusal::{Refusal, invalid};
use super::render::payment_page;
use super::responder::{Responder, text};
use crate::core::random::hex;
use crate::providers::juspay::messages::{ACTIONS, ECHOED, MANDATORY, REFERENCE};
use crate::providers::juspay::statuses::{CREATED, NEW};

/// A client's token lives this long (Juspay's create-order sample).
const TOKEN_LIFE: SignedDuration = SignedDuration::from_mins(15);

impl Responder {
    /// Answers a session: it opens the order and tells the SDK what it needs.
    pub(super) fn session(&mut self, sent: &Map<String, Value>, now: Timestamp) -> Result<Value, Refusal> {
        if let Some(missing) = MANDATORY.into_iter().find(|name| !sent.get(*name).is_some_and(Value::is_string)) {
            return Err(invalid(missing));
        }
        if !ACTIONS.contains(&text(sent, "action")) {
            return Err(invalid("action"));
        }
        let order_id = self.book(sent, now)?;
        let id = self.order(&order_id)?.id.clone();
        let has = |fault| self.faults.has(fault);
        let page = payment_page(if has("session_link_elsewhere") { "ordeh_0" } else { &id });
        let status = if has("session_status_created") { CREATED.name } else { NEW.name };
        let service = if has("session_other_service") { "in.juspay.hyperapi" } else { "in.juspay.hyperpay" };
        let mut answer = json!({
            "status": status,
            "id": if has("session_id_plain") { id.replacen("ordeh_", "order_", 1) } else { id },
            "order_id": if has("session_other_order") { format!("{order_id}-0") } else { order_id },
            "payment_links": {
                "web": if has("session_link_over_http") { page.replacen("https", "http", 1) } else { page },
                "expiry": null,
            },
            "sdk_payload": { "requestId": null, "service": service, "payload": null },
        });
        if has("session_id_plain") {
            answer["payment_links"]["web"] = json!(payment_page(answer["id"].as_str().unwrap_or_default()));
        }
        answer["sdk_payload"]["requestId"] = json!(hex(&mut self.rng, 32));
        answer["sdk_payload"]["payload"] = self.payload(sent, now);
        Ok(answer)
    }

    /// Gives the SDK's token, where it is asked for (Juspay's create-order sample).
    pub(super) fn give_token(&mut self, answer: &mut Value, asked: &Map<String, Value>, now: Timestamp) {
        if text(asked, "options.get_client_auth_token") == "true" {
            let token = format!("tkn_{}", hex(&mut self.rng, 32));
            let expiry = time(later(now, TOKEN_LIFE));
            answer["juspay"] = json!({ "client_auth_token": token, "client_auth_token_expiry": expiry });
        }
    }

    fn payload(&mut self, sent: &Map<String, Value>, now: Timestamp) -> Value {
        let token = hex(&mut self.rng, 32);
        let has = |fault| self.faults.has(fault);
        let life = if has("session_token_expired") { -TOKEN_LIFE } else { TOKEN_LIFE };
        let number = || serde_json::from_str(text(sent, "amount")).unwrap_or_default();
        let mut payload = json!({
            "clientId": text(sent, "payment_page_client_id"),
            "amount": if has("session_amount_as_number") { number() } else { json!(text(sent, "amount")) },
            "merchantId": self.credentials.get("merchant_id"),
            "clientAuthToken": format!("{}{token}", if has("session_token_plain") { "token_" } else { "tkn_" }),
            "clientAuthTokenExpiry": time(later(now, life)),
            "environment": if has("session_environment_wrong") { "test" } else { "sandbox" },
        });
        // Whose order it is the key tells, whatever merchant the request names: the ids of its payments begin with that one.
        let echoed = ECHOED.iter().filter(|(asked, _)| *asked != "merchant_id");
        for (asked, told) in echoed.chain(&[(REFERENCE, REFERENCE)]) {
            if let Some(value) = sent.get(*asked) {
                payload[*told] = value.clone();
            }
        }
        if has("session_echo_wrong") {
            payload["lastName"] = json!("Somebody");
        }
        if let Some(members) = payload.as_object_mut().filter(|_| has("session_reference_lost")) {
            members.shift_remove(REFERENCE);
        }
        payload
    }
}

#[cfg(test)]
mod tests {
    use super::super::responder::opened;
    use super::*;

    #[test]
    fn a_session_is_the_accounts_whatever_merchant_it_names() {
        let (account, mut responder) = opened();
        let mut sent: Map<String, Value> = MANDATORY.iter().map(|name| ((*name).to_owned(), json!("x"))).collect();
        for (name, value) in [("amount", "10.00"), ("action", ACTIONS[0]), ("merchant_id", "another")] {
            sent.insert(name.to_owned(), json!(value));
        }
        let session = responder.session(&sent, Timestamp::UNIX_EPOCH).ok().unwrap();
        assert_eq!(session["sdk_payload"]["payload"]["merchantId"], account.credentials.get("merchant_id"));
    }
}
