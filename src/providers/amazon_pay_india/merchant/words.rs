//! The words of the API about charges and refunds (AP/section8/get_status_api, /post_refund_api, /status_codes).

use serde_json::Value;

use crate::core::http::is_https_url;
use crate::core::money;
use crate::providers::shop::{Kind, Meaning, Question, Standing, Transaction};
use crate::providers::{Draft, Refusal, Slot};

use super::{Shop, text};
use crate::providers::amazon_pay_india::endpoints;

/// Of one kind of transaction.
struct Words {
    /// The operation that asks for its status.
    ask: &'static str,
    /// The member that holds the merchant's id of it.
    id: &'static str,
    /// The member of a status that holds its amount.
    amount: &'static str,
    /// The status of one that succeeded.
    done: &'static str,
    /// The error for an id that Amazon does not know.
    unknown: &'static str,
    /// The error for an id that Amazon knows already.
    duplicate: &'static str,
}

static CHARGE: Words = Words {
    ask: "charge_status",
    id: "chargeId",
    amount: "requestedAmount",
    done: "CaptureApproved",
    unknown: "InvalidChargeId",
    duplicate: "DuplicateChargeId",
};

static REFUND: Words = Words {
    ask: "refund_status",
    id: "refundId",
    amount: "amount",
    done: "Approved",
    unknown: "InvalidRefundId",
    duplicate: "DuplicateRefundId",
};

/// Final statuses of what did not succeed.
const FAILED: &[&str] = &["Declined", "Failed"];

fn words(kind: Kind) -> &'static Words {
    match kind {
        Kind::Charge => &CHARGE,
        Kind::Refund => &REFUND,
    }
}

/// The member that holds the merchant's id.
pub(super) fn id_member(kind: Kind) -> &'static str {
    words(kind).id
}

/// The message that asks for the status.
pub(super) fn question(shop: &Shop, transaction: &Transaction) -> Question {
    let slot = Slot::Earlier { by: "", sent: &transaction.draft, answer: &Value::Null };
    let mut draft = shop.draft(endpoints::named(words(transaction.kind).ask), &[slot]);
    if transaction.kind == Kind::Refund && shop.faults.has("shop_refund_status_of_unknown_id") {
        draft.members.insert("txnId".to_owned(), "never-sent".into());
    }
    Question::Status(draft)
}

/// Where the transaction that is told of stands.
pub(super) fn standing(transaction: &Transaction, told: &Value) -> Standing {
    match text(&told["status"]) {
        status if status == words(transaction.kind).done => Standing::Done,
        status if FAILED.contains(&status) => Standing::Failed,
        _ => Standing::Pending,
    }
}

/// True when a status is that of this transaction.
pub(super) fn concerns(transaction: &Transaction, told: &Value) -> bool {
    let words = words(transaction.kind);
    let same = text(&told[words.id]) == transaction.id && money::told(&told[words.amount]) == Some(transaction.amount);
    same && text(&told["currencyCode"]) == "INR"
}

/// What a refusal means for a transaction.
pub(super) fn meaning(kind: Kind, refusal: &Refusal) -> Meaning {
    let words = words(kind);
    match refusal.code.as_str() {
        code if code == words.unknown => Meaning::Unknown,
        code if code == words.duplicate => Meaning::Known,
        _ => Meaning::Final,
    }
}

/// Where the customer confirms a charge.
pub(super) fn pay_url(told: &Value) -> Option<String> {
    Some(text(&told["amazonPayUrl"]).to_owned()).filter(|url| is_https_url(url))
}

/// A charge decides itself within its own time.
pub(super) fn patience(draft: &Draft) -> i64 {
    draft.members.get("timeoutInSecs").and_then(|seconds| text(seconds).parse().ok()).unwrap_or(900)
}
