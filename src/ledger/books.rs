//! The books of one merchant account and the rules that they keep.

use jiff::Timestamp;
use rust_decimal::Decimal;
use thiserror::Error;

use crate::core::money::Money;

use super::entry::{Charge, Refund, State, settle};
use super::shelf::{Reference, Shelf};

/// The books of one merchant account.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    charges: Shelf<Charge>,
    refunds: Shelf<Refund>,
}

/// Why the books refuse an entry or do not find one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LedgerError {
    /// An amount of zero or less.
    #[error("could not book an amount that is not positive")]
    NotPositive,
    /// An id of the charge was used before.
    #[error("could not book a second charge under one id")]
    DuplicateCharge,
    /// There is no such charge.
    #[error("could not find the charge")]
    UnknownCharge,
    /// An id of the refund was used before.
    #[error("could not book a second refund under one id")]
    DuplicateRefund,
    /// There is no such refund.
    #[error("could not find the refund")]
    UnknownRefund,
    /// A refund of a charge that is not approved.
    #[error("could not refund a charge that is not approved")]
    NotApproved,
    /// A refund that lifts the refunded sum above the charge, or that is of another currency.
    #[error("could not refund more than was charged")]
    ExcessRefund,
    /// A capture that lifts the captured sum above the charge, or that is of another currency.
    #[error("could not capture more than is held")]
    ExcessCapture,
    /// Money that moved already.
    #[error("could not cancel a charge that was captured")]
    Captured,
    /// A new state for an entry that already reached a final one.
    #[error("could not change a final state")]
    Final,
}

impl Ledger {
    /// Books a new charge.
    pub fn charge(&mut self, charge: Charge) -> Result<(), LedgerError> {
        if charge.amount.amount <= Decimal::ZERO {
            return Err(LedgerError::NotPositive);
        }
        if self.charges.collides(&charge) {
            return Err(LedgerError::DuplicateCharge);
        }
        self.charges.add(charge);
        Ok(())
    }

    /// The charge as it stands at `now`: one that is still pending at the end of its time is declined.
    pub fn find_charge(&mut self, reference: Reference<'_>, now: Timestamp) -> Result<&Charge, LedgerError> {
        self.current(reference, now).map(|charge| &*charge)
    }

    /// The charge booked last of those for which `is` holds; one whose time is over may still be pending here.
    pub fn latest_charge(&self, is: impl Fn(&Charge) -> bool) -> Option<&Charge> {
        self.charges.latest(is)
    }

    /// Ends a pending charge.
    pub fn settle_charge(&mut self, reference: Reference<'_>, state: State, now: Timestamp) -> Result<(), LedgerError> {
        let charge = self.current(reference, now)?;
        settle(&mut charge.state, &mut charge.updated, state, now)
    }

    /// Lets a pending charge be of another amount.
    pub fn amend_charge(&mut self, reference: Reference<'_>, amount: Money, now: Timestamp) -> Result<(), LedgerError> {
        if amount.amount <= Decimal::ZERO {
            return Err(LedgerError::NotPositive);
        }
        let charge = self.current(reference, now)?;
        if charge.state != State::Pending {
            return Err(LedgerError::Final);
        }
        (charge.amount, charge.updated) = (amount, now);
        Ok(())
    }

    /// Captures a part of a held charge.
    pub fn capture(&mut self, reference: Reference<'_>, amount: Money, now: Timestamp) -> Result<(), LedgerError> {
        if amount.amount <= Decimal::ZERO {
            return Err(LedgerError::NotPositive);
        }
        let charge = self.current(reference, now)?;
        charge.capture(amount)?;
        charge.updated = now;
        Ok(())
    }

    /// Declines a charge of which nothing was captured.
    pub fn cancel(&mut self, reference: Reference<'_>, now: Timestamp) -> Result<(), LedgerError> {
        let charge = self.current(reference, now)?;
        charge.cancel()?;
        charge.updated = now;
        Ok(())
    }

