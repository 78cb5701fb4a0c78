//! What a session answers (<https://juspay.io/in/docs/payment-method-integrations/express-checkout-api/amazonpaylater-integration/amazon-paylater>).

use jiff::Timestamp;
use serde_json::Value;

use super::reading::{asked, expect, judge};
use crate::core::finding::Verdict;
use crate::core::http::is_https_url;
use crate::providers::Judged;
use crate::providers::juspay::endpoints::{PRODUCTION_HOST, SANDBOX_HOST};
use crate::providers::juspay::messages::{ECHOED, REFERENCE};
use crate::providers::juspay::statuses::NEW;
use crate::providers::reading::{filled, finding, no_json};

fn session<'a>(judged: &'a Judged<'_>) -> Option<&'a Value> {
    judged.json().filter(|_| judged.succeeded("session"))
}

fn payload<'a>(judged: &'a Judged<'_>) -> Option<&'a Value> {
    session(judged).map(|body| &body["sdk_payload"]["payload"])
}

/// Status, id, order, payment link and service.
pub fn session_shape(judged: &Judged<'_>) -> Verdict {
    if judged.succeeded("session") && judged.json().is_none() {
        return no_json();
    }
    judge(session(judged), |body| {
        expect(body["status"] == NEW.name, "status", NEW.name, &body["status"])?;
        let named = filled(&body["id"]).is_some_and(|id| id.starts_with("ordeh_"));
        expect(named, "id", "a text that begins with ordeh_", &body["id"])?;
        let order = asked(judged).and_then(|asked| asked.get("order_id").cloned());
        expect(order.is_none_or(|order| body["order_id"] == order), "order_id", "as requested", &body["order_id"])?;
        let link = &body["payment_links"]["web"];
        expect(link.as_str().is_some_and(is_https_url), "payment_links.web", "an absolute https address", link)?;
        let service = &body["sdk_payload"]["service"];
        expect(service == "in.juspay.hyperpay", "sdk_payload.service", "in.juspay.hyperpay", service)
    })
}

/// The amount as it was written, and a token that is good for some time.
pub fn session_payload(judged: &Judged<'_>) -> Verdict {
    judge(payload(judged), |payload| {
        let amount = asked(judged).and_then(|asked| asked.get("amount").cloned());
        let same = amount.is_none_or(|amount| payload["amount"] == amount);
        expect(same, "sdk_payload.payload.amount", "the text as requested", &payload["amount"])?;
        let token = filled(&payload["clientAuthToken"]).is_some_and(|token| token.starts_with("tkn_"));
        if !token {
            // What stands there may be a token all the same: it is not shown.
            return Err(finding("sdk_payload.payload.clientAuthToken", "a text that begins with tkn_", &Value::Null));
        }
        let expiry = &payload["clientAuthTokenExpiry"];
        let future = expiry.as_str().and_then(|time| time.parse::<Timestamp>().ok()).is_some_and(|end| end > judged.exchange.at);
        expect(future, "sdk_payload.payload.clientAuthTokenExpiry", "a time to come", expiry)
    })
}

/// The flat member that selects the gateway's credentials.
pub fn session_reference(judged: &Judged<'_>) -> Verdict {
    let reference = asked(judged).and_then(|asked| asked.get(REFERENCE).cloned());
    judge(payload(judged).zip(reference), |(payload, reference)| {
        expect(payload[REFERENCE] == reference, &format!("sdk_payload.payload.{REFERENCE}"), "as requested", &payload[REFERENCE])
    })
}

/// The payment link ends with the id of the same answer.
pub fn session_link(judged: &Judged<'_>) -> Verdict {
    judge(session(judged), |body| {
        let link = &body["payment_links"]["web"];
        let wanted = format!("/orders/{}/payment-page", body["id"].as_str().unwrap_or_default());
        let ends = link.as_str().is_some_and(|link| link.ends_with(&wanted));
        expect(ends, "payment_links.web", &format!("an address that ends in {wanted}"), link)
    })
}

/// Members under their new names, and the environment that was called.
pub fn session_echo(judged: &Judged<'_>) -> Verdict {
    judge(payload(judged).zip(asked(judged)), |(payload, asked)| {
        for (from, to) in ECHOED {
            let same = asked.get(*from).is_none_or(|value| payload[*to] == *value);
            expect(same, &format!("sdk_payload.payload.{to}"), "as requested", &payload[*to])?;
        }
        let wanted = match judged.exchange.request.authority() {
            PRODUCTION_HOST => "production",
            SANDBOX_HOST => "sandbox",
            _ => "sandbox or production",
        };
        let environment = &payload["environment"];
        let named = environment.as_str().is_some_and(|name| wanted.split(" or ").any(|one| one == name));
        expect(named, "sdk_payload.payload.environment", wanted, environment)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{Case, broken, passed};
    use super::*;

    fn asked_for() -> Value {
        json!({ "order_id": "o-1", "amount": "100.0", "last_name": "Buyer", REFERENCE: "amazon_test" })
    }

    fn answer() -> Value {
        json!({
            "status": "NEW", "id": "ordeh_1", "order_id": "o-1",
            "payment_links": { "web": "https://sandbox.juspay.in/orders/ordeh_1/payment-page", "expiry": null },
            "sdk_payload": { "requestId": "1", "service": "in.juspay.hyperpay", "payload": {
                "amount": "100.0", "clientAuthToken": "tkn_1", "clientAuthTokenExpiry": "2023-08-21T12:11:59Z",
                "environment": "sandbox", "lastName": "Buyer", "orderId": "o-1", REFERENCE: "amazon_test",
            } },
        })
    }

    #[test]
    fn each_member_of_a_session_is_held() {
        let judge = |rule: &str, change: &dyn Fn(&mut Value)| {
            let mut body = answer();
            change(&mut body);
            Case::new("session", asked_for()).answered(200, &body).judge(rule)
        };
        let payload =
            |member: &'static str, value: Value| move |body: &mut Value| body["sdk_payload"]["payload"][member] = value.clone();
        for rule in ["session_shape", "session_payload", "session_reference", "session_link", "session_echo"] {
            passed(judge(rule, &|_| {}));
        }
        for (member, value) in [("status", "CREATED"), ("id", "order_1"), ("order_id", "o-2")] {
            broken(judge("session_shape", &|body| body[member] = json!(value)), member);
        }
        broken(judge("session_shape", &|body| body["payment_links"]["web"] = json!("http://h/x")), "payment_links.web");
        broken(judge("session_shape", &|body| body["sdk_payload"]["service"] = json!("x")), "sdk_payload.service");
        broken(judge("session_payload", &payload("amount", json!(100))), "sdk_payload.payload.amount");
        broken(judge("session_payload", &payload("clientAuthToken", json!("x"))), "sdk_payload.payload.clientAuthToken");
        for time in ["1969-12-31T23:59:59Z", "soon"] {
            let changed = payload("clientAuthTokenExpiry", json!(time));
            broken(judge("session_payload", &changed), "sdk_payload.payload.clientAuthTokenExpiry");
        }
        let place = format!("sdk_payload.payload.{REFERENCE}");
        broken(judge("session_reference", &payload(REFERENCE, json!("other"))), &place);
        broken(judge("session_link", &|body| body["id"] = json!("ordeh_2")), "payment_links.web");
        broken(judge("session_echo", &payload("lastName", json!("x"))), "sdk_payload.payload.lastName");
        broken(judge("session_echo", &payload("environment", json!("production"))), "sdk_payload.payload.environment");
    }
}
