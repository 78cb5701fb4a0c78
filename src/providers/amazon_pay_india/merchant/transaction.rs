//! A charge or a refund as the merchant sees it: sent once, and final only when the provider's status says so.

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde_json::Value;

use crate::core::money;
use crate::providers::Draft;
use crate::providers::amazon_pay_india::notification::Kind;

/// The words of the API about one kind of transaction (AP/section8/get_status_api, /post_refund_api, /status_codes).
#[derive(Debug)]
pub(super) struct Words {
    /// What notifications call it.
    pub(super) kind: Kind,
    /// The operation that makes one.
    pub(super) make: &'static str,
    /// The operation that asks for its status.
    pub(super) ask: &'static str,
    /// The member that holds the merchant's id of it.
    pub(super) id: &'static str,
    /// The member of a status that holds its amount.
    amount: &'static str,
    /// The status of one that succeeded.
    done: &'static str,
    /// The error for an id that the provider does not know.
    pub(super) unknown: &'static str,
    /// The error for an id that the provider knows already.
    pub(super) duplicate: &'static str,
}

/// Of charges.
pub(super) static CHARGE: Words = Words {
    kind: Kind::Charge,
    make: "charge",
    ask: "charge_status",
    id: "chargeId",
    amount: "requestedAmount",
    done: "CaptureApproved",
    unknown: "InvalidChargeId",
    duplicate: "DuplicateChargeId",
};

/// Of refunds.
pub(super) static REFUND: Words = Words {
    kind: Kind::Refund,
    make: "refund",
    ask: "refund_status",
    id: "refundId",
    amount: "amount",
    done: "Approved",
    unknown: "InvalidRefundId",
    duplicate: "DuplicateRefundId",
};

/// Final statuses of what did not succeed.
const FAILED: &[&str] = &["Declined", "Failed"];

/// Seconds between two looks at a pending transaction; the last goes on (POS/section3/checkstatus_api, there with jitter, which a
/// single shop does not need).
const INTERVALS: &[i64] = &[15, 25, 30, 35, 40, 45, 50, 55];

/// Where a transaction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Not known yet.
    Pending,
    /// The money moved.
    Done,
    /// The money will not move.
    Failed,
}

/// Who waits for news of a transaction, and what they are told then.
#[derive(Debug)]
pub(super) enum Waiting {
    /// A customer who pays: the page where they go on.
    Payer(u64),
    /// A customer who came back, or the back office: the order's page.
    Onlooker(u64),
    /// The provider's notification service: that its message was received.
    Notifier(u64),
}

/// Names a transaction.
#[derive(Debug, Clone)]
pub(super) struct Key {
    /// Its order.
    pub(super) order: String,
    /// A charge or a refund.
    pub(super) words: &'static Words,
    /// The merchant's id of it.
    pub(super) id: String,
}

/// A charge or a refund.
#[derive(Debug)]
pub(super) struct Transaction {
    /// Its message, without the customer's token; sent anew when the provider never got it.
    pub(super) draft: Draft,
    /// The merchant's id of it.
    pub(super) id: String,
    /// Where it stands.
    pub(super) standing: Standing,
    /// The provider has acknowledged it.
    pub(super) known: bool,
    /// Where the customer finishes it.
    pub(super) pay_url: Option<String>,
    /// Who waits for the next answer.
    pub(super) waiting: Vec<Waiting>,
    /// The next look at it is set.
    pub(super) watched: bool,
    made: Timestamp,
    looks: usize,
}

impl Transaction {
    /// One that is about to be sent.
    pub(super) fn new(words: &Words, draft: Draft, now: Timestamp) -> Self {
        let id = draft.members.get(words.id).map(text).unwrap_or_default().to_owned();
        Self {
            draft,
            id,
            standing: Standing::Pending,
            known: false,
            pay_url: None,
            waiting: Vec::new(),
            watched: false,
            made: now,
            looks: 0,
        }
    }

    /// What was asked for, in rupees.
    pub(super) fn amount(&self) -> Decimal {
        amount(self.draft.members.get("amount").unwrap_or(&Value::Null)).unwrap_or_default()
    }

    /// The time until the next look; none when one is set, and when a pending charge has had its time.
    pub(super) fn next_look(&mut self, now: Timestamp, constant: bool) -> Option<SignedDuration> {
        let limit = self.draft.members.get("timeoutInSecs").and_then(|seconds| text(seconds).parse().ok()).unwrap_or(900);
        let over = now.duration_since(self.made) > SignedDuration::from_secs(limit);
        if self.standing != Standing::Pending || self.watched || over {
            return None;
        }
        let step = if constant { 0 } else { self.looks.min(INTERVALS.len() - 1) };
        self.watched = true;
        self.looks += 1;
        Some(SignedDuration::from_secs(INTERVALS[step]))
    }
}

impl Words {
    /// Where a transaction of this id and amount stands by the status that was told; pending when another one is told of.
    pub(super) fn standing(&self, told: &Value, id: &str, expected: Decimal) -> Standing {
        let same = text(&told[self.id]) == id && amount(&told[self.amount]) == Some(expected);
        if same && text(&told["currencyCode"]) == "INR" { self.status(told) } else { Standing::Pending }
    }

    /// Where the transaction that was told of stands, whichever it is.
    pub(super) fn status(&self, told: &Value) -> Standing {
        match text(&told["status"]) {
            status if status == self.done => Standing::Done,
            status if FAILED.contains(&status) => Standing::Failed,
            _ => Standing::Pending,
        }
    }
}

/// The text of a member; empty for anything else.
pub(super) fn text(member: &Value) -> &str {
    member.as_str().unwrap_or_default()
}

/// Amounts are texts in the tables of the documentation, and numbers in the sample of a refund.
fn amount(member: &Value) -> Option<Decimal> {
    match member {
        Value::String(text) => money::decimal(text).ok(),
        Value::Number(number) => money::decimal(number.as_str()).ok(),
        _ => None,
    }
}