    /// Books a new refund of the charge that it names by the merchant's id.
    pub fn refund(&mut self, refund: Refund, now: Timestamp) -> Result<(), LedgerError> {
        if refund.amount.amount <= Decimal::ZERO {
            return Err(LedgerError::NotPositive);
        }
        let collides = self.refunds.collides(&refund);
        let charge = self.current(Reference::Merchant(&refund.charge), now)?;
        if collides {
            return Err(LedgerError::DuplicateRefund);
        }
        if refund.state != State::Declined {
            charge.reserve(refund.amount)?;
        }
        self.refunds.add(refund);
        Ok(())
    }

    /// The refund.
    pub fn find_refund(&self, reference: Reference<'_>) -> Result<&Refund, LedgerError> {
        self.refunds.get(reference).ok_or(LedgerError::UnknownRefund)
    }

    /// The refund booked last of those for which `is` holds.
    pub fn latest_refund(&self, is: impl Fn(&Refund) -> bool) -> Option<&Refund> {
        self.refunds.latest(is)
    }

    /// Ends a pending refund; one that is declined frees its amount.
    pub fn settle_refund(&mut self, reference: Reference<'_>, state: State, now: Timestamp) -> Result<(), LedgerError> {
        let refund = self.refunds.get_mut(reference).ok_or(LedgerError::UnknownRefund)?;
        settle(&mut refund.state, &mut refund.updated, state, now)?;
        if state == State::Declined {
            let charge = self.charges.get_mut(Reference::Merchant(&refund.charge)).ok_or(LedgerError::UnknownCharge)?;
            charge.release(refund.amount);
        }
        Ok(())
    }

    /// Takes an approved refund back: the money did not arrive, and its amount is free again.
    pub fn reverse_refund(&mut self, reference: Reference<'_>, now: Timestamp) -> Result<(), LedgerError> {
        let refund = self.refunds.get_mut(reference).ok_or(LedgerError::UnknownRefund)?;
        if refund.state != State::Approved {
            return Err(LedgerError::NotApproved);
        }
        refund.state = State::Pending;
        self.settle_refund(reference, State::Declined, now)
    }

