//! What stands in the books: a charge and a refund, each with its state.

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::core::money::Money;

use super::LedgerError;
use super::shelf::Entry;

/// Where a charge or a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Not decided yet.
    Pending,
    /// The money moved, or is held until it is captured. Final.
    Approved,
    /// The money will not move. Final.
    Declined,
}

/// Money asked of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// The id that the merchant chose; unique among charges.
    pub id: String,
    /// The id that the provider gave; unique among charges.
    pub provider_id: String,
    /// What was asked for.
    pub amount: Money,
    /// Where it stands.
    pub state: State,
    /// When it was booked.
    pub created: Timestamp,
    /// When its state last changed.
    pub updated: Timestamp,
    /// When it is declined if it is still pending.
    pub expires: Option<Timestamp>,
    /// The merchant's own text, handed back unchanged.
    pub note: Option<String>,
    /// Once approved the money is only held; captures move it.
    pub held: bool,
    captured: Decimal,
    refunded: Decimal,
}

/// Money given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// The id that the merchant chose; unique among refunds.
    pub id: String,
    /// The id that the provider gave; unique among refunds.
    pub provider_id: String,
    /// The merchant's id of the charge.
    pub charge: String,
    /// What is given back.
    pub amount: Money,
    /// Where it stands.
    pub state: State,
    /// When it was booked.
    pub created: Timestamp,
    /// When its state last changed.
    pub updated: Timestamp,
}

impl Charge {
    /// A charge of `now` without expiry and note, of which nothing is refunded.
    pub fn new(id: impl Into<String>, provider_id: impl Into<String>, amount: Money, state: State, now: Timestamp) -> Self {
        Self {
            id: id.into(),
            provider_id: provider_id.into(),
            amount,
            state,
            created: now,
            updated: now,
            expires: None,
            note: None,
            held: false,
            captured: Decimal::ZERO,
            refunded: Decimal::ZERO,
        }
    }

    /// What was captured so far; all of an approved charge that is not held.
    pub fn captured(&self) -> Decimal {
        match self.state {
            State::Approved if !self.held => self.amount.amount,
            _ => self.captured,
        }
    }

    /// The sum of its refunds that are pending or approved, in major units.
    pub fn refunded(&self) -> Decimal {
        self.refunded
    }

    /// Declines a charge whose time is over.
    pub(super) fn expire(&mut self, now: Timestamp) {
        if let Some(expires) = self.expires.filter(|expires| self.state == State::Pending && *expires <= now) {
            self.state = State::Declined;
            self.updated = expires;
        }
    }

    /// Sets an amount aside for a refund.
    pub(super) fn reserve(&mut self, amount: Money) -> Result<(), LedgerError> {
        if self.state != State::Approved {
            return Err(LedgerError::NotApproved);
        }
        let left = self.captured() - self.refunded;
        if amount.currency != self.amount.currency || amount.amount > left {
            return Err(LedgerError::ExcessRefund);
        }
        self.refunded += amount.amount;
        Ok(())
    }

    /// Moves a part of the money that is held.
    pub(super) fn capture(&mut self, amount: Money) -> Result<(), LedgerError> {
        if self.state != State::Approved {
            return Err(LedgerError::NotApproved);
        }
        if amount.currency != self.amount.currency || amount.amount > self.amount.amount - self.captured() {
            return Err(LedgerError::ExcessCapture);
        }
        self.captured += amount.amount;
        Ok(())
    }

    /// Lets go of the money that is held, as long as none of it moved.
    pub(super) fn cancel(&mut self) -> Result<(), LedgerError> {
        if self.captured() > Decimal::ZERO {
            return Err(LedgerError::Captured);
        }
        if self.state == State::Declined {
            return Err(LedgerError::Final);
        }
        self.state = State::Declined;
        Ok(())
    }

    /// Frees the amount of a refund that came to nothing.
    pub(super) fn release(&mut self, amount: Money) {
        self.refunded -= amount.amount;
    }
}

/// Ends what is pending; a final state never changes.
pub(super) fn settle(state: &mut State, updated: &mut Timestamp, to: State, now: Timestamp) -> Result<(), LedgerError> {
    if *state != State::Pending {
        return Err(LedgerError::Final);
    }
    *state = to;
    *updated = now;
    Ok(())
}

impl Entry for Charge {
    fn id(&self) -> &str {
        &self.id
    }

    fn provider_id(&self) -> &str {
        &self.provider_id
    }
}

impl Entry for Refund {
    fn id(&self) -> &str {
        &self.id
    }

    fn provider_id(&self) -> &str {
        &self.provider_id
    }
}
