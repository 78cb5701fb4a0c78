//! A charge or a refund as the merchant sees it: sent once, and final only when the provider says so.

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde_json::Value;

use crate::core::member;
use crate::providers::Draft;

/// Seconds between two looks at a pending transaction; the last goes on.
const INTERVALS: &[i64] = &[15, 25, 30, 35, 40, 45, 50, 55];

/// What a transaction does with money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Takes it.
    Charge,
    /// Gives it back.
    Refund,
}

/// Where a transaction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
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
    /// The provider's notification service: whether the work is done; only a fault lets it wait.
    Notifier(u64),
}

/// Names a transaction.
#[derive(Debug, Clone)]
pub struct Key {
    /// Its order.
    pub order: String,
    /// A charge or a refund.
    pub kind: Kind,
    /// The merchant's id of it.
    pub id: String,
}

/// A charge or a refund.
#[derive(Debug)]
pub struct Transaction {
    /// A charge or a refund.
    pub kind: Kind,
    /// Its message, without what belongs to the customer; sent anew when the provider never got it.
    pub draft: Draft,
    /// The merchant's id of it.
    pub id: String,
    /// What it is for, as the merchant's books have it.
    pub amount: Decimal,
    /// Where it stands.
    pub standing: Standing,
    /// The provider has acknowledged it.
    pub known: bool,
    /// The last answer about it; null before the first.
    pub told: Value,
    /// Where the customer finishes it.
    pub pay_url: Option<String>,
    /// Who waits for the next answer.
    pub(super) waiting: Vec<Waiting>,
    /// The next look at it is set.
    pub(super) watched: bool,
    /// When it was booked.
    pub made: Timestamp,
    looks: usize,
}

impl Transaction {
    /// One that is about to be sent; the member `id` of its message is the merchant's id of it.
    pub fn new(kind: Kind, id: &str, draft: Draft, amount: Decimal, now: Timestamp) -> Self {
        let id = member::of(&draft.members, id).and_then(Value::as_str).unwrap_or_default().to_owned();
        Self {
            kind,
            draft,
            id,
            amount,
            standing: Standing::Pending,
            known: false,
            told: Value::Null,
            pay_url: None,
            waiting: Vec::new(),
            watched: false,
            made: now,
            looks: 0,
        }
    }

    /// The time until the next look; none when one is set, and when the transaction has had its time of `patience` seconds.
    pub(super) fn next_look(&mut self, now: Timestamp, patience: i64, constant: bool) -> Option<SignedDuration> {
        let over = now.duration_since(self.made) > SignedDuration::from_secs(patience);
        if self.standing != Standing::Pending || self.watched || over {
            return None;
        }
        let step = if constant { 0 } else { self.looks.min(INTERVALS.len() - 1) };
        self.watched = true;
        self.looks += 1;
        Some(SignedDuration::from_secs(INTERVALS[step]))
    }
}
