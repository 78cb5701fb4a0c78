//! An order: who pays what, what was offered, and the transactions that follow.

use rust_decimal::Decimal;

use crate::core::money;

use super::transaction::{CHARGE, Key, Standing, Transaction, Words};

/// What the provider says of this customer and this amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Offer {
    /// They may pay.
    Eligible {
        /// As the provider prints it.
        credit: String,
        /// This customer's Key Fact Statement.
        statement: String,
    },
    /// They may not.
    Ineligible {
        /// The provider's code.
        code: String,
        /// The provider's words, to be shown as they stand.
        reason: String,
    },
    /// They have not linked their account.
    Unlinked,
    /// Their link is not accepted any more.
    LinkLost,
    /// The provider does not say.
    Unavailable,
    /// The provider takes no amount so small.
    TooSmall,
}

/// One order.
#[derive(Debug)]
pub(super) struct Order {
    /// The shop's own id.
    pub(super) id: String,
    /// Who pays.
    pub(super) customer: String,
    /// What they pay, in rupees, as it was first written.
    pub(super) amount: String,
    /// What the page last offered for the next try; none before the page was shown.
    pub(super) offer: Option<Offer>,
    /// It is paid in cash, at the door.
    pub(super) cash: bool,
    /// One for each try to pay; only the last may be pending.
    pub(super) charges: Vec<Transaction>,
    /// What was given back.
    pub(super) refunds: Vec<Transaction>,
    /// How often the goods were sent: once, when they are paid.
    pub(super) shipped: u32,
}

impl Order {
    /// An order that nobody has paid.
    pub(super) fn new(id: &str, customer: &str, amount: &str) -> Self {
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

    /// What is to be paid, in rupees.
    pub(super) fn total(&self) -> Decimal {
        money::decimal(&self.amount).unwrap_or_default()
    }

    /// Where its payment stands; none before the first try.
    pub(super) fn standing(&self) -> Option<Standing> {
        let paid = self.charges.iter().find(|charge| charge.standing == Standing::Done);
        paid.or(self.charges.last()).map(|charge| charge.standing)
    }

    /// What may still be given back.
    pub(super) fn refundable(&self) -> Decimal {
        let kept = self.refunds.iter().filter(|refund| refund.standing != Standing::Failed);
        self.total() - kept.map(Transaction::amount).sum::<Decimal>()
    }

    /// The transaction of that key.
    pub(super) fn transaction(&mut self, key: &Key) -> Option<&mut Transaction> {
        self.transactions(key.words).iter_mut().rev().find(|transaction| transaction.id == key.id)
    }

    /// Its charges, or its refunds.
    pub(super) fn transactions(&mut self, words: &Words) -> &mut Vec<Transaction> {
        if words.kind == CHARGE.kind { &mut self.charges } else { &mut self.refunds }
    }
}
