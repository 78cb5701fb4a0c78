//! The text of a notification: what Amazon Pay says of a charge or a refund. No sample is published; the members are those that
//! integrators' code reads.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::NotificationError;
use crate::core::money::Money;
use crate::ledger::{Charge, Refund, State};

/// How APL payments are called among the payment modes (AP/section5/using_instant_payment_notification).
const PAYMENT_MODE: &str = "AmazonCredit";

/// The state of a transaction whose money moved.
pub const COMPLETED: &str = "Completed";

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A `ChargeNotification`.
    Charge,
    /// A `RefundNotification`.
    Refund,
}

impl Kind {
    /// The value of `NotificationType`.
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Charge => "ChargeNotification",
            Self::Refund => "RefundNotification",
        }
    }

    /// The member of `NotificationData` that holds the transaction.
    pub fn details(self) -> &'static str {
        match self {
            Self::Charge => "ChargeTransactionDetails",
            Self::Refund => "RefundTransactionDetails",
        }
    }
}

/// What a receiver needs of a notification's text: which transaction to ask for, and what is claimed of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// A charge or a refund.
    pub kind: Kind,
    /// The merchant's own id of it.
    pub id: String,
    /// `Completed`, `Pending` or `Declined`.
    pub state: String,
}

impl Notice {
    /// Reads the text of a message.
    pub fn read(message: &str) -> Result<Self, NotificationError> {
        let unreadable = |what: &str| NotificationError::Unreadable(what.to_owned());
        let text: Value = serde_json::from_str(message).map_err(|error| NotificationError::Unreadable(error.to_string()))?;
        let kind = [Kind::Charge, Kind::Refund].into_iter().find(|kind| text["NotificationType"] == kind.type_name());
        let kind = kind.ok_or_else(|| unreadable("NotificationType is not a known one"))?;
        let details = &text["NotificationData"][kind.details()];
        let id = details["SellerReferenceId"].as_str().ok_or_else(|| unreadable("SellerReferenceId is missing"))?;
        let state = details["Status"]["State"].as_str().ok_or_else(|| unreadable("Status.State is missing"))?;
        Ok(Self { kind, id: id.to_owned(), state: state.to_owned() })
    }
}

/// The text that tells of a charge; `reference` is unique among notifications.
pub fn of_charge(charge: &Charge, seller: &str, reference: &str) -> String {
    let mut details = details(&charge.provider_id, &charge.id, charge.amount, (charge.created, charge.updated), charge.state);
    details["PaymentModes"] = json!({ "Id": PAYMENT_MODE });
    text(Kind::Charge, details, seller, reference)
}

/// The text that tells of a refund; `reference` is unique among notifications.
pub fn of_refund(refund: &Refund, seller: &str, reference: &str) -> String {
    let details = details(&refund.provider_id, &refund.id, refund.amount, (refund.created, refund.updated), refund.state);
    text(Kind::Refund, details, seller, reference)
}

fn text(kind: Kind, details: Value, seller: &str, reference: &str) -> String {
    let text = json!({
        "NotificationReferenceId": reference,
        "NotificationType": kind.type_name(),
        "SellerId": seller,
        "ReleaseEnvironment": "Sandbox",
        "Version": "2013-01-01",
        "NotificationData": { kind.details(): details },
    });
    text.to_string()
}

fn details(provider_id: &str, id: &str, amount: Money, (created, updated): (Timestamp, Timestamp), state: State) -> Value {
    let state = match state {
        State::Approved => COMPLETED,
        State::Pending => "Pending",
        State::Declined => "Declined",
    };
    let money = |amount: String, currency: &str| json!({ "Amount": amount, "CurrencyCode": currency });
    json!({
        "OrderID": provider_id,
        "SellerReferenceId": id,
        "Amount": money(amount.amount.to_string(), amount.currency.code()),
        "TotalFee": money("0.00".to_owned(), amount.currency.code()),
        "CreationTimestamp": created.to_string(),
        "Status": { "State": state, "LastUpdateTimestamp": updated.to_string() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_what_is_read() {
        let amount = Money::parse("499.50", "INR").unwrap();
        for (state, told) in [(State::Approved, COMPLETED), (State::Pending, "Pending"), (State::Declined, "Declined")] {
            let charge = Charge::new("c-1", "S04-1", amount, state, Timestamp::UNIX_EPOCH);
            let notice = Notice::read(&of_charge(&charge, "MID", "n-1")).unwrap();
            assert_eq!(notice, Notice { kind: Kind::Charge, id: "c-1".into(), state: told.into() });
            let (id, provider_id, charge) = ("r-1".into(), "S04-1-R1".into(), "c-1".into());
            let (created, updated) = (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH);
            let refund = Refund { id, provider_id, charge, amount, state, created, updated };
            let notice = Notice::read(&of_refund(&refund, "MID", "n-2")).unwrap();
            assert_eq!(notice, Notice { kind: Kind::Refund, id: "r-1".into(), state: told.into() });
        }
    }

    #[test]
    fn what_is_no_notice_is_refused() {
        let charge = Charge::new("c-1", "S04-1", Money::parse("1", "INR").unwrap(), State::Approved, Timestamp::UNIX_EPOCH);
        let whole = of_charge(&charge, "MID", "n-1");
        for name in ["ChargeNotification", "ChargeTransactionDetails", "SellerReferenceId", "State", "{"] {
            assert!(Notice::read(&whole.replacen(name, "", 1)).is_err(), "without {name}");
        }
    }
}
