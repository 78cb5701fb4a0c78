//! What a refusal says (developer.juspay.in/reference/refund-order; juspay.io/api-reference-global/docs/express-checkout/cards).

use serde_json::Value;

use super::reading::{expect, judge};
use crate::core::finding::Verdict;
use crate::providers::Judged;
use crate::providers::juspay::statuses::NOT_FOUND;
use crate::providers::reading::{filled, gives};

/// Members that tell of an order.
const ORDER: [&str; 16] = [
    "order_id",
    "amount",
    "effective_amount",
    "customer_id",
    "customer_email",
    "customer_phone",
    "refunded",
    "amount_refunded",
    "maximum_eligible_refund_amount",
    "refunds",
    "payment_method",
    "payment_links",
    "txn_id",
    "txn_uuid",
    "txn_detail",
    "payment_gateway_response",
];

/// An answer that says so has the number 40, whatever its HTTP status.
pub fn unknown_order(judged: &Judged<'_>) -> Verdict {
    let unknown = judged.endpoint.and(judged.json()).filter(|body| body["status"] == NOT_FOUND.name);
    judge(unknown, |body| expect(body["status_id"] == NOT_FOUND.id, "status_id", "40", &body["status_id"]))
}

/// Whoever has no good key learns nothing of an order.
pub fn denial_without_order(judged: &Judged<'_>) -> Verdict {
    let denied = judged.response().filter(|response| response.status == 401).and(judged.endpoint).and(judged.json());
    judge(denied, |body| of_order(body).map_or(Ok(()), |(name, told)| expect(false, name, "absent", told)))
}

/// The first member at any depth that tells of an order.
fn of_order(value: &Value) -> Option<(&str, &Value)> {
    match value {
        Value::Object(members) => members.iter().find_map(|(name, member)| {
            let tells = ORDER.contains(&name.as_str()) && !member.is_null();
            if tells { Some((name.as_str(), member)) } else { of_order(member) }
        }),
        Value::Array(elements) => elements.iter().find_map(of_order),
        _ => None,
    }
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
        passed(judge("denial_without_order", 401, &json!({ "status": "ERROR", "request_id": "r", "order_id": null })));
        broken(judge("denial_without_order", 401, &json!({ "order_id": "o-1" })), "order_id");
        broken(judge("denial_without_order", 401, &json!({ "error_info": [{ "order": { "amount": 1 } }] })), "amount");
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
