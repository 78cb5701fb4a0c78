//! What a request asks for, in whichever of the published ways it is written: Juspay's pages have a refund's amount as a text in a form
//! (SEED0) and as a number in JSON (refund.md of Juspay's published documentation), and `metadata` as dotted names and as an object
//! (SEED0; webhook.md).

use serde_json::{Map, Value};

use crate::core::http::Request;
use crate::providers::{Endpoint, compose};

/// The members of a request and of its path. Of a session no number is a text: its pages want texts.
pub(super) fn of(endpoint: &Endpoint, request: &Request) -> Result<Map<String, Value>, String> {
    let mut arguments = Map::new();
    for (name, value) in compose::read(request)? {
        put(&mut arguments, name, value, endpoint.name != "session");
    }
    for (name, value) in endpoint.parameters(request.path()).unwrap_or_default() {
        arguments.insert(name.to_owned(), value.into());
    }
    Ok(arguments)
}

/// The members of a request that is no operation of ours; none of one that cannot be read.
pub(super) fn beside(request: &Request) -> Map<String, Value> {
    let mut arguments = Map::new();
    for (name, value) in compose::read(request).unwrap_or_default() {
        put(&mut arguments, name, value, true);
    }
    arguments
}

/// An object becomes dotted names, as forms have them.
fn put(arguments: &mut Map<String, Value>, name: String, value: Value, as_texts: bool) {
    match value {
        Value::Object(members) => {
            for (inner, value) in members {
                put(arguments, format!("{name}.{inner}"), value, as_texts);
            }
        }
        Value::Number(_) | Value::Bool(_) if as_texts => drop(arguments.insert(name, value.to_string().into())),
        value => drop(arguments.insert(name, value)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::providers::juspay::endpoints::named;

    fn read(operation: &str, path: &str, body: &Value) -> Value {
        let request = Request { body: body.to_string().into(), ..Request::new("POST", format!("https://h{path}")) };
        of(named(operation), &request).map(Value::Object).unwrap()
    }

    #[test]
    fn numbers_and_objects_are_read_as_a_form_has_them() {
        let sent = json!({ "unique_request_id": "r-1", "amount": 1.0 });
        let wanted = json!({ "unique_request_id": "r-1", "amount": "1.0", "order_id": "o-1" });
        assert_eq!(read("refund", "/orders/o-1/refunds", &sent), wanted);
        let sent = json!({ "amount": 2, "options": { "get_client_auth_token": true } });
        assert_eq!(read("order", "/orders", &sent), json!({ "amount": "2", "options.get_client_auth_token": "true" }));
        let sent = json!({ "amount": 2, "metadata": { "webhook_url": "https://h/w" } });
        assert_eq!(read("session", "/session", &sent), json!({ "amount": 2, "metadata.webhook_url": "https://h/w" }));
    }
}
