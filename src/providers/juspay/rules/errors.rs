//! What a refusal says (developer.juspay.in/reference/refund-order; juspay.io/api-reference-global/docs/express-checkout/cards).

use serde_json::Value;

use super::reading::{expect, judge};
use crate::core::finding::Verdict;
use crate::providers::Judged;
use crate::providers::juspay::statuses::NOT_FOUND;
use crate::providers::reading::{filled, gives};

/// What an answer says that refuses a key.
const REFUSAL: [&str; 6] = ["status", "status_id", "error_code", "error_message", "error_info", "user_message"];

/// An answer that says so has the number 40, whatever its HTTP status.
pub fn unknown_order(judged: &Judged<'_>) -> Verdict {
    let unknown = judged.endpoint.and(judged.json()).filter(|body| body["status"] == NOT_FOUND.name);
    judge(unknown, |body| expect(body["status_id"] == NOT_FOUND.id, "status_id", "40", &body["status_id"]))
}

/// Whoever has no good key learns nothing of an order.
pub fn denial_without_order(judged: &Judged<'_>) -> Verdict {
    let denied = judged.response().filter(|response| response.status == 401).and(judged.endpoint).and(judged.json());
    judge(denied, |body| {
        let more =
            body.as_object().into_iter().flatten().find(|(name, value)| !REFUSAL.contains(&name.as_str()) && !value.is_null());
        more.map_or(Ok(()), |(name, value)| expect(false, name, "absent", value))
    })
}

/// Code, message, and where there is more, all of it. An unknown order has a form of its own.
pub fn error_shape(judged: &Judged<'_>) -> Verdict {
    let refused = judged.response().filter(|response| response.status == 400).and(judged.endpoint).and(judged.json());
    judge(refused.filter(|body| body["status"] != NOT_FOUND.name), |body| {
        gives(body, "error_code")?;
        gives(body, "error_message")?;
        let info = &body["error_info"];
        if info.is_null() {
            return Ok(());
        }
        for name in ["user_message", "developer_message", "code", "category"] {
            let given = filled(&info[name]).is_some();
            expect(given, &format!("error_info.{name}"), "a text that is not empty", &info[name])?;
        }
        let named = |field: &Value| filled(&field["field_name"]).is_some() && filled(&field["reason"]).is_some();
        let fields = info["fields"].as_array().is_some_and(|fields| fields.iter().all(named));
        expect(fields, "error_info.fields", "an array of field_name and reason", &info["fields"])
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{Case, broken, not_applicable, passed};
    use super::*;
    use crate::providers::juspay::errors::invalid;

    fn judge(rule: &str, status: u16, body: &Value) -> Verdict {
        Case::new("refund", json!({})).answered(status, body).judge(rule)
    }

    #[test]
    fn an_unknown_order_is_number_40() {
        let body = |id: i64| json!({ "status": "NOT_FOUND", "status_id": id, "order_id": "o-1" });
        passed(judge("unknown_order", 400, &body(40)));
        passed(judge("unknown_order", 200, &body(40)));
        broken(judge("unknown_order", 400, &body(-1)), "status_id");
        not_applicable(judge("unknown_order", 400, &json!({ "status": "ERROR" })));
    }

    #[test]
    fn a_denial_tells_of_no_order() {
        passed(judge("denial_without_order", 401, &json!({ "error_code": "access_denied" })));
        for name in ["order_id", "customer_email", "order"] {
            broken(judge("denial_without_order", 401, &json!({ "status": "ERROR", name: { "amount": 1 } })), name);
        }
        not_applicable(judge("denial_without_order", 400, &json!({ "order_id": "o-1" })));
    }

    #[test]
    fn an_error_is_whole() {
        let without = |place: &[&str]| {
            let mut body = invalid("amount", "Invalid amount");
            *place.iter().fold(&mut body, |value, name| &mut value[*name]) = Value::Null;
            judge("error_shape", 400, &body)
        };
        passed(judge("error_shape", 400, &invalid("amount", "Invalid amount")));
        passed(without(&["error_info"]));
        for place in [&["error_code"][..], &["error_message"], &["error_info", "code"], &["error_info", "fields"]] {
            broken(without(place), &place.join("."));
        }
        not_applicable(judge("error_shape", 400, &json!({ "status": "NOT_FOUND" })));
        not_applicable(judge("error_shape", 401, &json!({})));
    }
}
