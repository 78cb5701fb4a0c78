//! An order: who pays what, what was offered, and the transactions that follow.

use rust_decimal::Decimal;

use crate::core::money;

use super::transaction::{Key, Kind, Standing, Transaction};

/// One order; `O` is what its provider may offer.
#[derive(Debug)]
pub struct Order<O> {
    /// The shop's own id.
    pub id: String,
    /// Who pays.
    pub customer: String,
    /// What they pay, in major units, as it was first written.
    pub amount: String,
    /// What the page last offered for the next try; none before the page was shown.
    pub offer: Option<O>,
    /// It is paid in cash, at the door.
    pub cash: bool,
    /// One for each try to pay; only the last may be pending.
    pub charges: Vec<Transaction>,
    /// What was given back.
    pub refunds: Vec<Transaction>,
    /// How often the goods were sent: once, when they are paid.
    pub shipped: u32,
}

impl<O> Order<O> {
    /// An order that nobody has paid.
    pub fn new(id: &str, customer: &str, amount: &str) -> Self {
        Self {
            id: id.to_owned(),
            customer: customer.to_owned(),
            amount: amount.to_owned(),
            offer: None,
            cash: false,
            charges: Vec::new(),
            refunds: Vec::new(),
            shipped: 0,
        }
    }

    /// True when this customer pays this amount, written like this.
    pub(super) fn is_of(&self, customer: &str, amount: &str) -> bool {
        self.customer == customer && self.amount == amount
    }

    /// What is to be paid, in major units.
    pub fn total(&self) -> Decimal {
        money::decimal(&self.amount).unwrap_or_default()
    }

    /// The charge that paid it, else the last try.
    pub fn payment(&self) -> Option<&Transaction> {
        self.charges.iter().find(|charge| charge.standing == Standing::Done).or(self.charges.last())
    }

    /// Where its payment stands; none before the first try.
    pub fn standing(&self) -> Option<Standing> {
        self.payment().map(|charge| charge.standing)
    }

    /// What may still be given back, as far as refunds of a standing count.
    pub fn refundable(&self, counts: impl Fn(Standing) -> bool) -> Decimal {
        let kept = self.refunds.iter().filter(|refund| counts(refund.standing));
        self.total() - kept.map(|refund| refund.amount).sum::<Decimal>()
    }

    /// The transaction of that key.
    pub fn transaction(&mut self, key: &Key) -> Option<&mut Transaction> {
        self.transactions(key.kind).iter_mut().rev().find(|transaction| transaction.id == key.id)
    }

    /// Its charges, or its refunds.
    pub(super) fn transactions(&mut self, kind: Kind) -> &mut Vec<Transaction> {
        match kind {
            Kind::Charge => &mut self.charges,
            Kind::Refund => &mut self.refunds,
        }
    }
}
