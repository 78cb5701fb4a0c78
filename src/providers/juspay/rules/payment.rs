//! What an order shows of its payment with Amazon Pay Later (Juspay's samples).

use serde_json::{Map, Value};

use super::reading::{asked, expect, judge, paid_order, refunds};
use crate::core::finding::Verdict;
use crate::core::member;
use crate::providers::Judged;
use crate::providers::juspay::messages::GATEWAY_ID;
use crate::providers::juspay::statuses::CHARGED;
use crate::providers::reading::filled;

/// The codes of a payment that was captured.
const CAPTURED: [&str; 2] = ["CaptureApproved", "Completed"];
/// The id of a payment in what its gateway told.
const OF_GATEWAY: &str = "payment_gateway_response.txn_id";

/// The gateway, and which of its credentials.
pub fn gateway_reference(judged: &Judged<'_>) -> Verdict {
    judge(paid_order(judged), |body| {
        expect(body["gateway_id"] == GATEWAY_ID, "gateway_id", &GATEWAY_ID.to_string(), &body["gateway_id"])?;
        let own = &body["metadata"]["AMAZONPAY:gateway_reference_id"];
        let shown = &body["gateway_reference_id"];
        expect(filled(shown).is_some() && shown == own, "gateway_reference_id", "that of the metadata", shown)
    })
}

/// `txn_id` is made of merchant, order and a number; it and `txn_uuid` are the same wherever they stand. The gateway may not have
/// answered yet: what it told of the payment is compared only where it is there.
pub fn payment_ids(judged: &Judged<'_>) -> Verdict {
    if let Some(refund) = judged.json().filter(|_| judged.succeeded("txn_refund")) {
        return refunded_payment(refund, asked(judged).as_ref());
    }
    judge(paid_order(judged), |body| {
        let order = asked(judged).and_then(|asked| asked.get("order_id").cloned());
        expect(order.is_none_or(|order| body["order_id"] == order), "order_id", "as requested", &body["order_id"])?;
        let text = |name: &str| body[name].as_str().unwrap_or_default();
        let stem = format!("{}-{}-", text("merchant_id"), text("order_id"));
        let number = text("txn_id").strip_prefix(&stem);
        let numbered = number.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
        expect(numbered, "txn_id", "<merchant_id>-<order_id>-<n>", &body["txn_id"])?;
        for path in ["txn_detail.txn_id", OF_GATEWAY, "txn_detail.txn_uuid"] {
            let wanted = &body[path.rsplit('.').next().unwrap_or(path)];
            let found = member::at(body, path).unwrap_or(&Value::Null);
            let untold = path == OF_GATEWAY && found.is_null();
            expect(untold || found == wanted, path, "that of the order", found)?;
        }
        Ok(())
    })
}

/// The refund of a payment names that payment, and its order; what it does not name is not compared.
fn refunded_payment(refund: &Value, asked: Option<&Map<String, Value>>) -> Verdict {
    let payment = asked.and_then(|asked| asked.get("txn_id")).and_then(Value::as_str).filter(|_| refund["txn_id"].is_string());
    judge(payment, |payment| {
        expect(refund["txn_id"] == payment, "txn_id", "as requested", &refund["txn_id"])?;
        let of_order = |order: &str| payment.rsplit_once('-').is_some_and(|(stem, _)| stem.ends_with(&format!("-{order}")));
        expect(refund["order_id"].as_str().is_none_or(of_order), "order_id", "that of the payment", &refund["order_id"])
    })
}

/// The gateway's code, and the references of the refunds.
pub fn captured_payment(judged: &Judged<'_>) -> Verdict {
    judge(paid_order(judged).filter(|body| body["status"] == CHARGED.name), |body| {
        let response = &body["payment_gateway_response"];
        let code = &response["resp_code"];
        let known = code.as_str().is_some_and(|code| CAPTURED.contains(&code));
        expect(known, "payment_gateway_response.resp_code", &CAPTURED.join(" or "), code)?;
        let payment = response["epg_txn_id"].as_str().unwrap_or_default();
        refunds(body).filter(|refund| filled(&refund["ref"]).is_some()).try_for_each(|refund| {
            let belongs = refund["ref"].as_str().is_some_and(|reference| reference.starts_with(payment));
            expect(belongs, "refunds.ref", "a text that begins with epg_txn_id", &refund["ref"])
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{broken, judge_order, not_applicable, passed};

    #[test]
    fn the_gateway_and_its_reference_are_shown() {
        let rule = "gateway_reference";
        passed(judge_order(rule, |_| {}));
        broken(judge_order(rule, |order| order["gateway_id"] = json!("38")), "gateway_id");
        broken(judge_order(rule, |order| order["gateway_reference_id"] = json!("other")), "gateway_reference_id");
        not_applicable(judge_order(rule, |order| order["txn_detail"] = json!(null)));
    }

    #[test]
    fn ids_agree() {
        let rule = "payment_ids";
        passed(judge_order(rule, |_| {}));
        for id in ["m-o-1-", "m-o-1", "m-o-1-x", "o-1-1"] {
            broken(judge_order(rule, |order| order["txn_id"] = json!(id)), "txn_id");
        }
        broken(judge_order(rule, |order| order["txn_detail"]["txn_uuid"] = json!("x")), "txn_detail.txn_uuid");
        let place = "payment_gateway_response.txn_id";
        broken(judge_order(rule, |order| order["payment_gateway_response"]["txn_id"] = json!("x")), place);
        passed(judge_order(rule, |order| order["payment_gateway_response"]["txn_id"] = json!(null)));
        passed(judge_order(rule, |order| order["payment_gateway_response"] = json!(null)));
        broken(judge_order(rule, |order| order["txn_detail"]["txn_id"] = json!(null)), "txn_detail.txn_id");
    }

    #[test]
    fn a_charged_order_was_captured() {
        let rule = "captured_payment";
        passed(judge_order(rule, |_| {}));
        passed(judge_order(rule, |order| order["refunds"][0]["ref"] = json!(null)));
        let place = "payment_gateway_response.resp_code";
        broken(judge_order(rule, |order| order["payment_gateway_response"]["resp_code"] = json!("OK")), place);
        broken(judge_order(rule, |order| order["refunds"][0]["ref"] = json!("S05")), "refunds.ref");
        not_applicable(judge_order(rule, |order| order["status"] = json!("NEW")));
    }
}