    fn current(&mut self, reference: Reference<'_>, now: Timestamp) -> Result<&mut Charge, LedgerError> {
        let charge = self.charges.get_mut(reference).ok_or(LedgerError::UnknownCharge)?;
        charge.expire(now);
        Ok(charge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn later(seconds: i64) -> Timestamp {
        NOW.checked_add(SignedDuration::from_secs(seconds)).unwrap()
    }

    fn charge(id: &str, amount: &str, state: State) -> Charge {
        let amount = Money::parse(amount, "INR").unwrap();
        let mut charge = Charge::new(id, format!("S04-{id}"), amount, state, NOW);
        charge.expires = Some(later(300));
        charge
    }

    fn refund(id: &str, charge: &str, amount: &str, state: State) -> Refund {
        let amount = Money::parse(amount, "INR").unwrap();
        Refund { id: id.into(), provider_id: format!("R-{id}"), charge: charge.into(), amount, state, created: NOW, updated: NOW }
    }

    fn held(amount: &str) -> Charge {
        let mut charge = charge("c1", amount, State::Approved);
        charge.held = true;
        charge
    }

    fn books(amount: &str, state: State) -> Ledger {
        let mut ledger = Ledger::default();
        ledger.charge(charge("c1", amount, state)).unwrap();
        ledger
    }

    #[test]
    fn an_amount_is_positive() {
        let mut ledger = books("10", State::Approved);
        assert_eq!(ledger.charge(charge("c2", "0.00", State::Approved)), Err(LedgerError::NotPositive));
        assert_eq!(ledger.refund(refund("r1", "c1", "0", State::Approved), NOW), Err(LedgerError::NotPositive));
        assert_eq!(ledger.charge(charge("c2", "0.01", State::Approved)), Ok(()));
    }

    #[test]
    fn an_id_is_used_once() {
        let mut ledger = books("10", State::Approved);
        assert_eq!(ledger.charge(charge("c1", "5", State::Approved)), Err(LedgerError::DuplicateCharge));
        let mut twin = charge("c1", "5", State::Approved);
        twin.id = "c2".into();
        assert_eq!(ledger.charge(twin), Err(LedgerError::DuplicateCharge));
        assert_eq!(ledger.refund(refund("r1", "c1", "1", State::Approved), NOW), Ok(()));
        assert_eq!(ledger.refund(refund("r1", "c1", "1", State::Approved), NOW), Err(LedgerError::DuplicateRefund));
        assert_eq!(ledger.find_charge(Reference::Merchant("c1"), NOW).unwrap().refunded(), Decimal::ONE);
    }

    #[test]
    fn both_ids_lead_to_the_same_entry() {
        let mut ledger = books("10", State::Approved);
        ledger.refund(refund("r1", "c1", "1", State::Pending), NOW).unwrap();
        let charge = ledger.find_charge(Reference::Merchant("c1"), NOW).unwrap().clone();
        assert_eq!(ledger.find_charge(Reference::Provider("S04-c1"), NOW), Ok(&charge));
        assert_eq!(ledger.find_refund(Reference::Merchant("r1")), ledger.find_refund(Reference::Provider("R-r1")));
        assert_eq!(ledger.find_charge(Reference::Provider("c1"), NOW), Err(LedgerError::UnknownCharge));
        assert_eq!(ledger.find_refund(Reference::Merchant("R-r1")), Err(LedgerError::UnknownRefund));
    }

    #[test]
    fn refunds_never_exceed_the_charge() {
        let mut ledger = books("10.00", State::Approved);
        assert_eq!(ledger.refund(refund("r1", "c1", "10.01", State::Approved), NOW), Err(LedgerError::ExcessRefund));
        assert_eq!(ledger.refund(refund("r1", "c1", "6", State::Approved), NOW), Ok(()));
        assert_eq!(ledger.refund(refund("r2", "c1", "4.01", State::Approved), NOW), Err(LedgerError::ExcessRefund));
        assert_eq!(ledger.refund(refund("r2", "c1", "4.00", State::Approved), NOW), Ok(()));
        assert_eq!(ledger.refund(refund("r3", "c1", "0.01", State::Approved), NOW), Err(LedgerError::ExcessRefund));
    }

    #[test]
    fn a_refund_is_of_the_charges_currency() {
        let mut ledger = books("10", State::Approved);
        let other = Refund { amount: Money::parse("1", "USD").unwrap(), ..refund("r1", "c1", "1", State::Approved) };
        assert_eq!(ledger.refund(other, NOW), Err(LedgerError::ExcessRefund));
    }

    #[test]
    fn a_declined_refund_frees_its_amount() {
        let mut ledger = books("10", State::Approved);
        ledger.refund(refund("r1", "c1", "10", State::Pending), NOW).unwrap();
        assert_eq!(ledger.refund(refund("r2", "c1", "10", State::Approved), NOW), Err(LedgerError::ExcessRefund));
        ledger.settle_refund(Reference::Merchant("r1"), State::Declined, NOW).unwrap();
        assert_eq!(ledger.refund(refund("r2", "c1", "10", State::Approved), NOW), Ok(()));
    }

    #[test]
    fn only_an_approved_charge_is_refunded() {
        for state in [State::Pending, State::Declined] {
            let mut ledger = books("10", state);
            assert_eq!(ledger.refund(refund("r1", "c1", "1", State::Approved), NOW), Err(LedgerError::NotApproved));
        }
        let mut ledger = books("10", State::Approved);
        assert_eq!(ledger.refund(refund("r1", "c9", "1", State::Approved), NOW), Err(LedgerError::UnknownCharge));
    }

    #[test]
    fn a_final_state_never_changes() {
        let id = Reference::Merchant("c1");
        let mut ledger = books("10", State::Pending);
        assert_eq!(ledger.settle_charge(id, State::Approved, NOW), Ok(()));
        assert_eq!(ledger.settle_charge(id, State::Declined, NOW), Err(LedgerError::Final));
        assert_eq!(ledger.find_charge(id, later(9999)).unwrap().state, State::Approved);
        ledger.refund(refund("r1", "c1", "1", State::Approved), NOW).unwrap();
        assert_eq!(ledger.settle_refund(Reference::Merchant("r1"), State::Declined, NOW), Err(LedgerError::Final));
    }

    #[test]
    fn only_a_pending_charge_may_be_of_another_amount() {
        let (id, money) = (Reference::Merchant("c1"), |amount| Money::parse(amount, "INR").unwrap());
        let mut ledger = books("10", State::Pending);
        assert_eq!(ledger.amend_charge(id, money("0"), NOW), Err(LedgerError::NotPositive));
        assert_eq!(ledger.amend_charge(id, money("8"), NOW), Ok(()));
        assert_eq!(ledger.find_charge(id, NOW).unwrap().amount, money("8"));
        assert_eq!(books("10", State::Approved).amend_charge(id, money("8"), NOW), Err(LedgerError::Final));
    }

    #[test]
    fn a_pending_charge_is_declined_when_its_time_is_over() {
        let id = Reference::Merchant("c1");
        let mut ledger = books("10", State::Pending);
        assert_eq!(ledger.find_charge(id, later(299)).unwrap().state, State::Pending);
        let charge = ledger.find_charge(id, later(5000)).unwrap();
        assert_eq!((charge.state, charge.updated), (State::Declined, later(300)));
        assert_eq!(ledger.settle_charge(id, State::Approved, later(5000)), Err(LedgerError::Final));
    }

    #[test]
    fn held_money_is_captured_in_parts_and_only_that_is_refunded() {
        let (id, money) = (Reference::Merchant("c1"), |amount| Money::parse(amount, "INR").unwrap());
        let mut ledger = Ledger::default();
        ledger.charge(held("10.00")).unwrap();
        assert_eq!(ledger.refund(refund("r0", "c1", "0.01", State::Approved), NOW), Err(LedgerError::ExcessRefund));
        assert_eq!(ledger.capture(id, money("10.01"), NOW), Err(LedgerError::ExcessCapture));
        assert_eq!(ledger.capture(id, money("0"), NOW), Err(LedgerError::NotPositive));
        assert_eq!(ledger.capture(id, Money::parse("1", "USD").unwrap(), NOW), Err(LedgerError::ExcessCapture));
        assert_eq!(ledger.capture(id, money("6"), NOW), Ok(()));
        assert_eq!(ledger.refund(refund("r1", "c1", "6.01", State::Approved), NOW), Err(LedgerError::ExcessRefund));
        assert_eq!(ledger.refund(refund("r1", "c1", "6", State::Approved), NOW), Ok(()));
        assert_eq!(ledger.capture(id, money("4.01"), NOW), Err(LedgerError::ExcessCapture));
        assert_eq!(ledger.cancel(id, NOW), Err(LedgerError::Captured));
        assert_eq!(ledger.find_charge(id, NOW).unwrap().captured(), Decimal::from(6));
    }

    #[test]
    fn what_is_held_is_let_go_once() {
        let id = Reference::Merchant("c1");
        let mut ledger = Ledger::default();
        ledger.charge(held("10")).unwrap();
        assert_eq!(ledger.cancel(id, NOW), Ok(()));
        assert_eq!(ledger.cancel(id, NOW), Err(LedgerError::Final));
        assert_eq!(ledger.capture(id, Money::parse("1", "INR").unwrap(), NOW), Err(LedgerError::NotApproved));
        assert_eq!(books("10", State::Approved).cancel(id, NOW), Err(LedgerError::Captured));
        let again = Money::parse("1", "INR").unwrap();
        assert_eq!(books("10", State::Approved).capture(id, again, NOW), Err(LedgerError::ExcessCapture));
    }

    #[test]
    fn an_approved_refund_that_did_not_arrive_is_taken_back() {
        let mut ledger = books("10", State::Approved);
        ledger.refund(refund("r1", "c1", "10", State::Approved), NOW).unwrap();
        assert_eq!(ledger.reverse_refund(Reference::Merchant("r1"), NOW), Ok(()));
        assert_eq!(ledger.reverse_refund(Reference::Merchant("r1"), NOW), Err(LedgerError::NotApproved));
        assert_eq!(ledger.refund(refund("r2", "c1", "10", State::Approved), NOW), Ok(()));
    }
}
